"""Who gets a session back, and when."""

from dataclasses import replace
from datetime import datetime, timedelta

from wp_bridge.records import CustomerPackage

ENDED = {"cancelled", "deleted", "expired"}
KEPT = {"no_show", "completed"}
LIVING = {"confirmed", "completed", "no_show"}


def gives_back(by: str, starts_at: datetime, now: datetime, cancel_hours: int) -> bool:
    """Staff, the system and the unknown always give back; a customer does in time (0 hours: always)."""
    if by != "customer" or cancel_hours == 0:
        return True
    return now <= starts_at - timedelta(hours=cancel_hours)


def came_back(old: str, new: str) -> bool:
    """A booking that was over lives again. Completed or no-show is a matter of how a visit ended, not of its coming back."""
    return (old in ENDED and new in LIVING) or (old in KEPT and new == "confirmed")


def cleared_away(old: str, new: str) -> bool:
    """A booking that was over is deleted: tidying up says nothing new about the session it has used."""
    return new == "deleted" and old in ENDED | KEPT


def split(paid_taken: int, paid_given_back: int, left: int, sessions: int) -> tuple[int, int]:
    """(paid, free) of `sessions` going back out of `left`: free ones were taken last, so they return first."""
    paid_left = paid_taken - paid_given_back
    free = min(sessions, left - paid_left)
    return sessions - free, free


def returned(package: CustomerPackage, paid: int, free: int) -> CustomerPackage:
    """As it stands with so many of its used sessions back."""
    return replace(
        package,
        paid_balance=package.paid_balance + paid,
        free_balance=package.free_balance + free,
        balance=package.balance + paid + free,
        used=package.used - paid - free,
    )
