"""What a customer was told of their package's end, and for which end: another end earns another mail."""

from wp_bridge.migrations.ddl import add_columns, drop_columns

revision = "0031"
down_revision = "0030"

COLUMNS = {
    "warned_for": "DATETIME(6) NULL",
    "warned_days": "INT UNSIGNED NULL",
    "expiry_told_for": "DATETIME(6) NULL",
}


def upgrade() -> None:
    add_columns("customer_packages", COLUMNS)


def downgrade() -> None:
    drop_columns("customer_packages", COLUMNS)
