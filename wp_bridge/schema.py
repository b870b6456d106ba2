"""Bringing our tables to the version this program needs, one process at a time; refusing servers that are too old."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.migration import MigrationInfo
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from wp_bridge import leases
from wp_bridge.database import Database, reason
from wp_bridge.errors import DatabaseUnavailable, UnsupportedServer

LEASE = "migrate"
LEASE_SECONDS = 30
MARIADB_MIN = (10, 6)
MYSQL_MIN = (8, 0, 16)  # before that, CHECK constraints are parsed and ignored


def check_server(db: Database) -> str:
    """The server's version text. Raises `UnsupportedServer` for one that does not enforce CHECK constraints."""
    text = str(db.transact(lambda tx: tx.scalar("SELECT VERSION()")))
    numbers = tuple(int(part) for part in text.split("-", maxsplit=1)[0].split(".")[:3])
    is_mariadb = "mariadb" in text.lower()
    minimum = MARIADB_MIN if is_mariadb else MYSQL_MIN
    if numbers < minimum:
        wanted = ".".join(map(str, minimum))
        raise UnsupportedServer(f"{'MariaDB' if is_mariadb else 'MySQL'} {text} is too old; needed is {wanted} or newer")
    return text


def current(db: Database) -> str | None:
    """The revision the tables are at; None before the first."""
    with _connection(db) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": f"{db.prefix}sp_schema_version"})
        return context.get_current_revision()


def head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_current(db: Database) -> bool:
    return current(db) == head()


def migrate(db: Database, holder: str, wait_seconds: float = 60, say: Callable[[str], None] = lambda _: None) -> str | None:
    """Bring the tables to the newest revision and return it. Waits at most `wait_seconds` for another who migrates."""
    check_server(db)
    leases.ensure_table(db)
    with _lease(db, holder, wait_seconds, say):
        with _connection(db, patient=True) as connection:
            config = _config()
            config.attributes.update(connection=connection, prefix=db.prefix, on_step=lambda step, **_: say(_told(step)))
            command.upgrade(config, "head")
            connection.commit()
        return current(db)


@contextmanager
def _connection(db: Database, *, patient: bool = False) -> Iterator[Connection]:
    """Raises `DatabaseUnavailable` when it cannot be had, is lost, or the account may not do what is asked."""
    engine = db.patient() if patient else db.engine
    try:
        with engine.connect() as connection:
            yield connection
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise DatabaseUnavailable(reason(error)) from error
    finally:
        if patient:
            engine.dispose()


def _told(step: MigrationInfo) -> str:
    """`revision 0017: the queue of record`: its number and the beginning of its docstring."""
    script = ScriptDirectory.from_config(_config()).get_revision(step.up_revision_id or "head")
    return f"revision {script.revision}: {re.split('[:;,.]', script.doc)[0].lower()}" if script else "revision"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _lease(db: Database, holder: str, wait_seconds: float, say: Callable[[str], None]) -> Iterator[None]:
    end = time.monotonic() + wait_seconds
    while not leases.claim(db, LEASE, holder, LEASE_SECONDS):
        if time.monotonic() >= end:
            raise DatabaseUnavailable("another process has been migrating for too long")
        say("another process is migrating; waiting")
        time.sleep(0.2)
    stop = threading.Event()
    beat = threading.Thread(target=_heartbeat, args=(db, holder, stop), daemon=True)
    beat.start()
    try:
        yield
    finally:
        stop.set()
        beat.join()
        leases.release(db, LEASE, holder)


def _heartbeat(db: Database, holder: str, stop: threading.Event) -> None:
    """A long ALTER on a big table must not lose the lease to an impatient second process."""
    while not stop.wait(LEASE_SECONDS / 3):
        leases.claim(db, LEASE, holder, LEASE_SECONDS)
