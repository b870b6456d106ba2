"""The round of its attempt that a line was written in."""

from wp_bridge.migrations.ddl import add_column, drop_column

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    add_column("redemptions", "round", "INT UNSIGNED NOT NULL DEFAULT 1")


def downgrade() -> None:
    drop_column("redemptions", "round")
