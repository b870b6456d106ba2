"""Settings the owner changes, one row each, JSON values."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0001"
down_revision = None

COLUMNS = f"""
name {code(64)} NOT NULL PRIMARY KEY,
value LONGTEXT NOT NULL,
updated_at DATETIME(6) NOT NULL,
updated_by VARCHAR(190) NOT NULL DEFAULT ''
"""


def upgrade() -> None:
    create_table("settings", COLUMNS)


def downgrade() -> None:
    drop_table("settings")
