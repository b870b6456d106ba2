"""Worker and scheduler as real processes: killed, standing by, without their stores."""

import os
import signal
import time
from pathlib import Path

import pytest

from devstack.processes import Process
from devstack.stack import Stack
from sidecar.runtime import Runtime
from sidecar.usecases import notify
from tests.worker.conftest import Starter
from tests.worker.outbox_rows import Rows, until
from tests.worker.relay import Relay
from tests.worker.site import FakeSite
from wp_bridge import job_names

pytestmark = pytest.mark.mails

# The scheduler as the command starts it, but with a lease short enough for a test.
IMPATIENT = "from jobs import scheduler; from sidecar import startup; scheduler.run(startup.prepare(), lease_seconds=2)"


def test_worker_delivers_what_a_commit_offers(rows: Rows, site: FakeSite, start: Starter) -> None:
    worker = ready(start("worker"))
    number = rows.add(offer=True)
    until(lambda: rows.is_done(number))
    assert len(site.items) == 1
    # The row is done a moment before the work horse says so.
    until(lambda: "delivered booking_confirmed" in worker.tail() and "request=test-request" in worker.tail())


def test_worker_killed_in_mid_job_loses_nothing(rt: Runtime, rows: Rows, site: FakeSite, start: Starter) -> None:
    worker = ready(start("worker"))
    site.hold()
    number = rows.add(offer=True)
    until(lambda: site.items)
    horses = children(worker.pid)
    worker.kill9()
    kill(*horses)
    site.let_go()
    assert not rows.is_done(number)
    start("scheduler")
    ready(start("worker"))
    rows.pass_time(notify.CLAIM_SECONDS)
    until(lambda: rows.is_done(number))
    assert rows.get(number)["attempts"] == 2
    assert len({item["id"] for item in site.items}) == 1


def test_killed_work_horse_is_told_and_its_row_found(rows: Rows, site: FakeSite, start: Starter) -> None:
    worker = ready(start("worker"))
    start("scheduler")
    site.hold()
    number = rows.add(offer=True)
    until(lambda: site.items)
    kill(*children(worker.pid))
    until(lambda: "was killed" in worker.tail())
    site.let_go()
    rows.pass_time(notify.CLAIM_SECONDS)
    until(lambda: rows.is_done(number))


def test_worker_finishes_its_job_when_asked_to_end(rows: Rows, site: FakeSite, start: Starter) -> None:
    worker = ready(start("worker"))
    site.hold()
    number = rows.add(offer=True)
    until(lambda: site.items)
    signal_to(worker, signal.SIGTERM)
    site.let_go()
    until(lambda: not worker.alive)
    assert rows.is_done(number)


def test_worker_waits_for_redis_and_says_so(stack: Stack, rows: Rows, site: FakeSite, start: Starter) -> None:
    door = Relay(stack.ports.redis)
    door.down()
    worker = start("worker", SP_REDIS_URL=f"redis://127.0.0.1:{door.port}/0")
    until(lambda: "redis is not reachable" in worker.tail())
    number = rows.add(offer=True)
    door.up()
    until(lambda: rows.is_done(number))
    door.down()
    until(lambda: worker.tail(100).count("redis is not reachable") == 2)
    assert worker.alive
    assert "Traceback" not in worker.tail(100)
    signal_to(worker, signal.SIGTERM)
    until(lambda: not worker.alive)


def test_scheduler_delivers_while_redis_is_away(stack: Stack, rows: Rows, site: FakeSite, start: Starter) -> None:
    door = Relay(stack.ports.redis)
    scheduler = start("scheduler", SP_REDIS_URL=f"redis://127.0.0.1:{door.port}/0")
    until(lambda: "leading" in scheduler.tail())
    door.down()
    number = rows.add()
    until(lambda: rows.is_done(number))
    until(lambda: "redis is not reachable" in scheduler.tail())
    door.up()
    until(lambda: "redis is back" in scheduler.tail())


def test_scheduler_outlives_an_outage_of_the_database(
    stack: Stack, settings: dict[str, str], rows: Rows, site: FakeSite, start: Starter
) -> None:
    door = Relay(stack.ports.mariadb)
    door.down()
    url = settings["SP_DATABASE_URL"].replace(f":{stack.ports.mariadb}/", f":{door.port}/")
    scheduler = start("scheduler", IMPATIENT, SP_DATABASE_URL=url, SP_REDIS_URL="redis://127.0.0.1:1/0")
    for outage in (1, 2):
        until(lambda n=outage: scheduler.tail(100).count("the database is not reachable") == n)  # type: ignore[misc]
        number = rows.add()
        door.up()
        until(lambda n=number: rows.is_done(n), 15)  # type: ignore[misc]
        door.down()
    assert "Traceback" not in scheduler.tail(100)
    signal_to(scheduler, signal.SIGTERM)
    until(lambda: not scheduler.alive, 5)


def test_scheduler_waits_for_the_migration(fresh: dict[str, str], start: Starter) -> None:
    scheduler = start("scheduler", SP_DATABASE_URL=fresh["SP_DATABASE_URL"])
    until(lambda: "run: session-packages migrate" in scheduler.tail())
    assert scheduler.alive


def test_of_two_schedulers_one_leads_and_the_other_takes_over(rt: Runtime, rows: Rows, start: Starter) -> None:
    leader = start("scheduler-a", IMPATIENT)
    until(lambda: "leading as" in leader.tail())
    standby = start("scheduler-b", IMPATIENT)
    until(lambda: "standing by" in standby.tail())
    leader.kill9()
    until(lambda: "leading as" in standby.tail(), 5)
    rt.queue.redis.flushall()
    number = rows.add()
    until(lambda: rt.queue.waiting(job_names.DELIVER) == {number})


@pytest.mark.slow
def test_a_killed_leader_is_replaced_within_15_seconds(start: Starter) -> None:
    leader = start("scheduler")
    until(lambda: "leading as" in leader.tail())
    standby = start("scheduler")
    until(lambda: "standing by" in standby.tail())
    leader.kill9()
    until(lambda: "leading as" in standby.tail(), 15.5)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_scheduler_ends_within_a_second_and_gives_the_lead_away(rt: Runtime, start: Starter, number: signal.Signals) -> None:
    scheduler = start("scheduler")
    until(lambda: "leading as" in scheduler.tail())
    asked = time.monotonic()
    signal_to(scheduler, number)
    until(lambda: not scheduler.alive, 5)
    assert time.monotonic() - asked < 2.0, "a second, and one more for a busy machine"
    holder = rt.db.transact(lambda tx: tx.scalar("SELECT holder FROM {p}leases WHERE name = 'scheduler'"))
    assert holder == ""


def ready(worker: Process) -> Process:
    until(lambda: "waits for jobs" in worker.tail())
    return worker


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill(*pids: int) -> None:
    assert pids
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def signal_to(process: Process, number: signal.Signals) -> None:
    os.kill(process.pid, number)
