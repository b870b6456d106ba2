"""Finding mails, newest first."""

from wp_bridge.migrations.ddl import add_key, drop_key

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    add_key("outbox", "mail_log", "mail, id")


def downgrade() -> None:
    drop_key("outbox", "mail_log")
