"""Finding the payments whose provider is to be asked."""

from wp_bridge.migrations.ddl import add_key, drop_key

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    add_key("payments", "to_look_at", "status, look_at")


def downgrade() -> None:
    drop_key("payments", "to_look_at")
