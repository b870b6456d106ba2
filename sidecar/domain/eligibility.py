"""May this package pay this booking? One rule for the offer that is shown and for the redemption that spends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from sidecar.domain import validity
from sidecar.domain.status import status
from wp_bridge.records import CustomerPackage, PackageVersion, ServiceLink


@dataclass(frozen=True)
class Visit:
    """What is to be paid: one booking."""

    host: str
    service_id: str
    starts_at: datetime
    people: int


@dataclass(frozen=True)
class Verdict:
    """`code` None: it may. Otherwise why not, with the numbers for the sentence."""

    sessions: int
    code: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Holding:
    """A customer package with the terms it was sold on."""

    package: CustomerPackage
    version: PackageVersion
    services: tuple[ServiceLink, ...]


STATUS_CODES = {
    "closed": "not_active",
    "refunded": "not_active",
    "suspended": "suspended",
    "refund_pending": "refund_pending",
    "fully_redeemed": "no_sessions_left",
    "expired": "expired",
    "not_started": "not_started",
}


def sessions_needed(version: PackageVersion, people: int) -> int:
    return max(people, 1) if version.per_person else 1  # a host's row may say 0; nothing is paid by no session


def verdict(holding: Holding, visits: Sequence[Visit], now: datetime, zone: tzinfo) -> Verdict:
    """Several visits are one wish: all or none."""
    needed = sum(sessions_needed(holding.version, visit.people) for visit in visits)
    state = status(holding.package, now)
    if state != "active":
        return Verdict(needed, STATUS_CODES[state])
    code = misfit(holding, visits, now, zone)
    if code is not None:
        return Verdict(needed, code)
    if holding.package.balance < needed:
        return Verdict(needed, "too_few_sessions", {"remaining": holding.package.balance, "needed": needed})
    return Verdict(needed)


def misfit(holding: Holding, visits: Sequence[Visit], now: datetime, zone: tzinfo) -> str | None:
    """What speaks against these visits, whatever the balance: `wrong_service`, `visit_after_expiry`, or nothing."""
    if not all(_fits(holding, visit) for visit in visits):
        return "wrong_service"
    if holding.version.visit_before_expiry and not _within(holding, visits, now, zone):
        return "visit_after_expiry"
    return None


def split(package: CustomerPackage, sessions: int) -> tuple[int, int]:
    """(paid, free): paid sessions are used first."""
    paid = min(package.paid_balance, sessions)
    return paid, sessions - paid


def in_order(holdings: Iterable[Holding]) -> list[Holding]:
    """Soonest expiry first, then oldest: the first usable one is preselected."""
    return sorted(
        holdings,
        key=lambda h: (
            h.package.expires_at is None,
            h.package.expires_at or h.package.purchased_at,
            h.package.purchased_at,
            h.package.id,
        ),
    )


def _fits(holding: Holding, visit: Visit) -> bool:
    if holding.version.any_service:
        return True
    return any(link.host == visit.host and link.service_id == visit.service_id for link in holding.services)


def _within(holding: Holding, visits: Sequence[Visit], now: datetime, zone: tzinfo) -> bool:
    """The visit too must take place before expiry. A package that starts with its first use would start now."""
    end = holding.package.expires_at
    if holding.version.validity_from == "first_use" and holding.package.starts_at is None:
        end = validity.from_start(now, holding.version.validity_days, zone).expires_at
    return end is None or all(visit.starts_at < end for visit in visits)
