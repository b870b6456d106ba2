"""The replay guard of every write: its idempotency key and the answer it got, kept in the write's own transaction."""

from dataclasses import dataclass

from wp_bridge.database import Transaction
from wp_bridge.records import Actor


@dataclass(frozen=True)
class StoredRequest:
    idempotency_key: str
    action: str
    request_hash: str
    answer: str


def find(tx: Transaction, idempotency_key: str) -> StoredRequest | None:
    return tx.find(StoredRequest, "SELECT * FROM {p}requests WHERE idempotency_key = %s", (idempotency_key,))


def remember(tx: Transaction, stored: StoredRequest, actor: Actor, subject: str, request_id: str) -> None:
    """Raises `DuplicateKey` when a parallel twin was first; its transaction has then been committed."""
    tx.run(
        "INSERT INTO {p}requests (idempotency_key, action, request_hash, answer, actor_kind, actor_user_id, actor_name,"
        " subject, request_id, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, UTC_TIMESTAMP(6))",
        (
            stored.idempotency_key,
            stored.action,
            stored.request_hash,
            stored.answer,
            actor.kind,
            actor.wp_user_id,
            actor.name,
            subject,
            request_id,
        ),
    )
