"""Orders and the payments that try to pay them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from wp_bridge.database import NOW, Transaction
from wp_bridge.records import Order

REFERENCE = "SP-"  # what every reference begins with


@dataclass(frozen=True)
class NewOrder:
    public_id: str
    reference: str
    customer_id: int
    package_id: int
    package_version_id: int
    method: str
    mode: str
    currency: str
    amount_minor: int
    net_minor: int
    tax_minor: int
    tax_rate_bp: int
    tax_label: str
    buyer_name: str
    buyer_email: str
    request_id: str
    sold_by: str = ""  # of a sale by hand: who made it, and what they noted
    sale_note: str = ""
    import_key: str | None = None


def add(tx: Transaction, order: NewOrder) -> int:
    return tx.add("orders", asdict(order) | {"status": "awaiting_payment", "placed_at": NOW})


def add_taken_over(tx: Transaction, order: NewOrder) -> int:
    """Paid elsewhere, nobody knows when: no sale of this site's, without receipt, and in no figure of its sales."""
    return tx.add("orders", asdict(order) | {"status": "paid", "paid_minor": order.amount_minor, "placed_at": NOW})


def get(tx: Transaction, order_id: int) -> Order:
    return tx.get(Order, "SELECT * FROM {p}orders WHERE id = %s", (order_id,))


def by_ids(tx: Transaction, ids: Iterable[int]) -> dict[int, Order]:
    return tx.by_id(Order, "orders", ids)


def find(tx: Transaction, public_id: str) -> Order | None:
    return tx.find(Order, "SELECT * FROM {p}orders WHERE public_id = %s", (public_id,))


def lock(tx: Transaction, public_id: str) -> Order | None:
    """First in the lock order: order, then customer packages, then attempts, then bookings."""
    return tx.find(Order, "SELECT * FROM {p}orders WHERE public_id = %s FOR UPDATE", (public_id,))


def count_by_status(tx: Transaction, status: str) -> int:
    return int(tx.scalar("SELECT COUNT(*) FROM {p}orders WHERE status = %s", (status,)))


def of_customer(tx: Transaction, customer_id: int, status: str) -> list[Order]:
    return tx.records(
        Order,
        "SELECT * FROM {p}orders WHERE customer_id = %s AND status = %s ORDER BY placed_at DESC, id DESC",
        (customer_id, status),
    )


def latest_of_customer(tx: Transaction, customer_id: int, limit: int) -> list[Order]:
    return tx.records(
        Order, "SELECT * FROM {p}orders WHERE customer_id = %s ORDER BY placed_at DESC, id DESC LIMIT %s", (customer_id, limit)
    )


def count_of_customer(tx: Transaction, customer_id: int, package_id: int) -> int:
    """Orders that count against a limit per customer: paid or still awaited."""
    return int(
        tx.scalar(
            "SELECT COUNT(*) FROM {p}orders WHERE customer_id = %s AND package_id = %s AND status <> 'cancelled'",
            (customer_id, package_id),
        )
    )


def count_awaiting(tx: Transaction, package_id: int) -> int:
    return int(tx.scalar("SELECT COUNT(*) FROM {p}orders WHERE package_id = %s AND status = 'awaiting_payment'", (package_id,)))


def settle(tx: Transaction, order: Order, amount_minor: int, method: str, receipt_number: int) -> bool:
    """From awaiting (or cancelled: late money is honoured) to paid, by whichever way the money came; false when somebody
    else was first."""
    return (
        tx.run(
            "UPDATE {p}orders SET status = 'paid', paid_minor = %s, method = %s, paid_at = UTC_TIMESTAMP(6), receipt_number = %s,"
            " ended_at = NULL, end_reason = '' WHERE id = %s AND status IN ('awaiting_payment', 'cancelled')",
            (amount_minor, method, receipt_number, order.id),
        )
        == 1
    )


def reassign(tx: Transaction, number: int, customer_id: int) -> None:
    """Whose purchase it is; the name and address it was made with stay on its receipt."""
    tx.run("UPDATE {p}orders SET customer_id = %s WHERE id = %s", (customer_id, number))


