"""What staff change on a customer's package by hand: sessions, validity, pause. Each with a reason and a ledger entry."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ulid import ULID

from sidecar.domain import validity
from sidecar.domain.validity import Validity
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import mails_of_sessions, once, sites
from sidecar.usecases.once import Answer, Command
from wp_bridge import customer_packages, ledger
from wp_bridge.database import Transaction
from wp_bridge.records import CustomerPackage


@dataclass(frozen=True)
class Told:
    """What the customer gets a mail of: sessions added or taken, else (0) that the end was moved."""

    entry_key: str
    sessions: int = 0


Step = Callable[[Transaction, CustomerPackage], Told | None]


def adjust(rt: Runtime, command: Command, public_id: str, sessions: int, paid: bool, reason: str) -> Answer:
    """Add (positive) or take (negative) sessions, said to be paid or free. Raises `Refused('too_few_sessions')`."""
    if sessions == 0:
        raise InvalidFields({"sessions": "must not be 0"})

    def step(tx: Transaction, package: CustomerPackage) -> Told:
        paid_part, free_part = (sessions, 0) if paid else (0, sessions)
        if not customer_packages.adjust(tx, package.id, paid_part, free_part):
            left = package.paid_balance if paid else package.free_balance
            raise Refused("too_few_sessions", params={"remaining": left, "needed": -sessions})
        return Told(_entry(tx, package, command, "adjust", reason, delta_paid=paid_part, delta_free=free_part), sessions)

    return _corrected(rt, command, public_id, reason, step)


def set_validity(rt: Runtime, command: Command, public_id: str, valid_through: date | None, reason: str) -> Answer:
    """Extend or shorten to a last day of use (None: it never expires), also when it has expired.

    Raises `Refused('not_started')` for a package whose time begins with its first visit, still to come.
    """

    def step(tx: Transaction, package: CustomerPackage) -> Told:
        if package.starts_at is None:
            raise Refused("not_started", "its time begins with the first visit")
        if package.valid_through == valid_through:
            raise InvalidFields({"valid_through": "is its last day already"})
        zone = sites.load(tx, rt.config).zone
        end = validity.through(valid_through, zone) if valid_through else Validity(None, None)
        return _move_end(tx, package, command, reason, end)

    return _corrected(rt, command, public_id, reason, step)


def suspend(rt: Runtime, command: Command, public_id: str, reason: str) -> Answer:
    """Nothing can be booked with it until it is resumed; what is booked stays booked. Raises `Refused('already_suspended')`."""

    def step(tx: Transaction, package: CustomerPackage) -> None:
        if not customer_packages.suspend(tx, package.id):
            raise Refused("already_suspended", "the package is suspended already")
        _entry(tx, package, command, "suspend", reason)

    return _corrected(rt, command, public_id, reason, step)


def resume(rt: Runtime, command: Command, public_id: str, reason: str, extend: bool) -> Answer:
    """End the pause; with `extend` its last day moves by as many days as the pause had. Raises `Refused('not_suspended')`."""

    def step(tx: Transaction, package: CustomerPackage) -> Told | None:
        if not customer_packages.resume(tx, package.id):
            raise Refused("not_suspended", "the package is not suspended")
        _entry(tx, package, command, "resume", reason)
        paused = _days_paused(rt, tx, package.suspended_by_staff_at)
        if not extend or not paused or not package.valid_through:
            return None
        zone = sites.load(tx, rt.config).zone
        end = validity.through(package.valid_through + timedelta(days=paused), zone)
        return _move_end(tx, package, command, reason, end)

    return _corrected(rt, command, public_id, reason, step)


def _corrected(rt: Runtime, command: Command, public_id: str, reason: str, step: Step) -> Answer:
    """``{"customer_package", "remaining", "valid_through"}`` after one step under the package's lock."""
    if not reason.strip():
        raise InvalidFields({"reason": "is needed"})

    def work(tx: Transaction) -> Answer:
        found = customer_packages.find(tx, public_id)
        if found is None:
            raise NotFound("package_unknown", "there is no such package")
        package = customer_packages.lock(tx, found.id)
        if package.closed_at is not None or package.blocked_at is not None:
            code = "not_active" if package.closed_at else "package_blocked"
            raise Refused(code, "the package cannot be changed")
        told, after = step(tx, package), customer_packages.get(tx, package.id)
        if told:
            house = sites.house(tx, rt.config)
            mails_of_sessions.changed(tx, house, after, told.sessions, told.entry_key, command.request_id)
        last = after.valid_through.isoformat() if after.valid_through else None
        return {"customer_package": public_id, "remaining": after.balance, "valid_through": last}

    return once.run(rt, command, work, subject=public_id)


def _move_end(tx: Transaction, package: CustomerPackage, command: Command, reason: str, end: Validity) -> Told:
    customer_packages.set_validity(tx, package.id, end.expires_at, end.valid_through)
    entry = ledger.NewEntry(
        f"validity:{ULID()}",
        "validity",
        reason=reason.strip(),
        expires_at_old=package.expires_at,
        expires_at_new=end.expires_at,
        valid_through_old=package.valid_through,
        valid_through_new=end.valid_through,
    )
    ledger.append(tx, package, entry, command.actor, command.request_id)
    return Told(entry.entry_key)


def _entry(
    tx: Transaction,
    package: CustomerPackage,
    command: Command,
    kind: str,
    reason: str,
    *,
    delta_paid: int = 0,
    delta_free: int = 0,
) -> str:
    after = replace(package, balance=package.balance + delta_paid + delta_free, paid_balance=package.paid_balance + delta_paid)
    entry = ledger.NewEntry(f"{kind}:{ULID()}", kind, delta_paid=delta_paid, delta_free=delta_free, reason=reason.strip())
    ledger.append(tx, after, entry, command.actor, command.request_id)
    return entry.entry_key


def _days_paused(rt: Runtime, tx: Transaction, since: datetime | None) -> int:
    """Local days from the day of the pause to today."""
    zone = sites.load(tx, rt.config).zone
    return 0 if since is None else (tx.now().astimezone(zone).date() - since.astimezone(zone).date()).days
