"""One booking as staff see it: what is known of it, what has paid it, and which packages could."""

from dataclasses import dataclass
from datetime import datetime

from sidecar.domain.eligibility import Visit
from sidecar.errors import NotFound
from sidecar.runtime import Runtime
from sidecar.usecases import booking_checks, describe, offers, reinstate
from sidecar.usecases.describe import Described
from sidecar.usecases.offers import Offer
from wp_bridge import customers, hosts, redemptions
from wp_bridge.database import Transaction
from wp_bridge.records import Customer, HostBooking


@dataclass(frozen=True)
class Facts:
    """What the host tells of a booking that we cannot read ourselves. `customer` is a WordPress user."""

    service: str
    starts_at: datetime
    people: int
    customer: int
    status: str
    payment_state: str


@dataclass(frozen=True)
class BookingView:
    booking: HostBooking
    package: Described | None
    offers: tuple[Offer, ...]
    owners: tuple[Customer, ...]
    """Whose packages are offered: of a guest's booking everybody with that address."""
    payable_code: str | None
    can_reinstate: bool


def view(rt: Runtime, host: str, booking: str, told: Facts | None) -> BookingView:
    """Raises `NotFound('booking_unknown')` when it cannot be read and nothing was told of it."""
    return rt.db.transact(lambda tx: _view(rt, tx, host, booking, told))


def _view(rt: Runtime, tx: Transaction, host: str, booking: str, told: Facts | None) -> BookingView:
    row = hosts.booking(tx, host, booking) if hosts.readable(tx, host) else _as_told(host, booking, told)
    if row is None:
        raise NotFound("booking_unknown", "there is no such booking")
    newest = redemptions.newest_of_booking(tx, host, booking)
    live = newest is not None and newest.state in {"held", "committed"}
    found = describe.described(tx, host, [booking], None)
    code = "booking_already_paid" if live else booking_checks.obstacle(tx, row, for_staff=True)
    owners = [] if code else _owners(tx, row)
    visit = Visit(host, row.service_id, row.starts_at, row.people)
    return BookingView(
        booking=row,
        package=found[0] if found else None,
        offers=tuple(offers.of_customers(rt, tx, owners, visit, preselect=True)),
        owners=tuple(owners),
        payable_code=code,
        can_reinstate=live and newest is not None and reinstate.is_over(tx, newest),
    )


def _owners(tx: Transaction, row: HostBooking) -> list[Customer]:
    """The booking's account, or for a guest everybody with that address: staff see whom they choose."""
    if row.wp_user_id:
        customer = customers.of_user(tx, row.wp_user_id)
        return [customer] if customer else []
    return customers.of_email(tx, row.customer_email) if row.customer_email else []


def _as_told(host: str, booking: str, told: Facts | None) -> HostBooking | None:
    if told is None:
        return None
    return HostBooking(
        host=host,
        id=booking,
        service_id=told.service,
        service_name="",
        wp_user_id=told.customer,
        customer_name="",
        customer_email="",
        people=told.people,
        starts_at=told.starts_at,
        status=told.status,
        payment_state=told.payment_state,
        payment_method="",
        hold_expires_at=told.starts_at,  # the host holds the place as long as it likes
        cancelled_at=None,
        cancelled_by="",
    )
