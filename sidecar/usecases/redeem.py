"""Paying bookings with sessions of a package: exactly once, and together with the booking's confirmation.

Order of locks: customer package, then attempt and redemptions, then bookings. Nothing here reads a balance and writes it
back: the guarded UPDATE in `customer_packages.take` decides.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ulid import ULID

from sidecar.domain import eligibility, validity
from sidecar.domain.eligibility import Holding, Visit
from sidecar.errors import Forbidden, NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import booking_checks, mails, outcomes, sites, views
from wp_bridge import attempts, customer_packages, hosts, ledger, redemptions
from wp_bridge.database import Transaction
from wp_bridge.errors import CommitUnknown, DatabaseUnavailable, DuplicateKey
from wp_bridge.hosts import HOSTS
from wp_bridge.records import Actor, Attempt, CustomerPackage, HostBooking, Redemption

HOLD_MINUTES = 15
ROUNDS = 3


@dataclass(frozen=True)
class Line:
    """One booking to pay. For hosts with an adapter the booking's own row is believed, not what the caller says of it."""

    booking: str | None
    service: str | None = None
    starts_at: datetime | None = None
    people: int = 1


@dataclass(frozen=True)
class RedeemRequest:
    host: str
    attempt_key: str
    customer_package: str
    lines: tuple[Line, ...]
    actor: Actor
    request_id: str
    deadline: float | None = None

    @property
    def hash(self) -> str:
        asked: list[Any] = [self.host, self.customer_package, self.actor.wp_user_id]
        asked += [[line.booking, line.service, line.starts_at, line.people] for line in self.lines]
        return hashlib.sha256(json.dumps(asked, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class _Target:
    """A line made certain: what is visited, and the host's row where there is one to confirm."""

    booking_id: str | None
    visit: Visit
    service_name: str
    row: HostBooking | None


def redeem(rt: Runtime, request: RedeemRequest) -> outcomes.Outcome:
    """Redeem (hosts confirmed in the same transaction) or reserve (others). The same attempt gets the same answer for ever.

    Raises `Refused` with a code of docs/api.md and has then changed nothing; refusals are not kept under the key.
    """
    if request.actor.kind != "customer" or not request.actor.wp_user_id:
        raise Forbidden("login_required", "packages belong to an account")
    refusal: Refused | None = None
    for _ in range(ROUNDS):
        known = _replay(rt, request)
        if known is not None:
            return known
        if refusal is not None:
            raise refusal
        try:
            return rt.db.transact(lambda tx: _spend(rt, tx, request), deadline=request.deadline)
        except Refused as refused:
            # Our own parallel twin may have been first: the replay read decides before anything is refused.
            refusal = refused
        except DuplicateKey as duplicate:
            refusal = Refused("booking_already_paid" if duplicate.key == "live_booking" else "attempt_key_reused")
        except CommitUnknown:
            continue
    raise refusal or DatabaseUnavailable("the outcome could not be established in time")


def _replay(rt: Runtime, request: RedeemRequest) -> outcomes.Outcome | None:
    """The outcome of this very attempt, if it has one: asked before anything is done and again after anything was refused."""

    def work(tx: Transaction) -> outcomes.Outcome | None:
        attempt = attempts.find(tx, request.host, request.attempt_key)
        if attempt is None or attempt.state in {"released", "lapsed"}:
            return None
        if attempt.request_hash != request.hash:
            raise Refused("attempt_key_reused", "this attempt key was used for another booking, package or customer")
        return outcomes.of_attempt(tx, attempt)

    return rt.db.transact(work, deadline=request.deadline)


def _spend(rt: Runtime, tx: Transaction, request: RedeemRequest) -> outcomes.Outcome:
    package = customer_packages.lock_owned(tx, request.customer_package, request.actor.wp_user_id or 0)
    if package is None or package.mode != rt.config.mode:  # what was bought in test mode pays no real booking
        raise NotFound("package_unknown")
    holding = views.holding(tx, package)
    targets = [_target(tx, request, line) for line in request.lines]
    needed = _judge(rt, tx, holding, targets)
    host = HOSTS.get(request.host)
    at_once = host is not None and host.confirms_in_transaction
    holding = replace(holding, package=_started(rt, tx, request, holding))
    _take(tx, holding.package, needed, held=not at_once)
    attempt = _attempt(tx, request, holding.package, held=not at_once)
    redeemed = _write_lines(tx, request, holding, attempt, targets, held=not at_once)
    if at_once:
        _confirm(tx, request, holding, targets, redeemed)
    return outcomes.of_attempt(tx, attempt)


def _target(tx: Transaction, request: RedeemRequest, line: Line) -> _Target:
    host = HOSTS.get(request.host)
    if host is None:
        if line.service is None or line.starts_at is None:
            raise Refused("booking_unknown", "a host without an adapter sends service and starts_at of each line")
        return _Target(line.booking, Visit(request.host, line.service, line.starts_at, line.people), "", None)
    row = hosts.booking(tx, request.host, line.booking)
    booking = booking_checks.payable(tx, row, request.actor.wp_user_id)
    visit = Visit(request.host, booking.service_id, booking.starts_at, booking.people)
    return _Target(booking.id, visit, booking.service_name, booking)


def _judge(rt: Runtime, tx: Transaction, holding: Holding, targets: list[_Target]) -> int:
    site = sites.load(tx, rt.config)
    verdict = eligibility.verdict(holding, [target.visit for target in targets], tx.now(), site.zone)
    if verdict.code is not None:
        raise Refused(verdict.code, params=verdict.params)
    return verdict.sessions


def _started(rt: Runtime, tx: Transaction, request: RedeemRequest, holding: Holding) -> CustomerPackage:
    """First use starts the clock of a package whose validity runs from it; the ledger says so."""
    package, version = holding.package, holding.version
    if version.validity_from != "first_use" or package.starts_at is not None:
        return package
    span = validity.from_start(tx.now(), version.validity_days, sites.load(tx, rt.config).zone)
    customer_packages.start_validity(tx, package.id, span.expires_at, span.valid_through)
    entry = ledger.NewEntry(
        f"start:{ULID()}",
        "validity",
        reason="first use",
        expires_at_new=span.expires_at,
        valid_through_new=span.valid_through,
    )
    ledger.append(tx, package, entry, request.actor, request.request_id)
    return customer_packages.get(tx, package.id)


def _take(tx: Transaction, package: CustomerPackage, sessions: int, *, held: bool) -> None:
    paid, free = eligibility.split(package, sessions)
    if not customer_packages.take(tx, package.id, paid, free, held=held):
        raise Refused("not_active", "the package can no longer be used")


def _attempt(tx: Transaction, request: RedeemRequest, package: CustomerPackage, *, held: bool) -> Attempt:
    new = attempts.NewAttempt(
        str(ULID()),
        request.host,
        request.attempt_key,
        request.hash,
        package.id,
        "held" if held else "committed",
        request.request_id,
    )
    minutes = HOLD_MINUTES if held else None
    old = attempts.find(tx, request.host, request.attempt_key)
    if old is None:
        return attempts.get(tx, attempts.add(tx, new, minutes))
    if not attempts.reopen(tx, old, new, minutes):
        raise Refused("attempt_key_reused")
    return attempts.get(tx, old.id)


def _write_lines(
    tx: Transaction, request: RedeemRequest, holding: Holding, attempt: Attempt, targets: list[_Target], *, held: bool
) -> list[Redemption]:
    """One redemption and one ledger entry per booking, each with the balance as it leaves it. `holding` is as it was before."""
    package, written = holding.package, []
    for target in targets:
        sessions = eligibility.sessions_needed(holding.version, target.visit.people)
        paid, free = eligibility.split(package, sessions)
        package = replace(
            package,
            paid_balance=package.paid_balance - paid,
            free_balance=package.free_balance - free,
            balance=package.balance - sessions,
        )
        redemption = redemptions.add(tx, _redemption(attempt, target, sessions, paid))
        ledger.append(tx, package, _entry(redemption, paid, free, held), request.actor, request.request_id)
        written.append(redemption)
    return written


def _redemption(attempt: Attempt, target: _Target, sessions: int, paid: int) -> redemptions.NewRedemption:
    return redemptions.NewRedemption(
        public_id=str(ULID()),
        attempt_id=attempt.id,
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
    )


def _entry(redemption: Redemption, paid: int, free: int, held: bool) -> ledger.NewEntry:
    return ledger.NewEntry(
        f"redeem:{redemption.public_id}",
        "redeem",
        delta_paid=-paid,
        delta_free=-free,
        reason="held for a booking" if held else "",
        host=redemption.host,
        booking_id=redemption.booking_id,
        service_name=redemption.service_name,
        redemption_id=redemption.id,
    )


def _confirm(
    tx: Transaction, request: RedeemRequest, holding: Holding, targets: list[_Target], redeemed: list[Redemption]
) -> None:
    """The host's rows, last in the lock order. One that moved meanwhile takes everything back with it."""
    host = HOSTS[request.host]
    for target, redemption in zip(targets, redeemed, strict=True):
        if target.row is None or not host.confirm(tx, target.row, holding.version.name):
            raise Refused("booking_not_pending", "the booking can no longer be confirmed")
        mails.booking_confirmed(tx, request.host, target.row.id, redemption.public_id, request.request_id)
