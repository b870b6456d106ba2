"""Refunds: money going back, and the caps that keep it below what was paid."""

from dataclasses import asdict, dataclass

from wp_bridge.database import NOW, Transaction
from wp_bridge.payment_records import Payment, Refund


@dataclass(frozen=True)
class NewRefund:
    public_id: str
    order_id: int
    payment_id: int
    customer_package_id: int | None
    provider: str
    provider_refund_id: str | None
    status: str
    mode: str
    rule: str
    sessions: int
    currency: str
    amount_minor: int
    reason: str
    created_by: str
    request_id: str
    origin: str = "staff"
    proposed_sessions: int = 0


def add(tx: Transaction, new: NewRefund) -> Refund:
    """Raises `DuplicateKey('provider_refund')` when this refund of its provider is known already."""
    settled = {"settled_at": NOW} if new.status == "settled" else {}
    return get(tx, tx.add("refunds", asdict(new) | {"created_at": NOW, "look_at": NOW} | settled))


def get(tx: Transaction, number: int) -> Refund:
    return tx.get(Refund, "SELECT * FROM {p}refunds WHERE id = %s", (number,))


def find(tx: Transaction, public_id: str) -> Refund | None:
    return tx.find(Refund, "SELECT * FROM {p}refunds WHERE public_id = %s", (public_id,))


def of_provider(tx: Transaction, provider: str, provider_refund_id: str) -> Refund | None:
    sql = "SELECT * FROM {p}refunds WHERE provider = %s AND provider_refund_id = %s"
    return tx.find(Refund, sql, (provider, provider_refund_id))


def of_payment(tx: Transaction, payment_id: int) -> list[Refund]:
    return tx.records(Refund, "SELECT * FROM {p}refunds WHERE payment_id = %s ORDER BY id", (payment_id,))


def of_order(tx: Transaction, order_id: int) -> list[Refund]:
    return tx.records(Refund, "SELECT * FROM {p}refunds WHERE order_id = %s ORDER BY id", (order_id,))


def raise_order(tx: Transaction, order_id: int, amount_minor: int) -> bool:
    """False when more would go back than was paid."""
    return (
        tx.run(
            "UPDATE {p}orders SET refunded_minor = refunded_minor + %s WHERE id = %s AND refunded_minor + %s <= paid_minor",
            (amount_minor, order_id, amount_minor),
        )
        == 1
    )


def raise_payment(tx: Transaction, payment_id: int, amount_minor: int) -> bool:
    """False when more would go back than this payment brought."""
    return (
        tx.run(
            "UPDATE {p}payments SET refunded_minor = refunded_minor + %s WHERE id = %s AND refunded_minor + %s <= amount_minor",
            (amount_minor, payment_id, amount_minor),
        )
        == 1
    )


def lower(tx: Transaction, payment: Payment, amount_minor: int) -> None:
    """A refund came to nothing. What pays no order was never counted there."""
    tx.run("UPDATE {p}payments SET refunded_minor = refunded_minor - %s WHERE id = %s", (amount_minor, payment.id))
    if payment.status != "surplus":
        tx.run("UPDATE {p}orders SET refunded_minor = refunded_minor - %s WHERE id = %s", (amount_minor, payment.order_id))


def claim(tx: Transaction, refund: Refund, seconds: int) -> bool:
    """Take it to ask its provider, for so long at least. False when another did since it was read, or it is not due."""
    return (
        tx.run(
            "UPDATE {p}refunds SET attempts = attempts + 1, sent_at = COALESCE(sent_at, UTC_TIMESTAMP(6)),"
            " look_at = UTC_TIMESTAMP(6) + INTERVAL %s SECOND WHERE id = %s AND status = %s AND attempts = %s"
            " AND look_at <= UTC_TIMESTAMP(6)",
            (seconds, refund.id, refund.status, refund.attempts),
        )
        == 1
    )


def due(tx: Transaction, limit: int) -> list[Refund]:
    """Refunds of online providers that are to be looked at, those that wait longest first."""
    return tx.records(
        Refund,
        "SELECT * FROM {p}refunds WHERE status IN ('intent', 'pending') AND provider NOT IN ('bank_transfer', 'cash', 'invoice', 'import')"
        " AND look_at <= UTC_TIMESTAMP(6) ORDER BY look_at, id LIMIT %s",
        (limit,),
    )


