"""Keys agreed at pairing; two may live while one replaces the other. Stored encrypted, the secret is elsewhere."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0002"
down_revision = "0001"

COLUMNS = f"""
key_id {code(32)} NOT NULL PRIMARY KEY,
secret_encrypted TEXT CHARACTER SET ascii NOT NULL,
fingerprint {code(19)} NOT NULL,
site_url VARCHAR(255) NOT NULL,
table_prefix VARCHAR(64) NOT NULL,
created_at DATETIME(6) NOT NULL,
retired_at DATETIME(6) NULL,
KEY live (retired_at, created_at)
"""


def upgrade() -> None:
    create_table("site_keys", COLUMNS)


def downgrade() -> None:
    drop_table("site_keys")
