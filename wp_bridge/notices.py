"""Notices to staff: what a person has to decide. One per thing, however often it is found."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wp_bridge.database import Transaction


@dataclass(frozen=True)
class Notice:
    id: int
    kind: str
    payload: str  # JSON: what is known of the thing
    created_at: datetime


def add(tx: Transaction, kind: str, dedupe_key: str, payload: dict[str, Any]) -> bool:
    """True when the notice is new; the same thing noticed again changes nothing."""
    return (
        tx.run(
            "INSERT INTO {p}staff_notices (kind, dedupe_key, payload, created_at)"
            " VALUES (%s, %s, %s, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE id = id",
            (kind, dedupe_key, json.dumps(payload)),
        )
        == 1
    )


def add_again(tx: Transaction, kind: str, dedupe_key: str, payload: dict[str, Any]) -> bool:
    """As `add`, for what can come back: dealt with once and there again, it is open again. True when it was not open before.

    It says what is known now: another time has another cause.
    """
    if add(tx, kind, dedupe_key, payload):
        return True
    tx.run("UPDATE {p}staff_notices SET payload = %s WHERE dedupe_key = %s", (json.dumps(payload), dedupe_key))
    return (
        tx.run(
            "UPDATE {p}staff_notices SET resolved_at = NULL, resolved_by = '', created_at = UTC_TIMESTAMP(6)"
            " WHERE dedupe_key = %s AND resolved_at IS NOT NULL",
            (dedupe_key,),
        )
        == 1
    )


def open_ones(tx: Transaction, limit: int) -> list[Notice]:
    """Newest first."""
    sql = "SELECT id, kind, payload, created_at FROM {p}staff_notices WHERE resolved_at IS NULL ORDER BY id DESC LIMIT %s"
    return tx.records(Notice, sql, (limit,))


def count_open(tx: Transaction) -> int:
    """How many wait for a person."""
    return int(tx.scalar("SELECT COUNT(*) FROM {p}staff_notices WHERE resolved_at IS NULL"))


def resolve(tx: Transaction, number: int, by: str) -> bool:
    """False when there is no such open notice."""
    return (
        tx.run(
            "UPDATE {p}staff_notices SET resolved_at = UTC_TIMESTAMP(6), resolved_by = %s WHERE id = %s AND resolved_at IS NULL",
            (by, number),
        )
        == 1
    )


def settle(tx: Transaction, *dedupe_keys: str) -> None:
    """What they were about has been put right."""
    marks = ", ".join(["%s"] * len(dedupe_keys))
    tx.run(
        "UPDATE {p}staff_notices SET resolved_at = UTC_TIMESTAMP(6), resolved_by = 'system' WHERE dedupe_key IN (" + marks + ")"
        " AND resolved_at IS NULL",
        dedupe_keys,
    )
