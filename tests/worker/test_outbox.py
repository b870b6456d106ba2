"""The outbox is worked whatever happens around it: nothing is lost, and nothing is delivered twice that need not be."""

import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from rq import SimpleWorker

from jobs import outbox as outbox_job
from jobs import runtime as job_runtime
from jobs import sweeps
from sidecar import queue
from sidecar.queue import Queue
from sidecar.runtime import Runtime
from sidecar.usecases import notify
from tests.worker.outbox_rows import Rows, until
from tests.worker.site import FakeSite
from wp_bridge import job_names, outbox
from wp_bridge.database import Database

pytestmark = pytest.mark.mails

NOWHERE = "redis://127.0.0.1:1/0"


def test_what_a_transaction_writes_is_offered_and_delivered(rt: Runtime, rows: Rows, site: FakeSite, work: SimpleWorker) -> None:
    number = rows.add(offer=True)
    assert rt.queue.waiting(job_names.DELIVER) == {number}
    work.work(burst=True)
    assert rows.is_done(number)
    [item] = site.items
    assert {"kind": "booking_confirmed", "host": "simple-bookings", "booking": "17"}.items() <= item.items()


def test_jobs_travel_as_json(rt: Runtime, rows: Rows) -> None:
    number = rows.add(offer=True)
    [key] = rt.queue.redis.keys("rq:job:*")
    name, _instance, arguments, keywords = json.loads(zlib.decompress(rt.queue.redis.hget(key, "data")))
    assert (name, arguments, keywords) == ("jobs.outbox.deliver", [number], {})