def wait(tx: Transaction, number: int, seconds: int) -> None:
    """Look again then, whatever the pause had grown to."""
    sql = (
        "UPDATE {p}refunds SET look_at = UTC_TIMESTAMP(6) + INTERVAL %s SECOND WHERE id = %s AND status IN ('intent', 'pending')"
    )
    tx.run(sql, (seconds, number))


def progress(tx: Transaction, number: int, provider_refund_id: str) -> bool:
    """Its provider has taken it on. False when that was known."""
    return (
        tx.run(
            "UPDATE {p}refunds SET status = 'pending', provider_refund_id = %s WHERE id = %s AND status = 'intent'",
            (provider_refund_id, number),
        )
        == 1
    )


def settle(tx: Transaction, number: int, provider_refund_id: str | None) -> bool:
    """The money has gone. False when it is final already."""
    return (
        tx.run(
            "UPDATE {p}refunds SET status = 'settled', settled_at = UTC_TIMESTAMP(6),"
            " provider_refund_id = COALESCE(%s, provider_refund_id) WHERE id = %s AND status IN ('intent', 'pending')",
            (provider_refund_id, number),
        )
        == 1
    )


def fail(tx: Transaction, refund: Refund, provider_refund_id: str | None, why: str) -> bool:
    """It came to nothing, perhaps after it was thought settled. False when it moved since it was read."""
    return (
        tx.run(
            "UPDATE {p}refunds SET status = 'failed', failure = %s, proposed_sessions = 0,"
            " provider_refund_id = COALESCE(%s, provider_refund_id) WHERE id = %s AND status = %s AND status <> 'failed'",
            (why[:255], provider_refund_id, refund.id, refund.status),
        )
        == 1
    )


def take(tx: Transaction, number: int, sessions: int) -> bool:
    """Sessions go with a refund that was made elsewhere; 0 declines the proposal. False when it was decided already."""
    return (
        tx.run(
            "UPDATE {p}refunds SET sessions = sessions + %s, proposed_sessions = 0"
            " WHERE id = %s AND rule = 'elsewhere' AND status <> 'failed' AND proposed_sessions > 0",
            (sessions, number),
        )
        == 1
    )


def drop_proposals(tx: Transaction, payment_id: int) -> None:
    """Everything is refunded: nothing is left to propose."""
    tx.run("UPDATE {p}refunds SET proposed_sessions = 0 WHERE payment_id = %s", (payment_id,))


def enlarge(tx: Transaction, number: int, amount_minor: int, sessions: int) -> None:
    """More of what a lost dispute takes has turned up."""
    sql = "UPDATE {p}refunds SET amount_minor = amount_minor + %s, sessions = sessions + %s WHERE id = %s"
    tx.run(sql, (amount_minor, sessions, number))


def of_dispute(tx: Transaction, payment_id: int, provider_dispute_id: str) -> list[Refund]:
    """What was taken by this dispute, newest first: a lost one that was won after all leaves a failed row behind."""
    return tx.records(
        Refund,
        "SELECT * FROM {p}refunds WHERE payment_id = %s AND rule = 'dispute' AND SUBSTRING_INDEX(provider_refund_id, '#', 1) = %s"
        " ORDER BY id DESC",
        (payment_id, provider_dispute_id),
    )


def settled_payment(tx: Transaction, order_id: int) -> Payment | None:
    """The one that paid it; none for what cost nothing."""
    sql = "SELECT * FROM {p}payments WHERE order_id = %s AND status = 'settled' AND amount_minor > 0 ORDER BY id LIMIT 1"
    return tx.find(Payment, sql, (order_id,))


def payment_of_provider(tx: Transaction, provider: str, provider_payment_id: str) -> Payment | None:
    """Where the money is there: only that can go back."""
    return tx.find(
        Payment,
        "SELECT * FROM {p}payments WHERE provider = %s AND provider_payment_id = %s AND status IN ('settled', 'surplus')",
        (provider, provider_payment_id),
    )
