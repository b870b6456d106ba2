"""Roll over: what is left moves to a new package together with the order, so that its money is refunded from there and only once."""

from datetime import date
from typing import Any

from ulid import ULID

from sidecar.domain import correcting, rolling
from sidecar.domain.correcting import Objection
from sidecar.domain.validity import Validity
from sidecar.errors import InvalidFields, Refused
from sidecar.usecases import plans
from sidecar.usecases.plans import Plan, Planner, Scene, Voice
from wp_bridge import customer_packages, ledger, refunds
from wp_bridge.customer_packages import Grant
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Refund
from wp_bridge.records import Actor, CustomerPackage, LedgerEntry

FOLLOWED = "followed"


def roll_over(last: date | None) -> Planner:
    """A new package with what is left, usable through `last` (None: it never expires); the old one is closed.

    Raises `Refused` with `refund_disputed`, `refund_pending`, `sessions_held` or `no_sessions_left`.
    """

    def plan(scene: Scene) -> Plan:
        plans.open_to_change(scene)
        plans.object_to(objection(scene))
        zone = scene.house.site.zone
        if last is not None and last < scene.now.astimezone(zone).date():
            raise InvalidFields({"valid_through": "must not be in the past"})
        end = correcting.end_at(last, zone)
        return Plan(rolling.rolled(scene.package, end, scene.now), lambda voice: _roll(scene, voice, end), note="rolled")

    return plan


def objection(scene: Scene) -> Objection | None:
    """Why it cannot be rolled over now, whatever its new end."""
    return rolling.to_moving_money(scene.package, _refunds(scene.tx, scene.package)) or rolling.to_rolling(scene.package)


def undoing(scene: Scene, entry: LedgerEntry) -> Plan:
    """Back into the old package, as long as the new one is as it was made. Raises `Refused('undo_too_late')` and others."""
    tx = scene.tx
    new = _made_by(tx, entry)
    _untouched(scene, new, entry)
    return Plan(rolling.unrolled(scene.package, new), lambda voice: _unroll(scene, voice, entry, new.id))


def follow(tx: Transaction, package: CustomerPackage, actor: Actor, request_id: str, reason: str) -> CustomerPackage:
    """What came back to a package that was rolled over goes on to the one in its place, which is returned.

    The caller has the lock of `package`; later ones have higher ids.
    """
    heir, paid, free = _heir(tx, package), package.paid_balance, package.free_balance
    if heir is None or package.balance == 0:
        return package
    if not customer_packages.pass_on(tx, package.id, paid, free) or not customer_packages.receive(tx, heir.id, paid, free):
        raise LookupError(f"the balance of {package.public_id} moved under its lock")
    for owner, kind, sign in ((package, "transfer_out", -1), (heir, "transfer_in", 1)):
        after = customer_packages.get(tx, owner.id)
        entry = ledger.NewEntry(f"{FOLLOWED}:{ULID()}", kind, delta_paid=sign * paid, delta_free=sign * free, reason=reason)
        ledger.append(tx, after, entry, actor, request_id)
    return customer_packages.get(tx, heir.id)


def _heir(tx: Transaction, package: CustomerPackage) -> CustomerPackage | None:
    """The open one at the end of the way, locked."""
    heir = package
    while heir.closed_at is not None:
        found = customer_packages.successor(tx, heir.id)
        if found is None:
            return None
        heir = customer_packages.lock(tx, found.id)
    return None if heir.id == package.id else heir


def _roll(scene: Scene, voice: Voice, end: Validity) -> int:
    tx, old = scene.tx, scene.package
    if not customer_packages.close(tx, old.id, old.paid_balance, old.free_balance):
        raise Refused("changed_meanwhile", "something else has just happened to this package")
    new = customer_packages.add(tx, _grant(scene, end))
    moved = {"delta_paid": old.paid_balance, "delta_free": old.free_balance}
    away = {name: -sessions for name, sessions in moved.items()}
    plans.record(scene, voice, "transfer_out", entry_key=f"transfer_out:{new.public_id}", order_id=old.order_id, **away)
    there = plans.at(scene, new)
    last: dict[str, Any] = {"expires_at_new": end.expires_at, "valid_through_new": end.valid_through}
    key = plans.record(there, voice, "transfer_in", entry_key=f"transfer_in:{new.public_id}", **moved, **last)
    return plans.told(there, voice, key, 0)


def _grant(scene: Scene, end: Validity) -> Grant:
    old = scene.package
    return Grant(
        public_id=str(ULID()),
        customer_id=old.customer_id,
        order_id=old.order_id,
        package_id=old.package_id,
        package_version_id=old.package_version_id,
        mode=old.mode,
        paid_sessions=old.paid_balance,
        free_sessions=old.free_balance,
        purchased_at=old.purchased_at,
        starts_at=scene.now,
        expires_at=end.expires_at,
        valid_through=end.valid_through,
        rolled_from_id=old.id,
    )


def _unroll(scene: Scene, voice: Voice, entry: LedgerEntry, new_id: int) -> int:
    tx, old = scene.tx, scene.package
    new = customer_packages.lock(tx, new_id)
    _untouched(scene, new, entry)
    moved = {"delta_paid": -entry.delta_paid, "delta_free": -entry.delta_free}
    received = ledger.keyed(tx, f"transfer_in:{new.public_id}")
    if received is None or not customer_packages.close(tx, new.id, new.paid_balance, new.free_balance):
        raise Refused("changed_meanwhile", "something else has just happened to the new package")
    away = {name: -sessions for name, sessions in moved.items()}
    plans.record(plans.at(scene, new), voice.undoing(received.id), "transfer_out", **away)
    if not customer_packages.reopen(tx, old.id, new.order_id, *moved.values()):
        raise Refused("undo_too_late", "the old package is open")
    return plans.told(scene, voice, plans.record(scene, voice, "transfer_in", **moved), 0)


def _made_by(tx: Transaction, entry: LedgerEntry) -> CustomerPackage:
    """The entry is named after the package that it made; what followed later is no roll over of its own."""
    new = customer_packages.find(tx, entry.entry_key.removeprefix("transfer_out:"))
    if new is None:
        raise Refused("not_undoable", "this entry made no package")
    return new


def _untouched(scene: Scene, new: CustomerPackage, entry: LedgerEntry) -> None:
    touched = rolling.to_unrolling(scene.package, new, -entry.delta_paid, -entry.delta_free)
    plans.object_to(touched or rolling.to_moving_money(new, _refunds(scene.tx, new)))


def _refunds(tx: Transaction, package: CustomerPackage) -> list[Refund]:
    return refunds.of_order(tx, package.order_id) if package.order_id else []
