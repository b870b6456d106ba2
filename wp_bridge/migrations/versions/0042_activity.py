"""What staff have done, to be looked through by person and kind. The requests keep answers, not reasons, and those of customers."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0042"
down_revision = "0041"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
created_at DATETIME(6) NOT NULL,
actor_user_id BIGINT UNSIGNED NULL,
actor_name VARCHAR(190) NOT NULL,
kind {code(16)} NOT NULL,
action {code(64)} NOT NULL,
about {code(32)} NOT NULL,
subject {code(64)} NOT NULL,
reason VARCHAR(500) NOT NULL,
details TEXT NOT NULL,
request_id {code(64)} NOT NULL,
KEY of_kind (kind, id),
KEY of_person (actor_user_id, id),
KEY of_both (actor_user_id, kind, id)
"""


def upgrade() -> None:
    create_table("activity", COLUMNS)


def downgrade() -> None:
    drop_table("activity")
