"""A customer package's status: derived, first match wins. wp_bridge/reports.py says the same as views in SQL; a test holds them equal."""

from datetime import datetime

from wp_bridge.records import CustomerPackage


def status(package: CustomerPackage, now: datetime) -> str:
    suspended = package.suspended_by_staff_at or package.suspended_by_dispute_at or package.blocked_at
    rules = (
        ("closed", package.closed_at is not None),
        ("refunded", package.refunded_sessions > 0 and package.balance == 0),
        ("suspended", suspended is not None),
        ("refund_pending", package.refund_pending > 0),
        ("fully_redeemed", package.balance == 0 and package.used > 0),
        ("expired", package.expires_at is not None and package.expires_at <= now),
        ("not_started", package.starts_at is not None and package.starts_at > now),
    )
    return next((name for name, holds in rules if holds), "active")
