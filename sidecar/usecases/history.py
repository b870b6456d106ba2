"""What staff see of one customer package's past, and what can still be done about each entry of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sidecar.domain import correcting, returning, validity
from sidecar.domain import undoing as rules
from sidecar.domain.correcting import Objection
from sidecar.errors import Refused
from sidecar.runtime import Runtime
from sidecar.usecases import plans, reassigning, rolling, sites, undoing
from sidecar.usecases.plans import Scene
from wp_bridge import customer_packages, customers, ledger, packages, redemptions
from wp_bridge.database import Transaction
from wp_bridge.records import Customer, LedgerEntry

OVER = returning.ENDED | returning.KEPT


@dataclass(frozen=True)
class History:
    """`undoable` and `reinstatable` are ids of entries; `rolled_from` and `rolled_into` public ids of packages; `through` the
    last day that its own terms would give it today; `obstacles` says of each step why it is impossible now, None: it is not."""

    entries: tuple[LedgerEntry, ...]
    undoable: frozenset[int]
    reinstatable: frozenset[int]
    customers: Mapping[int, Customer]
    rolled_from: str | None
    rolled_into: str | None
    through: date | None
    obstacles: Mapping[str, str | None]


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
            through=_through(scene),
            obstacles={name: _code(judge(scene)) for name, judge in JUDGES.items()},
        )

    return rt.db.transact(work)


def _through(scene: Scene) -> date | None:
    days = packages.version(scene.tx, scene.package.package_version_id).validity_days
    return validity.from_start(scene.now, days, scene.house.site.zone).valid_through


def _any(scene: Scene) -> Objection | None:
    return correcting.to_any_change(scene.package)


JUDGES: dict[str, Callable[[Scene], Objection | None]] = {
    "adjust": _any,
    "validity": lambda scene: _any(scene) or correcting.to_moving_the_end(scene.package),
    "suspend": lambda scene: _any(scene) or correcting.to_suspending(scene.package),
    "resume": lambda scene: _any(scene) or correcting.to_resuming(scene.package),
    "roll-over": lambda scene: _any(scene) or rolling.objection(scene),
    "reassign": lambda scene: _any(scene) or reassigning.objection(scene),
}


def _code(objection: Objection | None) -> str | None:
    return objection.code if objection else None


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
