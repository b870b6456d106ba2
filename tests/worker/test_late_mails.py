"""The test mail written out; and staff hear of mails that wait for an hour, until none does."""

import json

import pytest

from jobs import sweeps
from sidecar.runtime import Runtime
from sidecar.usecases import mail_delivery, notify
from tests.studio import CAROL, command
from tests.worker.outbox_rows import MAIL, Rows
from tests.worker.site import FakeSite

pytestmark = pytest.mark.mails


def test_a_test_mail_says_what_it_is(rt: Runtime, site: FakeSite) -> None:
    mail_delivery.test(rt, command("mail_delivery_test", CAROL))
    assert notify.drain(rt) == 1
    [item] = site.items
    assert (item["to"], item["unsubscribe"]) == ({"email": "carol@example.test", "name": "Carol Clark"}, "")
    assert item["subject"] == "[Test] Mails from Lotus Studio arrive"
    assert "Hello Carol Clark," in item["text"]
    assert "Open Packages" in item["html"]


def test_mails_that_wait_for_an_hour_are_told_until_none_does(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    number = rows.add("mail", MAIL)
    site.mode = "maintenance"
    notify.deliver(rt, [number])
    assert (sweeps.watch_mails(rt), rows.notices()) == (0, [])
    rows.pass_time(3601)
    assert [sweeps.watch_mails(rt) for _ in range(2)] == [1, 1]
    [notice] = rows.notices()
    assert (notice["kind"], notice["resolved_at"]) == ("mails_waiting", None)
    assert json.loads(notice["payload"])["error"] == "the site answered 503"
    site.mode = "ok"
    assert notify.deliver(rt, [number]) == 1
    assert sweeps.watch_mails(rt) == 0
    assert rows.notices()[0]["resolved_by"] == "system"


def test_it_is_told_again_when_it_happens_again(rt: Runtime, rows: Rows) -> None:
    for _ in range(2):
        number = rows.add("mail", MAIL)
        rows.pass_time(3601)
        sweeps.watch_mails(rt)
        [notice] = rows.notices()
        assert notice["resolved_at"] is None
        notify.deliver(rt, [number])
        sweeps.watch_mails(rt)


def test_messages_to_booking_plugins_and_what_was_given_up_are_none_of_them(rt: Runtime, rows: Rows) -> None:
    rows.add()
    number = rows.add("mail", MAIL)
    rt.db.transact(lambda tx: tx.run("UPDATE {p}outbox SET dead_at = UTC_TIMESTAMP(6) WHERE id = %s", (number,)))
    rows.pass_time(3601)
    assert sweeps.watch_mails(rt) == 0
