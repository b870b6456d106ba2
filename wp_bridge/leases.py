"""Leases: who may migrate, who leads the scheduler. A committed conditional UPDATE, because DDL commits implicitly
(a row lock would not hold) and GET_LOCK is not supported on Galera."""

from dataclasses import dataclass
from datetime import datetime

from wp_bridge.database import Database, Transaction

CREATE = """
CREATE TABLE IF NOT EXISTS {p}leases (
  name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  holder VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  expires_at DATETIME(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"""
CLAIM = """
UPDATE {p}leases SET holder = %s, expires_at = UTC_TIMESTAMP(6) + INTERVAL %s SECOND
 WHERE name = %s AND (holder = %s OR expires_at <= UTC_TIMESTAMP(6))"""


@dataclass(frozen=True)
class Held:
    holder: str
    expires_at: datetime


def ensure_table(db: Database) -> None:
    db.transact(lambda tx: tx.run(CREATE))


def claim(db: Database, name: str, holder: str, seconds: int) -> bool:
    """Take or renew the lease; false while somebody else holds it."""

    def work(tx: Transaction) -> bool:
        tx.run("INSERT IGNORE INTO {p}leases (name, expires_at) VALUES (%s, '2000-01-01')", (name,))
        return tx.run(CLAIM, (holder, seconds, name, holder)) == 1

    return db.transact(work)


def release(db: Database, name: str, holder: str) -> None:
    db.transact(
        lambda tx: tx.run(
            "UPDATE {p}leases SET holder = '', expires_at = '2000-01-01' WHERE name = %s AND holder = %s",
            (name, holder),
        )
    )


def held(tx: Transaction, name: str) -> Held | None:
    """Who holds it now, and until when."""
    return tx.find(Held, "SELECT holder, expires_at FROM {p}leases WHERE name = %s AND expires_at > UTC_TIMESTAMP(6)", (name,))


def is_held(tx: Transaction, name: str) -> bool:
    return tx.one("SELECT 1 FROM {p}leases WHERE name = %s AND expires_at > UTC_TIMESTAMP(6)", (name,)) is not None
