"""Append-only: one row per event on a customer package. The balance is the sum of the deltas."""

from wp_bridge.migrations.ddl import code, create_table, drop_table

revision = "0015"
down_revision = "0014"

COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
customer_package_id BIGINT UNSIGNED NOT NULL,
entry_key {code(96)} NOT NULL,
kind {code(16)} NOT NULL,
delta INT NOT NULL,
delta_paid INT NOT NULL,
delta_free INT NOT NULL,
balance_after INT NOT NULL,
paid_after INT NOT NULL,
actor_kind {code(16)} NOT NULL,
actor_user_id BIGINT UNSIGNED NULL,
actor_name VARCHAR(190) NOT NULL DEFAULT '',
reason VARCHAR(255) NOT NULL DEFAULT '',
host {code(32)} NULL,
booking_id {code(64)} NULL,
service_name VARCHAR(190) NOT NULL DEFAULT '',
redemption_id BIGINT UNSIGNED NULL,
order_id BIGINT UNSIGNED NULL,
refund_id BIGINT UNSIGNED NULL,
expires_at_old DATETIME(6) NULL,
expires_at_new DATETIME(6) NULL,
valid_through_old DATE NULL,
valid_through_new DATE NULL,
request_id {code(64)} NOT NULL,
created_at DATETIME(6) NOT NULL,
UNIQUE KEY entry_key (entry_key),
KEY history (customer_package_id, id),
KEY by_day (created_at, kind),
CONSTRAINT {{p}}ledger_cp FOREIGN KEY (customer_package_id) REFERENCES {{p}}customer_packages (id),
CONSTRAINT {{p}}ledger_split CHECK (delta = delta_paid + delta_free),
CONSTRAINT {{p}}ledger_after CHECK (balance_after >= 0 AND paid_after >= 0 AND paid_after <= balance_after),
CONSTRAINT {{p}}ledger_kind CHECK (
  (kind IN ('grant', 'reinstate', 'refund_release', 'transfer_in') AND delta >= 0)
  OR (kind IN ('redeem', 'refund_hold', 'revoke', 'transfer_out') AND delta <= 0)
  OR kind = 'adjust'
  OR (kind IN ('validity', 'suspend', 'resume') AND delta = 0))
"""


def upgrade() -> None:
    create_table("ledger", COLUMNS)


def downgrade() -> None:
    drop_table("ledger")
