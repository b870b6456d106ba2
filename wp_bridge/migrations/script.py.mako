"""${message}"""

from wp_bridge.migrations.ddl import create_table, drop_table

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    create_table("name", "…")


def downgrade() -> None:
    drop_table("name")
