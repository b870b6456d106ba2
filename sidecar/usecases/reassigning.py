"""A package that was given to the wrong account or address goes to the right one, before anybody has used it."""

from dataclasses import dataclass, replace

from ulid import ULID

from sidecar.domain import correcting
from sidecar.domain.correcting import Objection
from sidecar.errors import InvalidFields, Refused
from sidecar.usecases import mails, plans
from sidecar.usecases.plans import Plan, Planner, Scene, Voice
from wp_bridge import customer_packages, customers, orders, packages
from wp_bridge.database import Transaction
from wp_bridge.records import Customer, LedgerEntry

NOT_YET = 0  # the id of a customer who is only thought of


@dataclass(frozen=True)
class Somebody:
    """Whom staff name: an account of the site, as the plugin knows it, or an address without one."""

    email: str
    name: str = ""
    wp_user_id: int | None = None


def reassign(to: Somebody) -> Planner:
    """Raises `Refused('already_used')`, and `InvalidFields` for whose it is already."""

    def plan(scene: Scene) -> Plan:
        plans.open_to_change(scene)
        plans.object_to(objection(scene))
        known = _known(scene.tx, to)
        if known is not None and known.id == scene.package.customer_id:
            raise InvalidFields({"email": "has this package already"})
        owner = known or Customer(NOT_YET, "", to.wp_user_id, to.name, to.email)
        note = "account" if owner.wp_user_id else "no_account"
        return Plan(
            scene.package, lambda voice: _write(scene, voice, _ensured(scene.tx, to)), replace(owner, email=to.email), note
        )

    return plan


def objection(scene: Scene) -> Objection | None:
    """Used also means: as one that it was rolled over from. Who used that has its bookings, and what comes back of them."""
    row = (scene.package, *customer_packages.origins(scene.tx, scene.package))
    return next(filter(None, map(correcting.to_reassigning, row)), None)


def undoing(scene: Scene, entry: LedgerEntry) -> Plan:
    """Back to whose it was, unless it was used since."""
    plans.object_to(objection(scene))
    if entry.customer_old_id is None:
        raise Refused("not_undoable", "nobody had it before")
    owner = customers.get(scene.tx, entry.customer_old_id)
    return Plan(scene.package, lambda voice: _write(scene, voice, owner), owner)


def _write(scene: Scene, voice: Voice, owner: Customer) -> int:
    """The order goes with it: what is told of its money is told to whose it is. Its receipt stays as it was made out."""
    tx, package = scene.tx, scene.package
    if not customer_packages.reassign(tx, package.id, package.customer_id, owner.id):
        raise Refused("already_used", "it was used just now")
    if package.order_id is not None:
        orders.reassign(tx, package.order_id, owner.id)
    key = plans.record(scene, voice, "reassign", customer_old_id=package.customer_id, customer_new_id=owner.id)
    _tell(scene, voice, owner, key)
    return package.id


def _tell(scene: Scene, voice: Voice, owner: Customer, entry_key: str) -> None:
    """The new owner learns of the package as every owner does; whoever had it by mistake is not written to."""
    tx, after = scene.tx, customer_packages.get(scene.tx, scene.package.id)
    version = packages.version(tx, after.package_version_id)
    services = packages.services(tx, [version.id])[version.id]
    order = orders.get(tx, after.order_id) if after.order_id else None
    whom = customers.reach(tx, owner.id)
    mails.package_activated(tx, scene.house.site, after, version, services, whom, order, voice.command.request_id, entry_key)


def _known(tx: Transaction, to: Somebody) -> Customer | None:
    return customers.of_user(tx, to.wp_user_id) if to.wp_user_id else customers.of_address(tx, to.email)


def _ensured(tx: Transaction, to: Somebody) -> Customer:
    if to.wp_user_id:
        return customers.ensure_user(tx, str(ULID()), to.wp_user_id, to.name, to.email)
    return customers.ensure_address(tx, str(ULID()), to.name, to.email)
