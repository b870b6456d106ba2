"""Long work that staff ask for: a file of balances to import, many packages to extend. One row an item, done once."""

from wp_bridge.migrations.ddl import ID, add_column, add_key, code, create_table, drop_column, drop_key, drop_table

revision = "0049"
down_revision = "0048"

TASKS = f"""
id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
public_id {ID} NOT NULL,
kind {code(16)} NOT NULL,
status {code(16)} NOT NULL,
label VARCHAR(190) NOT NULL,
asked TEXT NOT NULL,
total INT UNSIGNED NOT NULL DEFAULT 0,
bad INT UNSIGNED NOT NULL DEFAULT 0,
made INT UNSIGNED NOT NULL DEFAULT 0,
skipped INT UNSIGNED NOT NULL DEFAULT 0,
created_by VARCHAR(190) NOT NULL,
created_by_user BIGINT UNSIGNED NULL,
request_id {code(64)} NOT NULL,
created_at DATETIME(6) NOT NULL,
touched_at DATETIME(6) NOT NULL,
ended_at DATETIME(6) NULL,
UNIQUE KEY public_id (public_id),
KEY status (status, touched_at)
"""
ITEMS = f"""
task_id BIGINT UNSIGNED NOT NULL,
number INT UNSIGNED NOT NULL,
state {code(8)} NOT NULL,
data TEXT NOT NULL,
code {code(32)} NOT NULL DEFAULT '',
customer_package_id BIGINT UNSIGNED NULL,
PRIMARY KEY (task_id, number),
KEY by_state (task_id, state, number)
"""


def upgrade() -> None:
    """Rows of a file are recognised by the order that they became: no file and no row is imported twice."""
    create_table("tasks", TASKS)
    create_table("task_items", ITEMS)
    add_column("orders", "import_key", f"{code(64)} NULL")
    add_key("orders", "import_key", "import_key", unique=True)


def downgrade() -> None:
    drop_key("orders", "import_key")
    drop_column("orders", "import_key")
    drop_table("task_items")
    drop_table("tasks")
