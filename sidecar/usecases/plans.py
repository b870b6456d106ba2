"""A step of staff on one customer package: judged first, written only if it is meant. The preview shows what the deed will do."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ulid import ULID

from sidecar.domain import correcting
from sidecar.domain.correcting import Objection
from sidecar.domain.validity import Validity
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.usecases import mails_of_sessions
from sidecar.usecases.once import Command
from sidecar.usecases.sites import House
from wp_bridge import customer_packages, ledger, orders
from wp_bridge.database import Transaction
from wp_bridge.records import Customer, CustomerPackage, LedgerEntry


@dataclass(frozen=True)
class Scene:
    """A package as a step finds it; locked, when it is meant."""

    tx: Transaction
    house: House
    package: CustomerPackage
    now: datetime


@dataclass(frozen=True)
class Voice:
    """Who does it and why; `undoes` is the entry that it takes back."""

    command: Command
    reason: str
    undoes: int | None = None

    def undoing(self, entry: int | None) -> "Voice":
        return replace(self, undoes=entry)


@dataclass(frozen=True)
class Plan:
    """What a step makes of a package. `write` does it and returns the id of the package that goes on."""

    after: CustomerPackage
    write: Callable[[Voice], int]
    owner: Customer | None = None  # whose it is then, where that changes
    note: str = ""  # a code of what else is to be known
    added: int = 0  # of its paid sessions, those that staff add with it: nobody pays for them


Planner = Callable[[Scene], Plan]


def seen(tx: Transaction, house: House, public_id: str) -> Scene:
    """To look at only. Raises `NotFound`."""
    found = customer_packages.find(tx, public_id)
    if found is None:
        raise NotFound("package_unknown", "there is no such package")
    return Scene(tx, house, found, tx.now())


def locked(tx: Transaction, house: House, public_id: str) -> Scene:
    """Order first, then the package, as everybody locks them; the order of a closed one is with the one in its place."""
    scene = seen(tx, house, public_id)
    holder = customer_packages.successor(tx, scene.package.id) if scene.package.closed_at is not None else scene.package
    if holder is not None and holder.order_id is not None:
        orders.lock_by_id(tx, holder.order_id)
    return at(scene, customer_packages.lock(tx, scene.package.id))


def at(scene: Scene, package: CustomerPackage) -> Scene:
    return replace(scene, package=package)


def object_to(objection: Objection | None) -> None:
    if objection is not None:
        raise Refused(objection.code, params=objection.params)


def open_to_change(scene: Scene) -> None:
    object_to(correcting.to_any_change(scene.package))


# --- the steps


def adjust(sessions: int, paid: bool) -> Planner:
    """Add (positive) or take (negative) sessions, said to be paid or free. Raises `Refused('too_few_sessions')`."""
    if sessions == 0:
        raise InvalidFields({"sessions": "must not be 0"})

    def plan(scene: Scene) -> Plan:
        open_to_change(scene)
        parts = (sessions, 0) if paid else (0, sessions)
        object_to(correcting.to_adjusting(scene.package, *parts))
        return adjusting(scene, parts)

    return plan


def adjusting(scene: Scene, parts: tuple[int, int]) -> Plan:
    """`parts` are (paid, free), either sign."""
    after = correcting.adjusted(scene.package, *parts)
    return Plan(after, lambda voice: _adjust(scene, voice, parts), note="paid_added" if parts[0] > 0 else "", added=parts[0])


def set_validity(last: date | None) -> Planner:
    """Extend or shorten to a last day of use (None: it never expires), also when it has expired.

    Raises `Refused('not_started')` for a package whose time begins with its first visit, still to come.
    """

    def plan(scene: Scene) -> Plan:
        open_to_change(scene)
        object_to(correcting.to_moving_the_end(scene.package))
        if scene.package.valid_through == last:
            raise InvalidFields({"valid_through": "is its last day already"})
        return moving_the_end(scene, correcting.end_at(last, scene.house.site.zone))

    return plan


def moving_the_end(scene: Scene, end: Validity) -> Plan:
    return Plan(correcting.ending(scene.package, end), lambda voice: _move_end(scene, voice, end))


def suspend(scene: Scene) -> Plan:
    """Nothing can be booked with it until it is resumed; what is booked stays booked. Raises `Refused('already_suspended')`."""
    open_to_change(scene)
    object_to(correcting.to_suspending(scene.package))
    return Plan(correcting.suspended(scene.package, scene.now), lambda voice: _suspend(scene, voice))


def resume(extend: bool) -> Planner:
    """End the pause; with `extend` its last day moves by as many days as the pause had. Raises `Refused('not_suspended')`."""

    def plan(scene: Scene) -> Plan:
        open_to_change(scene)
        object_to(correcting.to_resuming(scene.package))
        zone = scene.house.site.zone
        days = correcting.days_paused(scene.package, scene.now, zone) if extend else 0
        end, after = correcting.extended(scene.package, days, zone), correcting.resumed(scene.package)
        return Plan(correcting.ending(after, end) if end else after, lambda voice: _resume(scene, voice, end))

    return plan


# --- their writing


def _adjust(scene: Scene, voice: Voice, parts: tuple[int, int]) -> int:
    paid, free = parts
    if not customer_packages.adjust(scene.tx, scene.package.id, paid, free):
        raise Refused("too_few_sessions", params={"remaining": scene.package.balance, "needed": -paid - free})
    key = record(scene, voice, "adjust", delta_paid=paid, delta_free=free)
    return told(scene, voice, key, paid + free)


def _move_end(scene: Scene, voice: Voice, end: Validity) -> int:
    return told(scene, voice, end_moved(scene, voice, end), 0)


def end_moved(scene: Scene, voice: Voice, end: Validity) -> str:
    """The key of its entry; whether the customer is told of it is the caller's."""
    before = scene.package
    customer_packages.set_validity(scene.tx, before.id, end.expires_at, end.valid_through)
    return record(
        scene,
        voice,
        "validity",
        expires_at_old=before.expires_at,
        expires_at_new=end.expires_at,
        valid_through_old=before.valid_through,
        valid_through_new=end.valid_through,
    )


