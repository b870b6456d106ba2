"""The services of a version, with the name each had then; none with any_service = 0 means none, never any."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0008"
down_revision = "0007"

COLUMNS = f"""
package_version_id BIGINT UNSIGNED NOT NULL,
host {code(32)} NOT NULL,
service_id {code(64)} NOT NULL,
service_name VARCHAR(190) NOT NULL,
PRIMARY KEY (package_version_id, host, service_id),
CONSTRAINT {{p}}service_version FOREIGN KEY (package_version_id) REFERENCES {{p}}package_versions (id)
"""


def upgrade() -> None:
    create_table("package_services", COLUMNS)


def downgrade() -> None:
    drop_table("package_services")
