"""The owner's list of customer packages: each view in each order, from wherever a page begins, by keys alone.

A view is read in branches. Each branch is one stretch of one key and gives its first rows in the order of the list; the first
ones of all branches are the page. Nothing that is not shown is looked at, but a few rows that have ended since the last sweep.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wp_bridge.database import Transaction
from wp_bridge.records import CustomerPackage

NOW = "UTC_TIMESTAMP(6)"
STATES = ("open", "expired", "fully_redeemed", "suspended", "refund_pending", "refunded", "closed")
ENDED_UNSEEN = f"cp.list_state = 'open' AND cp.expiry_order <= {NOW}"
LATER = f"cp.list_state = 'open' AND cp.expiry_order > {NOW} AND cp.starts_at > {NOW}"
# The rule of sidecar/domain/status.py, as the owner's views of the list; a test holds the two equal on every combination of facts.
VIEWS = {
    "all": "1 = 1",
    "active": f"cp.list_state = 'open' AND cp.expiry_order > {NOW} AND (cp.starts_at IS NULL OR cp.starts_at <= {NOW})",
    "not_started": LATER,
    "expired": f"(cp.list_state = 'expired' OR ({ENDED_UNSEEN}))",
    **{state: f"cp.list_state = '{state}'" for state in STATES[2:]},
}
SORTS = {"purchased": "purchased_at", "expiry": "expiry_order", "customer": "sort_name"}
KEYS = {"purchased": "by_purchased", "expiry": "by_expiry", "customer": "by_name"}


@dataclass(frozen=True)
class Branch:
    """One stretch of one key. `source` is what it is read from, with `cp` in it."""

    source: str
    where: str
    params: Sequence[object] = ()


@dataclass(frozen=True)
class Place:
    """A row's place in the order that was asked for."""

    value: datetime | str
    id: int


@dataclass(frozen=True)
class Wanted:
    """One page. `view` is a key of `VIEWS`, `sort` one of `SORTS`. `back`: the rows before `place`; without a place the last ones."""

    view: str = "all"
    sort: str = "purchased"
    descending: bool = True
    place: Place | None = None
    back: bool = False
    limit: int = 20


def by_key(key: str) -> str:
    return f"{{p}}customer_packages cp FORCE INDEX ({key})"


def branches(view: str, sort: str) -> list[Branch]:
    """How a view is read in this order."""
    if view == "all":
        return _all(sort)
    if view == "not_started":  # few start in the future
        return [Branch(by_key("by_start"), LATER)]
    source = by_key(KEYS[sort])
    if view == "expired":
        return [Branch(source, "cp.list_state = 'expired'"), Branch(by_key("by_expiry"), ENDED_UNSEEN)]
    return [Branch(source, VIEWS[view])]


def _all(sort: str) -> list[Branch]:
    if sort == "purchased":
        return [Branch(by_key("purchased"), "1 = 1")]
    return [Branch(by_key(KEYS[sort]), f"cp.list_state = '{state}'") for state in STATES]


def page(tx: Transaction, wanted: Wanted, found: Sequence[Branch]) -> list[CustomerPackage]:
    """The page and one row more, in the order that was asked for."""
    if not found:
        return []
    column = SORTS[wanted.sort]
    falls = wanted.descending != wanted.back
    order = "k DESC, id DESC" if falls else "k, id"
    start, more = _from(wanted, column, "<" if falls else ">")
    cut = f"ORDER BY {order} LIMIT {wanted.limit + 1}"
    parts = [f"(SELECT cp.id AS id, cp.{column} AS k FROM {b.source} WHERE {b.where}{start} {cut})" for b in found]
    rows = tx.records(
        CustomerPackage,
        f"SELECT cp.* FROM ({' UNION '.join(parts)} {cut}) d"
        f" JOIN {{p}}customer_packages cp ON cp.id = d.id ORDER BY {order.replace('id', 'd.id')}",
        [value for branch in found for value in (*branch.params, *more)],
    )
    return rows[::-1] if wanted.back else rows


def _from(wanted: Wanted, column: str, sign: str) -> tuple[str, list[object]]:
    """After (or before) a place. Two ranges, so that a long stretch of equal values is not walked through."""
    if wanted.place is None:
        return "", []
    value, number = wanted.place.value, wanted.place.id
    return f" AND (cp.{column} {sign} %s OR (cp.{column} = %s AND cp.id {sign} %s))", [value, value, number]


def counts(tx: Transaction) -> dict[str, int]:
    """Of every view, at one moment."""
    rows = tx.all(
        "SELECT state, SUM(rows_counted) AS n FROM {p}tally WHERE subject = 'package' GROUP BY state"
        f" UNION ALL SELECT 'ended_unseen', COUNT(*) FROM {by_key('by_expiry')} WHERE {ENDED_UNSEEN}"
        f" UNION ALL SELECT 'not_started', COUNT(*) FROM {by_key('by_start')} WHERE {LATER}"
    )
    found = dict.fromkeys((*STATES, "ended_unseen", "not_started"), 0) | {str(row["state"]): int(row["n"]) for row in rows}
    ended, later = found["ended_unseen"], found["not_started"]
    rest = {state: found[state] for state in STATES[2:]}
    views = {"active": found["open"] - ended - later, "not_started": later, "expired": found["expired"] + ended} | rest
    return {"all": sum(views.values())} | views


def active(tx: Transaction, mode: str) -> int:
    """How many of real sales, or of tests, can be used now. Tests, which are few, are in the list as well."""
    sql = f"SELECT COUNT(*) FROM {{p}}customer_packages cp FORCE INDEX (valued) WHERE cp.mode = 'test' AND {VIEWS['active']}"
    tested = int(tx.scalar(sql))
    return counts(tx)["active"] - tested if mode == "live" else tested
