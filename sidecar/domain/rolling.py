"""Roll over: a new package receives what is left, with its paid value; the old one is closed."""

from dataclasses import replace
from datetime import datetime

from sidecar.domain.correcting import Objection
from sidecar.domain.validity import Validity
from wp_bridge.payment_records import Refund
from wp_bridge.records import CustomerPackage

NOBODY_YET = 0  # the id of one that is only thought of


def to_moving_money(package: CustomerPackage, refunds: list[Refund]) -> Objection | None:
    """Nothing may be under way that could still take from the one that the order leaves: a dispute, also one that may be won
    after all; a refund; one made elsewhere of which staff have not said which sessions went with it."""
    if package.suspended_by_dispute_at is not None or any(refund.rule == "dispute" for refund in refunds):
        return Objection("refund_disputed")
    if package.refund_pending or any(refund.proposed_sessions for refund in refunds):
        return Objection("refund_pending")
    return None


def to_rolling(package: CustomerPackage) -> Objection | None:
    if package.held:
        return Objection("sessions_held")
    return Objection("no_sessions_left") if package.balance == 0 else None


def rolled(package: CustomerPackage, end: Validity, now: datetime) -> CustomerPackage:
    """The new one, as it would be: nothing used, nothing refunded, no pause; its time begins now."""
    return replace(
        package,
        id=NOBODY_YET,
        public_id="",
        sessions_total=package.balance,
        used=0,
        refunded_sessions=0,
        activated_at=now,
        starts_at=now,
        expires_at=end.expires_at,
        valid_through=end.valid_through,
        first_used_at=None,
        suspended_by_staff_at=None,
        rolled_from_id=package.id,
    )


def to_unrolling(closed: CustomerPackage, new: CustomerPackage, paid: int, free: int) -> Objection | None:
    """`paid` and `free` are what it received. Only while it has exactly those: nothing was used, added, taken or refunded, and
    it is still the same customer's."""
    if new.customer_id != closed.customer_id:
        return Objection("undo_too_late")
    if new.closed_at is not None or new.used or new.held or new.first_used_at is not None:
        return Objection("undo_too_late")
    if new.refunded_sessions or (new.paid_balance, new.free_balance) != (paid, free):
        return Objection("undo_too_late")
    return None


def unrolled(closed: CustomerPackage, new: CustomerPackage) -> CustomerPackage:
    """The old one as it was before: with what the new one has, and with its order."""
    return replace(
        closed,
        paid_balance=closed.paid_balance + new.paid_balance,
        free_balance=closed.free_balance + new.free_balance,
        balance=closed.balance + new.balance,
        order_id=new.order_id,
        closed_at=None,
    )
