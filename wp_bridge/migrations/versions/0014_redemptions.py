"""The lines of an attempt, one per booking. One live redemption per booking, whatever the code does."""

from wp_bridge.migrations.ddl import ID, code, create_table, drop_table

revision = "0014"
down_revision = "0013"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
public_id {ID} NOT NULL,
attempt_id BIGINT UNSIGNED NOT NULL,
customer_package_id BIGINT UNSIGNED NOT NULL,
host {code(32)} NOT NULL,
booking_id {code(64)} NULL,
service_id {code(64)} NOT NULL,
service_name VARCHAR(190) NOT NULL DEFAULT '',
starts_at DATETIME(6) NOT NULL,
people INT UNSIGNED NOT NULL,
sessions_taken INT UNSIGNED NOT NULL,
paid_taken INT UNSIGNED NOT NULL,
sessions_given_back INT UNSIGNED NOT NULL DEFAULT 0,
paid_given_back INT UNSIGNED NOT NULL DEFAULT 0,
state {code(16)} NOT NULL,
booking_status {code(16)} NOT NULL DEFAULT '',
created_at DATETIME(6) NOT NULL,
updated_at DATETIME(6) NOT NULL,
live_booking {code(64)} AS (CASE WHEN state IN ('held', 'committed') THEN booking_id ELSE NULL END) STORED,
UNIQUE KEY public_id (public_id),
UNIQUE KEY live_booking (host, live_booking),
KEY attempt (attempt_id),
KEY customer_package (customer_package_id, id),
KEY booking (host, booking_id),
CONSTRAINT {{p}}redemption_attempt FOREIGN KEY (attempt_id) REFERENCES {{p}}attempts (id),
CONSTRAINT {{p}}redemption_cp FOREIGN KEY (customer_package_id) REFERENCES {{p}}customer_packages (id),
CONSTRAINT {{p}}redemption_state CHECK (state IN ('held', 'committed', 'given_back', 'lapsed')),
CONSTRAINT {{p}}redemption_back CHECK (sessions_given_back <= sessions_taken AND paid_given_back <= paid_taken)
"""


def upgrade() -> None:
    create_table("redemptions", COLUMNS)


def downgrade() -> None:
    drop_table("redemptions")
