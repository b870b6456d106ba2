"""Money going back: written as an intent before the provider is asked."""

from wp_bridge.migrations.ddl import ID, code, create_table, drop_table

revision = "0016"
down_revision = "0015"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
public_id {ID} NOT NULL,
order_id BIGINT UNSIGNED NOT NULL,
payment_id BIGINT UNSIGNED NOT NULL,
customer_package_id BIGINT UNSIGNED NULL,
provider {code(24)} NOT NULL,
provider_refund_id {code(190)} NULL,
status {code(16)} NOT NULL,
mode {code(8)} NOT NULL,
rule {code(24)} NOT NULL,
sessions INT UNSIGNED NOT NULL,
currency {code(3)} NOT NULL,
amount_minor BIGINT UNSIGNED NOT NULL,
reason VARCHAR(255) NOT NULL DEFAULT '',
created_by VARCHAR(190) NOT NULL DEFAULT '',
created_at DATETIME(6) NOT NULL,
settled_at DATETIME(6) NULL,
request_id {code(64)} NOT NULL,
UNIQUE KEY public_id (public_id),
UNIQUE KEY provider_refund (provider, provider_refund_id),
KEY pending (status, created_at),
CONSTRAINT {{p}}refund_order FOREIGN KEY (order_id) REFERENCES {{p}}orders (id),
CONSTRAINT {{p}}refund_payment FOREIGN KEY (payment_id) REFERENCES {{p}}payments (id),
CONSTRAINT {{p}}refund_status CHECK (status IN ('intent', 'pending', 'settled', 'failed'))
"""


def upgrade() -> None:
    create_table("refunds", COLUMNS)


def downgrade() -> None:
    drop_table("refunds")
