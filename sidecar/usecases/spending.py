"""Taking sessions for bookings: judged, taken by the guarded UPDATE, one redemption and one ledger entry per booking.

The caller holds the package's lock and confirms the bookings afterwards (order of locks: package, attempt, booking).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ulid import ULID

from sidecar.domain import eligibility, validity
from sidecar.domain.eligibility import Holding, Visit
from sidecar.errors import Refused
from sidecar.usecases import flagging, views
from wp_bridge import customer_packages, ledger, notices, redemptions
from wp_bridge.database import Transaction
from wp_bridge.records import Actor, Attempt, CustomerPackage, HostBooking, Redemption, Site


@dataclass(frozen=True)
class Target:
    """A line made certain: what is visited, and the host's row where there is one."""

    booking_id: str | None
    visit: Visit
    service_name: str = ""
    row: HostBooking | None = None
    booking_status: str = ""
    """The booking's status once this is committed; '' where the host only tells of changes."""


@dataclass(frozen=True)
class Spent:
    """The package as it is now, and the lines that were written."""

    holding: Holding
    lines: list[Redemption]


def target_of(line: Redemption) -> Target:
    """A line of an earlier round, to be redeemed anew."""
    visit = Visit(line.host, line.service_id, line.starts_at, line.people)
    return Target(line.booking_id, visit, line.service_name)


def judge(tx: Transaction, site: Site, holding: Holding, targets: Sequence[Target]) -> int:
    """Sessions that the targets take together. Raises `Refused` with the reason why this package may not pay them."""
    verdict = eligibility.verdict(holding, [target.visit for target in targets], tx.now(), site.zone)
    if verdict.code is not None:
        raise Refused(verdict.code, params=verdict.params)
    return verdict.sessions


def spend(
    tx: Transaction, site: Site, holding: Holding, attempt: Attempt, targets: Sequence[Target], actor: Actor, request_id: str
) -> Spent:
    """Lines in the attempt's state. Raises `Refused`, and the caller's transaction must then end."""
    sessions = judge(tx, site, holding, targets)
    package = _started(tx, site, holding, actor, request_id)
    take(tx, package, sessions, held=attempt.state == "held")
    written = []
    for target in targets:
        package, redemption = _line(tx, package, holding, attempt, target, actor, request_id)
        written.append(redemption)
    return Spent(replace(holding, package=package), written)


def take(tx: Transaction, package: CustomerPackage, sessions: int, *, held: bool) -> tuple[int, int]:
    """(paid, free) as taken. Nothing before this statement decides: it alone spends."""
    paid, free = eligibility.split(package, sessions)
    if not customer_packages.take(tx, package.id, paid, free, held=held):
        raise Refused("not_active", "the package can no longer be used")
    return paid, free


def again(tx: Transaction, site: Site, attempt: Attempt, lines: Sequence[Redemption], actor: Actor, request_id: str) -> Spent:
    """Lines that went back are redeemed anew, from the same package and under the rules as they are now."""
    holding = views.holding(tx, customer_packages.get(tx, attempt.customer_package_id))
    return spend(tx, site, holding, attempt, [target_of(line) for line in lines], actor, request_id)


def _started(tx: Transaction, site: Site, holding: Holding, actor: Actor, request_id: str) -> CustomerPackage:
    """First use starts the clock of a package whose validity runs from it; the ledger says so."""
    package, version = holding.package, holding.version
    if version.validity_from != "first_use" or package.starts_at is not None:
        return package
    span = validity.from_start(tx.now(), version.validity_days, site.zone)
    customer_packages.start_validity(tx, package.id, span.expires_at, span.valid_through)
    entry = ledger.NewEntry(
        f"{ledger.STARTED}:{ULID()}",
        "validity",
        reason="first use",
        expires_at_new=span.expires_at,
        valid_through_new=span.valid_through,
    )
    ledger.append(tx, package, entry, actor, request_id)
    return customer_packages.get(tx, package.id)


def _line(
    tx: Transaction, before: CustomerPackage, holding: Holding, attempt: Attempt, target: Target, actor: Actor, request_id: str
) -> tuple[CustomerPackage, Redemption]:
    """The package as this line leaves it, and the line."""
    sessions = eligibility.sessions_needed(holding.version, target.visit.people)
    paid, free = eligibility.split(before, sessions)
    after = replace(
        before,
        paid_balance=before.paid_balance - paid,
        free_balance=before.free_balance - free,
        balance=before.balance - sessions,
        used=before.used + sessions,
        held=before.held + (sessions if attempt.state == "held" else 0),
    )
    _settle_notice(tx, attempt.host, target.booking_id)
    redemption = redemptions.add(tx, _redemption(attempt, target, sessions, paid))
    ledger.append(tx, after, _entry(redemption, paid, free), actor, request_id)
    return after, redemption


def _settle_notice(tx: Transaction, host: str, booking_id: str | None) -> None:
    """A booking that came back to life unpaid, and staff was asked to look at: now it is paid."""
    earlier = redemptions.newest_of_booking(tx, host, booking_id) if booking_id else None
    if earlier is not None:
        notices.settle(tx, flagging.key("revived_unpaid", earlier))


def _redemption(attempt: Attempt, target: Target, sessions: int, paid: int) -> redemptions.NewRedemption:
    return redemptions.NewRedemption(
        public_id=str(ULID()),
        attempt_id=attempt.id,
        round=attempt.round,
        customer_package_id=attempt.customer_package_id,
        host=attempt.host,
        booking_id=target.booking_id,
        service_id=target.visit.service_id,
        service_name=target.service_name,
        starts_at=target.visit.starts_at,
        people=target.visit.people,
        sessions_taken=sessions,
        paid_taken=paid,
        state=attempt.state,
        booking_status=target.booking_status,
    )


def _entry(redemption: Redemption, paid: int, free: int) -> ledger.NewEntry:
    return ledger.NewEntry(
        f"redeem:{redemption.public_id}",
        "redeem",
        delta_paid=-paid,
        delta_free=-free,
        reason="held for a booking" if redemption.state == "held" else "",
        host=redemption.host,
        booking_id=redemption.booking_id,
        service_name=redemption.service_name,
        redemption_id=redemption.id,
    )
