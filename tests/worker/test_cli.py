"""The command line: plain sentences, honest exit statuses, no tracebacks."""

import base64

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet

from devstack.ports import free_port
from devstack.processes import answers
from devstack.stack import Stack
from jobs.cli import commands
from sidecar import __version__, cli, config, logs, runtime
from sidecar.usecases import pairing
from tests.worker.conftest import Starter
from tests.worker.outbox_rows import until
from tests.worker.relay import Relay


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "configure", lambda _level: None)


def run(environment: dict[str, str], *words: str) -> Result:
    env: dict[str, str | None] = {"SP_TEST_FOLDER": None, **environment}
    return CliRunner(env=env).invoke(commands, words)


def test_version_and_secret_need_no_settings() -> None:
    assert run({}, "version").output == f"{__version__}\n"
    Fernet(run({}, "secret").output.strip())


@pytest.mark.parametrize("command", ["migrate", "pair", "serve", "worker", "scheduler"])
def test_wrong_settings_are_all_named(settings: dict[str, str], command: str) -> None:
    result = run(settings | {"SP_SECRET_KEY": "short", "SP_BIND": "8061", "SP_MODE": "", "SP_SITE": "x"}, command)
    assert result.exit_code == 2
    assert "SP_SECRET_KEY: expected 32 random bytes" in result.stderr
    assert "SP_BIND: expected host:port" in result.stderr
    assert "SP_SITE: no such setting" in result.stderr
    assert "short" not in result.stderr


@pytest.mark.parametrize("command", ["migrate", "pair"])
def test_without_a_database_it_waits_and_then_says_so(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(cli, "PATIENCE", 0.2)
    url = settings["SP_DATABASE_URL"]
    result = run(settings | {"SP_DATABASE_URL": f"mysql://wp:pass-word@127.0.0.1:1/{url.rsplit('/', 1)[1]}"}, command)
    assert result.exit_code == 1
    assert "The database is not reachable" in result.stderr
    assert "pass-word" not in result.output


def test_migrate_tells_its_steps_and_may_be_repeated(fresh: dict[str, str]) -> None:
    first, again = run(fresh, "migrate"), run(fresh, "migrate")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "Revision 0017: the queue of record." in first.stderr
    assert first.stdout.startswith("The tables are at revision ")
    assert again.stderr == ""


def test_pair_prints_a_code(settings: dict[str, str]) -> None:
    assert run(settings, "pair", "--quiet").stdout.startswith("sp1.")
    told = run(settings, "pair").stdout
    assert "sp1." in told
    assert settings["SP_SITE_URL"] in told


@pytest.mark.parametrize("command", ["pair", "serve"])
def test_nothing_starts_on_tables_of_another_version(fresh: dict[str, str], command: str) -> None:
    result = run(fresh, command)
    assert result.exit_code == 1
    assert "run: session-packages migrate" in result.stderr


def test_serve_waits_for_the_database_migrates_when_told_and_ends(stack: Stack, fresh: dict[str, str], start: Starter) -> None:
    door, port = Relay(stack.ports.mariadb), free_port()
    door.down()
    address = fresh["SP_DATABASE_URL"].replace(f":{stack.ports.mariadb}/", f":{door.port}/")
    code = "from jobs.cli import commands; commands(['serve', '--migrate'])"
    web = start("serve", code, SP_DATABASE_URL=address, SP_BIND=f"127.0.0.1:{port}")
    until(lambda: "The database is not reachable" in web.tail())
    door.up()
    web.wait_until(lambda: answers(f"http://127.0.0.1:{port}/health"), 15, "200 from /health")
    web.stop(grace=5)
    assert "Shutting down: Master" in web.log.read_text()


def test_connection_tells_the_fingerprint_once_paired(settings: dict[str, str]) -> None:
    assert "Not connected yet" in run(settings, "connection").stdout
    known = config.load(settings)
    rt = runtime.build(known)
    key = base64.b64encode(bytes(range(32))).decode()
    code = pairing.read_code(run(settings, "pair", "--quiet").stdout.strip())
    paired = pairing.pair(rt, pairing.PairingRequest(code, known.site_url, known.table_prefix, key))
    rt.db.close()
    assert f"fingerprint {paired.fingerprint}" in run(settings, "connection").stdout
