"""Attempts to pay by package, under the host's own key: UNIQUE(host, attempt_key) is what makes repeating harmless."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from wp_bridge.database import NOW, Transaction
from wp_bridge.records import Attempt

Place = tuple[datetime | None, int]  # in the order of holds: when it ends, and its id
FIRST: Place = (datetime(2000, 1, 1, tzinfo=UTC), 0)


@dataclass(frozen=True)
class NewAttempt:
    public_id: str
    host: str
    attempt_key: str
    request_hash: str
    customer_package_id: int
    state: str
    request_id: str


def find(tx: Transaction, host: str, attempt_key: str) -> Attempt | None:
    return tx.find(Attempt, "SELECT * FROM {p}attempts WHERE host = %s AND attempt_key = %s", (host, attempt_key))


def get(tx: Transaction, number: int) -> Attempt:
    return tx.get(Attempt, "SELECT * FROM {p}attempts WHERE id = %s", (number,))


def add(tx: Transaction, attempt: NewAttempt, hold_minutes: int | None) -> int:
    """Raises `DuplicateKey` when a parallel twin was first. `hold_minutes` None: no hold, committed at once."""
    number = tx.add("attempts", asdict(attempt) | {"created_at": NOW, "updated_at": NOW})
    if hold_minutes is not None:
        sql = "UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6) + INTERVAL %s MINUTE WHERE id = %s"
        tx.run(sql, (hold_minutes, number))
    return number


def reopen(tx: Transaction, old: Attempt, attempt: NewAttempt, hold_minutes: int | None) -> bool:
    """A released or lapsed attempt tried again, a round further; false when somebody else moved it first."""
    return (
        tx.run(
            "UPDATE {p}attempts SET request_hash = %s, customer_package_id = %s, state = %s, round = round + 1,"
            " hold_expires_at = UTC_TIMESTAMP(6) + INTERVAL %s MINUTE, updated_at = UTC_TIMESTAMP(6), request_id = %s"
            " WHERE id = %s AND state IN ('released', 'lapsed')",
            (attempt.request_hash, attempt.customer_package_id, attempt.state, hold_minutes, attempt.request_id, old.id),
        )
        == 1
    )


def move(tx: Transaction, number: int, old: str, new: str, marker: str = "") -> bool:
    """A guarded step from one state to another."""
    return (
        tx.run(
            "UPDATE {p}attempts SET state = %s, hold_expires_at = NULL, marker = %s, updated_at = UTC_TIMESTAMP(6)"
            " WHERE id = %s AND state = %s",
            (new, marker, number, old),
        )
        == 1
    )


def begin_again(tx: Transaction, number: int, old: str, new: str, marker: str = "") -> bool:
    """As `move`, a round further: its lines are written anew."""
    sql = "UPDATE {p}attempts SET round = round + 1 WHERE id = %s AND state = %s"
    return tx.run(sql, (number, old)) == 1 and move(tx, number, old, new, marker)


def release_without_lines(tx: Transaction, number: int) -> None:
    """All its bookings ended: there is nothing left to commit, and a booking that comes back to life is redeemed anew."""
    tx.run(
        "UPDATE {p}attempts SET state = 'released', hold_expires_at = NULL, updated_at = UTC_TIMESTAMP(6) WHERE id = %s"
        " AND NOT EXISTS (SELECT 1 FROM {p}redemptions r WHERE r.attempt_id = %s AND r.state IN ('held', 'committed'))",
        (number, number),
    )


def lapsed_holds(tx: Transaction, after: Place, limit: int) -> list[Attempt]:
    """The next ones that are due, oldest first."""
    return tx.records(
        Attempt,
        "SELECT * FROM {p}attempts WHERE state = 'held' AND hold_expires_at <= UTC_TIMESTAMP(6)"
        " AND hold_expires_at >= %s AND (hold_expires_at, id) > (%s, %s) ORDER BY hold_expires_at, id LIMIT %s",
        (after[0], *after, limit),
    )
