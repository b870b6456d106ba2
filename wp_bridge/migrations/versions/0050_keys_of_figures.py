"""What the overview sums up, each from a key that holds all of it: no row has to be looked at."""

from wp_bridge.migrations.ddl import add_key, drop_key

revision = "0050"
down_revision = "0049"

KEYS = {
    "orders": ("sold", "mode, currency, paid_at, package_id, paid_minor"),
    "ledger": ("moved", "kind, created_at, delta, value_minor"),
    "customer_packages": ("valued", "mode, expiry_order, balance, value_minor"),
}


def upgrade() -> None:
    for table, (name, columns) in KEYS.items():
        add_key(table, name, columns)


def downgrade() -> None:
    for table, (name, _) in KEYS.items():
        drop_key(table, name)