def lock_by_id(tx: Transaction, order_id: int) -> Order:
    return tx.get(Order, "SELECT * FROM {p}orders WHERE id = %s FOR UPDATE", (order_id,))


def choose_method(tx: Transaction, order: Order, method: str) -> None:
    """The buyer changes their mind about how to pay."""
    tx.run("UPDATE {p}orders SET method = %s WHERE id = %s AND status = 'awaiting_payment'", (method, order.id))


def unpaid_for(tx: Transaction, minutes: int, days: int, limit: int) -> list[Order]:
    """Awaited, with no attempt to pay that is still open, and none begun for so long; nor one, for so many days, of which
    it was heard after the buyer had done their part that its money does not come."""
    return tx.records(
        Order,
        "SELECT o.* FROM {p}orders o WHERE o.status = 'awaiting_payment' AND o.placed_at <= UTC_TIMESTAMP(6) - INTERVAL %s MINUTE"
        " AND NOT EXISTS (SELECT 1 FROM {p}payments y WHERE y.order_id = o.id AND (y.status = 'pending'"
        "   OR y.created_at > UTC_TIMESTAMP(6) - INTERVAL %s MINUTE"
        "   OR (y.waiting_since IS NOT NULL AND y.looked_at > UTC_TIMESTAMP(6) - INTERVAL %s DAY)))"
        " ORDER BY o.placed_at, o.id LIMIT %s",
        (minutes, minutes, days, limit),
    )


def transfers_to_remind_of(tx: Transaction, days: int, limit: int) -> list[Order]:
    """Orders to be paid by transfer, placed so long ago, whose buyer was not reminded yet."""
    return tx.records(
        Order,
        "SELECT * FROM {p}orders WHERE status = 'awaiting_payment' AND method = 'bank_transfer' AND reminded_at IS NULL"
        " AND placed_at <= UTC_TIMESTAMP(6) - INTERVAL %s DAY ORDER BY placed_at, id LIMIT %s",
        (days, limit),
    )


def transfers_awaited_for(tx: Transaction, days: int, limit: int) -> list[Order]:
    """Orders placed so long ago that only a transfer could still pay, also where the buyer has tried another way since."""
    return tx.records(
        Order,
        "SELECT o.* FROM {p}orders o WHERE o.status = 'awaiting_payment' AND o.placed_at <= UTC_TIMESTAMP(6) - INTERVAL %s DAY"
        " AND EXISTS (SELECT 1 FROM {p}payments y WHERE y.order_id = o.id AND y.status = 'pending')"
        " AND NOT EXISTS (SELECT 1 FROM {p}payments y WHERE y.order_id = o.id AND y.status = 'pending'"
        "   AND y.provider <> 'bank_transfer') ORDER BY o.placed_at, o.id LIMIT %s",
        (days, limit),
    )


def remind(tx: Transaction, order_id: int) -> bool:
    """False when the buyer was reminded before, or nothing is awaited any more."""
    sql = "UPDATE {p}orders SET reminded_at = UTC_TIMESTAMP(6) WHERE id = %s AND status = 'awaiting_payment' AND reminded_at IS NULL"
    return tx.run(sql, (order_id,)) == 1


def cancel(tx: Transaction, order: Order, reason: str) -> bool:
    return (
        tx.run(
            "UPDATE {p}orders SET status = 'cancelled', ended_at = UTC_TIMESTAMP(6), end_reason = %s"
            " WHERE id = %s AND status = 'awaiting_payment'",
            (reason, order.id),
        )
        == 1
    )


def next_number(tx: Transaction, counter: str) -> int:
    """A gapless number: the row stays locked until the transaction that uses the number ends."""
    tx.run("INSERT INTO {p}counters (name, value) VALUES (%s, 1) ON DUPLICATE KEY UPDATE value = value + 1", (counter,))
    return int(tx.scalar("SELECT value FROM {p}counters WHERE name = %s", (counter,)))
