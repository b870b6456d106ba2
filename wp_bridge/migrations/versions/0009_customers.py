"""Who owns packages: a WordPress account and/or an address proven by our own link or code."""

from wp_bridge.migrations.ddl import ID, create_table, drop_table

revision = "0009"
down_revision = "0008"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
public_id {ID} NOT NULL,
wp_user_id BIGINT UNSIGNED NULL,
name VARCHAR(190) NOT NULL,
email VARCHAR(254) NOT NULL,
email_proven_at DATETIME(6) NULL,
created_at DATETIME(6) NOT NULL,
updated_at DATETIME(6) NOT NULL,
UNIQUE KEY public_id (public_id),
UNIQUE KEY wp_user_id (wp_user_id),
KEY email (email),
KEY name (name)
"""


def upgrade() -> None:
    create_table("customers", COLUMNS)


def downgrade() -> None:
    drop_table("customers")
