"""Counts and sums that nobody has to add up anew: what happens is noted as a difference, in the transaction in which it happens."""

from wp_bridge.migrations.ddl import code, create_table, create_trigger, drop_table, execute, prefix

revision = "0046"
down_revision = "0045"

# Rows are only added, so nobody waits for anybody: nor for AUTO_INCREMENT, which an UPDATE would lock. A sweep makes few of many.
# `subject` is 'package' or 'ledger'.
COLUMNS = f"""
id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
subject {code(8)} NOT NULL,
version_id BIGINT UNSIGNED NOT NULL DEFAULT 0,
state {code(16)} NOT NULL,
rows_counted BIGINT NOT NULL,
sessions BIGINT NOT NULL DEFAULT 0,
KEY sums (subject, version_id, state, rows_counted, sessions)
"""
TRIGGERS = ("package_counted", "package_recounted", "package_uncounted", "ledger_summed")


def upgrade() -> None:
    create_table("tally", COLUMNS)
    note = f"INSERT INTO {prefix()}tally (id, subject, version_id, state, rows_counted) VALUES"
    added = "(UUID_SHORT(), 'package', NEW.package_version_id, NEW.list_state, 1)"
    removed = "(UUID_SHORT(), 'package', OLD.package_version_id, OLD.list_state, -1)"
    create_trigger("package_counted", "AFTER INSERT", "customer_packages", f"{note} {added}")
    changed = "NEW.list_state <> OLD.list_state OR NEW.package_version_id <> OLD.package_version_id"
    create_trigger(
        "package_recounted", "AFTER UPDATE", "customer_packages", f"IF {changed} THEN {note} {added}, {removed}; END IF"
    )
    create_trigger("package_uncounted", "AFTER DELETE", "customer_packages", f"{note} {removed}")
    columns = "(id, subject, state, rows_counted, sessions)"
    entry = f"INSERT INTO {prefix()}tally {columns} VALUES (UUID_SHORT(), 'ledger', NEW.kind, 1, NEW.delta)"
    create_trigger("ledger_summed", "AFTER INSERT", "ledger", entry)
    _count_what_is_there()


def _count_what_is_there() -> None:
    """Also while others write: whoever has written a package and not yet committed is waited for, and nobody begins meanwhile."""
    p = prefix()
    execute("COMMIT")
    execute("SET SESSION innodb_lock_wait_timeout = 50")
    execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    for table in ("customer_packages", "ledger"):
        execute(f"SELECT COUNT(*) FROM {p}{table} FORCE INDEX (PRIMARY) LOCK IN SHARE MODE")
    execute(f"DELETE FROM {p}tally")
    execute(
        f"INSERT INTO {p}tally (id, subject, version_id, state, rows_counted) SELECT UUID_SHORT(), 'package', t.* FROM"
        f" (SELECT package_version_id, list_state, COUNT(*) FROM {p}customer_packages GROUP BY package_version_id, list_state) t"
    )
    execute(
        f"INSERT INTO {p}tally (id, subject, state, rows_counted, sessions) SELECT UUID_SHORT(), 'ledger', t.* FROM"
        f" (SELECT kind, COUNT(*), SUM(delta) FROM {p}ledger GROUP BY kind) t"
    )
    execute("COMMIT")
    execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
    execute("SET SESSION innodb_lock_wait_timeout = 1")


def downgrade() -> None:
    for trigger in TRIGGERS:
        execute(f"DROP TRIGGER IF EXISTS {prefix()}{trigger}")
    drop_table("tally")
