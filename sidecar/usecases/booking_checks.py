"""May this booking, as its host holds it, be paid by package now, by this user?"""

from sidecar.errors import NotFound, Refused
from wp_bridge.database import Transaction
from wp_bridge.records import HostBooking

STATUS_CODES = {"cancelled": "booking_cancelled", "expired": "booking_hold_expired"}


def payable(tx: Transaction, booking: HostBooking | None, wp_user_id: int | None) -> HostBooking:
    """The booking. Somebody else's is as unknown as one that does not exist."""
    if booking is None or booking.wp_user_id != wp_user_id:
        raise NotFound("booking_unknown", "there is no such booking of yours")
    if booking.payment_state == "paid":
        raise Refused("booking_already_paid", "this booking is paid already")
    if booking.status != "pending":
        raise Refused(STATUS_CODES.get(booking.status, "booking_not_pending"), f"this booking is {booking.status}")
    if booking.hold_expires_at is None or booking.hold_expires_at <= tx.now():
        raise Refused("booking_hold_expired", "the time to pay for this booking is over")
    return booking
