"""Carol's studio with the emulated providers: every order, event and look goes through the real gateways."""

from collections.abc import Callable, Iterator

import click
import pytest
from flask.testing import FlaskClient

from devstack.providers import Emulator
from devstack.stack import Stack
from sidecar import config, runtime
from sidecar.runtime import Runtime
from sidecar.web.app import create_app
from tests.conftest import CORE
from tests.http.conftest import Plugin, paired
from tests.payments.till import Till
from tests.reset import Reset

Say = Callable[[str], None]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """One for each test, for long ones leave much behind."""
    with Emulator() as running:
        yield running


@pytest.fixture
def environment(stack: Stack, emulator: Emulator) -> dict[str, str]:
    """Of a process in test mode with keys for both providers."""
    return stack.sidecar.environment | {"SP_DATABASE_URL": stack.mariadb.url(CORE)} | emulator.settings()


@pytest.fixture
def rt(core: Reset, environment: dict[str, str]) -> Iterator[Runtime]:
    """As `tests.conftest.rt`, with both providers."""
    core.wipe()
    built = runtime.build(config.load(environment))
    built.queue.redis.flushall()
    yield built
    built.db.close()


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Figures, for whoever runs it."""

    def said(text: str) -> None:
        with capsys.disabled():
            click.echo(f"\n{text}")

    return said


@pytest.fixture
def till(rt: Runtime, emulator: Emulator) -> Till:
    """Alice buys, Bob has bought nothing, Carol looks after the till."""
    return Till(rt, emulator)


@pytest.fixture
def client(rt: Runtime) -> FlaskClient:
    """Anybody on the network."""
    return create_app(rt.config, rt).test_client()


@pytest.fixture
def plugin(client: FlaskClient, rt: Runtime) -> Plugin:
    return paired(client, rt)
