"""What the scheduler ran when, and how it went: one row per sweep."""

from dataclasses import dataclass
from datetime import datetime

from wp_bridge.database import Transaction
from wp_bridge.records import load


@dataclass(frozen=True)
class SweepRun:
    name: str
    started_at: datetime
    ended_at: datetime | None  # None while it runs, or when its process was killed
    succeeded_at: datetime | None
    did: int
    seconds: float
    failures: int  # since the last success
    error: str
    holder: str


def began(tx: Transaction, name: str, every_seconds: float, holder: str) -> None:
    tx.run(
        "INSERT INTO {p}sweep_runs (name, every_seconds, started_at, holder) VALUES (%s, %s, UTC_TIMESTAMP(6), %s)"
        " ON DUPLICATE KEY UPDATE every_seconds = VALUES(every_seconds), started_at = VALUES(started_at),"
        " ended_at = NULL, holder = VALUES(holder)",
        (name, every_seconds, holder),
    )


def succeeded(tx: Transaction, name: str, holder: str, did: int, seconds: float) -> None:
    tx.run(
        "UPDATE {p}sweep_runs SET ended_at = UTC_TIMESTAMP(6), succeeded_at = UTC_TIMESTAMP(6), did = %s, seconds = %s,"
        " failures = 0, error = '' WHERE name = %s AND holder = %s",
        (did, seconds, name, holder),
    )


def failed(tx: Transaction, name: str, holder: str, error: str, seconds: float) -> None:
    tx.run(
        "UPDATE {p}sweep_runs SET ended_at = UTC_TIMESTAMP(6), seconds = %s, failures = failures + 1, error = %s"
        " WHERE name = %s AND holder = %s",
        (seconds, error[:500], name, holder),
    )


def by_name(tx: Transaction) -> dict[str, SweepRun]:
    return {row["name"]: load(SweepRun, row) for row in tx.all("SELECT * FROM {p}sweep_runs")}
