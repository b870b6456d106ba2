"""What had ended before anybody was told of it is old news."""

from wp_bridge.migrations.ddl import execute, prefix

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    execute(
        f"UPDATE {prefix()}customer_packages SET expiry_told_for = expires_at"
        " WHERE expires_at <= UTC_TIMESTAMP(6) AND expiry_told_for IS NULL"
    )


def downgrade() -> None:
    """The column goes with the revision before."""
