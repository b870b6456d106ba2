"""Lists and sums for the owner's screens: what packages were sold to whom, and how they stand now."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from wp_bridge.database import Row, Transaction
from wp_bridge.records import Customer, CustomerPackage, load

# The same rule as sidecar/domain/status.py; a test holds the two equal on every combination of facts.
STATUS = (
    "CASE WHEN cp.base_state <> 'open' THEN cp.base_state WHEN cp.expires_at <= UTC_TIMESTAMP(6) THEN 'expired'"
    " WHEN cp.starts_at > UTC_TIMESTAMP(6) THEN 'not_started' ELSE 'active' END"
)
# Written so that the (base_state, expiry_order) index serves them.
VIEWS = {
    "all": "1 = 1",
    "active": "cp.base_state = 'open' AND cp.expiry_order > UTC_TIMESTAMP(6)",
    "expired": "cp.base_state = 'open' AND cp.expiry_order <= UTC_TIMESTAMP(6)",
    "fully_redeemed": "cp.base_state = 'fully_redeemed'",
    "suspended": "cp.base_state = 'suspended'",
    "refunded": "cp.base_state IN ('refunded', 'refund_pending')",
}
PAGE = 20


@dataclass(frozen=True)
class SoldPackage:
    customer_package: CustomerPackage
    customer: Customer
    status: str


def sold(tx: Transaction, view: str, search: str, after: tuple[datetime, int] | None) -> list[SoldPackage]:
    """One page and one row more (to know whether there is a next), newest purchase first. `view` is a key of `VIEWS`."""
    where: list[str] = [VIEWS[view]]
    params: list[object] = []
    if search:
        names = "c.name LIKE %s OR c.name LIKE %s OR c.email LIKE %s OR v.name LIKE %s OR v.name LIKE %s"
        begins = _like(search)
        params += [begins, f"% {begins}", begins, begins, f"% {begins}"]
        if search.isascii():  # the column is ASCII; comparing it with anything else is an error of collations
            names += " OR o.reference LIKE %s"
            params.append(_like(search.upper()))  # references are capitals, and the column compares bytes
        where.append(f"({names})")
    if after is not None:
        where.append("(cp.purchased_at, cp.id) < (%s, %s)")
        params += [after[0], after[1]]
    rows = tx.all(
        f"SELECT cp.*, {STATUS} AS status, c.public_id AS c_public_id, c.wp_user_id AS c_wp_user_id, c.name AS c_name, c.email AS c_email"
        " FROM {p}customer_packages cp JOIN {p}customers c ON c.id = cp.customer_id"
        " JOIN {p}package_versions v ON v.id = cp.package_version_id LEFT JOIN {p}orders o ON o.id = cp.order_id"
        f" WHERE {' AND '.join(where)} ORDER BY cp.purchased_at DESC, cp.id DESC LIMIT {PAGE + 1}",
        params,
    )
    return [_sold(row) for row in rows]


def status_of(tx: Transaction, customer_package_id: int) -> str:
    return str(tx.scalar(f"SELECT {STATUS} FROM {{p}}customer_packages cp WHERE cp.id = %s", (customer_package_id,)))


def counts(tx: Transaction) -> dict[str, int]:
    sums = ", ".join(f"COALESCE(SUM({condition}), 0) AS `{view}`" for view, condition in VIEWS.items())
    row = tx.one(f"SELECT {sums} FROM {{p}}customer_packages cp") or {}
    return {view: int(row[view]) for view in VIEWS}


def totals(tx: Transaction) -> dict[str, int]:
    """Sessions, from the ledger alone: granted, redeemed, given back, still there."""
    row = (
        tx.one(
            "SELECT COALESCE(SUM(IF(kind = 'grant', delta, 0)), 0) AS sold, COALESCE(-SUM(IF(kind = 'redeem', delta, 0)), 0) AS redeemed,"
            " COALESCE(SUM(IF(kind = 'reinstate', delta, 0)), 0) AS given_back, COALESCE(SUM(delta), 0) AS remaining FROM {p}ledger"
        )
        or {}
    )
    found = {name: int(row[name]) for name in ("sold", "redeemed", "given_back", "remaining")}
    return {
        "sold": found["sold"],
        "used": found["redeemed"] - found["given_back"],
        "given_back": found["given_back"],
        "remaining": found["remaining"],
    }


def cursor(item: SoldPackage) -> str:
    package = item.customer_package
    return base64.urlsafe_b64encode(json.dumps([package.purchased_at.isoformat(), package.id]).encode()).decode()


def parse_cursor(text: str) -> tuple[datetime, int]:
    """Raises ValueError for anything that `cursor` did not make."""
    try:
        moment, number = json.loads(base64.urlsafe_b64decode(text.encode()))
        parsed = datetime.fromisoformat(moment).astimezone(UTC), int(number)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError("not a cursor") from error
    if not 0 <= parsed[1] < 2**63:
        raise ValueError("not a cursor")
    return parsed


def _sold(row: Row) -> SoldPackage:
    customer = {name: row[f"c_{name}"] for name in ("public_id", "wp_user_id", "name", "email")}
    return SoldPackage(load(CustomerPackage, row), load(Customer, {"id": row["customer_id"], **customer}), row["status"])


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%"
