"""What staff see of one customer package's past, and what can still be done about each entry of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sidecar.domain import returning
from sidecar.domain import undoing as rules
from sidecar.errors import Refused
from sidecar.runtime import Runtime
from sidecar.usecases import plans, sites, undoing
from sidecar.usecases.plans import Scene
from wp_bridge import customer_packages, customers, ledger, redemptions
from wp_bridge.database import Transaction
from wp_bridge.records import Customer, LedgerEntry

OVER = returning.ENDED | returning.KEPT


@dataclass(frozen=True)
class History:
    """`undoable` and `reinstatable` are ids of entries; `rolled_from` and `rolled_into` public ids of packages."""

    entries: tuple[LedgerEntry, ...]
    undoable: frozenset[int]
    reinstatable: frozenset[int]
    customers: Mapping[int, Customer]
    rolled_from: str | None
    rolled_into: str | None


def of_package(rt: Runtime, public_id: str) -> History:
    """Raises `NotFound`."""

    def work(tx: Transaction) -> History:
        scene = plans.seen(tx, sites.house(tx, rt.config), public_id)
        entries = ledger.history(tx, scene.package.id)
        over = redemptions.used_by_over(tx, scene.package.id, OVER)
        named = {number for entry in entries for number in (entry.customer_old_id, entry.customer_new_id) if number}
        return History(
            entries=tuple(entries),
            undoable=frozenset(entry.id for entry in entries if rules.is_undoable(entry) and _can_be_undone(scene, entry)),
            reinstatable=frozenset(entry.id for entry in entries if entry.kind == "redeem" and entry.redemption_id in over),
            customers=customers.by_ids(tx, named),
            rolled_from=_public_id(tx, scene.package.rolled_from_id),
            rolled_into=_rolled_into(scene),
        )

    return rt.db.transact(work)


def _can_be_undone(scene: Scene, entry: LedgerEntry) -> bool:
    """As it would be judged if it were asked for now; staff do few things to one package."""
    try:
        undoing.undo(entry.id)(scene)
    except Refused:
        return False
    return True


def _public_id(tx: Transaction, number: int | None) -> str | None:
    return customer_packages.get(tx, number).public_id if number is not None else None


def _rolled_into(scene: Scene) -> str | None:
    found = customer_packages.successor(scene.tx, scene.package.id) if scene.package.closed_at is not None else None
    return found.public_id if found else None
