"""Lists and sums for the owner's screens: what packages were sold to whom, and how they stand now."""

import base64
import json
from datetime import UTC, datetime

from wp_bridge.database import Transaction
from wp_bridge.records import CustomerPackage
from wp_bridge.searching import begins

# The rule of sidecar/domain/status.py, as the owner's views of the list; a test holds the two equal on every combination of facts.
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


def sold(tx: Transaction, view: str, search: str, after: tuple[datetime, int] | None) -> list[CustomerPackage]:
    """One page and one row more (to know whether there is a next), newest purchase first. `view` is a key of `VIEWS`."""
    where: list[str] = [VIEWS[view]]
    params: list[object] = []
    if search:
        names = "c.name LIKE %s OR c.name LIKE %s OR c.email LIKE %s OR v.name LIKE %s OR v.name LIKE %s"
        start = begins(search)
        params += [start, f"% {start}", start, start, f"% {start}"]
        if search.isascii():  # the column is ASCII; comparing it with anything else is an error of collations
            names += " OR o.reference LIKE %s"
            params.append(begins(search.upper()))  # references are capitals, and the column compares bytes
        where.append(f"({names})")
    if after is not None:
        where.append("(cp.purchased_at, cp.id) < (%s, %s)")
        params += [after[0], after[1]]
    return tx.records(
        CustomerPackage,
        "SELECT cp.* FROM {p}customer_packages cp JOIN {p}customers c ON c.id = cp.customer_id"
        " JOIN {p}package_versions v ON v.id = cp.package_version_id LEFT JOIN {p}orders o ON o.id = cp.order_id"
        f" WHERE {' AND '.join(where)} ORDER BY cp.purchased_at DESC, cp.id DESC LIMIT {PAGE + 1}",
        params,
    )


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


def cursor(last: CustomerPackage) -> str:
    return base64.urlsafe_b64encode(json.dumps([last.purchased_at.isoformat(), last.id]).encode()).decode()


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
