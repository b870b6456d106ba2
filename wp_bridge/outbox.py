"""The outbox: rows written in the transaction they belong to, claimed by a conditional UPDATE, done once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wp_bridge import job_names
from wp_bridge.database import Transaction
from wp_bridge.records import OutboxItem, load

POISON_AFTER = 12  # with the backoff below: about two days
KEPT_DAYS = 400  # what is settled: a year and a season, for who asks what they were sent
UNSURE_AT_MOST = 1  # tries that perhaps got through and are repeated nevertheless
UNSURE_PAUSE = 300  # seconds


@dataclass(frozen=True)
class About:
    """What the mail log shows and is searched by."""

    mail: str
    recipient: str
    recipient_name: str
    customer_package_id: int | None = None


@dataclass(frozen=True)
class New:
    """A mail's row that is not written yet."""

    dedupe_key: str
    payload: dict[str, Any]
    request_id: str
    about: About


@dataclass(frozen=True)
class Backlog:
    waiting: int
    due_since: datetime | None
    dead: int


@dataclass(frozen=True)
class Waiting:
    """The row that has been waiting longest, and what its last try said."""

    since: datetime
    error: str


NO_MAIL = (None, None, "", None)
INSERT = (
    "INSERT INTO {{p}}outbox (kind, dedupe_key, payload, available_at, request_id, created_at,"
    " mail, recipient, recipient_name, customer_package_id) VALUES {rows} ON DUPLICATE KEY UPDATE id = id"
)
ROW = "(%s, %s, %s, UTC_TIMESTAMP(6), %s, UTC_TIMESTAMP(6), %s, %s, %s, %s)"


def add(
    tx: Transaction, kind: str, dedupe_key: str, payload: dict[str, Any], request_id: str, about: About | None = None
) -> int | None:
    """The new row's id, or None when the same thing was written before."""
    added = tx.run(INSERT.format(rows=ROW), (kind, dedupe_key, json.dumps(payload), request_id, *_shown(about)))
    if not added:
        return None
    number = int(tx.scalar("SELECT LAST_INSERT_ID()"))
    tx.after_commit(job_names.DELIVER, number)
    return number


def add_all(tx: Transaction, kind: str, rows: Sequence[New]) -> int:
    """Many at once; how many were new. No jobs are offered for them: a hundred thousand would be too many, the sweep finds them."""
    if not rows:
        return 0
    values = [(kind, row.dedupe_key, json.dumps(row.payload), row.request_id, *_shown(row.about)) for row in rows]
    return tx.run(INSERT.format(rows=", ".join([ROW] * len(rows))), [value for row in values for value in row])


def _shown(about: About | None) -> tuple[object, ...]:
    if about is None:
        return NO_MAIL
    return (about.mail, about.recipient[:254], about.recipient_name[:190], about.customer_package_id)


def due(tx: Transaction, limit: int, late_seconds: int = 0) -> list[int]:
    """Rows nobody is working on, oldest first; with `late_seconds` those that nobody took for so long."""
    rows = tx.all(
        "SELECT id FROM {p}outbox WHERE settled = 0 AND available_at <= UTC_TIMESTAMP(6) - INTERVAL %s SECOND"
        " AND (claimed_until IS NULL OR claimed_until <= UTC_TIMESTAMP(6)) ORDER BY available_at, id LIMIT %s",
        (late_seconds, limit),
    )
    return [int(row["id"]) for row in rows]


def claim(tx: Transaction, ids: list[int], holder: str, seconds: int) -> list[OutboxItem]:
    """Take those of `ids` that are still free, for `seconds`; a claim outlives its holder's death only that long.

    A row whose last try began and was never marked counts as unsure: its holder was killed, or the answer was lost.
    """
    tried = (_claim_one(tx, number, holder, seconds) for number in sorted(ids))
    return [item for item in tried if item]


def _claim_one(tx: Transaction, number: int, holder: str, seconds: int) -> OutboxItem | None:
    changed = tx.run(
        "UPDATE {p}outbox SET claimed_by = %s, attempts = attempts + 1,"
        " unsure = unsure + (sending_at IS NOT NULL), sending_at = NULL,"
        " claimed_until = UTC_TIMESTAMP(6) + INTERVAL %s SECOND"
        " WHERE id = %s AND settled = 0 AND available_at <= UTC_TIMESTAMP(6)"
        " AND (claimed_until IS NULL OR claimed_until <= UTC_TIMESTAMP(6))",
        (holder, seconds, number),
    )
    row = tx.one("SELECT * FROM {p}outbox WHERE id = %s", (number,)) if changed else None
    return load(OutboxItem, row) if row else None


def sending(tx: Transaction, number: int, holder: str, seconds: int) -> bool:
    """Note, to be committed before the row is sent, that from now on it may arrive, and hold it for `seconds` from here.

    False when it is not the holder's any more.
    """
    return (
        tx.run(
            "UPDATE {p}outbox SET sending_at = UTC_TIMESTAMP(6),"
            " claimed_until = GREATEST(claimed_until, UTC_TIMESTAMP(6) + INTERVAL %s SECOND)"
            " WHERE id = %s AND claimed_by = %s AND claimed_until > UTC_TIMESTAMP(6) AND settled = 0",
            (seconds, number, holder),
        )
        == 1
    )


def bury(tx: Transaction, number: int, holder: str, error: str) -> None:
    """Dead before its tries are used up: one more could do harm."""
    tx.run(
        "UPDATE {p}outbox SET dead_at = UTC_TIMESTAMP(6), claimed_until = NULL, last_error = %s"
        " WHERE id = %s AND claimed_by = %s AND settled = 0",
        (error[:500], number, holder),
    )


