"""The test database's own guards, dropped for a while and put back exactly as they were."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pymysql

from tests.reset import Reset

PREFIX = "wp_sp_"


class Schema:
    """Rows that only the missing guard allowed would keep it from coming back, so they go first."""

    def __init__(self, url: str, core: Reset) -> None:
        self._url, self._core = url, core

    @contextmanager
    def without_unique(self, table: str, key: str) -> Iterator[None]:
        columns = self._line(table, rf"UNIQUE KEY `{key}` (\(.*\)),?")
        self._run(f"ALTER TABLE {PREFIX}{table} DROP INDEX {key}, ADD INDEX {key} {columns}")
        try:
            yield
        finally:
            self._core.wipe()
            self._run(f"ALTER TABLE {PREFIX}{table} DROP INDEX {key}, ADD UNIQUE {key} {columns}")

    @contextmanager
    def without_check(self, table: str, name: str) -> Iterator[None]:
        condition = self._line(table, rf"CONSTRAINT `{PREFIX}{name}` CHECK (\(.*\)),?")
        self._run(f"ALTER TABLE {PREFIX}{table} DROP CONSTRAINT {PREFIX}{name}")
        try:
            yield
        finally:
            self._core.wipe()
            self._run(f"ALTER TABLE {PREFIX}{table} ADD CONSTRAINT {PREFIX}{name} CHECK {condition}")

    @contextmanager
    def without_trigger(self, name: str) -> Iterator[None]:
        made = self._run(f"SHOW CREATE TRIGGER {PREFIX}{name}")[0][2]
        self._run(f"DROP TRIGGER {PREFIX}{name}")
        try:
            yield
        finally:
            self._run(made)

    def _line(self, table: str, pattern: str) -> str:
        text = self._run(f"SHOW CREATE TABLE {PREFIX}{table}")[0][1]
        found = re.search(rf"^\s*{pattern}$", text, re.MULTILINE)
        if found is None:
            raise LookupError(f"{table} has no {pattern}")
        return found.group(1)

    def _run(self, sql: str) -> list[Any]:
        at = urlsplit(self._url)
        account: dict[str, Any] = {"host": at.hostname, "port": at.port, "user": at.username, "password": at.password}
        connection = pymysql.connect(**account, database=at.path.strip("/"), autocommit=True)
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())
