"""Payments: each is one attempt to pay an order. Whoever changes one holds the lock of its order."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from wp_bridge import job_names
from wp_bridge.database import NOW, Transaction
from wp_bridge.payment_records import Payment


@dataclass(frozen=True)
class NewPayment:
    public_id: str
    order_id: int
    provider: str
    mode: str
    currency: str
    amount_minor: int
    request_id: str
    return_url: str | None = None


def add(tx: Transaction, payment: NewPayment) -> Payment:
    return get(tx, tx.add("payments", asdict(payment) | {"status": "pending", "created_at": NOW, "look_at": NOW}))


def add_surplus(tx: Transaction, payment: NewPayment, provider_payment_id: str, why: str, by: str) -> Payment:
    """Money that came with no attempt of its own: what a transfer had too much."""
    known = {"status": "surplus", "provider_payment_id": provider_payment_id, "failure": why, "confirmed_by": by}
    return get(tx, tx.add("payments", asdict(payment) | known | {"created_at": NOW, "settled_at": NOW}))


def add_taken_over(tx: Transaction, payment: NewPayment, provider_payment_id: str, by: str) -> None:
    """Money that came elsewhere, as `orders.add_taken_over`."""
    known = {"status": "settled", "provider_payment_id": provider_payment_id, "confirmed_by": by}
    tx.add("payments", asdict(payment) | known | {"created_at": NOW})


def get(tx: Transaction, number: int) -> Payment:
    return tx.get(Payment, "SELECT * FROM {p}payments WHERE id = %s", (number,))


def find(tx: Transaction, public_id: str) -> Payment | None:
    return tx.find(Payment, "SELECT * FROM {p}payments WHERE public_id = %s", (public_id,))


def of_reference(tx: Transaction, provider: str, reference: str) -> Payment | None:
    """By the checkout at the provider."""
    sql = "SELECT * FROM {p}payments WHERE provider = %s AND provider_reference = %s"
    return tx.find(Payment, sql, (provider, reference))


def of_provider_payment(tx: Transaction, provider: str, provider_payment_id: str) -> Payment | None:
    sql = "SELECT * FROM {p}payments WHERE provider = %s AND provider_payment_id = %s"
    return tx.find(Payment, sql, (provider, provider_payment_id))


def of_order(tx: Transaction, order_id: int) -> list[Payment]:
    """Newest first."""
    return tx.records(Payment, "SELECT * FROM {p}payments WHERE order_id = %s ORDER BY id DESC", (order_id,))


def newest(tx: Transaction, order_ids: Iterable[int]) -> dict[int, Payment]:
    """The newest attempt of each order, by the order's id."""
    wanted = sorted(set(order_ids))
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    sql = (
        "SELECT * FROM {p}payments WHERE id IN"
        f" (SELECT MAX(id) FROM {{p}}payments WHERE order_id IN ({marks}) AND status <> 'surplus' GROUP BY order_id)"
    )
    return {payment.order_id: payment for payment in tx.records(Payment, sql, wanted)}


def opened(tx: Transaction, number: int, reference: str, url: str, expires_at: datetime | None) -> bool:
    """Remember the checkout at the provider. False when one is known already."""
    return (
        tx.run(
            "UPDATE {p}payments SET provider_reference = %s, checkout_url = %s, checkout_expires_at = %s,"
            " look_at = UTC_TIMESTAMP(6) + INTERVAL 2 MINUTE WHERE id = %s AND provider_reference IS NULL",
            (reference, url or None, expires_at, number),
        )
        == 1
    )


def settle(tx: Transaction, number: int, provider_payment_id: str, by: str) -> bool:
    """Raises `DuplicateKey('provider_payment')` when that provider's payment already pays another order."""
    return (
        tx.run(
            "UPDATE {p}payments SET status = 'settled', provider_payment_id = %s, confirmed_by = %s, settled_at = UTC_TIMESTAMP(6),"
            " failure = '', look_at = NULL WHERE id = %s AND status IN ('pending', 'failed')",
            (provider_payment_id, by, number),
        )
        == 1
    )


def set_aside(tx: Transaction, number: int, provider_payment_id: str, amount_minor: int, currency: str, why: str) -> bool:
    """Real money that pays nothing: kept with the amount that came, so that it can be given back."""
    return (
        tx.run(
            "UPDATE {p}payments SET status = 'surplus', provider_payment_id = %s, amount_minor = %s, currency = %s, failure = %s,"
            " settled_at = UTC_TIMESTAMP(6), look_at = NULL WHERE id = %s AND status IN ('pending', 'failed')",
            (provider_payment_id, amount_minor, currency, why, number),
        )
        == 1
    )


