"""What needs a person's attention: in words, with a way to the booking, and done."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from sidecar.usecases import reconcile
from tests.e2e.pages import Person, admin_tab
from tests.e2e.site import Counter, Site
from tests.studio import HOST
from wp_bridge import notices
from wp_bridge.records import Actor

pytestmark = [pytest.mark.redemption, pytest.mark.admin]

CODES = {
    "cancelled_unknown": "cancelled",
    "booking_unfit": "visit_after_expiry",
    "revived_unpaid": "no_sessions_left",
    "payment_mismatch": "on_site",
    "commit_after_lapse": "expired",
    "given_back_to_ended": "refunded",
}


@pytest.fixture
def imported(site: Site, counter: Counter, dora: Actor) -> Iterator[str]:
    """A booking that claims to be paid by package, as reconcile finds it; and one notice of every other kind about it."""
    package = counter.sell(dora, name="Imported")
    booking = counter.book(dora, status="confirmed", payment_method="package", payment_state="paid", package_label="Imported")
    reconcile.follow_bookings(site.rt)
    known = {"customer_name": dora.name, "service_name": "Yoga", "starts_at": "2031-01-02T09:00:00Z", "package_name": "Imported"}
    known |= {"host": HOST, "booking": booking, "customer_package": package.public_id}
    for kind, code in CODES.items():
        notice(site, kind, booking, known | {"code": code})
    notice(site, "ledger_drift", booking, {"customer_package": package.public_id})
    notice(site, "bookings_vanished", booking, {"count": 12})
    notice(site, "undeliverable", booking, {"error": "SMTP: 550 no such mailbox"})
    notice(site, "mails_waiting", booking, {"error": "the site answered 503"})
    notice(site, "mail_delivery_trouble", booking, {"code": "login", "message": "the mail server does not accept the login: 535"})
    yield booking
    done = "UPDATE {p}staff_notices SET resolved_at = UTC_TIMESTAMP(6) WHERE resolved_at IS NULL"
    site.rt.db.transact(lambda tx: tx.run(done))


def notice(site: Site, kind: str, booking: str, facts: dict[str, Any]) -> None:
    site.rt.db.transact(lambda tx: notices.add(tx, kind, f"shown:{kind}:{booking}", facts))


def test_notices_are_shown_in_words_lead_to_the_booking_and_are_done(site: Site, imported: str, carol: Person) -> None:
    admin_tab(carol)
    admin_tab(carol)  # the menu is drawn before the page has asked
    carol.reads("Needs your attention", "A booking says it was paid by package, but no session was taken", "12 bookings")
    carol.reads("The booking plugin says it was paid at the studio.")
    carol.reads("Mails have been waiting for more than an hour", "the site answered 503", "does not accept the login: 535")
    number = carol.page.locator(".sp-count").inner_text()
    expect(carol.page.locator("#adminmenu a", has_text="Packages")).to_contain_text(f"{number} need your attention")
    carol.looks("s5-attention")
    claims = carol.page.locator('[data-notice="claims_package"]').filter(has_text="Dora Dahl").first
    claims.get_by_role("link", name=re.compile("^Open the booking")).click()
    carol.press("Use package session")
    carol.reads("Package session used. The booking is paid.")
    assert (
        site.one("SELECT resolved_by FROM {p}staff_notices WHERE dedupe_key = %s", f"claims_package:{HOST}:{imported}")
        == "system"
    )
    admin_tab(carol)
    unfit = carol.page.locator('[data-notice="booking_unfit"]').filter(has_text="Imported")
    unfit.get_by_role("button", name=re.compile("^Done")).click()
    carol.reads("Marked as done.")
    expect(unfit).to_have_count(0)
    assert (
        site.one("SELECT resolved_by FROM {p}staff_notices WHERE dedupe_key = %s", f"shown:booking_unfit:{imported}")
        == "Carol Clark"
    )