def _suspend(scene: Scene, voice: Voice) -> int:
    if not customer_packages.suspend(scene.tx, scene.package.id):
        raise Refused("already_suspended", "the package is suspended already")
    record(scene, voice, "suspend")
    return scene.package.id


def _resume(scene: Scene, voice: Voice, end: Validity | None) -> int:
    if not customer_packages.resume(scene.tx, scene.package.id):
        raise Refused("not_suspended", "the package is not suspended")
    record(scene, voice, "resume")
    return scene.package.id if end is None else _move_end(scene, voice.undoing(None), end)


def record(scene: Scene, voice: Voice, kind: str, **more: Any) -> str:
    """The ledger entry of a step, and its key: the package is read as the step has left it."""
    after = customer_packages.get(scene.tx, scene.package.id)
    entry = ledger.NewEntry(more.pop("entry_key", f"{kind}:{ULID()}"), kind, reason=voice.reason, undoes_id=voice.undoes, **more)
    ledger.append(scene.tx, after, entry, voice.command.actor, voice.command.request_id)
    return entry.entry_key


def told(scene: Scene, voice: Voice, entry_key: str, sessions: int) -> int:
    """The customer gets a mail of sessions added or taken, else (0) that the end was moved."""
    after = customer_packages.get(scene.tx, scene.package.id)
    mails_of_sessions.changed(scene.tx, scene.house, after, sessions, entry_key, voice.command.request_id)
    return after.id


def entry_of(scene: Scene, number: int) -> LedgerEntry:
    """Raises `NotFound` for an entry of another package, too."""
    entry = ledger.entry(scene.tx, number)
    if entry is None or entry.customer_package_id != scene.package.id:
        raise NotFound()
    return entry
