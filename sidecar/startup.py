"""What every process does before it works: settings read, the database waited for, its version and tables checked."""

import os
import socket
import time
from collections.abc import Callable

from sidecar import config, logs, runtime
from sidecar.runtime import Runtime
from wp_bridge import schema
from wp_bridge.errors import BridgeError, DatabaseUnavailable, SchemaOutdated

Say = Callable[[str], None]
Sleep = Callable[[float], object]
DatabaseAway = BridgeError  # what any use case raises while the database is away or does not get on

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
TOLD_EVERY = 30.0


def prepare() -> Runtime:
    """The process's runtime and its logging. Raises `ConfigError`; opens no connection yet."""
    settings = config.load(os.environ)
    logs.configure(settings.log_level)
    return runtime.build(settings)


def process_name() -> str:
    """Who holds a lease: found again by a person who looks for the process."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{os.urandom(3).hex()}"


def wait_for_database(rt: Runtime, say: Say, seconds: float | None = None, sleep: Sleep = time.sleep) -> None:
    """Until the database answers. Raises `DatabaseUnavailable` after `seconds`; None waits as long as it takes."""
    end = None if seconds is None else time.monotonic() + seconds
    told, pause = 0.0, FIRST_PAUSE
    while (why := _reason(rt)) is not None:
        if not told or time.monotonic() - told >= TOLD_EVERY:
            say(f"the database is not reachable ({why}); waiting for it")
            told = time.monotonic()
        if end is not None and time.monotonic() >= end:  # after it was said: the very first try may take all the time
            raise DatabaseUnavailable(why)
        sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE, LONGEST_PAUSE if end is None else max(0.1, end - time.monotonic()))


def check(rt: Runtime) -> str:
    """The database server's version. Raises `UnsupportedServer`, or `SchemaOutdated` with the command that helps."""
    version = schema.check_server(rt.db)
    found, needed = schema.current(rt.db), schema.head()
    if found != needed:
        raise SchemaOutdated(f"the tables are at revision {found or 'none'}, needed is {needed}; run: session-packages migrate")
    return version


def migrate(rt: Runtime, say: Say) -> str | None:
    """The newest revision, which the tables then are at. Raises `UnsupportedServer`, `DatabaseUnavailable`."""
    return schema.migrate(rt.db, process_name(), say=say)


def _reason(rt: Runtime) -> str | None:
    try:
        rt.db.transact(lambda tx: tx.scalar("SELECT 1"), deadline=time.monotonic())
    except BridgeError as error:
        return str(error)
    return None
