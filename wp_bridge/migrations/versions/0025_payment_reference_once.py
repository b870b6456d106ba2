"""A provider's checkout belongs to one payment."""

from wp_bridge.migrations.ddl import add_key, drop_key

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    add_key("payments", "provider_checkout", "provider, provider_reference", unique=True)


def downgrade() -> None:
    drop_key("payments", "provider_checkout")
