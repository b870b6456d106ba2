"""One customer's copy of a package: balance, validity and the facts its status derives from."""

from wp_bridge.migrations.ddl import ID, code, create_table, drop_table

revision = "0012"
down_revision = "0011"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
public_id {ID} NOT NULL,
customer_id BIGINT UNSIGNED NOT NULL,
order_id BIGINT UNSIGNED NULL,
rolled_from_id BIGINT UNSIGNED NULL,
package_id BIGINT UNSIGNED NOT NULL,
package_version_id BIGINT UNSIGNED NOT NULL,
mode {code(8)} NOT NULL,
sessions_total INT UNSIGNED NOT NULL,
paid_total INT UNSIGNED NOT NULL,
paid_balance INT NOT NULL,
free_balance INT NOT NULL,
balance INT AS (paid_balance + free_balance) STORED,
used INT NOT NULL DEFAULT 0,
held INT NOT NULL DEFAULT 0,
refunded_sessions INT NOT NULL DEFAULT 0,
refund_pending INT NOT NULL DEFAULT 0,
purchased_at DATETIME(6) NOT NULL,
activated_at DATETIME(6) NOT NULL,
starts_at DATETIME(6) NULL,
expires_at DATETIME(6) NULL,
valid_through DATE NULL,
first_used_at DATETIME(6) NULL,
suspended_by_staff_at DATETIME(6) NULL,
suspended_by_dispute_at DATETIME(6) NULL,
blocked_at DATETIME(6) NULL,
closed_at DATETIME(6) NULL,
base_state {code(16)} AS (CASE
  WHEN closed_at IS NOT NULL THEN 'closed'
  WHEN refunded_sessions > 0 AND paid_balance + free_balance = 0 THEN 'refunded'
  WHEN suspended_by_staff_at IS NOT NULL OR suspended_by_dispute_at IS NOT NULL OR blocked_at IS NOT NULL THEN 'suspended'
  WHEN refund_pending > 0 THEN 'refund_pending'
  WHEN paid_balance + free_balance = 0 AND used > 0 THEN 'fully_redeemed'
  ELSE 'open' END) STORED,
expiry_order DATETIME(6) AS (COALESCE(expires_at, '9999-12-31 00:00:00.000000')) STORED,
UNIQUE KEY public_id (public_id),
UNIQUE KEY order_id (order_id),
KEY customer (customer_id, base_state, expiry_order),
KEY status_list (base_state, expiry_order, id),
KEY package (package_id, purchased_at),
KEY purchased (purchased_at, id),
CONSTRAINT {{p}}cp_customer FOREIGN KEY (customer_id) REFERENCES {{p}}customers (id),
CONSTRAINT {{p}}cp_order FOREIGN KEY (order_id) REFERENCES {{p}}orders (id),
CONSTRAINT {{p}}cp_version FOREIGN KEY (package_version_id) REFERENCES {{p}}package_versions (id),
CONSTRAINT {{p}}cp_paid CHECK (paid_balance >= 0),
CONSTRAINT {{p}}cp_free CHECK (free_balance >= 0),
CONSTRAINT {{p}}cp_used CHECK (used >= 0 AND held >= 0 AND held <= used),
CONSTRAINT {{p}}cp_refunded CHECK (refunded_sessions >= 0 AND refund_pending >= 0 AND refunded_sessions <= paid_total)
"""


def upgrade() -> None:
    create_table("customer_packages", COLUMNS)


def downgrade() -> None:
    drop_table("customer_packages")
