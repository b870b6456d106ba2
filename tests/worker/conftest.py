"""A Runtime that delivers to a site of our own making, and the product's processes run as in production."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from devstack.processes import Process
from devstack.stack import Stack
from jobs import runtime as job_runtime
from sidecar import config, queue, runtime
from sidecar.runtime import Runtime
from tests.worker.mail_server import MailServer, Serve, certificates
from tests.worker.outbox_rows import Rows
from tests.worker.site import FakeSite
from wp_bridge import keys

DATABASE = "jobs"  # of these tests alone, made once; what a test could stumble over is deleted before each
EMPTY = "empty"  # a database without any table
LEFT_BEHIND = ("outbox", "staff_notices", "site_keys", "leases", "sweep_runs", "settings")
COMMAND = Path(sys.executable).parent / "session-packages"
Starter = Callable[..., Process]


@pytest.fixture
def site() -> Iterator[FakeSite]:
    running = FakeSite()
    yield running
    running.close()


@pytest.fixture(scope="session")
def database(stack: Stack, core_snapshot: Path) -> str:
    stack.mariadb.create_database(DATABASE)
    stack.mariadb.restore(DATABASE, core_snapshot)
    return stack.mariadb.url(DATABASE)


@pytest.fixture
def settings(stack: Stack, database: str, site: FakeSite) -> dict[str, str]:
    """The environment of the sidecar's processes: an outbox and a Redis without anything, the fake site."""
    stack.mariadb.query(";".join(f"DELETE FROM wp_sp_{table}" for table in LEFT_BEHIND), DATABASE)
    stack.redis.flush()
    return stack.sidecar.environment | {"SP_DATABASE_URL": database, "SP_SITE_URL": site.url}


@pytest.fixture
def fresh(stack: Stack, settings: dict[str, str]) -> Iterator[dict[str, str]]:
    """The same on a database without our tables."""
    stack.mariadb.drop_database(EMPTY)
    stack.mariadb.create_database(EMPTY)
    yield settings | {"SP_DATABASE_URL": stack.mariadb.url(EMPTY)}
    stack.mariadb.drop_database(EMPTY)


@pytest.fixture
def rt(settings: dict[str, str]) -> Iterator[Runtime]:
    """Connected with the fake site."""
    built = runtime.build(config.load(settings))
    key = keys.SiteKey("sp-test", built.vault.seal(os.urandom(32)), "0000-0000", settings["SP_SITE_URL"], built.clock.now())
    built.db.transact(lambda tx: keys.add(tx, key, "wp_"))
    yield built
    built.db.close()


@pytest.fixture
def rows(rt: Runtime) -> Rows:
    return Rows(rt)


@pytest.fixture
def start(stack: Stack, settings: dict[str, str]) -> Iterator[Starter]:
    """Starts `session-packages <command>`, or a line of Python with `code`; `changes` are further settings."""
    running: list[Process] = []

    def begin(command: str, code: str = "", **changes: str) -> Process:
        line = [sys.executable, "-c", code] if code else [COMMAND, command]
        process = Process(f"test-{command}-{len(running)}", line, stack.root, env=settings | changes)
        running.append(process)
        process.start()
        return process

    yield begin
    for process in running:
        process.kill9()


@pytest.fixture
def work(rt: Runtime, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleWorker]:
    """`work.work(burst=True)` does what Redis holds, in this process."""
    monkeypatch.setattr(job_runtime, "current", lambda: rt)
    connection = queue.connect(rt.config.redis_url, timeout=5)
    yield SimpleWorker([queue.NAME], connection=connection, serializer=JSONSerializer)
    connection.close()


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Starts a mail server; its certificate's authority is trusted here."""
    running: list[MailServer] = []
    root, certificate = certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(root))

    def begin(security: str = "none", **changes: Any) -> MailServer:
        server = MailServer(security, certificate=None if security == "none" else certificate, **changes).up()
        running.append(server)
        return server

    yield begin
    for server in running:
        server.down()
