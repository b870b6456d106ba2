"""Keys shared with the plugin, and the one-time codes that agree on them."""

from dataclasses import dataclass
from datetime import datetime

from wp_bridge.database import Transaction


@dataclass(frozen=True)
class SiteKey:
    key_id: str
    secret_encrypted: str
    fingerprint: str
    site_url: str
    created_at: datetime


@dataclass(frozen=True)
class PairingCode:
    id: int
    expired: bool
    tries_left: int
    used_at: datetime | None


def find(tx: Transaction, key_id: str) -> SiteKey | None:
    """A key that is still in force."""
    return tx.find(
        SiteKey,
        "SELECT * FROM {p}site_keys WHERE key_id = %s AND (retired_at IS NULL OR retired_at > UTC_TIMESTAMP(6))",
        (key_id,),
    )


def newest(tx: Transaction) -> SiteKey | None:
    return tx.find(
        SiteKey,
        "SELECT * FROM {p}site_keys WHERE retired_at IS NULL OR retired_at > UTC_TIMESTAMP(6)"
        " ORDER BY created_at DESC, key_id DESC LIMIT 1",
    )


def add(tx: Transaction, key: SiteKey, table_prefix: str) -> None:
    """A new pairing replaces the old key; the old one lives ten more minutes for requests under way."""
    tx.run("UPDATE {p}site_keys SET retired_at = UTC_TIMESTAMP(6) + INTERVAL 10 MINUTE WHERE retired_at IS NULL")
    tx.run(
        "INSERT INTO {p}site_keys (key_id, secret_encrypted, fingerprint, site_url, table_prefix, created_at)"
        " VALUES (%s, %s, %s, %s, %s, UTC_TIMESTAMP(6))",
        (key.key_id, key.secret_encrypted, key.fingerprint, key.site_url, table_prefix),
    )


def add_code(tx: Transaction, code_hash: str, minutes: int) -> None:
    tx.run(
        "INSERT INTO {p}pairing_codes (code_hash, expires_at, created_at)"
        " VALUES (%s, UTC_TIMESTAMP(6) + INTERVAL %s MINUTE, UTC_TIMESTAMP(6))",
        (code_hash, minutes),
    )


def find_code(tx: Transaction, code_hash: str) -> PairingCode | None:
    return tx.find(
        PairingCode,
        "SELECT *, expires_at <= UTC_TIMESTAMP(6) AS expired FROM {p}pairing_codes WHERE code_hash = %s",
        (code_hash,),
    )


def use_code(tx: Transaction, code_id: int) -> bool:
    return tx.run("UPDATE {p}pairing_codes SET used_at = UTC_TIMESTAMP(6) WHERE id = %s AND used_at IS NULL", (code_id,)) == 1


def spend_try(tx: Transaction, code_id: int) -> None:
    tx.run("UPDATE {p}pairing_codes SET tries_left = tries_left - 1 WHERE id = %s AND tries_left > 0", (code_id,))
