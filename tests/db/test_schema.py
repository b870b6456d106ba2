"""Migrations: one at a time, and safe to run again from any point."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from devstack.stack import Stack
from sidecar.clock import SystemClock
from wp_bridge import database, leases, schema
from wp_bridge.database import Database
from wp_bridge.errors import DatabaseUnavailable

EMPTY = "empty"


@pytest.fixture
def empty(stack: Stack) -> Iterator[Database]:
    """A database without any table of ours, under another prefix than usual."""
    stack.mariadb.drop_database(EMPTY)
    stack.mariadb.create_database(EMPTY)
    db = Database(stack.mariadb.url(EMPTY).replace("mysql:", "mysql+pymysql:"), "studio7_", SystemClock())
    yield db
    db.close()


def test_two_processes_migrating_at_once_get_one_whole_schema(empty: Database) -> None:
    with ThreadPoolExecutor(2) as pool:
        reached = list(pool.map(lambda holder: schema.migrate(empty, holder), ("first", "second")))
    assert reached == [schema.head()] * 2
    tables = empty.transact(lambda tx: tx.all("SHOW TABLES"))
    assert {next(iter(row.values()))[:11] for row in tables} == {"studio7_sp_"}


@pytest.mark.parametrize("lost", ["0001", "0012", "0020"])
def test_a_step_that_was_done_but_not_recorded_is_done_again_without_harm(empty: Database, lost: str) -> None:
    """What a crash between a DDL statement and its record in the version table leaves behind."""
    schema.migrate(empty, "first")
    empty.transact(lambda tx: tx.run("UPDATE {p}schema_version SET version_num = %s", (lost,)))
    assert not schema.is_current(empty)
    assert schema.migrate(empty, "again") == schema.head()


def test_a_lease_is_held_by_one_and_taken_over_when_it_ran_out(empty: Database) -> None:
    leases.ensure_table(empty)
    assert leases.claim(empty, "scheduler", "a", 60)
    assert leases.claim(empty, "scheduler", "a", 60), "its holder renews it"
    assert not leases.claim(empty, "scheduler", "b", 60)
    empty.transact(lambda tx: tx.run("UPDATE {p}leases SET expires_at = UTC_TIMESTAMP(6)"))
    assert leases.claim(empty, "scheduler", "b", 60)
    assert not leases.claim(empty, "scheduler", "a", 60)
    leases.release(empty, "scheduler", "a")
    assert not leases.claim(empty, "scheduler", "c", 60), "only the holder can give it back"


def test_a_step_may_take_longer_than_a_question(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a table of millions needs is no sign of a server that has gone away."""
    monkeypatch.setitem(database.CONNECT, "read_timeout", 1)
    impatient = Database(str(empty.engine.url.render_as_string(hide_password=False)), "studio7_", SystemClock())
    slow = "SELECT SLEEP(1.5)"
    with pytest.raises(DatabaseUnavailable):
        impatient.transact(lambda tx: tx.scalar(slow), deadline=0)
    engine = impatient.patient()
    with engine.connect() as connection:
        assert connection.exec_driver_sql(slow).scalar_one() == 0
    engine.dispose()
    impatient.close()
