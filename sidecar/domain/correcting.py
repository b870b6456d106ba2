"""What staff may change on a customer's package by hand, and how it stands after it. The same for the preview and for the deed."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sidecar.domain import validity
from sidecar.domain.validity import Validity
from wp_bridge.records import CustomerPackage


@dataclass(frozen=True)
class Objection:
    """Why not; with the numbers for the sentence."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def to_any_change(package: CustomerPackage) -> Objection | None:
    if package.closed_at is not None:
        return Objection("not_active")
    return Objection("package_blocked") if package.blocked_at is not None else None


def to_adjusting(package: CustomerPackage, paid: int, free: int) -> Objection | None:
    """Only what is there can be taken, of its kind."""
    for left, change in ((package.paid_balance, paid), (package.free_balance, free)):
        if left + change < 0:
            return Objection("too_few_sessions", {"remaining": left, "needed": -change})
    return None


def adjusted(package: CustomerPackage, paid: int, free: int) -> CustomerPackage:
    """`sessions_total` moves too: what was added counts as had, what was taken as never had."""
    return replace(
        package,
        paid_balance=package.paid_balance + paid,
        free_balance=package.free_balance + free,
        balance=package.balance + paid + free,
        sessions_total=package.sessions_total + paid + free,
    )


def to_moving_the_end(package: CustomerPackage) -> Objection | None:
    """Where time begins with the first visit there is no end to move yet."""
    return Objection("not_started") if package.starts_at is None else None


def end_at(last: date | None, zone: tzinfo) -> Validity:
    """None: it never expires."""
    return Validity(None, None) if last is None else validity.through(last, zone)


def ending(package: CustomerPackage, end: Validity) -> CustomerPackage:
    return replace(package, expires_at=end.expires_at, valid_through=end.valid_through)


def to_suspending(package: CustomerPackage) -> Objection | None:
    return Objection("already_suspended") if package.suspended_by_staff_at is not None else None


def suspended(package: CustomerPackage, now: datetime) -> CustomerPackage:
    return replace(package, suspended_by_staff_at=now)


def to_resuming(package: CustomerPackage) -> Objection | None:
    """A pause for a dispute is another fact: it ends with the dispute."""
    return Objection("not_suspended") if package.suspended_by_staff_at is None else None


def resumed(package: CustomerPackage) -> CustomerPackage:
    return replace(package, suspended_by_staff_at=None)


def days_paused(package: CustomerPackage, now: datetime, zone: tzinfo) -> int:
    """Local days from the day of the pause to today."""
    since = package.suspended_by_staff_at
    return 0 if since is None else (now.astimezone(zone).date() - since.astimezone(zone).date()).days


def extended(package: CustomerPackage, days: int, zone: tzinfo) -> Validity | None:
    """Its end, so many days later; None when nothing moves."""
    if not days or package.valid_through is None:
        return None
    return validity.through(package.valid_through + timedelta(days=days), zone)


def to_reassigning(package: CustomerPackage) -> Objection | None:
    """Once somebody has used it, it is theirs."""
    used = package.used > 0 or package.first_used_at is not None
    return Objection("already_used") if used else None
