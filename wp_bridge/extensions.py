"""Which customer packages a bulk extension touches: those that are open and end, by package, by status, by their last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wp_bridge.database import Transaction
from wp_bridge.records import CustomerPackage

STATUSES = {
    "active": "cp.expiry_order > UTC_TIMESTAMP(6)",
    "expired": "cp.expiry_order <= UTC_TIMESTAMP(6)",
    "both": "1 = 1",
}


@dataclass(frozen=True)
class Filter:
    """`packages` and `ids` are public ids, all of them where empty; the days are inclusive. `before`: only what ends earlier."""

    status: str
    packages: Sequence[str] = ()
    ids: Sequence[str] = ()
    ends_from: date | None = None
    ends_until: date | None = None
    before: date | None = None


def count(tx: Transaction, wanted: Filter) -> int:
    where, params = _where(wanted)
    return int(tx.scalar(f"SELECT COUNT(*) FROM {{p}}customer_packages cp WHERE {where}", params))


def first(tx: Transaction, wanted: Filter, limit: int) -> list[CustomerPackage]:
    """Those that end soonest."""
    where, params = _where(wanted)
    sql = f"SELECT cp.* FROM {{p}}customer_packages cp WHERE {where} ORDER BY cp.expiry_order, cp.id LIMIT %s"
    return tx.records(CustomerPackage, sql, (*params, limit))


def note(tx: Transaction, task_id: int, wanted: Filter) -> int:
    """All of them become items of the task, each with its end of now, in the order in which packages are locked."""
    where, params = _where(wanted)
    return tx.run(
        "INSERT INTO {p}task_items (task_id, number, state, data, customer_package_id)"
        " SELECT %s, ROW_NUMBER() OVER (ORDER BY cp.id), 'good',"
        f" CONCAT('{{\"before\": \"', cp.valid_through, '\", \"package\": ', cp.id, '}}'), cp.id"
        f" FROM {{p}}customer_packages cp WHERE {where}",
        (task_id, *params),
    )


def _where(wanted: Filter) -> tuple[str, list[object]]:
    where, params = ["cp.base_state = 'open'", "cp.valid_through IS NOT NULL", STATUSES[wanted.status]], list[object]()
    if wanted.packages:
        where.append(f"cp.package_id IN (SELECT id FROM {{p}}packages WHERE public_id IN ({_marks(wanted.packages)}))")
        params += wanted.packages
    if wanted.ids:
        where.append(f"cp.public_id IN ({_marks(wanted.ids)})")
        params += wanted.ids
    bounds = ((">=", wanted.ends_from), ("<=", wanted.ends_until), ("<", wanted.before))
    for sign, day in bounds:
        if day is not None:
            where.append(f"cp.valid_through {sign} %s")
            params.append(day)
    return " AND ".join(where), params


def _marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))
