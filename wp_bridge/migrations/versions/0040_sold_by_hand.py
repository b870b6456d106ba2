"""Who sold a package by hand, and why so."""

from wp_bridge.migrations.ddl import add_columns, drop_columns

revision = "0040"
down_revision = "0039"

COLUMNS = {"sold_by": "VARCHAR(190) NOT NULL DEFAULT ''", "sale_note": "VARCHAR(255) NOT NULL DEFAULT ''"}


def upgrade() -> None:
    add_columns("orders", COLUMNS)


def downgrade() -> None:
    drop_columns("orders", COLUMNS)
