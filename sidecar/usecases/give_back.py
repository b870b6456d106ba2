"""Sessions going back to the package they came from: once, by whatever road the news arrives."""

from dataclasses import dataclass
from datetime import datetime

from ulid import ULID

from sidecar.domain import returning
from sidecar.errors import NotFound, Refused
from sidecar.runtime import Runtime
from wp_bridge import attempts, customer_packages, customers, ledger, packages, redemptions, settings
from wp_bridge.database import Transaction
from wp_bridge.hosts import HOSTS
from wp_bridge.records import Actor, CustomerPackage, Redemption

ENDED = {"cancelled", "deleted"}
KEPT = {"no_show", "completed"}


@dataclass(frozen=True)
class StatusEvent:
    """What a host tells of a booking. `by` is customer, staff, system or unknown."""

    host: str
    booking: str
    new: str
    by: str
    reason: str
    actor: Actor
    request_id: str


@dataclass(frozen=True)
class Returned:
    outcome: str  # given_back | kept | nothing
    sessions: int


def observe(rt: Runtime, event: StatusEvent) -> Returned:
    """Idempotent and order-tolerant: repeated, late or reordered events move nothing twice."""
    return rt.db.transact(lambda tx: _observe(rt, tx, event))


def _observe(rt: Runtime, tx: Transaction, event: StatusEvent) -> Returned:
    redemption = redemptions.live(tx, event.host, event.booking)
    if redemption is None:
        return Returned("nothing", 0)
    _check_owner(tx, redemption, event.actor)
    status = _true_status(tx, event)
    if status == redemption.booking_status or status not in ENDED | KEPT:
        return Returned("nothing", 0)
    if status in ENDED and _returns(tx, redemption, event):
        left = redemption.sessions_taken - redemption.sessions_given_back
        put_back(tx, redemption, left, "given_back", event.reason or f"booking {status}", event.actor, event.request_id)
        redemptions.set_booking_status(tx, redemption.id, status)
        return Returned("given_back", left)
    redemptions.set_booking_status(tx, redemption.id, status)
    return Returned("kept", 0)


def put_back(
    tx: Transaction, redemption: Redemption, sessions: int, new_state: str, reason: str, actor: Actor, request_id: str
) -> CustomerPackage:
    """Package first, then the guarded redemption: 0 rows there mean somebody else was first, and all of it is rolled back."""
    package = customer_packages.lock(tx, redemption.customer_package_id)
    left = redemption.sessions_taken - redemption.sessions_given_back
    paid, free = returning.split(redemption.paid_taken, redemption.paid_given_back, left, sessions)
    customer_packages.give_back(tx, package.id, paid, free, held=redemption.state == "held")
    if not redemptions.give_back(tx, redemption, sessions, paid, new_state):
        raise Refused("already_given_back", "these sessions went back already")
    after = customer_packages.get(tx, package.id)
    entry = ledger.NewEntry(
        f"reinstate:{redemption.public_id}:{redemption.sessions_given_back + sessions}",
        "reinstate",
        delta_paid=paid,
        delta_free=free,
        reason=reason,
        host=redemption.host,
        booking_id=redemption.booking_id,
        service_name=redemption.service_name,
        redemption_id=redemption.id,
    )
    ledger.append(tx, after, entry, actor, request_id)
    return _unstarted(tx, after, actor, request_id)


def _unstarted(tx: Transaction, package: CustomerPackage, actor: Actor, request_id: str) -> CustomerPackage:
    """The redemption that started the clock was the only one and is gone: the clock un-starts."""
    version = packages.version(tx, package.package_version_id)
    if version.validity_from != "first_use" or package.used > 0 or not customer_packages.unstart_validity(tx, package.id):
        return package
    entry = ledger.NewEntry(
        f"unstart:{ULID()}",
        "validity",
        reason="first use given back",
        expires_at_old=package.expires_at,
        valid_through_old=package.valid_through,
    )
    after = customer_packages.get(tx, package.id)
    ledger.append(tx, after, entry, actor, request_id)
    return after


def _check_owner(tx: Transaction, redemption: Redemption, actor: Actor) -> None:
    if actor.kind != "customer":
        return
    package = customer_packages.get(tx, redemption.customer_package_id)
    if customers.get(tx, package.customer_id).wp_user_id != actor.wp_user_id:
        raise NotFound("booking_unknown")


def _true_status(tx: Transaction, event: StatusEvent) -> str:
    """Where the host's table can be read, it is believed rather than the message."""
    host = HOSTS.get(event.host)
    if host is None or not host.is_present(tx):
        return event.new
    return host.statuses(tx, [event.booking]).get(event.booking, "deleted")


def _returns(tx: Transaction, redemption: Redemption, event: StatusEvent) -> bool:
    by = "customer" if event.actor.kind == "customer" else event.by
    hours = int(settings.read(tx).get("cancel_hours", 0))
    return returning.gives_back(by, redemption.starts_at, tx.now(), hours)


def release(rt: Runtime, host: str, attempt_key: str, reason: str, actor: Actor, request_id: str) -> str:
    """Give a hold back; repeating it changes nothing. Returns the attempt's state."""
    return rt.db.transact(lambda tx: _release(tx, host, attempt_key, reason, actor, request_id))


def _release(tx: Transaction, host: str, attempt_key: str, reason: str, actor: Actor, request_id: str) -> str:
    attempt = attempts.find(tx, host, attempt_key)
    if attempt is None:
        raise NotFound("booking_unknown", "there is no such attempt")
    if attempt.state == "committed":
        raise Refused("attempt_committed", "a committed redemption goes back by cancelling its booking")
    if attempt.state != "held":
        return attempt.state
    customer_packages.lock(tx, attempt.customer_package_id)
    return end_hold(tx, attempt.id, "released", reason or "released", actor, request_id)


def end_hold(tx: Transaction, attempt_id: int, new_state: str, reason: str, actor: Actor, request_id: str) -> str:
    """The caller holds the package's lock. Somebody else may have moved the attempt just before: then its state stands."""
    if not attempts.move(tx, attempt_id, "held", new_state):
        return attempts.get(tx, attempt_id).state
    for line in redemptions.of_attempt(tx, attempt_id, ("held",)):
        _check_owner(tx, line, actor)
        put_back(tx, line, line.sessions_taken, "lapsed", reason, actor, request_id)
    return new_state


def lapsed_at(moment: datetime | None) -> str:
    return f"hold lapsed at {moment:%Y-%m-%d %H:%M} UTC" if moment else "hold lapsed"
