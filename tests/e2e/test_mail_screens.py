"""Mails in WP Admin: reworded with a preview, tried out, put back; rules and delivery; the log and a mail sent once more."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Locator, expect

from devstack.mailbox import body_of
from sidecar.domain.mail_kinds import KINDS
from tests.e2e.pages import Person, admin_tab, cell, form_of, row
from tests.e2e.site import Counter, Site, wait_for
from wp_bridge.records import Actor

pytestmark = [pytest.mark.mails, pytest.mark.admin]
NO_SUCH = {"subject": "Hi {custmer_name}", "body": "Typed & kept <b>as it is</b> {pakage_name}"}
GIVEN_UP = (
    "UPDATE {p}outbox SET done_at = NULL, dead_at = UTC_TIMESTAMP(6), attempts = 12, last_error = 'SMTP: 550 no such mailbox',"
    " payload = CONCAT(payload, ' ') WHERE id = %s"  # the site knows what it has sent: this mail it has not
)
WAITS = (
    "UPDATE {p}outbox SET done_at = NULL, attempts = 2, last_error = %s, available_at = UTC_TIMESTAMP(6) + INTERVAL 6 HOUR"
    " WHERE id = %s"
)


@pytest.fixture(autouse=True)
def as_it_came(site: Site, counter: Counter) -> Iterator[None]:
    yield
    site.rt.db.transact(lambda tx: tx.run("DELETE FROM {p}settings WHERE name LIKE 'mail%%'"))


def editor(carol: Person, mail: str = "redeemed") -> None:
    admin_tab(carol, "settings", section="mail", mail=mail)


def frame(carol: Person) -> FrameLocator:
    return carol.page.frame_locator("iframe.sp-frame")


def warnings(carol: Person) -> Locator:
    return carol.page.locator('[data-preview="warnings"]')


# --- the words


def test_all_mails_are_listed_with_whom_they_go_to_and_when(carol: Person) -> None:
    admin_tab(carol, "settings")
    carol.follow("E-mails")
    expect(carol.page.locator(".sp-mails tbody tr")).to_have_count(17)
    expect(cell(row(carol.page, "Package expires soon"), "When it is sent")).to_contain_text("Customers can stop it.")
    expect(cell(row(carol.page, "Disputed payment"), "To")).to_have_text("Staff")
    carol.looks("mails-list")


def test_every_mail_opens_with_a_preview_that_knows_all_its_words(carol: Person) -> None:
    for mail in KINDS:
        page = carol.context.request.get(
            f"/wp-admin/admin.php?page=session-packages&tab=settings&section=mail&mail={mail}"
        ).text()
        assert 'srcdoc="&lt;!' in page, mail
        assert " is not known here" not in page, mail


def test_carol_rewords_a_mail_tries_it_out_and_goes_back(site: Site, carol: Person) -> None:
    admin_tab(carol, "settings", section="mails")
    carol.follow("Booked with the package")
    carol.looks("mails-editor")
    carol.page.get_by_label("Text", exact=True).fill("Dear ")
    carol.press("Insert {customer_name}")
    carol.page.get_by_label("Subject").fill("See you at ")
    carol.press("Insert {service_name}")
    expect(carol.page.get_by_label("Subject")).to_be_focused()
    expect(frame(carol).locator("p", has_text="Dear Alice Archer")).to_be_visible()
    expect(carol.page.locator('[data-preview="subject"]')).to_have_text("See you at Yoga")
    carol.press("Send a test to me")
    carol.reads(re.compile("^A test mail is on its way to carol@"), "These words are not saved yet.")
    mail = site.stack.mailbox.wait_for("carol@", "[Test] See you at Yoga")
    assert "Dear Alice Archer" in body_of(mail, "plain")
    expect(carol.page.get_by_label("Subject")).to_have_value("See you at {service_name}")
    carol.looks("mails-editor-tried")
    carol.press("Save E-mail")
    carol.reads("E-mail saved.")
    carol.follow("All e-mails")
    expect(cell(row(carol.page, "Booked with the package").first, "State")).to_contain_text("Reworded")
    carol.follow("Booked with the package")
    carol.page.get_by_text("Back to default…").click()
    carol.press("Yes, forget my words")
    carol.reads("The e-mail is as it came with the plugin again.")
    expect(carol.page.get_by_label("Subject")).to_have_value("Booked with your package {package_name}")


def test_what_is_not_known_is_refused_with_what_was_meant_and_nothing_typed_is_lost(site: Site, carol: Person) -> None:
    editor(carol)
    carol.page.get_by_label("Subject").fill(NO_SUCH["subject"])
    carol.page.get_by_label("Text", exact=True).fill(NO_SUCH["body"])
    expect(warnings(carol)).to_contain_text("{custmer_name} is not known here. Did you mean {customer_name}?")
    expect(warnings(carol)).to_have_attribute("aria-live", "polite")
    expect(frame(carol).locator("p", has_text="Typed & kept <b>as it is</b>")).to_be_visible()
    for button in ("Save E-mail", "Send a test to me"):
        carol.press(button)
        for label, name in (("Subject", "subject"), ("Text", "body")):
            field = carol.page.get_by_label(label, exact=True)
            expect(field).to_have_value(NO_SUCH[name])
            expect(field).to_have_attribute("aria-invalid", "true")
            expect(carol.page.locator(f"#sp-{name}-error")).to_contain_text(" is not known here. Did you mean {")
        expect(frame(carol).locator("p", has_text="Typed & kept <b>as it is</b>")).to_be_visible()
    carol.looks("mails-editor-refused")
    assert not site.one("SELECT COUNT(*) FROM {p}settings WHERE name = 'mail:redeemed'")


def test_a_mail_switched_off_is_seen_in_the_list(site: Site, carol: Person) -> None:
    editor(carol, "given_back")
    carol.page.get_by_label("Send this e-mail").uncheck()
    carol.press("Save E-mail")
    carol.reads("E-mail saved.")
    carol.follow("All e-mails")
    expect(cell(row(carol.page, "Session given back"), "State")).to_have_text(re.compile("Off"))


def test_the_editor_works_by_keyboard_alone(carol: Person) -> None:
    editor(carol)
    carol.page.get_by_label("Text", exact=True).focus()
    carol.page.keyboard.press("Control+A")
    carol.page.keyboard.type("Welcome, ")
    carol.page.keyboard.press("Tab")
    expect(carol.button("Insert {customer_name}")).to_be_focused()
    carol.page.keyboard.press("Enter")
    expect(frame(carol).locator("p", has_text="Welcome, Alice Archer")).to_be_visible()


def test_without_the_script_the_preview_is_a_button(carol: Person, site: Site) -> None:
    editor(carol)
    carol.page.route(re.compile("admin-mails.js"), lambda route: route.fulfill(body=""))
    carol.page.reload()
    carol.page.get_by_label("Subject").fill("By hand, {customer_name}")
    carol.press("Preview")
    carol.page.unroute(re.compile("admin-mails.js"))
    expect(carol.page.locator('[data-preview="subject"]')).to_have_text("By hand, Alice Archer")
    expect(carol.page.get_by_label("Subject")).to_have_value("By hand, {customer_name}")


# --- rules and delivery


def test_rules_are_saved_and_bad_ones_are_marked(carol: Person) -> None:
    admin_tab(carol, "settings", section="mails")
    for days, hint in (("14, soon", "Must be a whole number."), ("0", "Must be at least 1.")):
        carol.page.get_by_label("Warn before the end").fill(days)
        carol.press("Save Rules")
        expect(carol.page.get_by_label("Warn before the end")).to_have_value(days)
        expect(carol.page.locator("#sp-warn-days-error")).to_have_text(hint)
    carol.looks("mails-rules-refused")
    carol.page.get_by_label("Warn before the end").fill("1; 14 7")
    carol.page.get_by_label("Not earlier than").select_option("9")
    carol.page.get_by_label("Staff’s e-mails go to").fill("desk@example.test,carol@example.test")
    carol.press("Save Rules")
    carol.reads("Rules saved.")
    expect(carol.page.get_by_label("Warn before the end")).to_have_value("14, 7, 1")
    expect(carol.page.get_by_label("Staff’s e-mails go to")).to_have_value("desk@example.test, carol@example.test")


def test_by_which_road_mails_go_is_chosen_and_tried_and_no_password_is_shown(site: Site, carol: Person) -> None:
    admin_tab(carol, "settings", section="mails")
    expect(carol.page.get_by_label("Server")).to_be_hidden()
    carol.page.get_by_label("Send by").select_option("smtp")
    typed = {"Server": "", "Port": "2525", "User name": "studio", "Password": "hush-hush-4711"}
    for label, value in typed.items():
        carol.page.get_by_label(label, exact=True).fill(value)
    carol.press("Save Delivery")
    expect(carol.page.get_by_label("Server")).to_have_attribute("aria-invalid", "true")
    expect(carol.page.get_by_label("User name")).to_have_value("studio")
    expect(carol.page.get_by_label("Password")).to_have_value("")
    carol.looks("mails-delivery-refused")
    carol.page.get_by_label("Server").fill("mail.example.test")
    carol.page.get_by_label("Password").fill("hush-hush-4711")
    carol.press("Save Delivery")
    carol.reads(re.compile("^Delivery saved."), re.compile("^One is stored."))
    assert "hush-hush-4711" not in carol.page.content()
    assert not site.rows("SELECT 1 FROM {p}settings WHERE value LIKE %s", "%hush-hush%")
    carol.page.get_by_label("Send by").select_option("wp_mail")
    carol.press("Save Delivery")
    carol.reads(re.compile("^Delivery saved."))
    carol.press("Send a test mail to me")
    carol.reads(re.compile("^A test mail is on its way to carol@"))
    expected = site.php("return wp_specialchars_decode( get_option( 'blogname' ), ENT_QUOTES );")
    site.stack.mailbox.wait_for("carol@", expected)


def test_a_refused_field_of_the_server_is_seen_although_wordpress_is_to_send(carol: Person) -> None:
    admin_tab(carol, "settings", section="mails")
    carol.page.get_by_label("Send by").select_option("smtp")
    carol.page.get_by_label("Port").fill("many")
    carol.page.get_by_label("Send by").select_option("wp_mail")
    expect(carol.page.get_by_label("Port")).to_be_hidden()
    carol.press("Save Delivery")
    expect(carol.page.get_by_label("Port")).to_have_attribute("aria-invalid", "true")
    expect(carol.page.get_by_label("Port")).to_be_visible()


# --- the log


@pytest.fixture
def sent(site: Site, counter: Counter, dora: Actor) -> str:
    """The number of a mail that was sent to Dora; nothing else is on its way."""
    counter.sell(dora, name="Logged Ten")
    site.stack.mailbox.wait_for("dora@example.test", "Your package Logged Ten is ready")
    newest = "SELECT MAX(id) FROM {p}outbox WHERE recipient = 'dora@example.test' AND mail = 'package_activated'"
    number = site.one(newest)
    wait_for(lambda: not site.one("SELECT COUNT(*) FROM {p}outbox WHERE settled = 0"), "the mails to be marked")
    return str(number)


def change(site: Site, sql: str, *params: Any) -> None:
    site.rt.db.transact(lambda tx: tx.run(sql, params))


def test_the_log_shows_what_became_of_each_mail_and_sends_one_again(site: Site, sent: str, carol: Person) -> None:
    change(site, GIVEN_UP, sent)
    admin_tab(carol, "settings", section="mail-log")
    carol.follow(re.compile("^Failed"))
    line = row(carol.page, "dora@example.test").first
    expect(line).to_contain_text(re.compile("Failed.*12 tries.*550 no such mailbox", re.S))
    carol.looks("mails-log-failed")
    line.get_by_role("link", name=re.compile("^View")).click()
    carol.reads("SMTP: 550 no such mailbox", re.compile("^Dora Dahl <dora@example.test>"), re.compile("^<session-packages"))
    expect(frame(carol).locator("p", has_text="Hello Dora Dahl")).to_be_visible()
    carol.looks("mails-logged")
    expect(carol.page.get_by_role("link", name="Open the package")).to_be_visible()
    site.stack.mailbox.clear()
    carol.press("Send again")
    carol.reads("The e-mail is on its way once more.")
    site.stack.mailbox.wait_for("dora@example.test", "Logged Ten")
    assert site.one("SELECT dead_at IS NULL FROM {p}outbox WHERE id = %s", sent)


def test_the_log_finds_by_status_address_and_package(site: Site, sent: str, counter: Counter, carol: Person) -> None:
    admin_tab(carol, "settings", section="mail-log")
    carol.page.get_by_label("Search the mail log").fill("dor")
    carol.press("Search")
    line = row(carol.page, "dora@example.test").first
    expect(line).to_contain_text("Sent")
    carol.looks("mails-log")
    change(site, WAITS, "SMTP: 451 try later", sent)
    carol.follow(re.compile("^Retrying"))
    waiting = row(carol.page, "dora@example.test").first
    expect(waiting).to_contain_text(re.compile("Retrying.*2 tries, next .*451 try later", re.S))
    expect(waiting.get_by_role("button", name=re.compile("^Send again"))).to_have_count(0)
    change(site, WAITS, "", sent)
    carol.page.reload()
    carol.reads("No e-mail matches.")
    carol.follow(re.compile("^Queued"))
    expect(row(carol.page, "dora@example.test").first).to_contain_text("Queued")
    change(site, "UPDATE {p}outbox SET done_at = UTC_TIMESTAMP(6) WHERE id = %s", sent)
    package = site.one("SELECT public_id FROM {p}customer_packages ORDER BY id DESC LIMIT 1")
    admin_tab(carol, "customers", view=package)
    carol.follow("E-mails about this package")
    expect(carol.page.locator(".sp-log tbody tr")).to_have_count(1)
    expect(row(carol.page, "dora@example.test")).to_contain_text("Package is ready")
    carol.follow("Open the package")
    carol.reads("Usage history")


def test_a_mail_that_was_sent_goes_out_once_more_as_another_one(site: Site, sent: str, carol: Person) -> None:
    admin_tab(carol, "settings", section="mail-log", s="dora", status="sent")
    form = form_of(carol.page, f'.sp-log form:has([value="{sent}"])')
    before = len(site.stack.mailbox.messages("dora@example.test", "Logged Ten"))
    answers = [carol.context.request.post(form.action, form=form.fields) for _ in range(2)]
    assert len({answer.url for answer in answers}) == 1, "pressed twice, sent once"
    wait_for(lambda: len(site.stack.mailbox.messages("dora@example.test", "Logged Ten")) == before + 1, "the copy")
    assert f"mail={sent}&" not in answers[0].url


# --- who may not


def test_customers_and_editors_reach_none_of_it(site: Site, sent: str, carol: Person, visitor: Any) -> None:
    editor(carol)
    form = form_of(carol.page, ".sp-mail__form")
    nonce = carol.page.locator(".sp-mail__form").get_attribute("data-preview-nonce")
    preview = {"action": "session_packages_preview", "id": "redeemed", "f[subject]": "x", "f[body]": "x", "_wpnonce": nonce or ""}
    ajax = "/wp-admin/admin-ajax.php"
    for login in ("bob", "edith"):
        browser = visitor(login).context.request
        for more in ("mails", "mail&mail=redeemed", "mail-log", f"logged-mail&mail={sent}"):
            assert browser.get(f"/wp-admin/admin.php?page=session-packages&tab=settings&section={more}").status == 403
        assert browser.post(ajax, form=preview).status == 403
        assert browser.post(form.action, form=form.fields | {"then": "save"}, max_redirects=0).status == 403
    assert carol.context.request.post(ajax, form=preview | {"_wpnonce": "0123456789"}).status == 403
    assert carol.context.request.post(ajax, form=preview | {"id": "expired"}).status == 403, "a nonce is for one mail"
    assert carol.context.request.post(ajax, form=preview).json()["data"]["subject"] == "x"
    assert not site.one("SELECT COUNT(*) FROM {p}settings WHERE name LIKE 'mail:%%'")
