"""How a mail stands, and the keys by which the log of mails finds it: by status, by the beginning of an address or a name."""

from wp_bridge.migrations.ddl import add_column, add_key, code, drop_column, drop_key

revision = "0038"
down_revision = "0037"

STATUS = f"""{code(8)} AS (CASE
  WHEN mail IS NULL THEN NULL
  WHEN done_at IS NOT NULL THEN 'sent'
  WHEN dead_at IS NOT NULL THEN 'failed'
  WHEN last_error <> '' THEN 'retrying'
  ELSE 'queued' END) STORED"""
KEYS = {"mail_status": "mail_status, id", "mail_to": "recipient, mail_status", "mail_to_name": "recipient_name, mail_status"}


def upgrade() -> None:
    """The key by kind and id that 0034 made is asked by nobody."""
    add_column("outbox", "mail_status", STATUS)
    for name, columns in KEYS.items():
        add_key("outbox", name, columns)
    drop_key("outbox", "mail_log")


def downgrade() -> None:
    add_key("outbox", "mail_log", "mail, id")
    for name in KEYS:
        drop_key("outbox", name)
    drop_column("outbox", "mail_status")
