"""The answer to an attempt: always its stored outcome with the package's present balance, however often it is asked for."""

from dataclasses import dataclass
from datetime import datetime

from wp_bridge import customer_packages, packages, redemptions
from wp_bridge.database import Transaction
from wp_bridge.records import Attempt


@dataclass(frozen=True)
class Outcome:
    state: str
    package_id: str
    package_name: str
    remaining: int
    total: int
    lines: tuple[tuple[str | None, int], ...]  # (booking id, sessions)
    hold_expires_at: datetime | None


def of_attempt(tx: Transaction, attempt: Attempt) -> Outcome:
    package = customer_packages.get(tx, attempt.customer_package_id)
    version = packages.version(tx, package.package_version_id)
    lines = redemptions.live_of_attempt(tx, attempt.id)
    return Outcome(
        state=attempt.state,
        package_id=package.public_id,
        package_name=version.name,
        remaining=package.balance,
        total=package.sessions_total,
        lines=tuple((line.booking_id, line.sessions_left) for line in lines),
        hold_expires_at=attempt.hold_expires_at,
    )
