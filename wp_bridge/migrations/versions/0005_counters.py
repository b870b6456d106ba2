"""Gapless numbers (receipts): taken under the row's lock inside the transaction that uses them."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0005"
down_revision = "0004"

COLUMNS = f"""
name {code(64)} NOT NULL PRIMARY KEY,
value BIGINT UNSIGNED NOT NULL
"""


def upgrade() -> None:
    create_table("counters", COLUMNS)


def downgrade() -> None:
    drop_table("counters")
