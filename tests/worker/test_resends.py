"""A mail of which nobody knows whether it got through is sent once more, and no more; many that wait are worked in batches."""

import json

import pytest
from rq import SimpleWorker

from jobs import sweeps
from sidecar import queue
from sidecar.runtime import Runtime
from sidecar.usecases import notify
from tests.worker.outbox_rows import MAIL, Rows
from tests.worker.site import FakeSite
from wp_bridge import job_names, outbox

pytestmark = pytest.mark.mails


class Killed(BaseException):
    """As good as kill -9: nothing of ours catches it."""


def test_a_mail_whose_sender_is_killed_before_it_marks_is_sent_once_more_and_no_more(
    rt: Runtime, rows: Rows, site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> int:
        raise Killed

    monkeypatch.setattr(notify, "_settle", killed)
    number = rows.add("mail", MAIL)
    for _ in range(2):
        with pytest.raises(Killed):
            notify.deliver(rt, [number])
        rows.pass_time()
    for _ in range(3):
        assert notify.deliver(rt, [number]) == 0
        rows.pass_time()
    first, again = site.items
    assert first["message_id"] == again["message_id"] == "<1@lotus.example>"
    row = rows.get(number)
    assert (row["dead_at"] is not None, row["unsure"], row["last_error"]) == (True, 2, notify.PERHAPS_TWICE)
    [notice] = rows.notices()
    assert (notice["kind"], json.loads(notice["payload"])["outbox_id"]) == ("undeliverable", number)


def test_a_mail_whose_answer_was_lost_is_sent_once_more(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    number = rows.add("mail", MAIL)
    site.mode = "garbage"
    for _ in range(4):
        notify.deliver(rt, [number])
        rows.pass_time()
    assert len(site.items) == 2
    assert rows.get(number)["last_error"] == notify.PERHAPS_TWICE


def test_an_event_is_told_until_the_host_has_it(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    """A host does it once, however often it is told."""
    number = rows.add()
    site.mode = "garbage"
    for _ in range(4):
        notify.deliver(rt, [number])
        rows.pass_time(30_000)
    site.mode = "ok"
    assert notify.deliver(rt, [number]) == 1


def test_a_mail_that_is_refused_for_certain_is_tried_twelve_times(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    number = rows.add("mail", MAIL)
    site.mode = "refuse"
    for _ in range(outbox.POISON_AFTER + 3):
        notify.deliver(rt, [number])
        rows.pass_time(30_000)
    row = rows.get(number)
    assert (len(site.items), row["attempts"], row["unsure"]) == (12, 12, 0)
    assert row["last_error"] == "wp_mail_failed"


def test_a_claim_that_ran_out_before_the_send_sends_nothing(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    number = rows.add("mail", MAIL)
    assert notify.deliver(rt, [number], claim_seconds=0) == 0
    assert not site.items
    assert notify.deliver(rt, [number]) == 1


def test_many_rows_are_left_to_two_jobs_that_drain(rt: Runtime, rows: Rows, site: FakeSite, work: SimpleWorker) -> None:
    numbers = [rows.add() for _ in range(notify.BATCH * 2 + 5)]
    for _ in range(3):
        sweeps.deliver_outbox(rt)
    assert rt.queue.waiting(job_names.DRAIN) == {0, 1}
    assert rt.queue.redis.llen(f"rq:queue:{queue.NAME}") == 2
    work.work(burst=True)
    assert all(rows.is_done(number) for number in numbers)
    assert len(site.items) == len(numbers)


def test_draining_ends_when_nothing_gets_through(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    for _ in range(notify.BATCH + 1):
        rows.add()
    site.mode = "maintenance"
    assert notify.drain(rt) == 0
    assert len(site.items) == notify.BATCH


def test_draining_ends_when_its_time_is_over(rt: Runtime, rows: Rows) -> None:
    number = rows.add()
    assert notify.drain(rt, seconds=0) == 0
    assert not rows.is_done(number)


def test_a_sweep_works_no_longer_than_others_can_wait(rt: Runtime, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    """While Redis is away it delivers itself; with a slow mail server holds would not lapse for minutes otherwise."""
    monkeypatch.setattr(notify, "SWEEP_SECONDS", 0.0)
    numbers = [rows.add() for _ in range(notify.BATCH + 1)]
    assert notify.sweep(rt, offer=False) == len(numbers)
    assert [rows.is_done(number) for number in numbers] == [True] * notify.BATCH + [False]


def test_many_that_wait_are_held_back_a_few_at_a_time(
    rt: Runtime, rows: Rows, site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "HELD_AT_ONCE", 2)
    numbers = [rows.add() for _ in range(6)]
    site.mode = "maintenance"
    notify.deliver(rt, numbers[:1])
    assert rt.db.transact(lambda tx: outbox.due(tx, 10)) == []


def test_what_a_slow_site_has_no_time_for_waits_and_no_try_counts(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    """Otherwise two slow batches would give up mails as perhaps sent twice that nobody ever began."""
    site.mode = "slow"
    numbers = [rows.add("mail", MAIL) for _ in range(3)]
    assert notify.deliver(rt, numbers) == 1
    row = rows.get(numbers[2])
    assert (row["attempts"], row["sending_at"], row["last_error"]) == (0, None, "the site takes long for each mail")
    for _ in range(2):
        rows.pass_time()
        assert notify.deliver(rt, numbers) == 1


def test_a_row_that_nobody_foresaw_stops_no_other_of_its_batch(rt: Runtime, rows: Rows) -> None:
    """Before anything is sent, every time anew: the others would never go out."""
    odd, good = rows.add("mail", MAIL), rows.add()
    deep = "UPDATE {p}outbox SET payload = CONCAT(REPEAT('[', 5000), REPEAT(']', 5000)) WHERE id = %s"
    rt.db.transact(lambda tx: tx.run(deep, (odd,)))
    assert notify.deliver(rt, [odd, good]) == 1
    assert "RecursionError" in rows.get(odd)["last_error"]
