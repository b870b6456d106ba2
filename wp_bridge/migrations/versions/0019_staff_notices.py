"""What a person has to decide: drift, a mail nobody could send, money that matches nothing."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0019"
down_revision = "0018"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
kind {code(32)} NOT NULL,
dedupe_key {code(128)} NOT NULL,
payload LONGTEXT NOT NULL,
created_at DATETIME(6) NOT NULL,
resolved_at DATETIME(6) NULL,
resolved_by VARCHAR(190) NOT NULL DEFAULT '',
UNIQUE KEY dedupe_key (dedupe_key),
KEY open_notices (resolved_at, created_at)
"""


def upgrade() -> None:
    create_table("staff_notices", COLUMNS)


def downgrade() -> None:
    drop_table("staff_notices")
