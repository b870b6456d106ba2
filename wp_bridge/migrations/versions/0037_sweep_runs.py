"""What the scheduler ran when, and how it went: one row per sweep."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0037"
down_revision = "0036"

COLUMNS = f"""
name {code(32)} NOT NULL PRIMARY KEY,
every_seconds DOUBLE NOT NULL,
started_at DATETIME(6) NOT NULL,
ended_at DATETIME(6) NULL,
succeeded_at DATETIME(6) NULL,
did BIGINT UNSIGNED NOT NULL DEFAULT 0,
seconds DOUBLE NOT NULL DEFAULT 0,
failures INT UNSIGNED NOT NULL DEFAULT 0,
error VARCHAR(500) NOT NULL DEFAULT '',
holder {code(64)} NOT NULL
"""


def upgrade() -> None:
    create_table("sweep_runs", COLUMNS)


def downgrade() -> None:
    drop_table("sweep_runs")
