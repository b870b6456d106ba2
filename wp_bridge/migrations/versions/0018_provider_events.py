"""Inbox of webhooks: the event is a hint, the provider's object is fetched when it is worked."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0018"
down_revision = "0017"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
provider {code(24)} NOT NULL,
event_id {code(190)} NOT NULL,
type {code(96)} NOT NULL,
mode {code(8)} NOT NULL,
body LONGBLOB NOT NULL,
status {code(16)} NOT NULL DEFAULT 'received',
attempts INT UNSIGNED NOT NULL DEFAULT 0,
last_error VARCHAR(500) NOT NULL DEFAULT '',
received_at DATETIME(6) NOT NULL,
done_at DATETIME(6) NULL,
UNIQUE KEY event (provider, event_id),
KEY open_events (status, received_at)
"""


def upgrade() -> None:
    create_table("provider_events", COLUMNS)


def downgrade() -> None:
    drop_table("provider_events")
