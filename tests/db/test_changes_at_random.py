"""All that staff change, in random order with bookings and money: the books agree, and nobody has or pays what is another's.

The seed is in the test's name; the same seed does the same.
"""

import pytest

from sidecar.errors import InvalidFields
from sidecar.usecases import corrections, give_back, reinstate
from sidecar.usecases.give_back import StatusEvent
from sidecar.usecases.reassigning import Somebody
from tests.db.test_books import LongWalk
from tests.money.till import Till, till
from tests.studio import ALICE, BOB, CAROL, HOST, Studio, command
from wp_bridge.records import Actor

pytestmark = pytest.mark.admin

STEPS, SEEDS = 40, (1, 6)  # more of them by hand: each takes some seconds
PEOPLE = [
    Somebody(BOB.email, BOB.name, BOB.wp_user_id),
    Somebody(ALICE.email, ALICE.name, ALICE.wp_user_id),
    Somebody("dora@example.test"),
]
NEVER = {
    "an order is whose its package is": "SELECT cp.id FROM {p}customer_packages cp JOIN {p}orders o ON o.id = cp.order_id"
    " WHERE o.customer_id <> cp.customer_id",
    "a booking is paid by its own customer": "SELECT r.id FROM {p}redemptions r"
    " JOIN {p}customer_packages cp ON cp.id = r.customer_package_id JOIN {p}customers c ON c.id = cp.customer_id"
    " JOIN {wp}sb_bookings b ON b.id = r.booking_id WHERE r.state = 'committed' AND b.user_id <> COALESCE(c.wp_user_id, 0)",
    "nothing stays in a closed package": "SELECT id FROM {p}customer_packages WHERE closed_at IS NOT NULL AND balance > 0",
}


class StaffWalk(LongWalk):
    """Rolled over, reassigned, paused, and any step undone."""

    def __init__(self, till: Till, seed: int) -> None:
        super().__init__(till, seed)
        self.over: list[str] = []

    def step(self) -> str:
        try:
            return super().step()
        except InvalidFields as wrong:
            return str(wrong.fields)

    def do_book(self) -> None:
        who = self.owner()
        booking = self.till.studio.book(who)
        self.till.studio.redeem(self.package, booking, who=who)
        self.bookings.append(booking)

    do_book_again = do_book

    def owner(self) -> Actor:
        sql = "SELECT c.wp_user_id FROM {p}customers c JOIN {p}customer_packages cp ON cp.customer_id = c.id WHERE cp.id = %s"
        return BOB if self.till.studio.one(sql, self.package.id) == BOB.wp_user_id else ALICE

    def do_cancel(self) -> None:
        if self.bookings:
            self.over.append(self.bookings.pop(self.dice.randrange(len(self.bookings))))
            self.tell(self.over[-1], self.dice.choice(["cancelled", "cancelled", "no_show"]))

    do_cancel_again = do_cancel

    def do_live_again(self) -> None:
        if self.over:
            self.bookings.append(self.over.pop())
            self.tell(self.bookings[-1], "confirmed")

    def tell(self, booking: str, status: str) -> None:
        self.till.studio.set_booking(booking, status)
        event = StatusEvent(HOST, booking, status, "staff", "", CAROL, "test-request")
        give_back.observe(self.till.studio.rt, event)

    def do_reinstate(self) -> None:
        if self.over:
            booking = self.dice.choice(self.over)
            reinstate.reinstate(self.till.studio.rt, command("reinstate", CAROL), HOST, booking, "was ill")

    def do_undo_any(self) -> None:
        sql = (
            "SELECT l.id, cp.public_id FROM {p}ledger l JOIN {p}customer_packages cp ON cp.id = l.customer_package_id"
            " ORDER BY l.id DESC LIMIT 12"
        )
        entry = self.dice.choice(self.till.studio.rows(sql))
        asked = command("undo", CAROL)
        self.follow(corrections.undo(self.till.studio.rt, asked, entry["public_id"], entry["id"], "a slip")["customer_package"])

    do_undo_any_again = do_undo_any

    def do_reassign(self) -> None:
        to = self.dice.choice(PEOPLE)
        corrections.reassign(self.till.studio.rt, command("reassign", CAROL), self.package.public_id, to, "mistyped")

    def do_pause(self) -> None:
        corrections.suspend(self.till.studio.rt, command("suspend", CAROL), self.package.public_id, "away")

    def do_resume(self) -> None:
        extend = self.dice.random() < 0.5
        corrections.resume(self.till.studio.rt, command("resume", CAROL), self.package.public_id, "back", extend)

    def do_roll_again(self) -> None:
        self.do_roll()

    def do_dispute(self) -> None:
        if self.dice.random() < 0.1:
            super().do_dispute()


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_staff_do_nobody_has_what_is_anothers(studio: Studio, seed: int) -> None:
    walk, steps = StaffWalk(till(studio), seed), list[str]()
    for _ in range(STEPS):
        steps.append(walk.step())
        walk.till.agree()
        for rule, sql in NEVER.items():
            assert studio.rows(sql) == [], (rule, steps)
