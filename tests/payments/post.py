"""The mails that were written, as tests count and read them."""

import json
from collections import Counter
from typing import Any

from tests.studio import Studio
from wp_bridge import settings


def written(studio: Studio, *but: str) -> Counter[str]:
    """How many of each mail about money; `but` are kinds that the test is not about."""
    others = {"package_activated", *but}
    rows = studio.rows("SELECT mail FROM {p}outbox WHERE mail IS NOT NULL")
    return Counter(row["mail"] for row in rows if row["mail"] not in others)


def values(studio: Studio, mail: str) -> dict[str, str]:
    """What the one mail of this kind says."""
    (row,) = studio.rows("SELECT payload FROM {p}outbox WHERE mail = %s", mail)
    found: dict[str, str] = json.loads(row["payload"])["values"]
    return found


def recipients(studio: Studio, mail: str) -> list[str]:
    return [row["recipient"] for row in studio.rows("SELECT recipient FROM {p}outbox WHERE mail = %s ORDER BY id", mail)]


def set_rule(studio: Studio, **known: Any) -> None:
    """As the owner saves it."""
    studio.rt.db.transact(lambda tx: settings.write(tx, known, "test"))
