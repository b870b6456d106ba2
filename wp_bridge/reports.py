"""Sums for the owner's screens. None of them reads what it sums up: the tallies know."""

from collections.abc import Sequence

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


def holders(tx: Transaction, version_ids: Sequence[int]) -> dict[int, int]:
    """How many customer packages have these terms, whatever has become of them."""
    marks = ", ".join(["%s"] * len(version_ids)) or "NULL"
    rows = tx.all(
        "SELECT version_id, SUM(rows_counted) AS n FROM {p}tally"
        f" WHERE subject = 'package' AND version_id IN ({marks}) GROUP BY version_id",
        version_ids,
    )
    return dict.fromkeys(version_ids, 0) | {int(row["version_id"]): int(row["n"]) for row in rows}
