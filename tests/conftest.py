"""The real stack under var/test, started once a session, and Runtimes on databases that are put back to a snapshot."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from devstack.stack import Stack
from sidecar import config, runtime
from sidecar.runtime import Runtime
from tests.reset import Reset
from tests.studio import Studio
from wp_bridge import schema

ROOT = Path(__file__).parent.parent
PLUGINS = ROOT / "wp-plugin-stub"
# A property is right or wrong, however slow the machine is that asks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
CORE = "core"  # the database of tests without PHP; the site itself lives in `wp`


class Together(LoadScopeScheduling):
    """What runs beside what: files, and all that is done in the one furnished site stays together and in its order.

    xdist's own groups do not reach pytest 9's names of tests.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "e2e" if nodeid.startswith("tests/e2e/") else nodeid.split("::", 1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return Together(config, log)


def folder_name() -> str:
    """Every process of a run has a stack of its own."""
    name, process = os.environ.get("SP_TEST_FOLDER", "test"), os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return name if process == "gw0" else f"{name}-{process}"


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """MariaDB, Redis, mail catcher and an installed WordPress with the booking plugin; PHP and sidecar start on demand."""
    with Stack(ROOT / "var" / folder_name(), flush_log=0) as running:
        running.start_stores()
        running.start_mail()
        start_with_pristine_site(running)
        running.wordpress.install_plugin_from_source(PLUGINS / "simple-bookings")
        running.wordpress.activate_plugin("simple-bookings/simple-bookings.php")
        yield running


def start_with_pristine_site(stack: Stack) -> None:
    """WordPress as after its installation, whatever an earlier run did in this folder."""
    snapshot = stack.root / f"{stack.wordpress.database}-pristine.sql"
    if not snapshot.exists():
        (stack.root / "site.done").unlink(missing_ok=True)
    if stack.install_site(title="Lotus Studio"):
        stack.mariadb.snapshot(stack.wordpress.database, "pristine")
    else:
        stack.mariadb.restore(stack.wordpress.database, snapshot)
        stack.wordpress.use_url()
    shutil.rmtree(stack.wordpress.docroot / "wp-content" / "plugins" / "session-packages", ignore_errors=True)


@pytest.fixture(scope="session")
def core_snapshot(stack: Stack) -> Path:
    """WordPress's tables, the host's tables and ours, empty, in a database of their own."""
    stack.mariadb.create_database(CORE)
    stack.mariadb.restore(CORE, stack.mariadb.snapshot(stack.wordpress.database, "fresh"))
    rt = runtime.build(core_config(stack))
    schema.migrate(rt.db, "tests")
    rt.db.close()
    return stack.mariadb.snapshot(CORE, "core")


@pytest.fixture(scope="session")
def core(stack: Stack, core_snapshot: Path) -> Reset:
    return Reset(stack.mariadb.url(CORE))


@pytest.fixture
def rt(stack: Stack, core: Reset) -> Iterator[Runtime]:
    """A Runtime on an empty core database, the real Redis, and the machine's clock."""
    core.wipe()
    built = runtime.build(core_config(stack))
    built.queue.redis.flushall()
    yield built
    built.db.close()


@pytest.fixture
def studio(rt: Runtime) -> Studio:
    """Alice has a package, Bob has none, Carol runs the studio."""
    return Studio(rt)


def core_config(stack: Stack) -> config.Config:
    environment = stack.sidecar.environment | {"SP_DATABASE_URL": stack.mariadb.url(CORE)}
    return config.load(environment)
