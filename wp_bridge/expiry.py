"""Whose package ends soon or has ended, and whether they were told: marked for one end, so that another end is told again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from wp_bridge.database import Transaction
from wp_bridge.records import CustomerPackage

TELL_DAYS = 30  # what ended longer ago is old news


@dataclass(frozen=True)
class Due:
    """What is asked for. `days`: how long before the end a warning is due; None asks for what has ended."""

    mode: str
    days: int | None = None


@dataclass(frozen=True)
class Place:
    """Where a walk stands: by end, then by id."""

    expiry_order: datetime
    id: int


START = Place(datetime(1000, 1, 1, tzinfo=UTC), 0)
USABLE = "base_state = 'open' AND balance > 0 AND mode = %(mode)s"
# Written so that the (base_state, expiry_order, id) index serves them. What is shorter than the warning is not warned of at once.
ENDING = (
    f"{USABLE} AND expiry_order > UTC_TIMESTAMP(6) AND expiry_order <= UTC_TIMESTAMP(6) + INTERVAL %(days)s DAY"
    " AND COALESCE(starts_at, activated_at) + INTERVAL %(days)s DAY < expires_at"
    " AND (warned_for IS NULL OR warned_for <> expires_at OR warned_days > %(days)s)"
)
ENDED = (
    f"{USABLE} AND expiry_order <= UTC_TIMESTAMP(6) AND expiry_order > UTC_TIMESTAMP(6) - INTERVAL {TELL_DAYS} DAY"
    " AND (expiry_told_for IS NULL OR expiry_told_for <> expires_at)"
)


def find(tx: Transaction, due: Due, after: Place, limit: int) -> list[Place]:
    """The next ones after `after`, unlocked: they may be told, changed or gone by the time they are locked."""
    rows = tx.all(
        f"SELECT expiry_order, id FROM {{p}}customer_packages WHERE {_condition(due)}"
        " AND (expiry_order > %(expiry_order)s OR (expiry_order = %(expiry_order)s AND id > %(id)s))"
        " ORDER BY expiry_order, id LIMIT %(limit)s",
        asdict(due) | asdict(after) | {"limit": limit},
    )
    return [Place(row["expiry_order"], int(row["id"])) for row in rows]


def lock_due(tx: Transaction, due: Due, numbers: Sequence[int]) -> list[CustomerPackage]:
    """Those of `numbers` that are still due, locked by ascending id. What somebody else is at is left to the next sweep."""
    wanted = ", ".join(str(int(number)) for number in numbers) or "NULL"
    return tx.records(
        CustomerPackage,
        f"SELECT * FROM {{p}}customer_packages WHERE id IN ({wanted}) AND {_condition(due)} ORDER BY id FOR UPDATE SKIP LOCKED",
        asdict(due),
    )


def mark(tx: Transaction, due: Due, numbers: Sequence[int]) -> int:
    """Told, for the end that they have now; the caller holds their locks."""
    wanted = ", ".join(str(int(number)) for number in numbers) or "NULL"
    told = "expiry_told_for = expires_at" if due.days is None else "warned_for = expires_at, warned_days = %(days)s"
    return tx.run(f"UPDATE {{p}}customer_packages SET {told} WHERE id IN ({wanted})", asdict(due))


def _condition(due: Due) -> str:
    return ENDED if due.days is None else ENDING
