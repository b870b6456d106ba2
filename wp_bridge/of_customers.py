"""What one customer has and had: read by the keys that begin with the customer."""

from dataclasses import dataclass

from wp_bridge.database import Transaction
from wp_bridge.records import CustomerPackage, LedgerEntry, load


@dataclass(frozen=True)
class Totals:
    """Over all packages of one mode; money by currency, in minor units."""

    packages: int
    sessions: int
    used: int
    remaining: int
    value_left: dict[str, int]
    paid: dict[str, int]
    refunded: dict[str, int]


@dataclass(frozen=True)
class Used:
    """A movement, and of which package."""

    entry: LedgerEntry
    package: str  # its public id
    package_name: str


def packages(tx: Transaction, customer_id: int, limit: int) -> list[CustomerPackage]:
    """Newest first."""
    return tx.records(
        CustomerPackage,
        "SELECT * FROM {p}customer_packages WHERE customer_id = %s ORDER BY purchased_at DESC, id DESC LIMIT %s",
        (customer_id, limit),
    )


def usage(tx: Transaction, customer_id: int, after: int | None, limit: int) -> list[Used]:
    """Newest first; older than `after`."""
    older = "" if after is None else " AND l.id < %s"
    rows = tx.all(
        "SELECT l.*, u.id AS undone_by, cp.public_id AS package, v.name AS package_name FROM {p}customer_packages cp"
        " JOIN {p}ledger l ON l.customer_package_id = cp.id JOIN {p}package_versions v ON v.id = cp.package_version_id"
        " LEFT JOIN {p}ledger u ON u.undoes_id = l.id"
        f" WHERE cp.customer_id = %s{older} ORDER BY l.id DESC LIMIT %s",
        (customer_id, *([] if after is None else [after]), limit),
    )
    return [Used(load(LedgerEntry, row), row["package"], row["package_name"]) for row in rows]


def totals(tx: Transaction, customer_id: int, mode: str) -> Totals:
    row = tx.one(
        "SELECT COUNT(*) AS packages, COALESCE(SUM(sessions_total), 0) AS sessions, COALESCE(SUM(used - held), 0) AS used,"
        " COALESCE(SUM(balance), 0) AS remaining FROM {p}customer_packages WHERE customer_id = %s AND mode = %s",
        (customer_id, mode),
    )
    worth = tx.all(
        "SELECT o.currency, SUM(cp.value_minor) AS n FROM {p}customer_packages cp JOIN {p}orders o ON o.id = cp.value_order_id"
        " WHERE cp.customer_id = %s AND cp.mode = %s GROUP BY o.currency",
        (customer_id, mode),
    )
    money = tx.all(
        "SELECT currency, SUM(paid_minor) AS paid, SUM(refunded_minor) AS refunded FROM {p}orders"
        " WHERE customer_id = %s AND mode = %s GROUP BY currency",
        (customer_id, mode),
    )
    counted = {name: int((row or {}).get(name, 0)) for name in ("packages", "sessions", "used", "remaining")}
    return Totals(
        **counted,
        value_left={one["currency"]: int(one["n"]) for one in worth if one["n"]},
        paid={one["currency"]: int(one["paid"]) for one in money if one["paid"]},
        refunded={one["currency"]: int(one["refunded"]) for one in money if one["refunded"]},
    )
