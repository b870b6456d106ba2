"""Words of the owner's go out as they were previewed, and mails are sent again when staff want it."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from sidecar.domain.wording import Wording
from sidecar.rendering import default_wording
from sidecar.runtime import Runtime
from sidecar.usecases import mail_log, mail_wording, notify
from tests import mail_rows
from tests.studio import CAROL, command
from tests.worker.outbox_rows import Rows
from tests.worker.site import FakeSite, Item
from wp_bridge import outbox, settings

pytestmark = pytest.mark.mails
KIND = "package_activated"
OWN = Wording("Welcome, {customer_name}", "Your {package_name} is <here>: {{sessions_total}} %s {}", box=False)


def previewed(rt: Runtime, written: Wording) -> Item:
    letter, _ = mail_wording.preview(rt, KIND, written)
    return {"subject": letter.subject, "text": letter.text, "html": letter.html}


def test_a_mail_goes_out_in_the_owners_words_and_after_a_reset_in_ours(rt: Runtime, site: FakeSite) -> None:
    first, second = (mail_rows.add(rt, kind=KIND) for _ in range(2))
    mail_wording.update(rt, command("mail", CAROL), KIND, True, OWN)
    notify.deliver(rt, [first])
    mail_wording.reset(rt, command("mail_reset", CAROL), KIND)
    notify.deliver(rt, [second])
    owners, ours = site.items
    assert owners["subject"] == "Welcome, Alice Archer"
    assert "Your 10 Yoga Sessions is <here>: {10} %s {}" in owners["text"]
    assert owners | previewed(rt, OWN) == owners
    assert ours | previewed(rt, default_wording(KIND)) == ours


def test_words_whose_placeholder_is_gone_still_go_out(rt: Runtime, site: FakeSite) -> None:
    number = mail_rows.add(rt, kind=KIND)
    own = {"mail:" + KIND: {"body": "Known to an older version: {long_gone}"}}
    rt.db.transact(lambda tx: settings.write(tx, own, "test"))
    assert notify.deliver(rt, [number]) == 1
    assert "Known to an older version: {long_gone}" in site.items[0]["text"]


def test_a_test_goes_out_in_its_own_words_and_to_its_own_address(rt: Runtime, site: FakeSite) -> None:
    mail_wording.send_test(rt, command("mail_test", CAROL), KIND, OWN)
    notify.drain(rt)
    [item] = site.items
    assert item["to"] == {"name": CAROL.name, "email": CAROL.email}
    wanted = previewed(rt, OWN)
    assert (item["subject"], item["text"]) == ("[Test] " + wanted["subject"], wanted["text"])


def test_a_mail_that_was_given_up_is_delivered_once_when_sent_again_and_its_notice_is_settled(
    rt: Runtime, rows: Rows, site: FakeSite
) -> None:
    number = mail_rows.add(rt)
    given_up(rt, rows, site, number)
    assert open_notices(rows) == [number]
    site.mode = "ok"
    site.items.clear()
    asked = command("mail_resend", CAROL)
    for _ in range(2):
        mail_log.resend(rt, asked, number)
    assert open_notices(rows) == []
    assert notify.deliver(rt, [number]) == 1
    notify.drain(rt)
    assert len(site.items) == 1
    assert mail_log.entry(rt, number).row.mail_status == "sent"


def test_a_mail_that_is_given_up_once_more_is_told_once_more(rt: Runtime, rows: Rows, site: FakeSite) -> None:
    number = mail_rows.add(rt)
    given_up(rt, rows, site, number)
    mail_log.resend(rt, command("mail_resend", CAROL), number)
    given_up(rt, rows, site, number)
    assert len(site.items) == 2 * outbox.POISON_AFTER
    assert open_notices(rows) == [number]


def test_who_held_a_mail_before_it_was_given_up_marks_nothing_after_it_was_sent_again(rt: Runtime, site: FakeSite) -> None:
    number = mail_rows.add(rt)
    rt.db.transact(lambda tx: outbox.claim(tx, [number], "slow", 60))
    rt.db.transact(lambda tx: outbox.bury(tx, number, "slow", "no such mailbox"))
    mail_log.resend(rt, command("mail_resend", CAROL), number)
    assert rt.db.transact(lambda tx: outbox.done(tx, number, "slow")) is False
    assert notify.deliver(rt, [number]) == 1


def test_a_sent_mail_that_is_sent_again_arrives_as_another(rt: Runtime, site: FakeSite) -> None:
    number = mail_rows.add(rt)
    notify.deliver(rt, [number])
    asked = command("mail_resend", CAROL)
    with ThreadPoolExecutor(4) as pool:  # clicks that do not wait for each other
        copies = set(pool.map(lambda _: mail_log.resend(rt, asked, number).row.id, range(4)))
    notify.drain(rt)
    assert len(copies) == 1
    first, again = site.items
    assert first.pop("message_id") != again.pop("message_id")
    assert first.pop("id") != again.pop("id")
    assert first == again


def given_up(rt: Runtime, rows: Rows, site: FakeSite, number: int) -> None:
    site.mode = "refuse"
    for _ in range(outbox.POISON_AFTER):
        notify.deliver(rt, [number])
        rows.pass_time(30_000)


def open_notices(rows: Rows) -> list[int]:
    """The mails that staff are told about."""
    return [json.loads(one["payload"])["outbox_id"] for one in rows.notices() if one["resolved_at"] is None]
