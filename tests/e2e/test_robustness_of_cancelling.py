"""Redeemed bookings that are called off: who gets the session back, and who is told before that it stays used."""

import re

import pytest
from playwright.sync_api import Locator, expect

from sidecar.usecases import site_settings
from tests.e2e.pages import Person, cell, row
from tests.e2e.site import Counter, Site, entries_of
from tests.studio import CAROL, SETTINGS, command
from wp_bridge.records import CustomerPackage


@pytest.mark.redemption
def test_cancelling_by_staff_gives_the_session_back(site: Site, counter: Counter, alice: Person, carol: Person) -> None:
    package = counter.sell(site.alice, name="Called Off", sessions=5, price="150.00")
    booking = counter.book(site.alice)
    counter.redeem(package, booking, who=site.alice)
    expect(mine(alice, package).get_by_text("4 of 5 sessions remaining")).to_be_visible()
    carol.open(f"/wp-admin/admin.php?page=simple-bookings&s={booking}")
    row(carol.page, "Called Off").hover()
    row(carol.page, "Called Off").get_by_role("link", name="Cancel").click()
    carol.page.get_by_label("Reason (optional)").fill("The teacher is ill")
    carol.reads("Sessions that were paid by package go back to their customers")
    carol.looks("x-cancel")
    carol.press("Cancel the booking")
    carol.reads("The booking is cancelled.")
    expect(cell(row(carol.page, "Called Off"), "Payment")).to_contain_text("Session given back")
    carol.looks("x-cancelled")
    expect(mine(alice, package).get_by_text("5 of 5 sessions remaining")).to_be_visible()
    mail = site.stack.mailbox.wait_for("alice@example.test", "Cancelled: Yoga")
    assert "The teacher is ill" in mail.get_content()


@pytest.mark.redemption
def test_cancelling_by_the_customer_gives_the_session_back(site: Site, counter: Counter, alice: Person) -> None:
    package = counter.sell(site.alice, name="Changed Mind", sessions=3, price="100.00")
    booking = counter.book(site.alice)
    counter.redeem(package, booking, who=site.alice)
    alice.open("/my-bookings/")
    alice.page.locator(f"#sb-booking-{booking}").get_by_role("link", name=re.compile("^Cancel")).click()
    alice.reads("Your session goes back to your package Changed Mind.")
    alice.looks("x-cancel-mine")
    alice.press("Yes, cancel it")
    alice.reads("Your booking has been cancelled.")
    expect(alice.page.locator(f"#sb-booking-{booking}")).to_contain_text("Session given back")
    expect(mine(alice, package).get_by_text("3 of 3 sessions remaining")).to_be_visible()
    assert entries_of(site, booking) == 2


@pytest.mark.redemption
def test_a_late_cancellation_is_announced_and_keeps_the_session(site: Site, counter: Counter, alice: Person) -> None:
    strict = SETTINGS | {"cancel_hours": 24 * 7}
    site_settings.update(site.rt, command("settings", CAROL), strict)
    package = counter.sell(site.alice, name="Too Late", sessions=2, price="80.00")
    booking = counter.book(site.alice)
    counter.redeem(package, booking, who=site.alice)
    alice.open(f"/my-bookings/?sb_cancel={booking}")
    alice.reads("It is too late to get the session of your package Too Late back: it stays used if you cancel now.")
    alice.looks("x-cancel-late")
    alice.press("Yes, cancel it")
    alice.reads("Your booking has been cancelled.")
    expect(mine(alice, package).get_by_text("1 of 2 sessions remaining")).to_be_visible()
    site_settings.update(site.rt, command("settings", CAROL), SETTINGS)


def mine(alice: Person, package: CustomerPackage) -> Locator:
    """One of Alice's packages under My Packages, as the page says it now."""
    alice.open("/packages/")
    return alice.page.locator(f'[data-customer-package="{package.public_id}"]')
