"""Keys of the owner's list: each view in each order, without looking at what is not shown."""

from wp_bridge.migrations.ddl import add_columns, add_key, add_keys, code, create_trigger, drop_columns, drop_key, execute, prefix

revision = "0045"
down_revision = "0044"

# What has ended is seen by a sweep, for one end: with another end it is open again by itself.
COLUMNS = {
    "ended_seen_for": "DATETIME(6) NULL",
    "list_state": f"{code(16)} AS (IF(base_state = 'open' AND ended_seen_for = expires_at, 'expired', base_state)) STORED",
    "sort_name": "VARCHAR(64) NOT NULL DEFAULT ''",
}
KEYS = {
    "by_purchased": "list_state, purchased_at, id",
    "by_expiry": "list_state, expiry_order, id",
    "by_name": "list_state, sort_name, id",
    "by_start": "starts_at, id",
    "by_version": "package_version_id, purchased_at, id",
}
SORT_NAME = "LEFT(IF(c.name = '', c.email, c.name), 64)"


def upgrade() -> None:
    add_columns("customer_packages", COLUMNS)
    p = prefix()
    named = f"SET NEW.sort_name = COALESCE((SELECT {SORT_NAME} FROM {p}customers c WHERE c.id = NEW.customer_id), '')"
    create_trigger("package_named", "BEFORE INSERT", "customer_packages", named)
    moved = f"IF NEW.customer_id <> OLD.customer_id THEN {named}; END IF"
    create_trigger("package_moved", "BEFORE UPDATE", "customer_packages", moved)
    execute(f"UPDATE {p}customer_packages cp JOIN {p}customers c ON c.id = cp.customer_id SET cp.sort_name = {SORT_NAME}")
    execute(f"UPDATE {p}customer_packages SET ended_seen_for = expires_at WHERE expires_at <= UTC_TIMESTAMP(6)")
    add_keys("customer_packages", KEYS)


def downgrade() -> None:
    for trigger in ("package_named", "package_moved"):
        execute(f"DROP TRIGGER IF EXISTS {prefix()}{trigger}")
    add_key("customer_packages", "version", "package_version_id")  # a foreign key needs one that begins with it
    for key in KEYS:
        drop_key("customer_packages", key)
    drop_columns("customer_packages", reversed(COLUMNS))
