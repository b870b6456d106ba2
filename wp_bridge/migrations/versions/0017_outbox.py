"""The queue of record: what must happen after a commit, written in the same transaction. Redis only makes it fast."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0017"
down_revision = "0016"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
kind {code(32)} NOT NULL,
dedupe_key {code(128)} NOT NULL,
payload LONGTEXT NOT NULL,
available_at DATETIME(6) NOT NULL,
claimed_by {code(64)} NULL,
claimed_until DATETIME(6) NULL,
attempts INT UNSIGNED NOT NULL DEFAULT 0,
last_error VARCHAR(500) NOT NULL DEFAULT '',
done_at DATETIME(6) NULL,
dead_at DATETIME(6) NULL,
request_id {code(64)} NOT NULL,
created_at DATETIME(6) NOT NULL,
settled TINYINT(1) AS (done_at IS NOT NULL OR dead_at IS NOT NULL) STORED,
UNIQUE KEY dedupe_key (dedupe_key),
KEY due (settled, available_at)
"""


def upgrade() -> None:
    create_table("outbox", COLUMNS)


def downgrade() -> None:
    drop_table("outbox")
