"""One-time connection codes: only a hash is kept, few tries, ten minutes."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0003"
down_revision = "0002"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
code_hash {code(64)} NOT NULL,
expires_at DATETIME(6) NOT NULL,
tries_left TINYINT UNSIGNED NOT NULL DEFAULT 5,
used_at DATETIME(6) NULL,
created_at DATETIME(6) NOT NULL,
UNIQUE KEY code_hash (code_hash)
"""


def upgrade() -> None:
    create_table("pairing_codes", COLUMNS)


def downgrade() -> None:
    drop_table("pairing_codes")
