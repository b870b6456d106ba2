"""One attempt to pay an order. A provider's payment pays at most one order."""

from wp_bridge.migrations.ddl import ID, code, create_table, drop_table

revision = "0011"
down_revision = "0010"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
public_id {ID} NOT NULL,
order_id BIGINT UNSIGNED NOT NULL,
provider {code(24)} NOT NULL,
provider_payment_id {code(190)} NULL,
provider_reference {code(190)} NULL,
status {code(16)} NOT NULL,
mode {code(8)} NOT NULL,
currency {code(3)} NOT NULL,
amount_minor BIGINT UNSIGNED NOT NULL,
refunded_minor BIGINT UNSIGNED NOT NULL DEFAULT 0,
confirmed_by VARCHAR(190) NOT NULL DEFAULT '',
failure VARCHAR(255) NOT NULL DEFAULT '',
created_at DATETIME(6) NOT NULL,
settled_at DATETIME(6) NULL,
request_id {code(64)} NOT NULL,
UNIQUE KEY public_id (public_id),
UNIQUE KEY provider_payment (provider, provider_payment_id),
KEY order_payments (order_id),
KEY pending (status, created_at),
CONSTRAINT {{p}}payment_order FOREIGN KEY (order_id) REFERENCES {{p}}orders (id),
CONSTRAINT {{p}}payment_status CHECK (status IN ('pending', 'settled', 'failed', 'surplus')),
CONSTRAINT {{p}}payment_refunded CHECK (refunded_minor <= amount_minor)
"""


def upgrade() -> None:
    create_table("payments", COLUMNS)


def downgrade() -> None:
    drop_table("payments")
