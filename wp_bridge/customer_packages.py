"""Customers' packages: the guarded movements of their balance. The database's clock and constraints decide, not Python."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from wp_bridge.database import NOW, Transaction
from wp_bridge.records import CustomerPackage


@dataclass(frozen=True)
class Grant:
    public_id: str
    customer_id: int
    order_id: int | None
    package_id: int
    package_version_id: int
    mode: str
    paid_sessions: int
    free_sessions: int
    purchased_at: datetime
    starts_at: datetime | None
    expires_at: datetime | None
    valid_through: date | None
    rolled_from_id: int | None = None


def add(tx: Transaction, grant: Grant) -> CustomerPackage:
    """Raises `DuplicateKey('order_id')` when the order has its package already: each paid order gives exactly one."""
    values = asdict(grant)
    paid, free = values.pop("paid_sessions"), values.pop("free_sessions")
    sessions = {"sessions_total": paid + free, "paid_total": paid, "paid_balance": paid, "free_balance": free}
    money = {"value_order_id": grant.order_id}
    return get(tx, tx.add("customer_packages", values | sessions | money | {"activated_at": NOW}))


def get(tx: Transaction, number: int) -> CustomerPackage:
    return tx.get(CustomerPackage, "SELECT * FROM {p}customer_packages WHERE id = %s", (number,))


def find(tx: Transaction, public_id: str) -> CustomerPackage | None:
    return tx.find(CustomerPackage, "SELECT * FROM {p}customer_packages WHERE public_id = %s", (public_id,))


def of_order(tx: Transaction, order_id: int) -> CustomerPackage | None:
    return tx.find(CustomerPackage, "SELECT * FROM {p}customer_packages WHERE order_id = %s", (order_id,))


def of_orders(tx: Transaction, order_ids: Sequence[int]) -> dict[int, CustomerPackage]:
    """By order id; an order that is not paid has none."""
    if not order_ids:
        return {}
    marks = ", ".join(["%s"] * len(order_ids))
    found = tx.records(CustomerPackage, f"SELECT * FROM {{p}}customer_packages WHERE order_id IN ({marks})", order_ids)
    return {package.order_id: package for package in found if package.order_id is not None}


def of_customer(tx: Transaction, customer_id: int) -> list[CustomerPackage]:
    return tx.records(
        CustomerPackage, "SELECT * FROM {p}customer_packages WHERE customer_id = %s ORDER BY expiry_order, id", (customer_id,)
    )


def successor(tx: Transaction, number: int) -> CustomerPackage | None:
    """The one that took its place; None when it was not rolled over, or that was undone."""
    sql = "SELECT * FROM {p}customer_packages WHERE rolled_from_id = %s ORDER BY id DESC LIMIT 1"
    return tx.find(CustomerPackage, sql, (number,))


def origins(tx: Transaction, package: CustomerPackage) -> list[CustomerPackage]:
    """All it was rolled over from, nearest first."""
    found: list[CustomerPackage] = []
    while package.rolled_from_id is not None:
        package = get(tx, package.rolled_from_id)
        found.append(package)
    return found


def lock(tx: Transaction, number: int) -> CustomerPackage:
    return tx.get(CustomerPackage, "SELECT * FROM {p}customer_packages WHERE id = %s FOR UPDATE", (number,))


def lock_all(tx: Transaction, numbers: Iterable[int]) -> None:
    """Several at once, in the order in which everybody locks them: by ascending id."""
    for number in sorted(set(numbers)):
        lock(tx, number)


def take(tx: Transaction, number: int, paid: int, free: int, *, held: bool) -> bool:
    """Take sessions for a redemption: the one statement that spends. False when any condition no longer holds."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET paid_balance = paid_balance - %s, free_balance = free_balance - %s, used = used + %s,"
            " held = held + %s, first_used_at = COALESCE(first_used_at, UTC_TIMESTAMP(6))"
            " WHERE id = %s AND paid_balance >= %s AND free_balance >= %s AND base_state = 'open'"
            " AND (expires_at IS NULL OR expires_at > UTC_TIMESTAMP(6)) AND (starts_at IS NULL OR starts_at <= UTC_TIMESTAMP(6))",
            (paid, free, paid + free, paid + free if held else 0, number, paid, free),
        )
        == 1
    )


def give_back(tx: Transaction, number: int, paid: int, free: int, *, held: bool) -> bool:
    """The counterpart of `take`; also for expired or suspended packages (recorded, not thereby usable)."""
    total = paid + free
    return (
        tx.run(
            "UPDATE {p}customer_packages SET paid_balance = paid_balance + %s, free_balance = free_balance + %s, used = used - %s,"
            " held = held - %s WHERE id = %s AND used >= %s AND held >= %s",
            (paid, free, total, total if held else 0, number, total, total if held else 0),
        )
        == 1
    )


def settle_hold(tx: Transaction, number: int, sessions: int) -> bool:
    return (
        tx.run("UPDATE {p}customer_packages SET held = held - %s WHERE id = %s AND held >= %s", (sessions, number, sessions)) == 1
    )


