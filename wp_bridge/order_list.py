"""The owner's list of orders: who has waited longest comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wp_bridge.database import Transaction
from wp_bridge.finding import Word, met, reference
from wp_bridge.records import Order


@dataclass(frozen=True)
class Place:
    placed_at: datetime
    id: int


@dataclass(frozen=True)
class Wanted:
    """One page. `back`: the rows before `place`; without a place the last ones."""

    status: str
    place: Place | None = None
    back: bool = False
    limit: int = 20


def page(tx: Transaction, wanted: Wanted, search: str = "", known: Sequence[Word] = ()) -> list[Order]:
    """The page and one row more. What was typed must be met word by word, or begin the reference."""
    sign, order = ("<", "o.placed_at DESC, o.id DESC") if wanted.back else (">", "o.placed_at, o.id")
    where, params = "o.status = %s", [wanted.status]
    if wanted.place is not None:
        where += f" AND (o.placed_at {sign} %s OR (o.placed_at = %s AND o.id {sign} %s))"
        params += [wanted.place.placed_at, wanted.place.placed_at, wanted.place.id]  # type: ignore[list-item]
    if search:
        condition, values = _matches(search, known)
        where, params = f"{where} AND ({condition})", params + values
    rows = tx.records(
        Order,
        f"SELECT o.* FROM {{p}}orders o FORCE INDEX (waiting) WHERE {where} ORDER BY {order} LIMIT {wanted.limit + 1}",
        params,
    )
    return rows[::-1] if wanted.back else rows


def _matches(search: str, known: Sequence[Word]) -> tuple[str, list[str]]:
    parts: list[str] = []
    values: list[str] = []
    for word in known:
        condition, ends = met(word, "o")
        parts.append(condition)
        values += ends
    found = reference(search)
    every = " AND ".join(parts) if parts else "1 = 0"
    return (f"({every}) OR o.reference LIKE %s", [*values, found]) if found else (every, values)
