"""The inbox of webhooks: a row per event, claimed by a conditional UPDATE, worked once."""

from wp_bridge import job_names
from wp_bridge.database import Transaction
from wp_bridge.payment_records import ProviderEvent
from wp_bridge.records import load

GIVE_UP_AFTER = 20  # with the pauses below: about four days, longer than the providers themselves keep trying
BODIES_DAYS = 60  # how long what a provider wrote is kept once it is worked: it holds names and addresses


def add(tx: Transaction, provider: str, event_id: str, kind: str, mode: str, body: bytes) -> bool:
    """False when this event is known; a provider may send it as often as it likes."""
    added = tx.run(
        "INSERT INTO {p}provider_events (provider, event_id, type, mode, body, received_at, available_at)"
        " VALUES (%s, %s, %s, %s, %s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE id = id",
        (provider, event_id, kind, mode, body),
    )
    if added:
        tx.after_commit(job_names.WORK_EVENT, int(tx.scalar("SELECT LAST_INSERT_ID()")))
    return added == 1


def claim(tx: Transaction, number: int, holder: str, seconds: int) -> ProviderEvent | None:
    """The event, if it waits and nobody else works it."""
    changed = tx.run(
        "UPDATE {p}provider_events SET claimed_by = %s, attempts = attempts + 1,"
        " claimed_until = UTC_TIMESTAMP(6) + INTERVAL %s SECOND WHERE id = %s AND status = 'received'"
        " AND available_at <= UTC_TIMESTAMP(6) AND (claimed_until IS NULL OR claimed_until <= UTC_TIMESTAMP(6))",
        (holder, seconds, number),
    )
    row = tx.one("SELECT * FROM {p}provider_events WHERE id = %s", (number,)) if changed else None
    return load(ProviderEvent, row) if row else None


def finish(tx: Transaction, number: int, holder: str, status: str) -> bool:
    """`status` is done or ignored."""
    return (
        tx.run(
            "UPDATE {p}provider_events SET status = %s, done_at = UTC_TIMESTAMP(6), claimed_until = NULL, last_error = ''"
            " WHERE id = %s AND claimed_by = %s AND status = 'received'",
            (status, number, holder),
        )
        == 1
    )


def put_off(tx: Transaction, number: int, holder: str, why: str) -> bool:
    """Again after 10 s, 20 s, 40 s … six hours. True when it has just been given up."""
    changed = tx.run(
        "UPDATE {p}provider_events SET last_error = %s, claimed_until = NULL, status = IF(attempts >= %s, 'failed', 'received'),"
        " available_at = UTC_TIMESTAMP(6) + INTERVAL LEAST(21600, 5 * POW(2, LEAST(attempts, 16))) SECOND"
        " WHERE id = %s AND claimed_by = %s AND status = 'received'",
        (why[:500], GIVE_UP_AFTER, number, holder),
    )
    return bool(changed and tx.scalar("SELECT status = 'failed' FROM {p}provider_events WHERE id = %s", (number,)))


def due(tx: Transaction, limit: int, late_seconds: int = 0) -> list[int]:
    """Events that nobody works, oldest first; with `late_seconds` those that nobody took for so long."""
    rows = tx.all(
        "SELECT id FROM {p}provider_events WHERE status = 'received' AND available_at <= UTC_TIMESTAMP(6) - INTERVAL %s SECOND"
        " AND (claimed_until IS NULL OR claimed_until <= UTC_TIMESTAMP(6)) ORDER BY received_at, id LIMIT %s",
        (late_seconds, limit),
    )
    return [int(row["id"]) for row in rows]


def forget_bodies(tx: Transaction, limit: int) -> int:
    """What a provider wrote is kept for a while only; that it came, and when, is kept."""
    return tx.run(
        "UPDATE {p}provider_events SET body = '' WHERE status IN ('done', 'ignored') AND body <> ''"
        " AND received_at < UTC_TIMESTAMP(6) - INTERVAL %s DAY ORDER BY received_at LIMIT %s",
        (BODIES_DAYS, limit),
    )
