"""Whose mail a row of the outbox is, and what became of its tries: the log that staff see."""

from wp_bridge.migrations.ddl import add_columns, code, drop_columns

revision = "0033"
down_revision = "0032"

COLUMNS = {
    "mail": f"{code(32)} NULL",
    "recipient": "VARCHAR(254) NULL",
    "recipient_name": "VARCHAR(190) NOT NULL DEFAULT ''",
    "customer_package_id": "BIGINT UNSIGNED NULL",
    "sending_at": "DATETIME(6) NULL",
    "unsure": "INT UNSIGNED NOT NULL DEFAULT 0",
}


def upgrade() -> None:
    add_columns("outbox", COLUMNS)


def downgrade() -> None:
    drop_columns("outbox", COLUMNS)
