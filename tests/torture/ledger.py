"""A second opinion: the rules of sessions as a small pure ledger, written apart from the product's. Refusals are raised as `No`.

It knows nothing of rows, locks, retries or rounds: whatever the product does about these must come out as if they did not exist.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.torture.facts import ENDED, KEPT, LIVING, Attempt, Booking, Line, No, Pack, Visit, came_back, ends


@dataclass
class Ledger:
    cancel_hours: int
    packs: dict[str, Pack] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    attempts: dict[str, Attempt] = field(default_factory=dict)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        before = deepcopy((self.packs, self.bookings, self.attempts))
        try:
            yield
        except No:
            self.packs, self.bookings, self.attempts = before
            raise

    # --- taking and giving back

    def take(self, pack: Pack, visit: Visit, state: str) -> Line:
        line = Line(pack, visit, state)
        self.take_more(line, pack.needs(visit.people))
        return line

    def take_more(self, line: Line, sessions: int) -> None:
        pack, paid = line.pack, min(line.pack.paid, sessions)
        pack.paid, pack.free = pack.paid - paid, pack.free - (sessions - paid)
        line.paid, line.free = line.paid + paid, line.free + sessions - paid
        pack.used += sessions
        pack.held += sessions if line.state == "held" else 0

    def put_back(self, line: Line, sessions: int, now: datetime) -> None:
        pack, free = line.pack, min(line.free, sessions)
        pack.held -= sessions if line.state == "held" else 0
        line.free, line.paid = line.free - free, line.paid - (sessions - free)
        pack.free, pack.paid, pack.used = pack.free + free, pack.paid + sessions - free, pack.used - sessions
        pack.unstart(now)
        pack.pass_on()

    def end_line(self, line: Line, state: str, now: datetime) -> None:
        self.put_back(line, line.paid + line.free, now)
        line.state = state

    def spend(
        self, pack: Pack, names: Sequence[str], visits: Sequence[Visit], state: str, now: datetime
    ) -> list[tuple[str, Line]]:
        pack.check(visits, now)
        if any(self.bookings[name].live for name in names):
            raise No("booking_already_paid")
        pack.start(now)
        lines = [(name, self.take(pack, visit, state)) for name, visit in zip(names, visits, strict=True)]
        for name, line in lines:
            self.bookings[name].lines.append(line)
        return lines

    # --- our own host

    def redeem(self, key: str, pack: str, names: Sequence[str], by_staff: bool, now: datetime) -> None:
        known = self.attempts.get(key)
        if known and known.lives:
            return
        found = [self.bookings[name] for name in names]
        for booking in found:
            self.payable(booking, by_staff, now)
        lines = self.spend(self.packs[pack], names, [booking.visit for booking in found], "committed", now)
        for booking, (_, line) in zip(found, lines, strict=True):
            booking.status = line.heard = "confirmed" if booking.status == "pending" else booking.status
            booking.method, booking.paid = "package", True
        self.attempts[key] = Attempt("committed", pack, (), lines)

    def payable(self, booking: Booking, by_staff: bool, now: datetime) -> None:
        if booking.status == "deleted":
            raise No("booking_unknown")
        if booking.paid and not (by_staff and booking.claims and not booking.live):
            raise No("booking_already_paid")
        if by_staff and booking.status in LIVING:
            return
        if booking.status != "pending":
            raise No("booking_cancelled" if booking.status == "cancelled" else "booking_not_pending")
        if not booking.hold_until or booking.hold_until <= now:
            raise No("booking_hold_expired")

    def follow(self, booking: Booking, by: str, now: datetime) -> None:
        """The booking's status is news, by whatever road it came."""
        line = booking.newest
        if line is None or booking.status == line.heard:
            return
        before, line.heard = line.heard, booking.status
        starts = line.visit.starts if booking.status == "deleted" else booking.visit.starts
        if line.lives:
            if ends(before, booking.status) and (by != "customer" or self.in_time(booking.at or now, starts)):
                self.end_line(line, "given_back", now)
        elif line.state == "given_back" and came_back(before, booking.status) and booking.claims:
            self.revive(booking, line.pack, now)

    def in_time(self, at: datetime, starts: datetime) -> bool:
        return self.cancel_hours == 0 or at <= starts - timedelta(hours=self.cancel_hours)

    def revive(self, booking: Booking, pack: Pack, now: datetime) -> None:
        try:
            pack.check([booking.visit], now)
        except No:
            booking.method, booking.paid = "on_site", False
            return
        pack.start(now)
        line = self.take(pack, booking.visit, "committed")
        line.heard = booking.status
        booking.lines.append(line)

    def reinstate(self, name: str, now: datetime) -> None:
        booking = self.bookings[name]
        if booking.newest is None:
            raise No("booking_unknown")
        if booking.live is None:
            raise No("already_given_back")
        if booking.status not in ENDED | KEPT:
            raise No("booking_not_over")
        line = booking.live
        self.end_line(line, "given_back", now)
        line.heard = booking.status

    def change(self, name: str, visit: Visit, by_staff: bool, now: datetime) -> None:
        booking = self.bookings[name]
        line = booking.live
        if line is None:
            raise No("booking_unknown")
        if not by_staff and line.heard in ENDED | KEPT:
            raise No("booking_cancelled")
        self.fit(line, visit, now)
        booking.visit = line.visit = visit

    def fit(self, line: Line, visit: Visit, now: datetime) -> None:
        if (visit.service, visit.starts) != (line.visit.service, line.visit.starts):
            line.pack.fits([visit], now)
        more = line.pack.needs(visit.people) - line.paid - line.free
        if more > 0:
            if more > line.pack.paid + line.pack.free:
                raise No("too_few_sessions")
            line.pack.usable(now)
            self.take_more(line, more)
        if more < 0:
            self.put_back(line, -more, now)

    def sweep(self, now: datetime) -> None:
        """Reconcile: rows that were changed behind our back, in the order of their redemptions."""
        for booking in sorted(filter(self.differs, self.bookings.values()), key=lambda b: b.lines[-1].number):
            self.follow(booking, booking.by, now)
            if booking.live and booking.status != "deleted":
                self.adopt(booking, booking.live, now)

    def differs(self, booking: Booking) -> bool:
        line = booking.newest
        if line is None or booking.hold_until is None:
            return False
        unpaid = booking.status in LIVING | {"pending"} and not booking.claims
        return booking.status != line.heard or (
            line.lives and (unpaid or booking.visit != line.visit) and booking.status != "deleted"
        )

    def adopt(self, booking: Booking, line: Line, now: datetime) -> None:
        try:
            if booking.visit != line.visit:
                self.fit(line, booking.visit, now)
        except No:
            pass  # shown to staff; what was taken stays
        line.visit = booking.visit
        if booking.status not in ENDED:
            booking.method, booking.paid = "package", True

    # --- hosts that reserve and commit

    def reserve(self, key: str, pack: str, wish: tuple[tuple[str, Visit], ...], now: datetime) -> None:
        known = self.attempts.get(key)
        if known and known.state in {"held", "committed"}:
            if known.wish != wish:
                raise No("attempt_key_reused")
            if known.pack == pack:
                return
            if known.state == "committed":
                raise No("booking_already_paid")
            self.end_held(known, now)
        lines = self.spend(self.packs[pack], [name for name, _ in wish], [visit for _, visit in wish], "held", now)
        self.attempts[key] = Attempt("held", pack, wish, lines, now + timedelta(minutes=15))

    def commit(self, key: str, now: datetime) -> None:
        known = self.attempts.get(key)
        if known is None:
            raise No("booking_unknown")
        if known.state == "lapsed":
            self.commit_anew(known, now)
        elif known.state == "held":
            for _, line in known.lines:
                if line.state == "held":
                    line.state, line.pack.held = "committed", line.pack.held - line.paid - line.free
            known.state = "committed"
        elif known.state == "released":
            raise No("lapsed")

    def commit_anew(self, known: Attempt, now: datetime) -> None:
        over = {name for name, _ in known.lines if (line := self.bookings[name].newest) and line.heard in ENDED}
        left = [(name, line.visit) for name, line in known.lines if line.state == "lapsed" and name not in over]
        if not left:
            raise No("lapsed")
        pack = self.packs[known.pack]
        try:
            pack.check([visit for _, visit in left], now)
        except No:
            raise No("lapsed") from None
        known.lines = self.spend(pack, [name for name, _ in left], [visit for _, visit in left], "committed", now)
        known.state = "committed"

    def end_held(self, known: Attempt, now: datetime) -> None:
        for _, line in known.lines:
            if line.state == "held":
                self.end_line(line, "lapsed", now)

    def release(self, key: str, now: datetime, state: str = "released") -> None:
        known = self.attempts.get(key)
        if known is None:
            raise No("booking_unknown")
        if known.state == "committed":
            raise No("attempt_committed")
        if known.state == "held":
            self.end_held(known, now)
        known.state = state  # also of one that lapsed: nothing takes it anew after its host has let it go

    def lapse(self, now: datetime) -> None:
        for key, known in self.attempts.items():
            if known.state == "held" and known.until and known.until <= now:
                self.release(key, now, "lapsed")

    def tell(self, name: str, status: str, by: str, now: datetime) -> None:
        """A status told of a booking that nobody can read."""
        line = self.bookings[name].newest
        if line is None or status == line.heard:
            return
        before, line.heard = line.heard, status
        if line.lives and ends(before, status) and (by != "customer" or self.in_time(now, line.visit.starts)):
            self.end_line(line, "given_back", now)
            for known in self.attempts.values():
                if any(line is each for _, each in known.lines) and not known.lives:
                    known.state = "released"
