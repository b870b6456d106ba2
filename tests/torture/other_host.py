"""What a host does whose bookings we cannot read: reserve, switch, commit, release, be late, tell."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.torture.facts import Booking, Visit
from tests.torture.player import ANY, BY, PEOPLE, SOME, Player, needs_package
from tests.torture.world import OTHER

Wish = tuple[tuple[str, Visit], ...]
SOON, LATE = datetime(2027, 1, 3, 9, tzinfo=UTC), datetime(2029, 1, 3, 9, tzinfo=UTC)
needs_hold = precondition(lambda self: any(known.wish for known in self.ledger.attempts.values()))
needs_told_booking = precondition(lambda self: any(booking.hold_until is None for booking in self.ledger.bookings.values()))


class OtherHost(Player):
    @needs_package
    @rule(key=st.integers(1, 3), package=ANY, change=SOME(["", "", "", "people", "booking", "late"]), people=PEOPLE)
    def hold(self, key: int, package: int, change: str, people: int) -> None:
        """Mostly the same wish under the same key: repeated, after a release, or with another package."""
        names = [f"b-{key}", f"b-{key + 3}"][: 1 + key % 2] if change != "booking" else [f"b-{people}"]
        visit = Visit("pilates", LATE if change == "late" else SOON, people if change == "people" else 1)
        wish = tuple((name, visit) for name in names)
        for name in names:
            self.ledger.bookings.setdefault(name, Booking(visit))
        self.reserve(f"attempt-{key}", self.pack(package), wish)

    @needs_hold
    @rule(number=ANY, package=ANY)
    def switch(self, number: int, package: int) -> None:
        """The same wish with a package chosen anew."""
        attempt = self.pick([key for key, known in self.ledger.attempts.items() if known.wish], number)
        self.reserve(attempt, self.pack(package), self.ledger.attempts[attempt].wish)

    def reserve(self, attempt: str, package: str, wish: Wish) -> None:
        self.agree(
            lambda: self.ledger.reserve(attempt, package, wish, self.now), lambda: self.world.reserve(attempt, package, wish)
        )

    @needs_hold
    @rule(number=ANY)
    def commit(self, number: int) -> None:
        key = self.one_of_mine(number)
        self.agree(lambda: self.ledger.commit(key, self.now), lambda: self.world.commit(key))

    @needs_hold
    @rule(number=ANY)
    def release(self, number: int) -> None:
        key = self.one_of_mine(number)
        self.agree(lambda: self.ledger.release(key, self.now), lambda: self.world.release(key))

    def one_of_mine(self, number: int) -> str:
        """A key of this host; now and then one that nobody has heard of."""
        return self.pick(
            [*(key for key, known in self.ledger.attempts.items() if known.wish), *["attempt-x"] * (number > 990)], number
        )

    @needs_hold
    @rule(wait=st.booleans())
    def lapse(self, wait: bool) -> None:
        self.world.clock.moment += timedelta(minutes=16 if wait else 0)
        self.agree(lambda: self.ledger.lapse(self.now), self.world.lapse)

    @needs_told_booking
    @rule(number=ANY, status=SOME(["cancelled", "cancelled", "no_show", "confirmed"]), by=BY)
    def tell(self, number: int, status: str, by: str) -> None:
        name = self.pick([name for name, booking in self.ledger.bookings.items() if booking.hold_until is None], number)
        who = by if by != "system" else "unknown"
        self.agree(lambda: self.ledger.tell(name, status, who, self.now), lambda: self.world.tell(OTHER, name, status, who))
