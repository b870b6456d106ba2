"""Connections that break while COMMIT is under way: after it was kept, or before."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pymysql

from wp_bridge import database


@contextmanager
def commits(*fates: str) -> Iterator[None]:
    """As `broken_commits`, and every fate must have come true."""
    with broken_commits(*fates) as left:
        yield
    assert left == []


@contextmanager
def broken_commits(*fates: str) -> Iterator[list[str]]:
    """The fate of each COMMIT of a write, in turn: `kept` or `lost`. In both cases the caller's connection is dead before the answer."""
    real_run, real_commit = database.Transaction.run, database.Database._commit
    left, writing = list(fates), set()

    def run(self: database.Transaction, sql: str, params: database.Params = ()) -> int:
        if sql.startswith(("INSERT", "UPDATE")):
            writing.add(id(self._connection))
        return real_run(self, sql, params)

    def commit(self: database.Database, connection: Any) -> None:
        fate = left.pop(0) if left and id(connection) in writing else ""
        writing.discard(id(connection))
        if fate == "kept":
            connection.commit()
        if fate:
            kill(connection)
        real_commit(self, connection)

    with mock.patch.object(database.Transaction, "run", run), mock.patch.object(database.Database, "_commit", commit):
        yield left


def kill(connection: Any) -> None:
    raw = connection.dbapi_connection
    killer = pymysql.connect(host=raw.host, port=raw.port, user=raw.user.decode(), password=raw.password.decode())
    killer.cursor().execute(f"KILL CONNECTION {raw.thread_id()}")
    killer.close()
