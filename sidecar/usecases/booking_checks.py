"""May this booking, as its host holds it, be paid by this package now, by whoever asks?"""

from sidecar.errors import NotFound, Refused
from wp_bridge import customers, notices, redemptions
from wp_bridge.database import Transaction
from wp_bridge.records import Actor, Customer, CustomerPackage, HostBooking

STATUS_CODES = {"cancelled": "booking_cancelled", "expired": "booking_hold_expired"}
LIVING = {"confirmed", "completed", "no_show"}


def owns(tx: Transaction, actor: Actor, package: CustomerPackage) -> bool:
    """Staff may use anybody's package for that person's own booking; a customer only theirs."""
    return actor.kind == "staff" or customers.get(tx, package.customer_id).wp_user_id == actor.wp_user_id


def payable(tx: Transaction, booking: HostBooking | None, actor: Actor, customer: Customer) -> HostBooking:
    """The booking. `customer` is whose the package is; somebody else's booking is as unknown as one that does not exist.
    Raises `Refused` with the reason."""
    if booking is None or not belongs(customer, booking, actor):
        raise NotFound("booking_unknown", "there is no such booking of yours")
    code = obstacle(tx, booking, for_staff=actor.kind == "staff")
    if code is not None:
        raise Refused(code, f"this booking is {booking.status} and {booking.payment_state}")
    if actor.kind == "staff":
        notices.settle(tx, f"claims_package:{booking.host}:{booking.id}")
    return booking


def belongs(customer: Customer, booking: HostBooking, actor: Actor) -> bool:
    """By account. Staff, who see both names, may also use the package of whom a guest's address belongs to."""
    if booking.wp_user_id:
        return customer.wp_user_id == booking.wp_user_id
    return actor.kind == "staff" and customer.email != "" and customer.email.casefold() == booking.customer_email.casefold()


def obstacle(tx: Transaction, booking: HostBooking, *, for_staff: bool) -> str | None:
    """Why it cannot be paid by package now; None: it can. Staff may also pay a living booking that is not paid yet."""
    if booking.payment_state == "paid" and not (for_staff and _only_claims(tx, booking)):
        return "booking_already_paid"
    if for_staff and booking.status in LIVING:
        return None
    if booking.status != "pending":
        return STATUS_CODES.get(booking.status, "booking_not_pending")
    if booking.hold_expires_at is None or booking.hold_expires_at <= tx.now():
        return "booking_hold_expired"
    return None


def check_customer(tx: Transaction, actor: Actor, package: CustomerPackage, wp_user_id: int | None) -> None:
    """Staff name whose booking it is where we cannot read it; a package of somebody else does not pay it."""
    if actor.kind == "staff" and (wp_user_id is None or customers.get(tx, package.customer_id).wp_user_id != wp_user_id):
        raise NotFound("package_unknown", "this package belongs to somebody else")


def _only_claims(tx: Transaction, booking: HostBooking) -> bool:
    """It says "paid by package", but no session of any package was taken for it."""
    return booking.claims_package and redemptions.live(tx, booking.host, booking.id) is None
