"""`session-packages jobs`: what is well, what is late, who leads; its status says whether a person has to look."""

from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from jobs import sweeps
from jobs.cli import commands
from jobs.scheduler import Scheduler
from jobs.sweeps import Sweep
from sidecar import logs
from sidecar.runtime import Runtime
from sidecar.usecases import leading, notify, sweep_runs
from tests.worker.outbox_rows import MAIL, Rows, until
from tests.worker.site import FakeSite
from wp_bridge.database import Database

pytestmark = pytest.mark.mails


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "configure", lambda _level: None)


@pytest.fixture
def healthy(rt: Runtime) -> Runtime:
    leading.lead(rt, "host-7", 600)
    for sweep in sweeps.ALL:
        sweep_runs.began(rt, sweep.name, sweep.seconds, "host-7")
        sweep_runs.ended(rt, sweep.name, "host-7", 3, 0.25)
    return rt


def ask(settings: dict[str, str]) -> Result:
    env: dict[str, str | None] = {"SP_TEST_FOLDER": None, **settings}
    return CliRunner(env=env).invoke(commands, ["jobs"])


def test_when_all_is_well_it_says_so_with_status_0(healthy: Runtime, rows: Rows, settings: dict[str, str]) -> None:
    rows.add()
    result = ask(settings)
    assert result.exit_code == 0, result.output
    assert "Leader: host-7, until " in result.output
    assert "0.25 s" in result.output
    assert "Outbox: 1 waiting, oldest due 0 s ago; 0 dead" in result.output
    assert "Redis: up, 0 jobs queued, NO workers" in result.output
    assert "LATE" not in result.output


def test_a_mail_that_waits_for_more_than_an_hour_is_a_persons_matter(
    healthy: Runtime, rows: Rows, site: FakeSite, settings: dict[str, str]
) -> None:
    """Its next try is always a little ahead, so that nothing is ever due."""
    number = rows.add("mail", MAIL)
    site.mode = "maintenance"
    for seconds, status in ((3500, 0), (200, 1)):
        rows.pass_time(seconds)
        notify.deliver(healthy, [number])
        result = ask(settings)
        assert (result.exit_code, "Mails: LATE" in result.output) == (status, bool(status))
    assert "none due" in result.output
    assert "the site answered 503" in result.output


@pytest.mark.parametrize(("ago", "late"), [(60 + 3 * 5 - 2, False), (60 + 3 * 5 + 2, True)])
def test_a_sweep_is_late_after_three_pauses_and_a_minute(
    healthy: Runtime, settings: dict[str, str], ago: int, late: bool
) -> None:
    sql = "UPDATE {p}sweep_runs SET succeeded_at = succeeded_at - INTERVAL %s SECOND WHERE name = 'deliver outbox'"
    healthy.db.transact(lambda tx: tx.run(sql, (ago,)))
    result = ask(settings)
    assert (result.exit_code, result.output.count("LATE")) == (int(late), int(late))


def test_a_sweep_that_fails_again_and_again_says_why(healthy: Runtime, settings: dict[str, str]) -> None:
    for _ in range(2):
        sweep_runs.ended(healthy, "check ledger", "host-7", ValueError("a bug"), 0.1)
    result = ask(settings)
    assert "failed 2 in a row: ValueError: a bug" in result.output
    assert result.exit_code == 0, "it is not late yet"


def test_a_sweep_that_never_ran_is_late(healthy: Runtime, settings: dict[str, str]) -> None:
    healthy.db.transact(lambda tx: tx.run("DELETE FROM {p}sweep_runs WHERE name = 'lapse holds'"))
    result = ask(settings)
    assert result.exit_code == 1
    [line] = [line for line in result.output.splitlines() if "LATE" in line]
    assert line.startswith("lapse holds")
    assert "never" in line


def test_when_nobody_leads_it_says_so_with_status_1(healthy: Runtime, settings: dict[str, str]) -> None:
    leading.resign(healthy, "host-7")
    result = ask(settings)
    assert result.exit_code == 1
    assert "Leader: NOBODY" in result.output


def test_when_redis_is_down_it_says_so_with_status_1(healthy: Runtime, settings: dict[str, str]) -> None:
    result = ask(settings | {"SP_REDIS_URL": "redis://127.0.0.1:1/0"})
    assert result.exit_code == 1
    assert "Redis: DOWN" in result.output


def test_the_scheduler_notes_what_its_sweeps_do(rt: Runtime) -> None:
    def broken(_rt: Runtime) -> int:
        raise ValueError("a bug")

    scheduler = Scheduler(rt, [Sweep("works", 60, lambda _rt: 4), Sweep("breaks", 60, broken)])
    scheduler.start()
    until(lambda: [seen for seen in look(rt)["breaks"] if seen])
    scheduler.stop()
    works, breaks = look(rt)["works"], look(rt)["breaks"]
    assert works == (4, 0, "")
    assert breaks == (0, 1, "ValueError: a bug")


def look(rt: Runtime) -> dict[str, tuple[int, int, str]]:
    found = sweep_runs.look(rt, {"works": 60, "breaks": 60}).sweeps
    return {seen.name: (seen.run.did, seen.run.failures, seen.run.error) if seen.run else (0, 0, "") for seen in found}


def test_a_run_that_cannot_be_noted_is_done_nevertheless(rt: Runtime) -> None:
    done: list[Runtime] = []
    away = replace(rt, db=Database("mysql+pymysql://nobody@127.0.0.1:1/none", "wp_", rt.clock))
    sweep = Sweep("works", 60, lambda runtime: done.append(runtime) or 1)  # type: ignore[func-returns-value]
    Scheduler(away, [sweep])._run(sweep)
    assert done == [away]
