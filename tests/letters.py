"""Mails about sessions as they stand in the outbox: chosen by kind, whatever else was written beside them."""

import json
from dataclasses import dataclass

from tests.studio import Studio
from wp_bridge import settings

OF_SESSIONS = ("redeemed", "low_balance", "fully_redeemed", "given_back", "package_changed")


@dataclass(frozen=True)
class Sent:
    kind: str
    key: str
    to: str
    values: dict[str, str]

    @property
    def left(self) -> str:
        return self.values["sessions_remaining"]


def letters(studio: Studio, *kinds: str) -> list[Sent]:
    marks = ", ".join(["%s"] * len(kinds or OF_SESSIONS))
    sql = f"SELECT mail, dedupe_key, recipient, payload FROM {{p}}outbox WHERE mail IN ({marks}) ORDER BY id"
    rows = studio.rows(sql, *(kinds or OF_SESSIONS))
    return [Sent(row["mail"], row["dedupe_key"], row["recipient"], json.loads(row["payload"])["values"]) for row in rows]


def told(studio: Studio) -> list[tuple[str, str]]:
    """Kind and sessions left of each."""
    return [(sent.kind, sent.left) for sent in letters(studio)]


def switch_off(studio: Studio, *kinds: str) -> None:
    studio.rt.db.transact(lambda tx: settings.write(tx, {f"mail:{kind}": {"on": False} for kind in kinds}, "test"))


def low_at(studio: Studio, sessions: int) -> None:
    studio.rt.db.transact(lambda tx: settings.write(tx, {"mail_rules": {"low_balance": sessions}}, "test"))
