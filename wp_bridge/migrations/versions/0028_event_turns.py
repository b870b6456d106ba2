"""When a provider event is worked next, and until when somebody works it."""

from wp_bridge.migrations.ddl import add_columns, code, drop_columns

revision = "0028"
down_revision = "0027"

COLUMNS = {
    "available_at": "DATETIME(6) NULL",
    "claimed_by": f"{code(64)} NULL",
    "claimed_until": "DATETIME(6) NULL",
}


def upgrade() -> None:
    add_columns("provider_events", COLUMNS)


def downgrade() -> None:
    drop_columns("provider_events", COLUMNS)
