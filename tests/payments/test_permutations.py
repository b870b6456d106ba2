"""Whatever is told in whatever order, twice or never: all orders of up to five hearings, longer ones by lot."""

import itertools
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from sidecar.errors import Refused
from tests.payments import audit, doings, test_buying
from tests.payments.conftest import Say
from tests.payments.life import Life
from tests.payments.till import ONLINE, Event, Till

pytestmark = pytest.mark.payments
LONGER = 150  # of more than five hearings, with repetitions, by lot
Told = tuple[str, ...]


@pytest.fixture(params=ONLINE)
def method(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def all_orders(kinds: Told) -> list[Told]:
    return [found for length in range(1, 6) for found in itertools.permutations(kinds, length)]


def longer_ones(kinds: Told, say: Say) -> list[Told]:
    seed = random.randrange(10**6)
    lot = random.Random(seed)
    say(f"{LONGER} longer orders by seed {seed}")
    return [tuple(lot.choices(kinds, k=lot.randrange(6, 10))) for _ in range(LONGER)]


def some(orders: list[Told], step: int) -> list[Told]:
    """Enough for every day; which ones is drawn by lot."""
    return orders[random.randrange(step) :: step]


# --- buying


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_order_of_hearing_of_a_payment_gives_one_package(till: Till, method: str, say: Say) -> None:
    kinds = ("event", "again", "return", "sweep", "last")
    package = till.studio.add_package()
    for told in (*all_orders(kinds), *longer_ones(kinds, say)):
        till.start += len(till.events())
        order = till.order(method, package=package)
        till.pay(order)
        for what in told:
            test_buying.hear(till, order, what)
        till.sweep()
        assert till.outcome(order) == test_buying.PAID, told
    assert till.notices() == {}


class Hearing:
    """What its provider tells of one order since `start`: the next of it, the newest, or all of it again from the end."""

    life: Life
    start: int
    heard = 0

    def hear(self, what: str) -> None:
        getattr(self, what)()

    def newest(self) -> None:
        tell(self.life, self._events()[-1])

    def again(self) -> None:
        for event in reversed(self._events()):
            tell(self.life, event)

    def next(self) -> None:
        events = self._events()
        tell(self.life, events[min(self.heard, len(events) - 1)])
        self.heard += 1

    def _events(self) -> list[Event]:
        return self.life.till.events()[self.start :]


# --- a refund whose answer never came


class Refunded(Hearing):
    """Four sessions of ten given back; the provider did it and its answer was lost. It may fail there afterwards."""

    kinds = ("next", "newest", "again", "job", "fails")

    def __init__(self, till: Till, sold: str, method: str) -> None:
        self.life = bought(till, sold, method)
        self.start = len(till.events())
        path, self.made = ("POST /v1/refunds", "refunds") if method == "stripe" else ("POST /v2/payments", "paypal_refunds")
        till.emulator.fail(path, "timeout_after")
        self.life.refund(4, "140.00")
        self.has_failed = False

    def job(self) -> None:
        self.life.pass_time()
        doings.work_refunds(self.life.till.rt)

    def fails(self) -> None:
        if self.has_failed:
            return
        self.has_failed, emulator = True, self.life.till.emulator
        number = emulator.objects(self.made)[-1]["id"]
        if self.made == "refunds":
            emulator.stripe.fail_refund(number)
        else:
            emulator.paypal.finish_refund(number, ok=False)

    def check(self) -> None:
        (refund,) = self.life.refunds()
        assert (refund.status, self.life.package.balance) == (("failed", 10) if self.has_failed else ("settled", 6))


class Disputed(Hearing):
    """A dispute, opened and perhaps decided, while staff may refund."""

    outcome = "lost"
    kinds = ("next", "newest", "again", "refund", "close")

    def __init__(self, till: Till, sold: str, method: str) -> None:
        self.life, self.method = bought(till, sold, method), method
        self.start, self.closed = len(till.events()), False
        self.side = till.emulator.stripe if method == "stripe" else till.emulator.paypal
        self.dispute = self.side.dispute(self.life.paid_with)

    def refund(self) -> None:
        """Staff may not know of the dispute yet; its provider does."""
        try:
            self.life.refund(4, "140.00")
        except Refused:
            return

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.side.close_dispute(self.dispute, self.outcome)

    def check(self) -> None:
        package = self.life.package
        back = sum(r.sessions for r in self.life.refunds() if r.status == "settled")
        if not self.closed:
            assert package.base_state == "suspended"
        elif self.outcome == "lost":
            assert package.balance == 0
        else:
            assert package.balance == 10 - back
            assert package.suspended_by_dispute_at is None


class Won(Disputed):
    outcome = "won"


LIVES = (Refunded, Disputed, Won)


def bought(till: Till, sold: str, method: str) -> Life:
    till.start += len(till.events())
    life = Life(till, sold)
    life.place(method)
    life.pay()
    life.come_back()
    life.hear()
    return life


def tell(life: Life, event: Event) -> None:
    life.till.hear(event)


def each_ends_well(till: Till, method: str, kind: type[Refunded] | type[Disputed], orders: Iterator[Told], say: Say) -> None:
    sold = till.studio.add_package()
    done: Counter[int] = Counter()
    for told in orders:
        story = kind(till, sold, method)
        for what in told:
            story.hear(what)
        for event in till.events():  # a provider tries until it is heard
            tell(story.life, event)
        assert story.life.rest() == [], told
        assert audit.wrong(story.life) == [], told
        story.check()
        done[len(told)] += 1
    say(f"{kind.__name__} at {method}: {sum(done.values())} orders of hearing, by length {dict(sorted(done.items()))}")


@pytest.mark.parametrize("kind", LIVES, ids=lambda kind: kind.__name__)
def test_some_orders_of_hearing_of_money_going_back_end_well(till: Till, method: str, kind: type[Refunded], say: Say) -> None:
    each_ends_well(till, method, kind, iter(some(all_orders(kind.kinds), 60)), say)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", LIVES, ids=lambda kind: kind.__name__)
def test_every_order_of_hearing_of_money_going_back_ends_well(till: Till, method: str, kind: type[Refunded], say: Say) -> None:
    each_ends_well(till, method, kind, iter((*all_orders(kind.kinds), *longer_ones(kind.kinds, say))), say)
