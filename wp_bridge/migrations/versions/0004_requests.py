"""Every write of the plugin with its idempotency key and its answer: the replay guard, and the audit list of who did what."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0004"
down_revision = "0003"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
idempotency_key {code(128)} NOT NULL,
action {code(64)} NOT NULL,
request_hash {code(64)} NOT NULL,
answer LONGTEXT NOT NULL,
actor_kind {code(16)} NOT NULL,
actor_user_id BIGINT UNSIGNED NULL,
actor_name VARCHAR(190) NOT NULL DEFAULT '',
subject {code(64)} NOT NULL DEFAULT '',
request_id {code(64)} NOT NULL,
created_at DATETIME(6) NOT NULL,
UNIQUE KEY idempotency_key (idempotency_key),
KEY audit (actor_kind, created_at)
"""


def upgrade() -> None:
    create_table("requests", COLUMNS)


def downgrade() -> None:
    drop_table("requests")
