"""The ways to a mail: from page to page of the log, and from a notice to what it is about."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from sidecar.usecases import mail_delivery
from tests import mail_rows
from tests.e2e.pages import Person, admin_tab, form_of, row
from tests.e2e.site import Counter, Site
from tests.e2e.test_robustness import hanging
from wp_bridge import notices

pytestmark = [pytest.mark.mails, pytest.mark.admin]
COPIES = (
    "INSERT INTO {p}outbox (kind, dedupe_key, payload, available_at, request_id, created_at, mail, recipient, recipient_name, done_at)"
    " SELECT kind, CONCAT('paged:', s.seq), payload, available_at, request_id, created_at, mail,"
    " CONCAT('p', s.seq, '@paged.test'), CONCAT('Paged ', s.seq), UTC_TIMESTAMP(6)"
    " FROM {p}outbox JOIN seq_1_to_45 s WHERE id = %s"
)


@pytest.fixture
def failed(site: Site, counter: Counter) -> Iterator[int]:
    """A mail that was given up; mails and notices of these tests go with it."""
    number = mail_rows.add(site.rt, "failed")
    yield number
    for sql in (
        "DELETE FROM {p}outbox WHERE dedupe_key LIKE 'paged:%%' OR recipient = 'alice@example.test' AND mail_status = 'failed'",
        "UPDATE {p}staff_notices SET resolved_at = UTC_TIMESTAMP(6) WHERE resolved_at IS NULL",
    ):
        site.rt.db.transact(lambda tx, each=sql: tx.run(each))


def addresses(carol: Person) -> list[str]:
    cells = carol.page.locator('.sp-log td[data-colname="To"] .sp-address').all_inner_texts()
    return [text.strip() for text in cells]


def test_the_log_is_paged_without_a_gap_and_leads_back_to_its_beginning(site: Site, failed: int, carol: Person) -> None:
    site.rt.db.transact(lambda tx: tx.run(COPIES, (failed,)))
    admin_tab(carol, "settings", section="mail-log", s="Paged", status="sent")
    pages = [addresses(carol)]
    for first in (25, 5):
        carol.follow(re.compile("^Next"))
        expect(carol.page.locator(".sp-log tbody tr").first).to_contain_text(f"p{first}@paged.test")
        pages.append(addresses(carol))
        expect(carol.page.get_by_label("Search the mail log")).to_have_value("Paged")
    expect(carol.page.get_by_role("link", name=re.compile("^Next"))).to_have_count(0)
    assert [one for page in pages for one in page] == [f"p{number}@paged.test" for number in range(45, 0, -1)]
    carol.looks("mails-log-last-page")
    carol.follow(re.compile("First page"))
    expect(carol.page.locator(".sp-log tbody tr").first).to_contain_text("p45@paged.test")
    assert addresses(carol) == pages[0]


def test_notices_about_mails_lead_to_what_they_are_about(site: Site, failed: int, carol: Person) -> None:
    facts = {"outbox_id": failed, "kind": "mail", "error": "no such mailbox"}

    def told(tx: object) -> None:
        notices.add_again(tx, "undeliverable", f"outbox:{failed}", facts)  # type: ignore[arg-type]
        mail_delivery.note(tx, "login", "the mail server does not accept the login: 535")  # type: ignore[arg-type]

    site.rt.db.transact(told)
    admin_tab(carol)
    carol.page.locator('[data-notice="mail_delivery_trouble"]').get_by_role("link").click()
    expect(carol.page.get_by_role("heading", name="How e-mails are sent")).to_be_in_viewport()
    admin_tab(carol)
    carol.page.locator('[data-notice="undeliverable"]').get_by_role("link", name=re.compile("^Open the e-mail")).click()
    carol.reads("no such mailbox", re.compile("<alice@example.test>"))
    expect(carol.page.locator(f'[data-logged-mail="{failed}"]')).to_be_visible()


@pytest.mark.parametrize(("status", "error"), [("queued", ""), ("retrying", "mailbox busy")])
def test_a_notice_that_mails_wait_leads_to_those_that_wait(
    site: Site, failed: int, carol: Person, status: str, error: str
) -> None:
    waiting = (
        "UPDATE {p}outbox SET dead_at = NULL, last_error = %s, created_at = UTC_TIMESTAMP(6) - INTERVAL 2 HOUR,"
        " available_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR WHERE id = %s"
    )
    site.rt.db.transact(lambda tx: tx.run(waiting, (error, failed)))
    try:
        assert mail_delivery.watch(site.rt) == 1
        admin_tab(carol)
        carol.page.locator('[data-notice="mails_waiting"]').get_by_role("link").click()
        expect(row(carol.page, "alice@example.test").first).to_contain_text(status.capitalize())
    finally:
        dead = "UPDATE {p}outbox SET dead_at = UTC_TIMESTAMP(6) WHERE id = %s"
        site.rt.db.transact(lambda tx: tx.run(dead, (failed,)))


def test_a_test_mail_whose_answer_was_lost_is_asked_for_as_the_same_one(site: Site, counter: Counter, carol: Person) -> None:
    admin_tab(carol, "settings", section="mails")
    key = form_of(carol.page, ".sp-delivery-test").fields["key"]
    with hanging(site):
        carol.press("Send a test mail to me")
        carol.reads(re.compile("did not answer in time"))
    carol.page.reload()
    assert form_of(carol.page, ".sp-delivery-test").fields["key"] == key
