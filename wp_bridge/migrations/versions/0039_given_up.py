"""Counting what was given up, among a million rows that were sent."""

from wp_bridge.migrations.ddl import add_key, drop_key

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    add_key("outbox", "given_up", "dead_at")


def downgrade() -> None:
    drop_key("outbox", "given_up")
