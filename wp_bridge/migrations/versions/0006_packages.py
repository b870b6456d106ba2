"""What is for sale; its terms are in package_versions, its selling rules here."""

from wp_bridge.migrations.ddl import ID, code, create_table, drop_table

revision = "0006"
down_revision = "0005"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
public_id {ID} NOT NULL,
status {code(16)} NOT NULL,
current_version_id BIGINT UNSIGNED NULL,
hidden TINYINT(1) NOT NULL DEFAULT 0,
position INT NOT NULL DEFAULT 0,
stock INT UNSIGNED NULL,
sold INT UNSIGNED NOT NULL DEFAULT 0,
customer_limit INT UNSIGNED NULL,
sale_from DATETIME(6) NULL,
sale_until DATETIME(6) NULL,
created_at DATETIME(6) NOT NULL,
updated_at DATETIME(6) NOT NULL,
UNIQUE KEY public_id (public_id),
KEY shelf (status, position, id),
CONSTRAINT {{p}}package_status CHECK (status IN ('draft', 'on_sale', 'archived')),
CONSTRAINT {{p}}package_stock CHECK (stock IS NULL OR sold <= stock)
"""


def upgrade() -> None:
    create_table("packages", COLUMNS)


def downgrade() -> None:
    drop_table("packages")
