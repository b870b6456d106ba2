"""Paying bookings with sessions of a package: exactly once, and together with the booking's confirmation.

Order of locks: customer packages by id, then attempt and redemptions, then bookings. Nothing here reads a balance and
writes it back: the guarded UPDATE in `customer_packages.take` decides.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ulid import ULID

from sidecar.domain.eligibility import Visit
from sidecar.errors import Forbidden, NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import acts, booking_checks, mails, mails_of_sessions, outcomes, put_back, sites, spending, views
from sidecar.usecases.spending import Spent, Target
from wp_bridge import attempts, customer_packages, customers, hosts, requests
from wp_bridge.database import Transaction
from wp_bridge.errors import CommitUnknown, DatabaseUnavailable, DuplicateKey, TransientConflict
from wp_bridge.hosts import HOSTS
from wp_bridge.records import Actor, Attempt, Customer, CustomerPackage, HostBooking

HOLD_MINUTES = 15
ROUNDS = 3
OVER = {"released", "lapsed"}


@dataclass(frozen=True)
class Line:
    """One booking to pay. For hosts with an adapter the booking's own row is believed, not what the caller says of it."""

    booking: str | None
    service: str | None = None
    starts_at: datetime | None = None
    people: int = 1


@dataclass(frozen=True)
class RedeemRequest:
    """`customer` is the WordPress user staff act for at a host whose bookings cannot be read."""

    host: str
    attempt_key: str
    customer_package: str
    lines: tuple[Line, ...]
    actor: Actor
    request_id: str
    deadline: float | None = None
    idempotency_key: str = ""
    customer: int | None = None

    @property
    def hash(self) -> str:
        asked: list[Any] = [self.host, self.attempt_key, self.customer_package, self.actor.wp_user_id]
        asked += [[line.booking, line.service, line.starts_at, line.people] for line in self.lines]
        return hashlib.sha256(json.dumps(asked, default=str).encode()).hexdigest()


def redeem(rt: Runtime, request: RedeemRequest) -> outcomes.Outcome:
    """Redeem (hosts confirmed in the same transaction) or reserve (others). The same attempt gets the same answer for ever.

    A held attempt asked for with another package is switched to it. Staff may redeem for a booking's own customer, also
    when the booking is confirmed already. Raises `Refused` with a code of docs/api.md and has then changed nothing;
    refusals are not kept under the key.
    """
    if request.actor.kind not in {"customer", "staff"} or not request.actor.wp_user_id:
        raise Forbidden("login_required", "packages belong to an account")
    refusal: Refused | None = None
    for _ in range(ROUNDS):
        known = rt.db.transact(lambda tx: _replay(tx, request), deadline=request.deadline)
        if known is not None:
            return known
        if refusal is not None:
            raise refusal
        try:
            return rt.db.transact(lambda tx: _redeem(rt, tx, request), deadline=request.deadline)
        except Refused as refused:
            # Our own parallel twin may have been first: the replay read decides before anything is refused.
            refusal = refused
        except DuplicateKey as duplicate:
            refusal = _taken(duplicate)
        except CommitUnknown:
            continue
    raise refusal or DatabaseUnavailable("the outcome could not be established in time")


def _taken(duplicate: DuplicateKey) -> Refused | None:
    """What a unique key means for us; None: a twin was first, look what it did and go on from there."""
    codes = {"live_booking": "booking_already_paid", "idempotency_key": "idempotency_key_reused"}
    return Refused(codes[duplicate.key]) if duplicate.key in codes else None


def _replay(tx: Transaction, request: RedeemRequest) -> outcomes.Outcome | None:
    """The outcome of this very attempt, if it has one: asked before anything is done and again after anything was refused."""
    attempt = attempts.find(tx, request.host, request.attempt_key)
    if attempt is None:
        return None
    if _was_overtaken(tx, request):
        return outcomes.of_attempt(tx, attempt)
    if attempt.state in OVER:
        return None
    if attempt.request_hash == request.hash:
        return outcomes.of_attempt(tx, attempt)
    if not _is_switch(tx, attempt, request):
        raise Refused("attempt_key_reused", "this attempt key was used for another booking or customer")
    if attempt.state == "committed":
        raise Refused("booking_already_paid", "another package has paid this already")
    return None


def _was_overtaken(tx: Transaction, request: RedeemRequest) -> bool:
    """A late twin of a call that was carried out, before the hold was given back or another package chosen: it undoes nothing."""
    known = requests.find(tx, request.idempotency_key) if request.idempotency_key else None
    return known is not None and known.request_hash == request.hash


