"""Sums for the owner's screens. None of them reads all that it sums up: the tallies know."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wp_bridge.database import Transaction

TALLIED = "SELECT state AS kind, SUM(sessions) AS n FROM {p}tally WHERE subject = 'ledger' GROUP BY state"
TESTED = (
    "SELECT l.kind, SUM(l.delta) AS n FROM {p}customer_packages cp FORCE INDEX (valued)"
    " JOIN {p}ledger l ON l.customer_package_id = cp.id WHERE cp.mode = 'test' GROUP BY l.kind"
)


def totals(tx: Transaction, mode: str) -> dict[str, int]:
    """Sessions of real sales or of tests, from the ledger alone: granted, redeemed, given back, still there.

    The tallies know both together; tests are few and are read themselves.
    """
    tested = Counter({str(row["kind"]): int(row["n"]) for row in tx.all(TESTED)})
    found = tested
    if mode == "live":
        found = Counter({str(row["kind"]): int(row["n"]) for row in tx.all(TALLIED)})
        found.subtract(tested)
    given_back = found["reinstate"]
    return {
        "sold": found["grant"],
        "used": -found["redeem"] - given_back,
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
