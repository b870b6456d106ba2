"""The database's own guards. A dump restored without its triggers, or a table copied without its keys, promises nothing."""

from wp_bridge.database import Transaction

TRIGGERS = (
    "activity_never_changed",
    "activity_never_deleted",
    "customer_forgotten",
    "customer_renamed",
    "customer_worded",
    "ledger_never_changed",
    "ledger_never_deleted",
    "ledger_summed",
    "package_counted",
    "package_moved",
    "package_named",
    "package_recounted",
    "package_uncounted",
)
UNIQUE = (
    ("attempts", "attempt_key"),
    ("customer_packages", "order_id"),
    ("disputes", "provider_dispute"),
    ("ledger", "entry_key"),
    ("ledger", "undoes"),
    ("orders", "import_key"),
    ("orders", "receipt_number"),
    ("orders", "reference"),
    ("outbox", "dedupe_key"),
    ("payments", "provider_checkout"),
    ("payments", "provider_payment"),
    ("provider_events", "event"),
    ("redemptions", "live_booking"),
    ("refunds", "provider_refund"),
    ("requests", "idempotency_key"),
    ("staff_notices", "dedupe_key"),
)
CHECKS = (
    "cp_free",
    "cp_paid",
    "cp_refunded",
    "cp_used",
    "ledger_after",
    "ledger_kind",
    "ledger_split",
    "order_refunded",
    "payment_refunded",
    "redemption_back",
)
COUNT = len(TRIGGERS) + len(UNIQUE) + len(CHECKS)


def missing(tx: Transaction) -> list[str]:
    """Guards that are not there, named as an operator finds them."""
    ours = f"{tx.prefix}sp_"
    triggers = _names(tx, "SELECT trigger_name AS n FROM information_schema.triggers WHERE trigger_schema = DATABASE()")
    keys = _names(
        tx,
        "SELECT CONCAT(table_name, '.', index_name) AS n FROM information_schema.statistics WHERE table_schema = DATABASE()"
        " AND non_unique = 0",
    )
    checks = _names(
        tx, "SELECT constraint_name AS n FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()"
    )
    return [
        *(f"trigger {ours}{name}" for name in TRIGGERS if f"{ours}{name}" not in triggers),
        *(f"unique key {name} of {ours}{table}" for table, name in UNIQUE if f"{ours}{table}.{name}" not in keys),
        *(f"check {ours}{name}" for name in CHECKS if f"{ours}{name}" not in checks),
    ]


def flushes_every_commit(tx: Transaction) -> bool:
    """What "acknowledged" rests on when the server loses its power."""
    return int(tx.scalar("SELECT @@GLOBAL.innodb_flush_log_at_trx_commit")) == 1


def _names(tx: Transaction, sql: str) -> set[str]:
    return {str(row["n"]) for row in tx.all(sql)}
