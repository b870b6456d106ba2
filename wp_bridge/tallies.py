"""Counts and sums that the database's triggers keep as differences, exact at any moment; a sweep makes few rows of many."""

from wp_bridge.database import Transaction

FOLD = 20_000  # rows that one transaction puts together
KEPT = 500  # so few are summed up at once anyway


def fold(tx: Transaction) -> int:
    """Put the oldest rows together; how many fewer there are. What another is at is left to it, and nobody who counts waits."""
    if int(tx.scalar("SELECT COUNT(*) FROM (SELECT 1 FROM {p}tally LIMIT %s) t", (KEPT + 1,))) <= KEPT:
        return 0
    rows = tx.all("SELECT * FROM {p}tally ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED", (FOLD,))
    sums: dict[tuple[str, int, str], tuple[int, int]] = {}
    for row in rows:
        key = (row["subject"], row["version_id"], row["state"])
        counted, sessions = sums.get(key, (0, 0))
        sums[key] = (counted + row["rows_counted"], sessions + row["sessions"])
    tx.run(f"DELETE FROM {{p}}tally WHERE id IN ({', '.join(str(row['id']) for row in rows) or 'NULL'})")
    for key, both in sums.items():
        tx.run(
            "INSERT INTO {p}tally (id, subject, version_id, state, rows_counted, sessions) VALUES (UUID_SHORT(), %s, %s, %s, %s, %s)",
            (*key, *both),
        )
    return len(rows) - len(sums)


def see_ended(tx: Transaction, limit: int) -> int:
    """Mark up to `limit` packages whose end has passed, the oldest ends first. Nobody is waited for: the next sweep comes."""
    rows = tx.all(
        "SELECT id FROM {p}customer_packages FORCE INDEX (by_expiry) WHERE list_state = 'open'"
        " AND expiry_order <= UTC_TIMESTAMP(6) ORDER BY expiry_order, id LIMIT %s FOR UPDATE SKIP LOCKED",
        (limit,),
    )
    numbers = ", ".join(str(row["id"]) for row in sorted(rows, key=lambda row: int(row["id"]))) or "NULL"
    return tx.run(f"UPDATE {{p}}customer_packages SET ended_seen_for = expires_at WHERE id IN ({numbers})")
