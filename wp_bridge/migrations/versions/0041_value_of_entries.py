"""What each ledger entry is worth in money, written with it, and what is left in each package: nobody has to replay a history."""

from wp_bridge import values
from wp_bridge.migrations.ddl import add_columns, add_key, create_trigger, drop_columns, drop_key, execute, prefix

revision = "0041"
down_revision = "0040"

# The order whose money a package has or, after it was rolled over, had.
COLUMNS = {"value_order_id": "BIGINT UNSIGNED NULL", "value_minor": "BIGINT NOT NULL DEFAULT 0"}
NEVER_CHANGED = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the session ledger is append-only'"


def upgrade() -> None:
    """The entries of before get their value once; while they do, their guard against changes is away."""
    p = f"{prefix()}"
    add_columns("customer_packages", COLUMNS)
    execute(f"UPDATE {p}customer_packages SET value_order_id = order_id")
    add_key("customer_packages", "value_order", "value_order_id")
    add_columns("ledger", {"value_minor": COLUMNS["value_minor"]})
    add_key("refunds", "of_package", "customer_package_id, created_at")
    execute(f"DROP TRIGGER IF EXISTS {p}ledger_never_changed")
    known = values.BY_RULE.replace("{p}", p).replace("%(after)s", "0").replace("%(through)s", str(2**63))
    execute(f"UPDATE {p}ledger l JOIN ({known}) h ON h.id = l.id SET l.value_minor = h.by_rule")
    create_trigger("ledger_never_changed", "BEFORE UPDATE", "ledger", NEVER_CHANGED)
    sums = f"SELECT customer_package_id, SUM(value_minor) AS minor FROM {p}ledger GROUP BY customer_package_id"
    execute(f"UPDATE {p}customer_packages cp JOIN ({sums}) s ON s.customer_package_id = cp.id SET cp.value_minor = s.minor")


def downgrade() -> None:
    drop_key("refunds", "of_package")
    drop_columns("ledger", ["value_minor"])
    drop_key("customer_packages", "value_order")
    drop_columns("customer_packages", COLUMNS)
