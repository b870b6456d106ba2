"""When a buyer was reminded of an awaited transfer."""

from wp_bridge.migrations.ddl import add_columns, drop_columns

revision = "0030"
down_revision = "0029"

COLUMNS = {
    "reminded_at": "DATETIME(6) NULL",
}


def upgrade() -> None:
    add_columns("orders", COLUMNS)


def downgrade() -> None:
    drop_columns("orders", COLUMNS)
