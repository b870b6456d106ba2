"""Where an online payment stands: its page at the provider, and when to look again."""

from wp_bridge.migrations.ddl import add_columns, code, drop_columns

revision = "0024"
down_revision = "0023"

COLUMNS = {
    "return_url": f"{code(2048)} NULL",
    "checkout_url": f"{code(5000)} NULL",
    "checkout_expires_at": "DATETIME(6) NULL",
    "waiting_since": "DATETIME(6) NULL",
    "look_at": "DATETIME(6) NULL",
    "looked_at": "DATETIME(6) NULL",
}


def upgrade() -> None:
    add_columns("payments", COLUMNS)


def downgrade() -> None:
    drop_columns("payments", COLUMNS)