def fail(tx: Transaction, number: int, why: str) -> bool:
    """Final for now; money that comes all the same is honoured."""
    sql = "UPDATE {p}payments SET status = 'failed', failure = %s, look_at = NULL WHERE id = %s AND status = 'pending'"
    return tx.run(sql, (why[:255], number)) == 1


def wait(tx: Transaction, number: int) -> bool:
    """The buyer did their part; the money is on its way, also where we had given the attempt up. False when that was known."""
    return (
        tx.run(
            "UPDATE {p}payments SET status = 'pending', failure = '', waiting_since = UTC_TIMESTAMP(6), look_at = UTC_TIMESTAMP(6)"
            " WHERE id = %s AND status IN ('pending', 'failed') AND waiting_since IS NULL",
            (number,),
        )
        == 1
    )


def looked(tx: Transaction, number: int) -> None:
    """When to look again: every other minute at first, then ever more rarely, from then on every six hours; never by
    ourselves once it is no longer awaited."""
    tx.run(
        "UPDATE {p}payments SET looked_at = UTC_TIMESTAMP(6), look_at = IF(status = 'pending', UTC_TIMESTAMP(6)"
        " + INTERVAL LEAST(21600, GREATEST(120, TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP(6)) DIV 4)) SECOND, NULL)"
        " WHERE id = %s",
        (number,),
    )


def look_soon(tx: Transaction, order_id: int) -> None:
    """The order is paid or cancelled: its other checkouts are to be closed at their providers, if they still can be."""
    tx.run("UPDATE {p}payments SET look_at = UTC_TIMESTAMP(6) WHERE order_id = %s AND status = 'pending'", (order_id,))
    for payment in of_order(tx, order_id):
        if payment.status == "pending" and payment.provider_reference:
            tx.after_commit(job_names.LOOK_AT_PAYMENT, payment.id)


def fail_offline(tx: Transaction, order_id: int, providers: Iterable[str], why: str) -> None:
    """Money that staff await has no provider to ask about it."""
    names = list(providers)
    marks = ", ".join(["%s"] * len(names))
    tx.run(
        "UPDATE {p}payments SET status = 'failed', failure = %s, look_at = NULL"
        f" WHERE order_id = %s AND provider IN ({marks}) AND status = 'pending'",
        (why, order_id, *names),
    )


def to_look_at(tx: Transaction, providers: Iterable[str], limit: int, late_seconds: int = 0) -> list[int]:
    """Those whose provider is to be asked now, the longest overdue first; with `late_seconds` those due for so long."""
    names = list(providers)
    marks = ", ".join(["%s"] * len(names))
    rows = tx.all(
        "SELECT id FROM {p}payments WHERE status = 'pending' AND look_at <= UTC_TIMESTAMP(6) - INTERVAL %s SECOND"
        f" AND provider IN ({marks}) ORDER BY look_at, id LIMIT %s",
        (late_seconds, *names, limit),
    )
    return [int(row["id"]) for row in rows]


def is_due(tx: Transaction, number: int) -> bool:
    """Whether its provider is to be asked now."""
    sql = "SELECT 1 FROM {p}payments WHERE id = %s AND status = 'pending' AND look_at <= UTC_TIMESTAMP(6)"
    return tx.scalar(sql, (number,)) is not None


def count_pending(tx: Transaction, order_id: int, but: str = "") -> int:
    """Attempts that may still bring money, but those of one provider."""
    sql = "SELECT COUNT(*) FROM {p}payments WHERE order_id = %s AND status = 'pending' AND provider <> %s"
    return int(tx.scalar(sql, (order_id, but)))


ONLINE = (
    "FROM {p}payments WHERE status IN ('settled', 'surplus') AND provider_reference IS NOT NULL AND provider_payment_id IS NOT NULL"
    " AND settled_at >= UTC_TIMESTAMP(6) - INTERVAL %s DAY"
)


def online(tx: Transaction, days: int, after: int, limit: int) -> list[Payment]:
    """That brought money through a provider, by id."""
    return tx.records(Payment, f"SELECT * {ONLINE} AND id > %s ORDER BY id LIMIT %s", (days, after, limit))


def count_online(tx: Transaction, days: int) -> int:
    return int(tx.scalar(f"SELECT COUNT(*) {ONLINE}", (days,)))
