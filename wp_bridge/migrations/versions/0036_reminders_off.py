"""Since when a customer wants no mails that are not about something that happened."""

from wp_bridge.migrations.ddl import add_columns, drop_columns

revision = "0036"
down_revision = "0035"

COLUMNS = {
    "reminders_off_at": "DATETIME(6) NULL",
}


def upgrade() -> None:
    add_columns("customers", COLUMNS)


def downgrade() -> None:
    drop_columns("customers", COLUMNS)
