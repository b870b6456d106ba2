"""What becomes of a redemption when its booking ends or comes back to life: once, by whatever road the news arrives."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sidecar.domain import returning
from sidecar.runtime import Runtime
from sidecar.usecases import flagging, put_back, revive
from wp_bridge import attempts, customer_packages, hosts, redemptions, settings
from wp_bridge.database import Transaction
from wp_bridge.errors import DatabaseUnavailable, DuplicateKey, TransientConflict
from wp_bridge.records import Actor, HostBooking, Redemption

T = TypeVar("T")
ROUNDS = 3
WHO = {"customer", "staff", "system"}


@dataclass(frozen=True)
class StatusEvent:
    """What a host tells of a booking. `by` is customer, staff, system or unknown; `at` is when it happened (None: now)."""

    host: str
    booking: str
    new: str
    by: str
    reason: str
    actor: Actor
    request_id: str
    deadline: float | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Returned:
    outcome: str  # given_back | kept | redeemed | flagged | nothing
    sessions: int


NOTHING = Returned("nothing", 0)


def observe(rt: Runtime, event: StatusEvent) -> Returned:
    """Idempotent and order-tolerant: repeated, late or reordered events move nothing twice."""
    return seen_again(lambda: rt.db.transact(lambda tx: follow(rt, tx, event), deadline=event.deadline))


def seen_again(step: Callable[[], T]) -> T:
    """A booking to be redeemed anew may be paid by another package at this very moment. Looked at again, it simply is paid."""
    for _ in range(ROUNDS):
        try:
            return step()
        except DuplicateKey as duplicate:
            if duplicate.key != "live_booking":
                raise
    raise DatabaseUnavailable("one package after another pays this booking")


def follow(rt: Runtime, tx: Transaction, event: StatusEvent) -> Returned:
    """The same inside a transaction: for messages, and for the sweep that compares every booking."""
    newest = _locked(tx, event)
    if newest is None:
        return NOTHING
    event, row = _truth(tx, event)
    if event.new == newest.booking_status:
        return NOTHING
    # Also "confirmed" is remembered: a booking that was brought back to life can be cancelled again.
    redemptions.set_booking_status(tx, newest.id, event.new)
    if newest.state in {"held", "committed"}:
        return _ended(rt, tx, newest, event, row)
    if newest.state == "given_back" and returning.came_back(newest.booking_status, event.new):
        return Returned(*revive.revive(rt, tx, newest, event.new, row, event.actor, event.request_id))
    return NOTHING


def _locked(tx: Transaction, event: StatusEvent) -> Redemption | None:
    """The booking's newest redemption, read again under its package's lock: nothing can move it any more."""
    found = redemptions.newest_of_booking(tx, event.host, event.booking)
    if found is None:
        return None
    put_back.check_owner(tx, found.customer_package_id, event.actor)
    customer_packages.lock(tx, found.customer_package_id)
    newest = redemptions.newest_of_booking(tx, event.host, event.booking)
    if newest is not None and newest.customer_package_id != found.customer_package_id:
        raise TransientConflict("another package paid this booking since we looked")
    return newest


def _ended(rt: Runtime, tx: Transaction, redemption: Redemption, event: StatusEvent, row: HostBooking | None) -> Returned:
    """Cancelled in time, or by the studio: the sessions go back. Late, not shown up, or visited: they stay used."""
    if event.new not in returning.ENDED | returning.KEPT or returning.cleared_away(redemption.booking_status, event.new):
        return NOTHING
    if event.new in returning.KEPT or not _returns(tx, redemption, event, row):
        return Returned("kept", 0)
    reason = event.reason or f"booking {event.new}"
    put_back.give_back(rt, tx, redemption, redemption.sessions_left, "given_back", reason, event.actor, event.request_id)
    attempts.release_without_lines(tx, redemption.attempt_id)
    if event.by == "unknown":
        flagging.about_redemption(tx, "cancelled_unknown", redemption, sessions=redemption.sessions_left, code=event.new)
    return Returned("given_back", redemption.sessions_left)


def _truth(tx: Transaction, event: StatusEvent) -> tuple[StatusEvent, HostBooking | None]:
    """Where the host's table can be read, it is believed rather than the message; a customer never speaks for the studio."""
    by = "customer" if event.actor.kind == "customer" else event.by
    if hosts.readable(tx, event.host) is None:
        return replace(event, by=by), None
    row = hosts.booking(tx, event.host, event.booking)
    if row is None:
        return replace(event, new="deleted", by=by), None
    if row.status == "cancelled":
        by = row.cancelled_by if row.cancelled_by in WHO else by
        return replace(event, new="cancelled", by=by, at=row.cancelled_at or event.at), row
    return replace(event, new=row.status, by="system" if row.status == "expired" else by), row


def _returns(tx: Transaction, redemption: Redemption, event: StatusEvent, row: HostBooking | None) -> bool:
    """By the moment it was cancelled, not the moment we learn of it; and the start as it is now, after any move."""
    now = tx.now()
    hours = int(settings.read(tx).get("cancel_hours", 0))
    starts_at = row.starts_at if row else redemption.starts_at
    return returning.gives_back(event.by, starts_at, min(event.at or now, now), hours)
