"""The links of mails: a reminder's way out, and where the others lead. And what a package's customer reads in the host's mail."""

import json
import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from devstack.mailbox import body_of
from sidecar import tokens
from tests.e2e.pages import Person
from tests.e2e.site import Counter, Site
from tests.e2e.test_signed_calls import Caller, mail_item
from tests.studio import HOST

pytestmark = pytest.mark.mails
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(site: Site, counter: Counter) -> str:
    counter.sell(site.bob)
    customer = site.one("SELECT public_id FROM {p}customers WHERE wp_user_id = %s", site.bob.wp_user_id)
    site.rt.db.transact(lambda tx: tx.run("UPDATE {p}customers SET reminders_off_at = NULL"))
    return f"/?sp_mails={tokens.of_customer(site.rt.config, customer)}"


def stopped(site: Site) -> bool:
    sql = "SELECT reminders_off_at IS NOT NULL FROM {p}customers WHERE wp_user_id = %s"
    return bool(site.one(sql, site.bob.wp_user_id))


def test_opening_the_link_only_asks_and_the_button_stops_and_starts(guest: Person, site: Site, link: str) -> None:
    guest.open(link)
    guest.reads("Stop reminders?", re.compile("b…@example.test"))
    guest.looks("reminders-off")
    assert not stopped(site), "nothing changes by looking"
    guest.press("Stop reminders")
    guest.reads("Reminders are stopped")
    assert stopped(site)
    guest.press("Send me reminders again")
    guest.reads("Reminders come again")
    assert not stopped(site)


def test_the_mail_programs_own_button_stops_at_once(guest: Person, site: Site, link: str) -> None:
    answer = guest.context.request.post(link, form=ONE_CLICK)
    assert answer.status == 200
    assert "no-store" in answer.headers["cache-control"]
    assert "noindex" in answer.headers["x-robots-tag"]
    assert stopped(site)


def test_a_forged_link_says_so_politely_and_stops_nobody(guest: Person, site: Site, link: str) -> None:
    guest.open(link[:-2])
    guest.reads("It did not work", re.compile("This link is not complete"))
    expect(guest.page.get_by_role("button")).to_have_count(0)
    assert guest.context.request.post(link[:-2], form=ONE_CLICK).status == 404
    assert guest.context.request.get("/?sp_mails=%22%3E%3Cscript%3E").status == 404
    assert not stopped(site)


def test_links_of_mails_lead_to_the_pages_as_they_are_now(guest: Person, counter: Counter) -> None:
    for link, place in {
        "packages": r"/packages/$",
        "order&sp_order=01J00000000000000000000000": r"/packages/\?sp_order=01J0+$",
        "admin": r"/wp-admin/admin\.php\?page=session-packages$",
    }.items():
        answer = guest.context.request.get(f"/?sp_page={link}", max_redirects=0)
        assert answer.status == 302
        assert re.search(place, answer.headers["location"]), link


@pytest.mark.parametrize("way_out", ["", "http://studio.example/?sp_mails=abc.def"])
def test_only_a_reminder_has_a_way_out_in_its_header(counter: Counter, site: Site, way_out: str) -> None:
    subject = f"Reminder {len(way_out)}"
    body = mail_item(subject).replace(b'"text"', f'"unsubscribe": "{way_out}", "text"'.encode())
    caller = Caller(site)
    assert caller.send(body, caller.headers(body)) == 200
    mail = site.stack.mailbox.wait_for("eve@example.test", subject)
    assert mail["List-Unsubscribe"] == (f"<{way_out}>" if way_out else None)
    assert mail["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if way_out else None)


def test_the_hosts_confirmation_tells_what_is_left(counter: Counter, site: Site) -> None:
    package = counter.sell(site.alice, name="Told By Mail")
    booking = counter.book(site.alice, customer_email="told@example.test")
    counter.redeem(package, booking, who=site.alice)
    text = body_of(site.stack.mailbox.wait_for("told@example.test", "Confirmed"), "plain").replace("\r", "")
    assert re.search(
        r"^Payment: .*Told By Mail\nPackage: Told By Mail, 9 of 10 sessions left, valid until \w+ \d+, \d{4}$", text, re.M
    )


def test_a_confirmation_that_goes_out_late_tells_what_was_left_at_the_redemption(counter: Counter, site: Site) -> None:
    package = counter.sell(site.alice, name="Told Late")
    booking = counter.book(site.alice, customer_email="late@example.test")
    counter.redeem(package, booking, who=site.alice)
    site.stack.mailbox.wait_for("late@example.test", "Confirmed")
    again = "UPDATE {wp}sb_bookings SET confirmation_mail_at = NULL, customer_email = 'later@example.test' WHERE id = %s"
    site.rt.db.transact(lambda tx: tx.run(again, (booking,)))
    then = {"package_name": "Told Late", "remaining": 7, "total": 10, "expires_on": None}
    item = {"id": uuid4().hex, "kind": "booking_confirmed", "host": HOST, "booking": booking, "package": then}
    body, caller = json.dumps({"items": [item]}).encode(), Caller(site)
    assert caller.send(body, caller.headers(body)) == 200
    text = body_of(site.stack.mailbox.wait_for("later@example.test", "Confirmed"), "plain").replace("\r", "")
    assert "\nPackage: Told Late, 7 of 10 sessions left\n" in text
