"""How revisions create tables: with the site's prefix, re-runnable, the same engine and character set everywhere."""

from collections.abc import Iterable

from alembic import context, op

ID = "CHAR(26) CHARACTER SET ascii COLLATE ascii_bin"
CODE = "VARCHAR({}) CHARACTER SET ascii COLLATE ascii_bin"


def code(length: int) -> str:
    """A column type for keys, states and foreign ids: bytes compared as bytes."""
    return CODE.format(length)


def prefix() -> str:
    return f"{context.config.attributes['prefix']}sp_"


def create_table(name: str, body: str) -> None:
    """`{p}` in `body` is the prefix of our tables (for references)."""
    columns = body.strip().replace("{p}", prefix())
    execute(
        f"CREATE TABLE IF NOT EXISTS {prefix()}{name} (\n{columns}\n)"
        " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci"
    )


def create_trigger(name: str, timing: str, table: str, body: str) -> None:
    """MySQL knows IF NOT EXISTS for triggers only from 8.0.29 on; dropping first is re-runnable everywhere."""
    execute(f"DROP TRIGGER IF EXISTS {prefix()}{name}")
    execute(f"CREATE TRIGGER {prefix()}{name} {timing} ON {prefix()}{table} FOR EACH ROW {body}")


def drop_table(name: str) -> None:
    execute(f"DROP TABLE IF EXISTS {prefix()}{name}")


def add_column(table: str, name: str, definition: str) -> None:
    """MySQL has no ADD COLUMN IF NOT EXISTS, so a step that was broken off is looked at first."""
    if not _has_column(table, name):
        execute(f"ALTER TABLE {prefix()}{table} ADD COLUMN {name} {definition}")


def add_columns(table: str, definitions: dict[str, str]) -> None:
    """All with one ALTER, which happens whole or not at all."""
    if not _has_column(table, next(iter(definitions))):
        added = ", ".join(f"ADD COLUMN {name} {definition}" for name, definition in definitions.items())
        execute(f"ALTER TABLE {prefix()}{table} {added}")


def drop_columns(table: str, names: Iterable[str]) -> None:
    names = list(names)
    if _has_column(table, names[0]):
        execute(f"ALTER TABLE {prefix()}{table} {', '.join(f'DROP COLUMN {name}' for name in names)}")


def add_key(table: str, name: str, columns: str, *, unique: bool = False) -> None:
    if not _has_key(table, name):
        execute(f"ALTER TABLE {prefix()}{table} ADD {'UNIQUE ' if unique else ''}KEY {name} ({columns})")


def add_keys(table: str, keys: dict[str, str]) -> None:
    """All with one ALTER: a big table is read once."""
    missing = [f"ADD KEY {name} ({columns})" for name, columns in keys.items() if not _has_key(table, name)]
    if missing:
        execute(f"ALTER TABLE {prefix()}{table} {', '.join(missing)}")


def drop_key(table: str, name: str) -> None:
    if _has_key(table, name):
        execute(f"ALTER TABLE {prefix()}{table} DROP KEY {name}")


def drop_column(table: str, name: str) -> None:
    if _has_column(table, name):
        execute(f"ALTER TABLE {prefix()}{table} DROP COLUMN {name}")


def _has_column(table: str, name: str) -> bool:
    found = op.get_bind().exec_driver_sql(
        "SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = %s AND column_name = %s",
        (f"{prefix()}{table}", name),
    )
    return found.first() is not None


def _has_key(table: str, name: str) -> bool:
    found = op.get_bind().exec_driver_sql(
        "SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = %s AND index_name = %s",
        (f"{prefix()}{table}", name),
    )
    return found.first() is not None


def execute(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql)
