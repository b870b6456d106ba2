"""How far a refund has come at its provider, and who began it."""

from wp_bridge.migrations.ddl import add_columns, code, drop_columns

revision = "0027"
down_revision = "0026"

COLUMNS = {
    "origin": f"{code(16)} NOT NULL DEFAULT 'staff'",
    "failure": "VARCHAR(255) NOT NULL DEFAULT ''",
    "attempts": "INT UNSIGNED NOT NULL DEFAULT 0",
    "sent_at": "DATETIME(6) NULL",
    "look_at": "DATETIME(6) NULL",
    "proposed_sessions": "INT UNSIGNED NOT NULL DEFAULT 0",
}


def upgrade() -> None:
    add_columns("refunds", COLUMNS)


def downgrade() -> None:
    drop_columns("refunds", COLUMNS)