def done(tx: Transaction, number: int, holder: str) -> bool:
    return (
        tx.run(
            "UPDATE {p}outbox SET done_at = UTC_TIMESTAMP(6), claimed_until = NULL, sending_at = NULL, last_error = ''"
            " WHERE id = %s AND claimed_by = %s AND settled = 0",
            (number, holder),
        )
        == 1
    )


def failed(tx: Transaction, number: int, holder: str, error: str, unknown: bool = False) -> bool:
    """Back off 10 s, 20 s, 40 s … six hours; after `POISON_AFTER` tries the row is dead. True when it just died.

    `unknown`: perhaps it got through after all; the next claim counts that. A mail has one such try more, so it lets
    the trouble pass first.
    """
    changed = tx.run(
        "UPDATE {p}outbox SET last_error = %s, claimed_until = NULL, sending_at = IF(%s, sending_at, NULL),"
        " available_at = UTC_TIMESTAMP(6)"
        " + INTERVAL LEAST(21600, GREATEST(IF(%s AND kind = 'mail', %s, 0), 5 * POW(2, attempts))) SECOND,"
        " dead_at = IF(attempts >= %s, UTC_TIMESTAMP(6), NULL)"
        " WHERE id = %s AND claimed_by = %s AND settled = 0",
        (error[:500], unknown, unknown, UNSURE_PAUSE, POISON_AFTER, number, holder),
    )
    return bool(changed and tx.scalar("SELECT settled FROM {p}outbox WHERE id = %s", (number,)))


def give_back(tx: Transaction, number: int, holder: str) -> None:
    """Claimed and not begun: free at once for anybody, and no try is counted."""
    tx.run(
        "UPDATE {p}outbox SET claimed_until = NULL, attempts = GREATEST(attempts, 1) - 1"
        " WHERE id = %s AND claimed_by = %s AND settled = 0 AND sending_at IS NULL",
        (number, holder),
    )


def postpone(tx: Transaction, number: int, holder: str, why: str) -> None:
    """Not the item's fault (the site is unreachable): try again without counting the try.

    The pause grows with the row's age, from 15 s to 5 minutes, so that a long outage costs little.
    """
    tx.run(
        "UPDATE {p}outbox SET claimed_until = NULL, sending_at = NULL, attempts = GREATEST(attempts, 1) - 1, last_error = %s,"
        " available_at = UTC_TIMESTAMP(6)"
        " + INTERVAL LEAST(300, GREATEST(15, TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP(6)) DIV 4)) SECOND"
        " WHERE id = %s AND claimed_by = %s AND settled = 0",
        (why[:500], number, holder),
    )


def hold_back(tx: Transaction, kinds: Sequence[str], seconds: int, limit: int) -> int:
    """Keep rows that are due waiting, `limit` of them: what one row has just found out about its road, the others need not."""
    marks = ", ".join(["%s"] * len(kinds))
    return tx.run(
        "UPDATE {p}outbox SET available_at = UTC_TIMESTAMP(6) + INTERVAL %s SECOND"
        " WHERE settled = 0 AND available_at <= UTC_TIMESTAMP(6) AND kind IN (" + marks + ")"
        " AND (claimed_until IS NULL OR claimed_until <= UTC_TIMESTAMP(6))"
        " ORDER BY available_at, id LIMIT %s",
        (seconds, *kinds, limit),
    )


def revive(tx: Transaction, number: int) -> bool:
    """A mail that was given up lives again, its tries counted anew. False when it was not given up.

    Nobody's claim of before holds any longer.
    """
    revived = tx.run(
        "UPDATE {p}outbox SET dead_at = NULL, attempts = 0, unsure = 0, sending_at = NULL, last_error = '',"
        " claimed_by = NULL, claimed_until = NULL, available_at = UTC_TIMESTAMP(6)"
        " WHERE id = %s AND mail IS NOT NULL AND dead_at IS NOT NULL",
        (number,),
    )
    if revived:
        tx.after_commit(job_names.DELIVER, number)
    return revived == 1


def forget(tx: Transaction, limit: int) -> int:
    """Old rows that are settled go, with the names and addresses in them. Nothing was ever found by them but twins of their time."""
    return tx.run(
        "DELETE FROM {p}outbox WHERE settled = 1 AND available_at < UTC_TIMESTAMP(6) - INTERVAL %s DAY"
        " ORDER BY available_at LIMIT %s",
        (KEPT_DAYS, limit),
    )


def waits_since(tx: Transaction, kind: str, seconds: int) -> Waiting | None:
    """The oldest row that waits and was written `seconds` ago or earlier."""
    row = tx.one(
        "SELECT created_at, last_error FROM {p}outbox WHERE kind = %s AND settled = 0"
        " AND created_at <= UTC_TIMESTAMP(6) - INTERVAL %s SECOND ORDER BY created_at, id LIMIT 1",
        (kind, seconds),
    )
    return Waiting(row["created_at"], row["last_error"]) if row else None


def backlog(tx: Transaction) -> Backlog:
    """How much waits, since when the oldest of it could have gone, and how much was given up."""
    return tx.get(
        Backlog,
        "SELECT (SELECT COUNT(*) FROM {p}outbox WHERE settled = 0) waiting,"
        " (SELECT MIN(available_at) FROM {p}outbox WHERE settled = 0 AND available_at <= UTC_TIMESTAMP(6)) due_since,"
        " (SELECT COUNT(*) FROM {p}outbox WHERE dead_at IS NOT NULL) dead",
    )
