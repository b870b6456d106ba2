"""The first package sold and redeemed, as the studio's people do it: one walk, whose steps are the tests of this file in order."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from devstack.mailbox import body_of
from scripts import build_plugins
from tests.e2e.pages import (
    Person,
    admin_tab,
    cell,
    hold_booking,
    method,
    order_of,
    row,
    token_of,
)
from tests.e2e.site import PASSWORDS, Site, wait_for

pytestmark = [pytest.mark.redemption, pytest.mark.payments, pytest.mark.mails, pytest.mark.admin]
PACKAGE = "10 Yoga Sessions"
BANK = {
    "Account holder": "Lotus Studio",
    "Account number / IBAN": "DE89 3704 0044 0532 0130 00",
    "Bank code / BIC": "COBADEFFXXX",
    "Bank": "Commerzbank",
}
broken: list[str] = []


@pytest.fixture(autouse=True)
def steps_in_order(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each step stands on the ones before it."""
    if broken:
        pytest.skip(f"the walk ended in {broken[0]}")
    failed_before = request.session.testsfailed
    yield
    if request.session.testsfailed > failed_before:
        broken.append(request.node.name)


def last_day() -> str:
    """90 days from today, as the site writes dates."""
    day = datetime.now(ZoneInfo("Europe/Berlin")).date() + timedelta(days=90)
    return f"{day:%B} {day.day}, {day.year}"


def today() -> str:
    day = datetime.now(ZoneInfo("Europe/Berlin")).date()
    return f"{day:%B} {day.day}, {day.year}"


# --- a. the owner sets everything up


def test_a1_the_owner_uploads_and_activates_the_plugin(carol: Person) -> None:
    carol.open("/wp-admin/plugins.php")
    carol.page.locator("a.page-title-action", has_text="Add").click()
    carol.press("Upload Plugin")
    carol.page.set_input_files("input[name=pluginzip]", plugin_zip())
    carol.press("Install Now")
    carol.follow("Activate Plugin")
    carol.reads("Plugin activated.", "Session Packages is active but not connected to its sidecar yet.")


def plugin_zip() -> Path:
    return build_plugins.build(build_plugins.SOURCES / "session-packages", build_plugins.TARGET)


def test_a2_one_pasted_code_connects(carol: Person, site: Site) -> None:
    carol.open("/wp-admin/plugins.php")
    carol.follow("Connect now")
    carol.looks("a2-connect")
    carol.page.get_by_label("Connection code").fill("sp1.this-is-not-a-code")
    carol.press("Connect")
    code = carol.page.get_by_label("Connection code")
    expect(code).to_have_attribute("aria-invalid", "true")
    expect(code).to_have_value("sp1.this-is-not-a-code")
    carol.reads("This is not a connection code. Copy the whole line that starts with “sp1.” and paste it again.")
    carol.looks("a2-connect-refused")
    code.fill(f"  {site.stack.sidecar.pair()}\n")
    carol.press("Connect")
    expect(carol.page.locator("#sp-connection").get_by_text("Connected", exact=True)).to_be_visible()
    assert site.connection()["fingerprint"] in carol.page.locator("#sp-connection").inner_text()
    carol.looks("a2-connected")


def test_a3_the_checklist_says_what_is_left(carol: Person) -> None:
    admin_tab(carol)
    carol.reads("Set up: what is left to do")
    assert checklist(carol) == {"paired": True, "currency": False, "way_to_pay": False, "first_package": False, "page": True}
    carol.looks("a3-checklist")


def checklist(carol: Person) -> dict[str, bool]:
    steps = carol.page.locator(".sp-checklist li")
    return dict(steps.evaluate_all("steps => steps.map(step => [step.dataset.step, step.classList.contains('is-done')])"))


def test_a4_currency_and_bank_details(carol: Person) -> None:
    carol.follow("Set up how customers pay: card, PayPal or bank transfer")
    carol.page.get_by_label("Currency").select_option("EUR")
    carol.page.get_by_label("Customers can pay by bank transfer").check()
    for label, value in BANK.items():
        carol.page.get_by_label(label, exact=True).fill(value)
    carol.press("Save Settings")
    carol.reads("Settings saved.")
    expect(carol.page.get_by_label("Account number / IBAN")).to_have_value(re.compile("^DE89"))
    carol.looks("a4-settings")