def test_without_redis_the_sweep_delivers(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    away = replace(rt, queue=Queue(NOWHERE))
    numbers = [rows.add() for _ in range(45)]
    assert not away.queue.offer(job_names.DELIVER, numbers[0])
    assert sweeps.deliver_outbox(away) == 45
    assert all(rows.is_done(number) for number in numbers)
    assert len(site.items) == 45


def test_what_redis_forgot_is_offered_again_and_delivered_once(
    rt: Runtime, rows: Rows, site: FakeSite, work: SimpleWorker
) -> None:
    number = rows.add(offer=True)
    rt.queue.redis.flushall()
    sweeps.deliver_outbox(rt)
    work.work(burst=True)
    sweeps.deliver_outbox(rt)
    work.work(burst=True)
    assert rows.is_done(number)
    assert len(site.items) == 1


def test_a_row_that_waits_in_redis_is_not_queued_twice(rt: Runtime, rows: Rows) -> None:
    rows.add()
    for _ in range(3):
        sweeps.deliver_outbox(rt)
    assert rt.queue.redis.llen(f"rq:queue:{queue.NAME}") == 1


def test_rows_that_no_worker_takes_are_delivered_by_the_sweep(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    rows.add()
    sweeps.deliver_outbox(rt)
    assert not site.items
    rows.pass_time(notify.LATE_SECONDS + 1)
    sweeps.deliver_outbox(rt)
    assert len(site.items) == 1


def test_two_at_once_deliver_once(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    number = rows.add()
    site.hold()
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(notify.deliver, rt, [number]) for _ in range(8)]
        until(lambda: sum(one.done() for one in running) == 7)
        site.let_go()
    assert sorted(one.result() for one in running) == [0] * 7 + [1]
    assert len(site.items) == 1


def test_a_dead_holders_claim_runs_out(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    number = rows.add()
    rt.db.transact(lambda tx: outbox.claim(tx, [number], "dead", notify.CLAIM_SECONDS))
    assert notify.deliver(rt, [number]) == 0
    rows.pass_time(notify.CLAIM_SECONDS)
    assert notify.deliver(rt, [number]) == 1
    assert len(site.items) == 1


def test_a_late_holder_changes_nothing_for_the_next(rt: Runtime, rows: Rows) -> None:
    number = rows.add()
    rt.db.transact(lambda tx: outbox.claim(tx, [number], "late", 60))
    rows.pass_time(60)
    rt.db.transact(lambda tx: outbox.claim(tx, [number], "next", 60))
    held = rows.get(number)
    assert not rt.db.transact(lambda tx: outbox.done(tx, number, "late"))
    rt.db.transact(lambda tx: outbox.failed(tx, number, "late", "slow"))
    rt.db.transact(lambda tx: outbox.postpone(tx, number, "late", "site unreachable"))
    assert (rows.get(number), held["claimed_by"]) == (held, "next")
    assert rt.db.transact(lambda tx: outbox.done(tx, number, "next"))


def test_a_resend_can_be_recognised(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    number = rows.add()
    site.mode = "garbage"
    notify.deliver(rt, [number])
    rows.pass_time()
    site.mode = "ok"
    notify.deliver(rt, [number])
    first, again = site.items
    assert first == again


def test_while_the_site_is_down_rows_wait_and_no_try_counts(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    first, other = rows.add(), rows.add()
    site.mode = "maintenance"
    for _ in range(20):
        assert notify.deliver(rt, [first]) == 0
        rows.pass_time()
    row = rows.get(first)
    assert (row["attempts"], row["dead_at"], row["last_error"]) == (0, None, "the site answered 503")
    site.mode = "ok"
    rt.queue.redis.flushall()
    assert notify.sweep(rt, offer=False) == 2
    assert rows.is_done(first)
    assert rows.is_done(other)


def test_one_row_finds_out_for_all_that_the_site_is_down(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    first, other = rows.add(), rows.add()
    site.mode = "maintenance"
    notify.deliver(rt, [first])
    assert notify.deliver(rt, [other]) == 0
    assert notify.sweep(rt, offer=False) == 0
    assert len(site.items) == 1


def test_a_site_that_is_not_there_or_not_paired_keeps_rows_waiting(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    number = rows.add()
    rt.db.transact(lambda tx: tx.run("DELETE FROM {p}site_keys"))
    assert notify.deliver(rt, [number]) == 0
    assert "not connected" in rows.get(number)["last_error"]
    site.close()
    rows.pass_time()
    assert notify.deliver(rt, [number]) == 0
    assert rows.get(number)["attempts"] == 0


def test_a_key_sealed_with_another_secret_keeps_rows_waiting(rt: Runtime, rows: Rows) -> None:
    rt.db.transact(lambda tx: tx.run("UPDATE {p}site_keys SET secret_encrypted = 'gAAAA'"))
    number = rows.add()
    assert notify.deliver(rt, [number]) == 0
    row = rows.get(number)
    assert (row["attempts"], row["last_error"][:13]) == (0, "SP_SECRET_KEY")


def test_an_unknown_outcome_counts_as_a_try(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    number = rows.add()
    site.mode = "garbage"
    notify.deliver(rt, [number])
    row = rows.get(number)
    assert (row["attempts"], row["last_error"]) == (1, "the site's answer is not JSON")


def test_a_poisoned_row_dies_visibly_and_harms_no_other(rt: Runtime, rows: Rows) -> None:
    poison, good = rows.add("mail", {"template": "no_such_mail", "to": {}, "values": {}}), rows.add()
    for _ in range(outbox.POISON_AFTER + 3):
        notify.deliver(rt, [poison, good])
        rows.pass_time(30_000)
    row = rows.get(poison)
    assert row["dead_at"] is not None
    assert row["attempts"] == outbox.POISON_AFTER
    assert rows.is_done(good)
    [notice] = rows.notices()
    assert notice["kind"] == "undeliverable"
    facts = json.loads(notice["payload"])
    assert facts["error"] == "there is no mail template no_such_mail/subject.txt"
    assert facts["request_id"] == "test-request"


@pytest.mark.parametrize(
    ("kind", "payload", "error"),
    [
        ("telegram", {}, "nobody knows how to deliver 'telegram'"),
        ("mail", {}, "the payload is not as expected: KeyError 'template'"),
        ("booking_confirmed", {"host": "x"}, "the payload is not as expected: KeyError 'booking'"),
    ],
)
def test_what_cannot_be_delivered_says_why(rt: Runtime, rows: Rows, kind: str, payload: dict[str, str], error: str) -> None:
    number = rows.add(kind, payload)
    assert notify.deliver(rt, [number]) == 0
    assert rows.get(number)["last_error"] == error


def test_what_the_site_refuses_backs_off(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    number = rows.add()
    site.mode = "refuse"
    notify.deliver(rt, [number])
    row = rows.get(number)
    assert (row["attempts"], row["last_error"]) == (1, "wp_mail_failed")
    assert notify.deliver(rt, [number]) == 0
    assert len(site.items) == 1


def test_a_job_whose_database_is_away_ends_quietly(rt: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Database("mysql+pymysql://nobody@127.0.0.1:1/none", "wp_", rt.clock)
    monkeypatch.setattr(job_runtime, "current", lambda: replace(rt, db=away))
    outbox_job.deliver(1)
