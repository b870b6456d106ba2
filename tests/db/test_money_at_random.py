"""Bookings, refunds, dashboards, disputes and lost answers in random order: after every step the books agree.

The seed is in the test's name; the same seed does the same.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest

from sidecar.errors import NotFound, Refused
from sidecar.gateways.errors import Declined
from sidecar.usecases import corrections, give_back, refund_progress, refunds
from sidecar.usecases.give_back import StatusEvent
from sidecar.usecases.refunds import Wish
from tests.money.provider import no_answer
from tests.money.till import Till, till
from tests.studio import CAROL, HOST, Studio, command

pytestmark = pytest.mark.payments

STEPS = 25
SEEDS = 12


class Walk:
    """One package of seven for 99.99: nothing divides evenly."""

    def __init__(self, till: Till, seed: int) -> None:
        self.till, self.dice = till, random.Random(seed)
        self.package = till.buy(sessions=7, price="99.99")
        self.number = till.payment(self.package).provider_payment_id or ""
        self.bookings: list[str] = []
        self.disputes = 0

    def step(self) -> str:
        name = self.dice.choice(sorted(name for name in dir(self) if name.startswith("do_")))
        try:
            getattr(self, name)()
        except (Refused, NotFound, Declined) as refused:
            return f"{name}: {refused}"
        return name

    def do_book(self) -> None:
        booking = self.till.studio.book()
        self.till.studio.redeem(self.package, booking)
        self.bookings.append(booking)

    def do_cancel(self) -> None:
        if self.bookings:
            booking = self.bookings.pop(self.dice.randrange(len(self.bookings)))
            self.till.studio.set_booking(booking, "cancelled")
            give_back.observe(self.till.studio.rt, StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request"))

    def do_gift(self) -> None:
        paid = self.dice.random() < 0.5
        sessions = self.dice.choice([-1, 1, 2])
        corrections.adjust(self.till.studio.rt, command("adjust", CAROL), self.package.public_id, sessions, paid, "a gift")

    def do_refund(self) -> None:
        unused = self.till.studio.again(self.package).paid_balance
        wish = self.dice.choice(
            [Wish(), Wish(sessions=self.dice.randint(0, max(unused, 1))), Wish("single_price"), Wish("custom", 0, "5.55")]
        )
        shown = refunds.preview(self.till.studio.rt, self.package.public_id, wish).quote.amount_minor or 0
        self.till.refund(self.package, f"{shown / 100:.2f}", wish)

    do_refund_again = do_refund

    def do_work(self) -> None:
        self.till.provider.state = self.dice.choice(["settled", "pending"])
        self.till.later()
        refund_progress.sweep(self.till.studio.rt)

    do_work_again = do_work

    def do_lose_an_answer(self) -> None:
        fault = self.dice.choice([no_answer(), no_answer(), Declined("insufficient_funds")])
        when = self.till.provider.before if isinstance(fault, Declined) or self.dice.random() < 0.5 else self.till.provider.after
        when.append(fault)
        self.do_work()
        self.till.provider.before.clear()
        self.till.provider.after.clear()

    def do_forget_keys(self) -> None:
        self.till.later(hours=21)
        self.do_work()

    def do_provider_moves(self) -> None:
        if self.till.provider.refunds:
            number = self.dice.choice(sorted(self.till.provider.refunds))
            state = self.till.provider.refunds[number].state
            following = {"pending": ["settled", "failed"], "settled": ["settled", "failed"], "failed": ["failed"]}[state]
            self.till.provider.becomes(number, self.dice.choice(following))

    def do_tell(self) -> None:
        states = list(self.till.provider.refunds.values())
        self.dice.shuffle(states)
        for state in states[: self.dice.randint(1, 3)]:
            self.till.told(state)

    do_tell_again = do_tell

    def do_dashboard(self) -> None:
        left = self.till.provider.paid[self.number] - self.till.provider.given_back
        amount = self.dice.choice([left, self.dice.randint(1, max(1, left))])
        self.till.provider.in_dashboard(self.number, amount)

    def do_take(self) -> None:
        for refund in self.till.rows():
            if refund.proposed_sessions:
                sessions = self.dice.randint(0, refund.proposed_sessions)
                refunds.take(self.till.studio.rt, command("take", CAROL), refund.public_id, sessions)

    def do_dispute(self) -> None:
        if self.dice.random() < 0.4:
            self.disputes += 1
        number = f"dp_{self.dice.randint(0, self.disputes)}"
        amount = self.dice.choice([9999, 5000])
        self.till.dispute(self.till.payment(self.package), self.dice.choice(["open", "won", "lost"]), number, amount)

    def settle_everything(self) -> None:
        """The provider decides what is pending, and everything is told."""
        for number, state in list(self.till.provider.refunds.items()):
            if state.state == "pending":
                self.till.provider.becomes(number, "settled")
        for _ in range(3):
            self.till.later(hours=21)
            refund_progress.sweep(self.till.studio.rt)
            for state in list(self.till.provider.refunds.values()):
                self.till.told(state)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_happens_to_a_packages_money_the_books_agree(studio: Studio, seed: int) -> None:
    walk = Walk(till(studio), seed)
    steps: list[str] = []
    for _ in range(STEPS):
        steps.append(walk.step())
        agree(walk.till, steps)
    walk.settle_everything()
    agree(walk.till, [*steps, "everything settled"])
    rows = walk.till.rows()
    assert {row.status for row in rows} <= {"settled", "failed"}, steps
    disputed = sum(row.amount_minor for row in rows if row.rule == "dispute" and row.status == "settled")
    written = sum(row.amount_minor for row in rows if row.rule != "dispute" and row.status == "settled")
    assert written == min(walk.till.provider.given_back, 9999 - disputed), steps


def agree(till: Till, steps: list[Any]) -> None:
    check: Callable[[], None] = till.agree
    try:
        check()
    except AssertionError as wrong:
        raise AssertionError(f"{wrong}\nafter: {steps}") from wrong