def test_a5_the_first_package(carol: Person) -> None:
    carol.follow("Add New Package")
    carol.looks("a5-new-package")
    fields = {"Name": PACKAGE, "Description": "Ten visits, whenever you like.", "Number of sessions": "10"}
    for label, value in (fields | {"Price": "350.00", "Valid for": "90"}).items():
        carol.page.get_by_label(label, exact=True).fill(value)
    carol.page.get_by_role("checkbox", name=re.compile("^Yoga")).check()
    carol.page.get_by_label("Status").select_option(label="On sale – customers can buy it")
    carol.press("Save Package")
    carol.reads("Package saved.", "What customers see", "You save 12.5 %")
    carol.looks("a5-package-saved")
    admin_tab(carol, "packages")
    line = row(carol.page, PACKAGE)
    assert [cell(line, name).inner_text() for name in ("Sessions", "Services", "Status")] == ["10", "For Yoga", "On sale"]
    assert "350.00" in cell(line, "Price").inner_text()
    carol.looks("a5-packages-for-sale")
    admin_tab(carol)
    carol.reads_not("Set up: what is left to do")


# --- b. Alice buys, Carol confirms the money


def test_b1_the_card_shows_what_it_saves(guest: Person) -> None:
    guest.open("/packages/")
    card = guest.page.get_by_role("article").filter(has_text=PACKAGE)
    for text in ("€350.00", "€35.00 per session", "You save 12.5 %", "10 sessions", "Valid 90 days", "For Yoga"):
        expect(card.get_by_text(text)).to_be_visible()
    guest.reads_not("My Packages")
    guest.looks("b1-packages-guest")


def test_b2_alice_logs_in_to_buy_and_gets_instructions(chromium: Browser, people: dict[str, Person], site: Site) -> None:
    alice = people["alice"] = Person(chromium, site.url)
    alice.open("/packages/")
    alice.follow(f"Log in to buy: {PACKAGE}")
    alice.logs_in_here("alice", PASSWORDS["alice"])
    alice.reads("Your order", "€350.00", "Bank transfer")
    alice.looks("b2-order-step")
    alice.press("Order for €350.00")
    alice.reads("We are waiting for your transfer.", "You cannot use your package yet.", *BANK.values())
    alice.looks("b2-instructions")
    reference = site.one("SELECT reference FROM {p}orders WHERE public_id = %s", order_of(alice.page))
    expect(alice.page.locator(".sp-transfer").get_by_text(reference)).to_be_visible()


def test_b3_nothing_is_usable_before_the_money_is_there(alice: Person) -> None:
    alice.open("/packages/")
    alice.reads("My Packages", re.compile("We are waiting for your transfer of €350.00, reference"))
    alice.reads_not(re.compile("sessions remaining"))
    alice.looks("b3-my-packages-waiting")
    hold_booking(alice)
    expect(alice.page.get_by_role("radio")).to_have_count(1)
    expect(method(alice, re.compile("Pay at the studio"))).to_be_checked()
    alice.looks("b3-payment-without-package")


def test_b4_a_wrong_amount_is_refused_and_kept(carol: Person) -> None:
    admin_tab(carol)
    carol.reads("Orders awaiting payment", "Alice Archer")
    carol.looks("b4-awaiting")
    carol.page.get_by_label("Amount received").fill("300,00")
    carol.press("Confirm money received")
    amount = carol.page.get_by_label("Amount received")
    expect(amount).to_have_value("300,00")
    expect(amount).to_have_attribute("aria-invalid", "true")
    carol.reads(re.compile("The order is for €350.00; €50.00 is missing"))
    carol.looks("b4-wrong-amount")


def test_b5_the_right_amount_activates(carol: Person, alice: Person) -> None:
    carol.page.get_by_label("Amount received").fill("350.00")
    carol.press("Confirm money received")
    carol.reads("Money confirmed. The customer’s package is active.", "No order is waiting for money.")
    carol.looks("b5-confirmed")
    alice.open("/packages/")
    mine = alice.page.get_by_role("region", name="My Packages")
    expect(mine.get_by_text("10 of 10 sessions remaining")).to_be_visible()
    expect(mine.get_by_text(f"Valid until {last_day()}")).to_be_visible()
    alice.looks("b5-my-packages")


