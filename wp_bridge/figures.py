"""What the overview sums up, from keys that hold all of it. Sales of one mode in the site's currency; anything else is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wp_bridge.database import Transaction

# Packages that are not counted: few, or of before a site changed its currency. Each is read from them, never from all.
OTHERS = (
    ("{p}customer_packages cp FORCE INDEX (valued)", "cp.mode <> %(mode)s"),
    (
        "{p}package_versions v STRAIGHT_JOIN {p}customer_packages cp ON cp.package_version_id = v.id",
        "v.currency <> %(currency)s AND cp.mode = %(mode)s",
    ),
)
FOREIGN = "SELECT id FROM {p}package_versions WHERE currency <> %s"


@dataclass(frozen=True)
class Span:
    start: datetime
    until: datetime


@dataclass(frozen=True)
class Week:
    """Orders paid, their money, sessions taken less those given back, and what they were worth."""

    orders: int
    money_minor: int
    sessions: int
    used_minor: int


@dataclass(frozen=True)
class Held:
    packages: int
    sessions: int
    minor: int


@dataclass(frozen=True)
class Sold:
    package_id: int
    public_id: str
    name: str
    orders: int
    minor: int


def weeks(tx: Transaction, spans: Sequence[Span], mode: str, currency: str) -> list[Week]:
    """Each of the spans, in their order; one statement for the sales of all, one for the usage."""
    sales = _each(
        tx,
        spans,
        "SELECT COUNT(*) AS a, CAST(COALESCE(SUM(o.paid_minor), 0) AS SIGNED) AS b FROM {p}orders o"
        " WHERE o.mode = %(mode)s AND o.currency = %(currency)s AND o.paid_at >= {start} AND o.paid_at < {until}",
        mode,
        currency,
    )
    moved = "CAST(COALESCE(-SUM(l.delta), 0) AS SIGNED) AS a, CAST(COALESCE(-SUM(l.value_minor), 0) AS SIGNED) AS b"
    within = "l.kind IN ('redeem', 'reinstate') AND l.created_at >= {start} AND l.created_at < {until}"
    usage = _each(tx, spans, f"SELECT {moved} FROM {{p}}ledger l FORCE INDEX (moved) WHERE {within}", mode, currency)
    for source, where in OTHERS:
        if tx.one(f"SELECT cp.id FROM {source} WHERE {where} LIMIT 1", {"mode": mode, "currency": currency}):
            others = f"SELECT {moved} FROM {source} STRAIGHT_JOIN {{p}}ledger l ON l.customer_package_id = cp.id WHERE {where} AND {within}"
            apart = _each(tx, spans, others, mode, currency)
            usage = [(a - c, b - d) for (a, b), (c, d) in zip(usage, apart, strict=True)]
    return [Week(*sold, *used) for sold, used in zip(sales, usage, strict=True)]


def _each(tx: Transaction, spans: Sequence[Span], sql: str, mode: str, currency: str) -> list[tuple[int, int]]:
    """The two sums of every span: `{start}` and `{until}` stand for its ends, as constants, so that each is one stretch of a key."""
    params: dict[str, object] = {"mode": mode, "currency": currency}
    parts = []
    for number, span in enumerate(spans):
        ends = {"{start}": f"%(start{number})s", "{until}": f"%(until{number})s"}
        params |= {f"start{number}": span.start, f"until{number}": span.until}
        part = sql.replace("SELECT ", f"SELECT {number} AS n, ", 1)
        for mark, name in ends.items():
            part = part.replace(mark, name)
        parts.append(f"({part})")
    rows = tx.all(f"{' UNION ALL '.join(parts)} ORDER BY n", params)
    return [(int(row["a"]), int(row["b"])) for row in rows]


def held(tx: Transaction, span: Span, mode: str, currency: str) -> Held:
    """What is left in packages that end within the span."""
    foreign = ", ".join(str(row["id"]) for row in tx.all(FOREIGN, (currency,)))
    known = f" AND cp.package_version_id NOT IN ({foreign})" if foreign else ""
    return tx.get(
        Held,
        "SELECT COUNT(*) AS packages, CAST(COALESCE(SUM(cp.balance), 0) AS SIGNED) AS sessions,"
        " CAST(COALESCE(SUM(cp.value_minor), 0) AS SIGNED) AS minor FROM {p}customer_packages cp"
        f" WHERE cp.mode = %s AND cp.expiry_order > %s AND cp.expiry_order <= %s AND cp.balance > 0{known}",
        (mode, span.start, span.until),
    )


def best(tx: Transaction, span: Span, mode: str, currency: str, limit: int) -> list[Sold]:
    """The packages that brought the most money."""
    return tx.records(
        Sold,
        "SELECT s.package_id, p.public_id, v.name, s.orders, s.minor FROM (SELECT o.package_id, COUNT(*) AS orders,"
        " CAST(SUM(o.paid_minor) AS SIGNED) AS minor FROM {p}orders o WHERE o.mode = %s AND o.currency = %s AND o.paid_at >= %s"
        " AND o.paid_at < %s GROUP BY o.package_id ORDER BY minor DESC, o.package_id LIMIT %s) s JOIN {p}packages p ON p.id = s.package_id"
        " JOIN {p}package_versions v ON v.id = p.current_version_id ORDER BY s.minor DESC, s.package_id",
        (mode, currency, span.start, span.until, limit),
    )
