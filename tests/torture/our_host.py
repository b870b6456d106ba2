"""What happens to bookings of the reference host: redeemed in one transaction, ended, revived, changed, told or behind our back."""

import uuid
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.studio import ALICE, BOB, CAROL, HOST, command
from tests.torture.facts import Booking, Visit
from tests.torture.player import ANY, BY, PEOPLE, SOME, Player, needs_package

needs_booking = precondition(lambda self: self.mine)


class OurHost(Player):
    @needs_package
    @rule(people=PEOPLE, days=SOME([0, 0, 1, 5]), package=ANY)
    def book_and_pay(self, people: int, days: int, package: int) -> None:
        self.book(people, days, "yoga")
        self.do_redeem(f"attempt-{uuid.uuid4()}", self.pack(package), (self.mine[-1],), False)

    @rule(people=PEOPLE, days=SOME([0, 1, 5]), service=SOME(["yoga", "yoga", "yoga", "massage"]))
    def book(self, people: int, days: int, service: str) -> None:
        visit = Visit(service, self.now + timedelta(days=days, hours=2), people)
        number = self.world.studio.book(ALICE, self.world.services[service], people=people, starts_at=visit.starts)
        self.ledger.bookings[number] = Booking(visit, self.now + timedelta(minutes=15))
        self.mine.append(number)

    @needs_package
    @needs_booking
    @rule(package=ANY, numbers=st.lists(ANY, min_size=1, max_size=3), staff=SOME([False, False, True]))
    def redeem(self, package: int, numbers: list[int], staff: bool) -> None:
        names = tuple(dict.fromkeys(self.pick(self.mine, number) for number in numbers))
        self.do_redeem(f"attempt-{uuid.uuid4()}", self.pack(package), names, staff)

    @precondition(lambda self: self.requests)
    @rule(number=ANY)
    def retry(self, number: int) -> None:
        """The very same request again, long after or at once."""
        self.do_redeem(*self.pick(self.requests[-5:], number))

    def do_redeem(self, key: str, package: str, names: tuple[str, ...], staff: bool) -> None:
        studio = self.world.studio
        request = studio.request(self.world.package(package), *names, who=CAROL if staff else ALICE, key=key)
        self.requests.append((key, package, names, staff))
        self.agree(
            lambda: self.ledger.redeem(key, package, names, staff, self.now),
            lambda: studio.redeem(self.world.package(package), *names, who=request.actor, key=key),
        )

    @precondition(lambda self: self.mine and self.ledger.packs and not self.stolen)
    @rule(package=ANY, number=ANY)
    def steal(self, package: int, number: int) -> None:
        """Bob tries Alice's package."""
        self.stolen = True
        target = self.world.package(self.pack(package))
        got = self.world.tried(lambda: self.world.studio.redeem(target, self.pick(self.mine, number), who=BOB))
        assert got == "package_unknown"

    @needs_booking
    @rule(number=ANY, status=SOME(["cancelled", "cancelled", "no_show", "completed"]), by=BY, told=st.booleans())
    def end(self, number: int, status: str, by: str, told: bool) -> None:
        """Cancelled (in time or late), not shown up, visited; told, or behind our back."""
        open_ones = [name for name in self.mine if self.ledger.bookings[name].status in {"confirmed", "pending"}]
        if open_ones and (status == "cancelled" or self.ledger.bookings[self.pick(open_ones, number)].status == "confirmed"):
            self.new_status(self.pick(open_ones, number), status, by, told)

    @needs_booking
    @rule(number=ANY, status=SOME(["confirmed", "confirmed", "completed", "cancelled"]), told=st.booleans())
    def revive(self, number: int, status: str, told: bool) -> None:
        """What was over lives again, or ends in another way."""
        over = [name for name in self.mine if self.ledger.bookings[name].status in {"cancelled", "no_show", "completed"}]
        if over and self.ledger.bookings[self.pick(over, number)].status != status:
            self.new_status(self.pick(over, number), status, "staff", told)

    def new_status(self, name: str, status: str, by: str, told: bool) -> None:
        booking = self.ledger.bookings[name]
        booking.status, booking.at = status, None
        columns: dict[str, Any] = {"status": status}
        if status == "cancelled":
            booking.by, booking.at = by, self.now
            columns |= {"cancelled_by": by, "cancelled_at": self.now}
        self.world.set_row(name, **columns)
        if told:
            self.agree(
                lambda: self.ledger.follow(self.ledger.bookings[name], by, self.now),
                lambda: self.world.tell(HOST, name, status, by),
            )

    @needs_booking
    @rule(number=ANY)
    def delete(self, number: int) -> None:
        name = self.pick(self.mine, number)
        booking = self.ledger.bookings[name]
        booking.status, booking.by, booking.at = "deleted", "unknown", None
        self.world.delete_row(name)

    @needs_booking
    @rule(number=ANY, people=PEOPLE, days=SOME([0, 2, 4, 100]), what=SOME(["people", "starts", "service"]), staff=st.booleans())
    def change(self, number: int, people: int, days: int, what: str, staff: bool) -> None:
        """The host writes its row, then asks, and takes it back when the answer is no."""
        name = self.pick(self.redeemed() or self.mine, number)
        booking = self.ledger.bookings[name]
        if booking.status == "deleted":
            return
        before, visit = booking.visit, self.changed(booking.visit, what, people, days)
        self.write(name, visit)
        asked = command("change", CAROL if staff else ALICE)
        if not self.agree(lambda: self.ledger.change(name, visit, staff, self.now), lambda: self.world.change(name, asked)):
            self.write(name, before)

    @needs_booking
    @rule(number=ANY, people=PEOPLE, days=SOME([0, 2, 4, 100]), what=SOME(["people", "starts", "service"]))
    def meddle(self, number: int, people: int, days: int, what: str) -> None:
        """A row is changed and nobody is told."""
        booking = self.ledger.bookings[name := self.pick(self.mine, number)]
        booking.visit = self.changed(booking.visit, what, people, days)
        self.write(name, booking.visit)

    @needs_booking
    @rule(number=ANY)
    def forget_payment(self, number: int) -> None:
        booking = self.ledger.bookings[name := self.pick(self.mine, number)]
        if booking.status != "pending":
            booking.method, booking.paid = "on_site", False
            self.world.set_row(name, payment_method="on_site", payment_state="unpaid")

    def redeemed(self) -> list[str]:
        return [name for name in self.mine if self.ledger.bookings[name].lines]

    def changed(self, visit: Visit, what: str, people: int, days: int) -> Visit:
        starts = self.now + timedelta(days=days) if what == "starts" else visit.starts
        service = {"yoga": "massage", "massage": "yoga"}[visit.service] if what == "service" else visit.service
        return Visit(service, starts, people if what == "people" else visit.people)

    def write(self, name: str, visit: Visit) -> None:
        self.world.set_row(name, service=visit.service, starts_at=visit.starts, people=visit.people)

    @precondition(lambda self: any(map(self.ledger.differs, self.ledger.bookings.values())))
    @rule()
    def sweep(self) -> None:
        self.agree(lambda: self.ledger.sweep(self.now), self.world.sweep)

    @needs_booking
    @rule(number=ANY)
    def reinstate(self, number: int) -> None:
        name, asked = self.pick(self.redeemed() or self.mine, number), command("reinstate", CAROL)
        self.agree(lambda: self.ledger.reinstate(name, self.now), lambda: self.world.reinstate(name, asked))
