"""Notices to staff: what a person has to decide. One per thing, however often it is found."""

import json
from typing import Any

from wp_bridge.database import Transaction


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
