"""A released or lapsed attempt can be tried again: which lines belong to its latest round is needed to redeem them anew."""

from wp_bridge.migrations.ddl import add_column, drop_column

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    add_column("attempts", "round", "INT UNSIGNED NOT NULL DEFAULT 1")


def downgrade() -> None:
    drop_column("attempts", "round")
