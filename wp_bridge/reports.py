"""Sums for the owner's screens. None of them reads what it sums up: the tallies know."""

from collections.abc import Sequence
from dataclasses import dataclass

from wp_bridge.database import Transaction


def totals(tx: Transaction) -> dict[str, int]:
    """Sessions, from the ledger alone: granted, redeemed, given back, still there."""
    rows = tx.all("SELECT state, SUM(sessions) AS n FROM {p}tally WHERE subject = 'ledger' GROUP BY state")
    found = {str(row["state"]): int(row["n"]) for row in rows}
    given_back = found.get("reinstate", 0)
    return {
        "sold": found.get("grant", 0),
        "used": -found.get("redeem", 0) - given_back,
        "given_back": given_back,
        "remaining": sum(found.values()),
    }


@dataclass(frozen=True)
class InUse:
    """How many of a package's customer packages can still be used, now or again; `old_terms` of them by an earlier version."""

    count: int = 0
    old_terms: int = 0


def in_use(tx: Transaction, package_ids: Sequence[int]) -> dict[int, InUse]:
    marks = ", ".join(["%s"] * len(package_ids)) or "NULL"
    rows = tx.all(
        "SELECT p.id, SUM(t.rows_counted) AS n, SUM(IF(v.id = p.current_version_id, 0, t.rows_counted)) AS old FROM {p}packages p"
        " JOIN {p}package_versions v ON v.package_id = p.id JOIN {p}tally t ON t.subject = 'package' AND t.version_id = v.id"
        f" AND t.state IN ('open', 'suspended', 'refund_pending') WHERE p.id IN ({marks}) GROUP BY p.id",
        package_ids,
    )
    return {int(row["id"]): InUse(int(row["n"]), int(row["old"])) for row in rows}
