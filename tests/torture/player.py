"""Who plays the torture's game: what all parts of the state machine share."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sidecar.usecases import transfers
from tests.studio import ALICE, CAROL, command
from tests.torture.facts import No, Pack, day
from tests.torture.ledger import Ledger
from tests.torture.world import World

T = TypeVar("T")
# Evenings before: clocks go forward, back, a leap day, a new year; and a day like any other.
EVENINGS = ("2027-03-27 20:00", "2027-10-30 20:00", "2028-02-28 20:00", "2026-12-31 20:00", "2027-06-15 09:00")
MOMENTS = [datetime.fromisoformat(f"{text}:00+00:00") for text in EVENINGS]
KINDS: tuple[dict[str, Any], ...] = (
    {},
    {"per_person": True},
    {"any_service": True, "per_person": True},
    {"any_service": True, "validity_from": "first_use"},
    {"validity_from": "first_use", "visit_before_expiry": True},
    {"any_service": True, "visit_before_expiry": True},
    {"any_service": True, "price": "0", "per_person": True},
)
ANY = st.integers(0, 999)
LATEST, OFTEN = 3, 800
SOME = st.sampled_from
PEOPLE, SESSIONS = st.integers(1, 4), st.integers(1, 6)
BY = SOME(["customer", "customer", "staff", "system"])
needs_package = precondition(lambda self: self.ledger.packs)


class Player(RuleBasedStateMachine):
    """Buys, lets time pass, breaks connections; and compares after every step."""

    world: ClassVar[World]

    @initialize(moment=SOME(MOMENTS), cancel_hours=SOME([0, 24, 24]), kinds=st.lists(SOME(KINDS), min_size=2, max_size=3))
    def begin(self, moment: datetime, cancel_hours: int, kinds: list[dict[str, Any]]) -> None:
        self.ledger = Ledger(cancel_hours)
        self.mine: list[str] = []  # bookings of our own host
        self.requests: list[tuple[Any, ...]] = []
        self.orders: dict[str, Pack] = {}
        self.paid: set[str] = set()
        self.stolen = False
        self.world.begin(moment, cancel_hours)
        for number, kind in enumerate(kinds):
            self.buy(kind, 2 + number, [3, 90, 0][number])
            if kind.get("price") != "0":
                self.do_pay(list(self.orders)[-1], "350.00")

    @property
    def now(self) -> datetime:
        return self.world.clock.moment

    def pick(self, things: Sequence[T], number: int) -> T:
        """Mostly one of the latest: what has just happened to a thing is what makes the next step interesting."""
        return things[-1 - number % min(len(things), LATEST)] if number < OFTEN else things[number % len(things)]

    def pack(self, number: int) -> str:
        return self.pick(list(self.ledger.packs), number)

    def agree(self, model: Callable[[], object], real: Callable[[], object]) -> bool:
        """Both do it, and both say the same about it. True when it was done."""
        expected = ""
        try:
            with self.ledger.all_or_nothing():
                model()
        except No as no:
            expected = str(no)
        got = self.world.tried(real)
        assert got == expected, f"the product says {got or 'done'!r}, the ledger {expected or 'done'!r}"
        return not expected

    # --- buying

    @rule(kind=SOME(KINDS), sessions=SESSIONS, days=SOME([0, 1, 3, 90]))
    def buy(self, kind: dict[str, Any], sessions: int, days: int) -> None:
        form = {"validity_days": days, "sessions": sessions} | kind
        free = kind.get("price") == "0"
        self.world.operations += 1
        order = self.world.studio.order(self.world.studio.add_package(**form), ALICE, "free" if free else "bank_transfer")
        self.orders[order] = new_pack(kind, 0 if free else sessions, sessions if free else 0, days)
        if free:
            self.granted(order)

    @precondition(lambda self: self.orders.keys() - self.paid)
    @rule(number=ANY, amount=SOME(["350.00", "350.00", "350.00", "1.00"]), again=st.booleans())
    def pay(self, number: int, amount: str, again: bool) -> None:
        """Staff see the money of an order: the right sum or another, once or again."""
        order = self.pick([order for order in self.orders if again or order not in self.paid], number)
        self.do_pay(order, amount)

    def do_pay(self, order: str, amount: str) -> None:
        asked, known = command("confirm_transfer", CAROL), order in self.paid
        if self.agree(lambda: awaited(known, amount), lambda: transfers.confirm(self.world.rt, asked, order, amount)):
            self.granted(order)

    def granted(self, order: str) -> None:
        self.paid.add(order)
        pack = self.orders[order]
        pack.granted, pack.started = pack.paid + pack.free, not pack.first_use
        pack.last = day(self.now) + timedelta(days=pack.days) if pack.started and pack.days else None
        self.ledger.packs[self.world.studio.package_of_order(order).public_id] = pack

    # --- time and trouble

    @rule(minutes=SOME([1, 16, 2 * 60, 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.moment += timedelta(minutes=minutes)

    @needs_package
    @rule(package=ANY, seconds=SOME([-1, 0]))
    def jump_to_the_end_of_a_package(self, package: int, seconds: int) -> None:
        end = self.ledger.packs[self.pack(package)].end
        if end and end > self.now:
            self.world.clock.moment = end.astimezone(UTC) + timedelta(seconds=seconds)

    @precondition(lambda self: not self.world.fate)
    @rule(fate=SOME(["kept", "lost"]))
    def crash(self, fate: str) -> None:
        """The next write's connection breaks at its COMMIT, after it was kept or before."""
        self.world.fate = fate

    # --- what must hold

    @invariant()
    def both_say_the_same(self) -> None:
        if not hasattr(self, "ledger"):
            return
        real, rows, grew = self.world.looked_at()
        for name, pack in self.ledger.packs.items():
            shown = (
                pack.paid,
                pack.free,
                pack.used,
                pack.held,
                pack.granted,
                pack.last,
                pack.started,
                pack.paused_on is not None,
            )
            assert real.pop(name) == shown, f"package {name}"
        assert real == {}, "packages that nobody paid for"
        mine = {name: self.ledger.bookings[name] for name in self.mine}
        assert rows == {name: (b.status, b.method, b.paid) for name, b in mine.items() if b.status != "deleted"}
        assert grew, "a ledger entry is not what it was"

    def teardown(self) -> None:
        if not hasattr(self, "ledger") or sys.exc_info()[0] is not None:
            return  # what has failed already is what is told
        self.world.lapse()
        self.world.sweep()
        assert self.world.broken_identities() == []


def new_pack(kind: dict[str, Any], paid: int, free: int, days: int) -> Pack:
    flags = ("per_person", "any_service", "visit_before_expiry")
    return Pack(paid, free, days, kind.get("validity_from") == "first_use", *(flag in kind for flag in flags))


def awaited(is_paid: bool, amount: str) -> None:
    if is_paid:
        raise No("order_not_awaiting")
    if amount != "350.00":
        raise No("amount_mismatch")