def start_validity(tx: Transaction, number: int, expires_at: datetime | None, valid_through: date | None) -> bool:
    """First use starts the clock of a package whose validity runs from it."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET starts_at = UTC_TIMESTAMP(6), expires_at = %s, valid_through = %s"
            " WHERE id = %s AND starts_at IS NULL",
            (expires_at, valid_through, number),
        )
        == 1
    )


def unstart_validity(tx: Transaction, number: int) -> bool:
    """The redemption that started the clock was the only one and is gone. What has expired stays so: only staff extend it."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET starts_at = NULL, expires_at = NULL, valid_through = NULL, first_used_at = NULL"
            " WHERE id = %s AND used = 0 AND starts_at IS NOT NULL AND (expires_at IS NULL OR expires_at > UTC_TIMESTAMP(6))",
            (number,),
        )
        == 1
    )


def forget_first_use(tx: Transaction, number: int) -> None:
    tx.run("UPDATE {p}customer_packages SET first_used_at = NULL WHERE id = %s AND used = 0", (number,))


def block(tx: Transaction, number: int) -> bool:
    """Ledger and balance disagree: nothing may be spent until a person has decided."""
    return (
        tx.run("UPDATE {p}customer_packages SET blocked_at = UTC_TIMESTAMP(6) WHERE id = %s AND blocked_at IS NULL", (number,))
        == 1
    )


def count_blocked(tx: Transaction) -> int:
    """Blocked ones are in one of these states; the index knows them."""
    states = "base_state IN ('suspended', 'refunded', 'closed')"
    return int(tx.scalar(f"SELECT COUNT(*) FROM {{p}}customer_packages WHERE {states} AND blocked_at IS NOT NULL"))


def unblock(tx: Transaction, number: int, balance: tuple[int, int], added: tuple[int, int]) -> bool:
    """A person decided for `balance`; what their decision `added` to the ledger counts as granted. Both are (paid, free)."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET blocked_at = NULL, paid_balance = %s, free_balance = %s,"
            " sessions_total = sessions_total + %s, paid_total = paid_total + %s WHERE id = %s AND blocked_at IS NOT NULL",
            (*balance, sum(added), added[0], number),
        )
        == 1
    )


def adjust(tx: Transaction, number: int, paid: int, free: int) -> bool:
    """Staff add or take sessions; false when there are not so many of that kind."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET paid_balance = paid_balance + %s, free_balance = free_balance + %s,"
            " sessions_total = sessions_total + %s, paid_total = paid_total + %s"
            " WHERE id = %s AND paid_balance + %s >= 0 AND free_balance + %s >= 0",
            (paid, free, paid + free, paid, number, paid, free),
        )
        == 1
    )


def receive(tx: Transaction, number: int, paid: int, free: int) -> bool:
    """Sessions that follow to the package that took another's place. False when that is over itself."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET paid_balance = paid_balance + %s, free_balance = free_balance + %s,"
            " sessions_total = sessions_total + %s, paid_total = paid_total + %s WHERE id = %s AND closed_at IS NULL",
            (paid, free, paid + free, paid, number),
        )
        == 1
    )


def close(tx: Transaction, number: int, paid: int, free: int) -> bool:
    """Rolled over, with all that is left and the order. False when that is not what is left, or something is under way."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET paid_balance = 0, free_balance = 0, order_id = NULL, closed_at = UTC_TIMESTAMP(6)"
            " WHERE id = %s AND paid_balance = %s AND free_balance = %s AND closed_at IS NULL AND blocked_at IS NULL AND held = 0"
            " AND refund_pending = 0 AND suspended_by_dispute_at IS NULL",
            (number, paid, free),
        )
        == 1
    )


def reopen(tx: Transaction, number: int, order_id: int | None, paid: int, free: int) -> bool:
    """The roll over was a mistake: everything as it was before. False when it is not closed."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET paid_balance = paid_balance + %s, free_balance = free_balance + %s, order_id = %s,"
            " closed_at = NULL WHERE id = %s AND closed_at IS NOT NULL",
            (paid, free, order_id, number),
        )
        == 1
    )


def pass_on(tx: Transaction, number: int, paid: int, free: int) -> bool:
    """What came back to a closed one leaves it again. False when so many are not there."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET paid_balance = paid_balance - %s, free_balance = free_balance - %s"
            " WHERE id = %s AND paid_balance >= %s AND free_balance >= %s AND closed_at IS NOT NULL",
            (paid, free, number, paid, free),
        )
        == 1
    )


def reassign(tx: Transaction, number: int, old_id: int, new_id: int) -> bool:
    """Before its first use. False when it was used, or is somebody else's by now."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET customer_id = %s WHERE id = %s AND customer_id = %s AND used = 0"
            " AND first_used_at IS NULL AND closed_at IS NULL",
            (new_id, number, old_id),
        )
        == 1
    )


def set_validity(tx: Transaction, number: int, expires_at: datetime | None, valid_through: date | None) -> None:
    sql = "UPDATE {p}customer_packages SET expires_at = %s, valid_through = %s WHERE id = %s"
    tx.run(sql, (expires_at, valid_through, number))


def suspend(tx: Transaction, number: int) -> bool:
    sql = (
        "UPDATE {p}customer_packages SET suspended_by_staff_at = UTC_TIMESTAMP(6) WHERE id = %s AND suspended_by_staff_at IS NULL"
    )
    return tx.run(sql, (number,)) == 1


def resume(tx: Transaction, number: int) -> bool:
    """False when it is not suspended: then nothing changes."""
    return tx.run("UPDATE {p}customer_packages SET suspended_by_staff_at = NULL WHERE id = %s", (number,)) == 1


def last_id(tx: Transaction) -> int:
    return int(tx.scalar("SELECT COALESCE(MAX(id), 0) FROM {p}customer_packages"))
