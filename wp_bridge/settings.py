"""The owner's settings: one row each, JSON values."""

import json
from typing import Any

from wp_bridge.database import Transaction


def read(tx: Transaction) -> dict[str, Any]:
    return {row["name"]: json.loads(row["value"]) for row in tx.all("SELECT name, value FROM {p}settings")}


def write(tx: Transaction, values: dict[str, Any], by: str) -> None:
    for name, value in values.items():
        tx.run(
            "INSERT INTO {p}settings (name, value, updated_at, updated_by) VALUES (%s, %s, UTC_TIMESTAMP(6), %s)"
            " ON DUPLICATE KEY UPDATE value = VALUES(value), updated_at = VALUES(updated_at), updated_by = VALUES(updated_by)",
            (name, json.dumps(value), by),
        )
