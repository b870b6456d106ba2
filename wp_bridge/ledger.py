"""The ledger: append-only. Every movement of sessions is one row here and one guarded UPDATE of the customer package."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from wp_bridge import values
from wp_bridge.database import NOW, Transaction
from wp_bridge.payment_records import ValuedEntry
from wp_bridge.records import Actor, CustomerPackage, LedgerEntry

STARTED = "start"  # how the key of an entry begins that says that a first use started the clock


@dataclass(frozen=True)
class NewEntry:
    entry_key: str
    kind: str
    delta_paid: int = 0
    delta_free: int = 0
    reason: str = ""
    host: str | None = None
    booking_id: str | None = None
    service_name: str = ""
    redemption_id: int | None = None
    order_id: int | None = None
    refund_id: int | None = None
    expires_at_old: datetime | None = None
    expires_at_new: datetime | None = None
    valid_through_old: date | None = None
    valid_through_new: date | None = None
    undoes_id: int | None = None
    customer_old_id: int | None = None
    customer_new_id: int | None = None


def append(tx: Transaction, after: CustomerPackage, entry: NewEntry, actor: Actor, request_id: str) -> int:
    """`after` is the package as the entry leaves it, but for its value, which changes here. Raises `DuplicateKey` when this very
    event is already in the ledger."""
    who = {"actor_kind": actor.kind, "actor_user_id": actor.wp_user_id, "actor_name": actor.name}
    state = {"customer_package_id": after.id, "balance_after": after.balance, "paid_after": after.paid_balance}
    value = values.change(tx, after, entry.kind, entry.delta_paid)
    total = {"delta": entry.delta_paid + entry.delta_free, "value_minor": value}
    number = tx.add("ledger", asdict(entry) | total | state | who | {"request_id": request_id, "created_at": NOW})
    values.add(tx, after.id, value)
    return number


ENTRIES = "SELECT l.*, u.id AS undone_by FROM {p}ledger l LEFT JOIN {p}ledger u ON u.undoes_id = l.id"


def history(tx: Transaction, customer_package_id: int, limit: int = 500) -> list[LedgerEntry]:
    """Newest first."""
    sql = f"{ENTRIES} WHERE l.customer_package_id = %s ORDER BY l.id DESC LIMIT %s"
    return tx.records(LedgerEntry, sql, (customer_package_id, limit))


def since(tx: Transaction, entry: LedgerEntry) -> list[LedgerEntry]:
    """What came after it on the same package, oldest first."""
    sql = f"{ENTRIES} WHERE l.customer_package_id = %s AND l.id > %s ORDER BY l.id"
    return tx.records(LedgerEntry, sql, (entry.customer_package_id, entry.id))


def entry(tx: Transaction, number: int) -> LedgerEntry | None:
    return tx.find(LedgerEntry, f"{ENTRIES} WHERE l.id = %s", (number,))


def keyed(tx: Transaction, entry_key: str) -> LedgerEntry | None:
    return tx.find(LedgerEntry, f"{ENTRIES} WHERE l.entry_key = %s", (entry_key,))


def valued(tx: Transaction, customer_package_id: int, limit: int = 2000) -> list[ValuedEntry]:
    """As on a statement: oldest first."""
    return tx.records(
        ValuedEntry, "SELECT * FROM {p}ledger WHERE customer_package_id = %s ORDER BY id LIMIT %s", (customer_package_id, limit)
    )


def drifted(tx: Transaction, after: int, through: int) -> list[int]:
    """Customer packages (ids in ``(after, through]``), not blocked yet, whose balance is not the sum of their ledger."""
    rows = tx.all(
        "SELECT cp.id FROM {p}customer_packages cp LEFT JOIN (SELECT customer_package_id, SUM(delta) AS delta, SUM(delta_paid) AS paid"
        " FROM {p}ledger WHERE customer_package_id > %s AND customer_package_id <= %s GROUP BY customer_package_id) l"
        " ON l.customer_package_id = cp.id WHERE cp.id > %s AND cp.id <= %s AND cp.blocked_at IS NULL"
        " AND (cp.balance <> COALESCE(l.delta, 0) OR cp.paid_balance <> COALESCE(l.paid, 0))",
        (after, through, after, through),
    )
    return [int(row["id"]) for row in rows]


def sums(tx: Transaction, customer_package_id: int) -> tuple[int, int]:
    """(paid, free) as all entries together say."""
    row = tx.one(
        "SELECT COALESCE(SUM(delta_paid), 0) AS paid, COALESCE(SUM(delta_free), 0) AS free FROM {p}ledger"
        " WHERE customer_package_id = %s",
        (customer_package_id,),
    )
    return (int(row["paid"]), int(row["free"])) if row else (0, 0)


def of_refund(tx: Transaction, customer_package_id: int, refund_id: int) -> tuple[int, int]:
    """(paid, free) that left with this refund and did not come back."""
    row = tx.one(
        "SELECT -COALESCE(SUM(delta_paid), 0) AS paid, -COALESCE(SUM(delta_free), 0) AS free FROM {p}ledger"
        " WHERE customer_package_id = %s AND refund_id = %s",
        (customer_package_id, refund_id),
    )
    return (int(row["paid"]), int(row["free"])) if row else (0, 0)


def has_drifted(tx: Transaction, customer_package_id: int) -> bool:
    sql = "SELECT paid_balance, free_balance FROM {p}customer_packages WHERE id = %s"
    row = tx.one(sql, (customer_package_id,))
    return row is not None and (row["paid_balance"], row["free_balance"]) != sums(tx, customer_package_id)


def has_changed_hands(tx: Transaction, package: CustomerPackage, redemption_id: int) -> bool:
    """Whether it was somebody else's when this redemption took its sessions."""
    sql = (
        "SELECT r.customer_old_id FROM {p}ledger r WHERE r.customer_package_id = %s AND r.kind = 'reassign' AND r.id >"
        " (SELECT MIN(l.id) FROM {p}ledger l WHERE l.customer_package_id = %s AND l.redemption_id = %s) ORDER BY r.id LIMIT 1"
    )
    row = tx.one(sql, (package.id, package.id, redemption_id))
    return row is not None and row["customer_old_id"] != package.customer_id


def first_owner(tx: Transaction, package: CustomerPackage) -> int:
    """The customer who got it, or the one that it was rolled over from, before it was given to anybody else."""
    sql = (
        "SELECT r.customer_old_id FROM {p}customer_packages cp JOIN {p}ledger r ON r.customer_package_id = cp.id AND r.kind = 'reassign'"
        " WHERE cp.id = %s OR cp.value_order_id = %s ORDER BY r.id LIMIT 1"
    )
    return int(tx.scalar(sql, (package.id, package.value_order_id)) or package.customer_id)


def was_started(tx: Transaction, customer_package_id: int) -> bool:
    """Whether its time began with a first use."""
    sql = "SELECT COUNT(*) FROM {p}ledger WHERE customer_package_id = %s AND kind = 'validity' AND entry_key LIKE %s"
    return int(tx.scalar(sql, (customer_package_id, f"{STARTED}:%"))) > 0