def _is_switch(tx: Transaction, attempt: Attempt, request: RedeemRequest) -> bool:
    """The same wish in all but the package."""
    chosen = customer_packages.get(tx, attempt.customer_package_id).public_id
    return attempt.request_hash == replace(request, customer_package=chosen).hash


def _redeem(rt: Runtime, tx: Transaction, request: RedeemRequest) -> outcomes.Outcome:
    package = _locked(rt, tx, request)
    holding, customer = views.holding(tx, package), customers.get(tx, package.customer_id)
    targets = [_target(tx, request, line, holding.package, customer) for line in request.lines]
    host = HOSTS.get(request.host)
    at_once = host is not None and host.confirms_in_transaction
    attempt = _attempt(tx, request, package, held=not at_once)
    house = sites.house(tx, rt.config)
    spent = spending.spend(tx, house.site, holding, attempt, targets, request.actor, request.request_id)
    if at_once:
        _settle(tx, request, targets, spent)
        mails_of_sessions.redeemed(tx, house, spent.holding, attempt, spent.lines, request.request_id)
    return outcomes.of_attempt(tx, attempt)


def _locked(rt: Runtime, tx: Transaction, request: RedeemRequest) -> CustomerPackage:
    """The package under its lock; a hold on another package ends here, in this same transaction."""
    found, held = customer_packages.find(tx, request.customer_package), attempts.find(tx, request.host, request.attempt_key)
    # What was bought in test mode pays no real booking.
    if found is None or found.mode != rt.config.mode or not booking_checks.owns(tx, request.actor, found):
        raise NotFound("package_unknown")
    locked = {found.id} | ({held.customer_package_id} if held else set())
    customer_packages.lock_all(tx, locked)
    _end_other_hold(tx, request, found.id, locked)
    return customer_packages.get(tx, found.id)


def _end_other_hold(tx: Transaction, request: RedeemRequest, chosen: int, locked: set[int]) -> None:
    """Read again: the hold may have moved while we waited for the locks, even to a package that we have not locked."""
    held = attempts.find(tx, request.host, request.attempt_key)
    if held is None or held.state != "held" or held.customer_package_id == chosen:
        return
    if held.customer_package_id not in locked:
        raise TransientConflict("the hold moved to another package since we looked")
    if not _is_switch(tx, held, request):
        raise Refused("attempt_key_reused", "another wish took this key at this moment")
    put_back.end_lines(tx, held.id, "released", "another package was chosen", request.actor, request.request_id)


def _target(tx: Transaction, request: RedeemRequest, line: Line, package: CustomerPackage, customer: Customer) -> Target:
    if request.host not in HOSTS:
        if line.service is None or line.starts_at is None:
            raise Refused("booking_unknown", "a host without an adapter sends service and starts_at of each line")
        booking_checks.check_customer(tx, request.actor, package, request.customer)
        return Target(line.booking, Visit(request.host, line.service, line.starts_at, line.people))
    booking = booking_checks.payable(tx, hosts.booking(tx, request.host, line.booking), request.actor, customer)
    visit = Visit(request.host, booking.service_id, booking.starts_at, booking.people)
    after = "confirmed" if booking.status == "pending" else booking.status
    return Target(booking.id, visit, booking.service_name, booking, after)


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
    if request.idempotency_key:
        _remember(tx, request)
    if old is None:
        return attempts.get(tx, attempts.add(tx, new, minutes))
    if not attempts.reopen(tx, old, new, minutes):
        raise DuplicateKey("attempt_key")  # as if it had just been made: a twin moved it on, and what it did is looked at
    return attempts.get(tx, old.id)


def _remember(tx: Transaction, request: RedeemRequest) -> None:
    stored = requests.StoredRequest(request.idempotency_key, "reserve", request.hash, "{}")
    requests.remember(tx, stored, request.actor, request.customer_package, request.request_id)
    asked = {"host": request.host, "bookings": [line.booking for line in request.lines if line.booking]}
    acts.note(tx, request.actor, "reserve", asked, {}, subject=request.customer_package, request_id=request.request_id)


def _settle(tx: Transaction, request: RedeemRequest, targets: list[Target], spent: Spent) -> None:
    """The host's rows, last in the lock order. One that moved meanwhile takes everything back with it."""
    host, label = HOSTS[request.host], spent.holding.version.name
    for target, redemption in zip(targets, spent.lines, strict=True):
        row: HostBooking | None = target.row
        if row is None or not (host.confirm if row.status == "pending" else host.attach)(tx, row, label):
            raise Refused("booking_not_pending", "the booking has changed meanwhile")
        if row.status == "pending":
            mails.booking_confirmed(tx, spent.holding, request.host, row.id, redemption.public_id, request.request_id)
