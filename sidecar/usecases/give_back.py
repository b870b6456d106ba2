"""Sessions going back to the package they came from: once, by whatever road the news arrives."""

from dataclasses import dataclass
from datetime import datetime

from ulid import ULID

from sidecar.domain import returning
from sidecar.errors import NotFound, Refused
from sidecar.runtime import Runtime
from wp_bridge import attempts, customer_packages, customers, hosts, ledger, packages, redemptions, settings
from wp_bridge.database import Transaction
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
    deadline: float | None = None


@dataclass(frozen=True)
class Returned:
    outcome: str  # given_back | kept | nothing
    sessions: int


def observe(rt: Runtime, event: StatusEvent) -> Returned:
    """Idempotent and order-tolerant: repeated, late or reordered events move nothing twice."""
    return rt.db.transact(lambda tx: _observe(rt, tx, event), deadline=event.deadline)


def _observe(rt: Runtime, tx: Transaction, event: StatusEvent) -> Returned:
    redemption, status = _locked(tx, event), _true_status(tx, event)
    if redemption is None or status == redemption.booking_status:
        return Returned("nothing", 0)
    # Also "confirmed" is remembered: a booking that was brought back to life can be cancelled again.
    redemptions.set_booking_status(tx, redemption.id, status)
    if status not in ENDED | KEPT:
        return Returned("nothing", 0)
    if status in KEPT or not _returns(tx, redemption, event):
        return Returned("kept", 0)
    reason = event.reason or f"booking {status}"
    put_back(tx, redemption, redemption.sessions_left, "given_back", reason, event.actor, event.request_id)
    attempts.release_without_lines(tx, redemption.attempt_id)
    return Returned("given_back", redemption.sessions_left)


def _locked(tx: Transaction, event: StatusEvent) -> Redemption | None:
    """The booking's live redemption, read again under its package's lock: nothing can move it any more."""
    found = redemptions.live(tx, event.host, event.booking)
    if found is None:
        return None
    check_owner(tx, found.customer_package_id, event.actor)
    customer_packages.lock(tx, found.customer_package_id)
    return redemptions.live(tx, event.host, event.booking)


def put_back(
    tx: Transaction, redemption: Redemption, sessions: int, new_state: str, reason: str, actor: Actor, request_id: str
) -> CustomerPackage:
    """Package first, then the guarded redemption: 0 rows there mean somebody else was first, and all of it is rolled back."""
    package = customer_packages.lock(tx, redemption.customer_package_id)
    paid, free = returning.split(redemption.paid_taken, redemption.paid_given_back, redemption.sessions_left, sessions)
    moved = customer_packages.give_back(tx, package.id, paid, free, held=redemption.state == "held")
    if not moved or not redemptions.give_back(tx, redemption, sessions, paid, new_state):
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
    """The only use is gone, so it was no first use; a clock that it started un-starts, unless it has run out."""
    if package.used > 0:
        return package
    customer_packages.forget_first_use(tx, package.id)
    version = packages.version(tx, package.package_version_id)
    if version.validity_from != "first_use" or not customer_packages.unstart_validity(tx, package.id):
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


def check_owner(tx: Transaction, customer_package_id: int, actor: Actor) -> None:
    """A customer moves only what is paid by a package of their own; anything else is as unknown as if it did not exist."""
    if actor.kind != "customer":
        return
    package = customer_packages.get(tx, customer_package_id)
    if customers.get(tx, package.customer_id).wp_user_id != actor.wp_user_id:
        raise NotFound("booking_unknown", "there is no such booking of yours")


def _true_status(tx: Transaction, event: StatusEvent) -> str:
    """Where the host's table can be read, it is believed rather than the message."""
    if hosts.readable(tx, event.host) is None:
        return event.new
    row = hosts.booking(tx, event.host, event.booking)
    return row.status if row else "deleted"


def _returns(tx: Transaction, redemption: Redemption, event: StatusEvent) -> bool:
    by = "customer" if event.actor.kind == "customer" else event.by
    hours = int(settings.read(tx).get("cancel_hours", 0))
    return returning.gives_back(by, _starts_at(tx, redemption), tx.now(), hours)


def _starts_at(tx: Transaction, redemption: Redemption) -> datetime:
    """The booking may have been moved since it was redeemed."""
    row = hosts.booking(tx, redemption.host, redemption.booking_id)
    return row.starts_at if row else redemption.starts_at
