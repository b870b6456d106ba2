"""One purchase, bound to the terms, price and tax as they stood."""

from wp_bridge.migrations.ddl import ID, code, create_table, drop_table

revision = "0010"
down_revision = "0009"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
public_id {ID} NOT NULL,
reference {code(16)} NOT NULL,
customer_id BIGINT UNSIGNED NOT NULL,
package_id BIGINT UNSIGNED NOT NULL,
package_version_id BIGINT UNSIGNED NOT NULL,
status {code(24)} NOT NULL,
method {code(24)} NOT NULL,
mode {code(8)} NOT NULL,
currency {code(3)} NOT NULL,
amount_minor BIGINT UNSIGNED NOT NULL,
net_minor BIGINT UNSIGNED NOT NULL,
tax_minor BIGINT UNSIGNED NOT NULL,
tax_rate_bp INT UNSIGNED NOT NULL DEFAULT 0,
tax_label VARCHAR(64) NOT NULL DEFAULT '',
paid_minor BIGINT UNSIGNED NOT NULL DEFAULT 0,
refunded_minor BIGINT UNSIGNED NOT NULL DEFAULT 0,
receipt_number BIGINT UNSIGNED NULL,
buyer_name VARCHAR(190) NOT NULL,
buyer_email VARCHAR(254) NOT NULL,
placed_at DATETIME(6) NOT NULL,
paid_at DATETIME(6) NULL,
ended_at DATETIME(6) NULL,
end_reason VARCHAR(255) NOT NULL DEFAULT '',
request_id {code(64)} NOT NULL,
UNIQUE KEY public_id (public_id),
UNIQUE KEY reference (reference),
UNIQUE KEY receipt_number (mode, receipt_number),
KEY customer (customer_id, placed_at),
KEY waiting (status, placed_at),
CONSTRAINT {{p}}order_customer FOREIGN KEY (customer_id) REFERENCES {{p}}customers (id),
CONSTRAINT {{p}}order_version FOREIGN KEY (package_version_id) REFERENCES {{p}}package_versions (id),
CONSTRAINT {{p}}order_status CHECK (status IN ('awaiting_payment', 'paid', 'cancelled')),
CONSTRAINT {{p}}order_tax CHECK (net_minor + tax_minor = amount_minor),
CONSTRAINT {{p}}order_refunded CHECK (refunded_minor <= paid_minor)
"""


def upgrade() -> None:
    create_table("orders", COLUMNS)


def downgrade() -> None:
    drop_table("orders")
