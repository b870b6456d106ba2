"""Disputes: money that a buyer's bank, or the provider, asks back."""

from dataclasses import asdict, dataclass

from wp_bridge.database import NOW, Transaction
from wp_bridge.payment_records import Dispute


@dataclass(frozen=True)
class NewDispute:
    public_id: str
    provider: str
    provider_dispute_id: str
    payment_id: int
    order_id: int
    status: str
    mode: str
    currency: str
    amount_minor: int
    reason: str


def add(tx: Transaction, new: NewDispute) -> Dispute:
    """Raises `DuplicateKey('provider_dispute')` when it is known already."""
    closed = {} if new.status == "open" else {"closed_at": NOW}
    return get(tx, tx.add("disputes", asdict(new) | {"opened_at": NOW} | closed))


def get(tx: Transaction, number: int) -> Dispute:
    return tx.get(Dispute, "SELECT * FROM {p}disputes WHERE id = %s", (number,))


def of_provider(tx: Transaction, provider: str, provider_dispute_id: str) -> Dispute | None:
    sql = "SELECT * FROM {p}disputes WHERE provider = %s AND provider_dispute_id = %s"
    return tx.find(Dispute, sql, (provider, provider_dispute_id))


def of_order(tx: Transaction, order_id: int) -> list[Dispute]:
    return tx.records(Dispute, "SELECT * FROM {p}disputes WHERE order_id = %s ORDER BY id", (order_id,))


def lost_of_payment(tx: Transaction, payment_id: int) -> list[Dispute]:
    return tx.records(Dispute, "SELECT * FROM {p}disputes WHERE payment_id = %s AND status = 'lost' ORDER BY id", (payment_id,))


def open_of_payment(tx: Transaction, payment_id: int) -> int:
    return int(tx.scalar("SELECT COUNT(*) FROM {p}disputes WHERE payment_id = %s AND status = 'open'", (payment_id,)))


def close(tx: Transaction, dispute: Dispute, status: str) -> bool:
    """Won or lost, perhaps after it was the other. False when it moved since it was read."""
    return (
        tx.run(
            "UPDATE {p}disputes SET status = %s, closed_at = UTC_TIMESTAMP(6) WHERE id = %s AND status = %s",
            (status, dispute.id, dispute.status),
        )
        == 1
    )
