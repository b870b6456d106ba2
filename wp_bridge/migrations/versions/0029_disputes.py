"""A buyer's bank, or PayPal, asks money back: the package rests until it is decided."""

from wp_bridge.migrations.ddl import ID, code, create_table, drop_table

revision = "0029"
down_revision = "0028"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
public_id {ID} NOT NULL,
provider {code(24)} NOT NULL,
provider_dispute_id {code(190)} NOT NULL,
payment_id BIGINT UNSIGNED NOT NULL,
order_id BIGINT UNSIGNED NOT NULL,
status {code(8)} NOT NULL,
mode {code(8)} NOT NULL,
currency {code(3)} NOT NULL,
amount_minor BIGINT UNSIGNED NOT NULL,
reason VARCHAR(190) NOT NULL DEFAULT '',
opened_at DATETIME(6) NOT NULL,
closed_at DATETIME(6) NULL,
UNIQUE KEY public_id (public_id),
UNIQUE KEY provider_dispute (provider, provider_dispute_id),
KEY of_order (order_id, status),
CONSTRAINT {{p}}dispute_payment FOREIGN KEY (payment_id) REFERENCES {{p}}payments (id),
CONSTRAINT {{p}}dispute_order FOREIGN KEY (order_id) REFERENCES {{p}}orders (id),
CONSTRAINT {{p}}dispute_status CHECK (status IN ('open', 'won', 'lost'))
"""


def upgrade() -> None:
    create_table("disputes", COLUMNS)


def downgrade() -> None:
    drop_table("disputes")
