"""One try of a booking flow to pay by package, under the host's own key."""

from wp_bridge.migrations.ddl import ID, code, create_table, drop_table

revision = "0013"
down_revision = "0012"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
public_id {ID} NOT NULL,
host {code(32)} NOT NULL,
attempt_key {code(128)} NOT NULL,
request_hash {code(64)} NOT NULL,
customer_package_id BIGINT UNSIGNED NOT NULL,
state {code(16)} NOT NULL,
hold_expires_at DATETIME(6) NULL,
marker VARCHAR(190) NOT NULL DEFAULT '',
created_at DATETIME(6) NOT NULL,
updated_at DATETIME(6) NOT NULL,
request_id {code(64)} NOT NULL,
UNIQUE KEY public_id (public_id),
UNIQUE KEY attempt_key (host, attempt_key),
KEY holds (state, hold_expires_at),
CONSTRAINT {{p}}attempt_cp FOREIGN KEY (customer_package_id) REFERENCES {{p}}customer_packages (id),
CONSTRAINT {{p}}attempt_state CHECK (state IN ('held', 'committed', 'released', 'lapsed'))
"""


def upgrade() -> None:
    create_table("attempts", COLUMNS)


def downgrade() -> None:
    drop_table("attempts")