def test_b6_the_mail_says_that_it_is_ready(site: Site) -> None:
    mail = site.stack.mailbox.wait_for("alice@example.test", "10 Yoga Sessions is ready")
    for part in (body_of(mail, "html"), body_of(mail, "plain")):
        assert "10 of 10" in part
        assert last_day() in part
        assert "Alice Archer" in part
    wait_for(site.outbox_is_empty, "every mail to be delivered")
    assert len(site.stack.mailbox.messages("alice@example.test", "is ready")) == 1


# --- c. Alice books with it


def test_c1_the_package_stands_beside_the_regular_method(alice: Person) -> None:
    alice.open("/book/")
    alice.looks("c1-service")
    alice.follow("Choose Yoga")
    alice.looks("c1-time")
    alice.page.get_by_role("link", name=re.compile(r"\d+ free times?$")).nth(2).click()
    alice.page.locator("a.sb-slot").first.click()
    expect(alice.page.get_by_label("E-mail")).to_have_value("alice@example.test")
    alice.looks("c1-details")
    alice.press("Continue to payment")
    expect(method(alice, re.compile("Pay at the studio"))).to_be_visible()
    package = alice.page.get_by_text("Use Package Session: 10 Yoga Sessions, 10 of 10 sessions remaining", exact=True)
    expect(package).to_be_visible()
    expect(alice.page.get_by_role("radio")).to_have_count(2)
    alice.looks("c1-payment")


def test_c2_choosing_it_confirms_at_once(alice: Person, site: Site) -> None:
    method(alice, re.compile("^Use Package Session")).check()
    alice.press("Confirm booking")
    alice.reads("Your booking is confirmed", f"Paid with your package {PACKAGE}")
    alice.looks("c2-confirmation")
    booking = site.booking_by_token(token_of(alice.page))
    assert (booking["status"], booking["payment_method"], booking["payment_state"]) == ("confirmed", "package", "paid")


def test_c3_my_bookings_shows_the_package(alice: Person) -> None:
    alice.open("/my-bookings/")
    alice.reads("9 of 10 sessions remaining", f"Valid until {last_day()}")
    booking = alice.page.get_by_role("listitem").filter(has_text="Confirmed")
    expect(booking.get_by_text(f"Package: {PACKAGE}")).to_be_visible()
    alice.looks("c3-my-bookings")
    alice.follow(re.compile("^Statement"))
    alice.reads("Every movement", "Package activated", "Session used")
    alice.looks("c3-statement")


def test_c4_the_host_confirms_by_mail_exactly_once(site: Site) -> None:
    mail = site.stack.mailbox.wait_for("alice@example.test", "Confirmed: Yoga")
    assert f"Paid with your package {PACKAGE}" in body_of(mail, "plain")
    wait_for(site.outbox_is_empty, "everything to be delivered")
    assert len(site.stack.mailbox.messages("alice@example.test", "Confirmed: Yoga")) == 1


# --- d. what the owner sees


def test_d1_the_bookings_list_shows_the_badge(carol: Person) -> None:
    carol.open("/wp-admin/admin.php?page=simple-bookings")
    payment = cell(row(carol.page, "Confirmed"), "Payment")
    expect(payment.locator(".sb-package-badge")).to_have_text("Package")
    expect(payment).to_contain_text(PACKAGE)
    carol.looks("d1-bookings")


def test_d2_customer_packages(carol: Person) -> None:
    admin_tab(carol)
    carol.looks("d2-overview")
    carol.follow("Customer packages")
    line = row(carol.page, "Alice Archer")
    wanted = {"Package": PACKAGE, "Purchase date": today(), "Used": "1", "Expiry date": last_day(), "Status": "Active"}
    assert {name: cell(line, name).inner_text() for name in wanted} == wanted
    expect(cell(line, "Remaining")).to_contain_text("9 of 10")
    carol.looks("d2-customer-packages")


def test_d3_the_detail_page_shows_the_ledger(carol: Person) -> None:
    carol.follow(PACKAGE)
    carol.reads("Usage history", "9 of 10 sessions remaining", "1 session used")
    lines = carol.page.locator("table tbody tr")
    used, granted = (lines.filter(has_text=text) for text in ("Session used", "Package activated"))
    expect(used).to_contain_text(re.compile(r"−1.*9.*Yoga.*Alice Archer", re.S))
    expect(granted).to_contain_text(re.compile(r"\+10.*10.*Carol Clark", re.S))
    expect(lines).to_have_count(2)
    carol.looks("d3-detail")
