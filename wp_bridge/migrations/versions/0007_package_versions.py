"""Immutable terms. An order binds one, so editing a package never touches what was sold."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0007"
down_revision = "0006"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
package_id BIGINT UNSIGNED NOT NULL,
number INT UNSIGNED NOT NULL,
name VARCHAR(190) NOT NULL,
description TEXT NOT NULL,
sessions INT UNSIGNED NOT NULL,
price_minor BIGINT UNSIGNED NOT NULL,
currency {code(3)} NOT NULL,
validity_days INT UNSIGNED NOT NULL,
validity_from {code(16)} NOT NULL,
visit_before_expiry TINYINT(1) NOT NULL,
per_person TINYINT(1) NOT NULL,
any_service TINYINT(1) NOT NULL,
terms_text TEXT NOT NULL,
tax_rate_bp INT UNSIGNED NOT NULL DEFAULT 0,
tax_label VARCHAR(64) NOT NULL DEFAULT '',
created_at DATETIME(6) NOT NULL,
created_by VARCHAR(190) NOT NULL DEFAULT '',
UNIQUE KEY package_number (package_id, number),
CONSTRAINT {{p}}version_package FOREIGN KEY (package_id) REFERENCES {{p}}packages (id),
CONSTRAINT {{p}}version_sessions CHECK (sessions >= 1),
CONSTRAINT {{p}}version_from CHECK (validity_from IN ('activation', 'first_use'))
"""


def upgrade() -> None:
    create_table("package_versions", COLUMNS)


def downgrade() -> None:
    drop_table("package_versions")
