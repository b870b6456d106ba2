"""Finding the mails about one customer package."""

from wp_bridge.migrations.ddl import add_key, drop_key

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    add_key("outbox", "of_package", "customer_package_id, id")


def downgrade() -> None:
    drop_key("outbox", "of_package")
