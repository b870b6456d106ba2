"""Money going back, as staff do it: previewed, confirmed, by card, by PayPal and by hand; refunds made elsewhere; disputes."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.pages import Person, admin_tab, form_of
from tests.e2e.providers import Shop, pay_by_card, pay_by_paypal
from tests.e2e.site import Site, wait_for
from wp_bridge.records import Actor, CustomerPackage

pytestmark = [pytest.mark.payments, pytest.mark.admin]


@pytest.fixture
def by_card(shop: Shop, alice: Person) -> CustomerPackage:
    """Alice's package, paid by card."""
    return shop.counter.package_of_order(pay_by_card(alice, shop.counter.add_package(name="Card Ten")))


@pytest.fixture
def by_paypal(shop: Shop, alice: Person) -> CustomerPackage:
    return shop.counter.package_of_order(pay_by_paypal(alice, shop.counter.add_package(name="PayPal Ten")))


def preview(carol: Person, package: CustomerPackage, rule: str = "", **typed: str) -> None:
    """As far as the step that shows what will happen."""
    admin_tab(carol, "customers", view=package.public_id)
    carol.follow("Refund unused sessions…")
    if rule:
        carol.page.get_by_role("radio", name=re.compile(f"^{rule}")).check()
    for label, value in typed.items():
        carol.page.get_by_label(label, exact=True).fill(value)
    carol.press("Preview")


def refunded(shop: Shop, package: CustomerPackage) -> int:
    return int(shop.site.one("SELECT refunded_minor FROM {p}orders WHERE id = %s", package.order_id))


def settled(shop: Shop, package: CustomerPackage) -> None:
    sql = "SELECT COUNT(*) FROM {p}refunds WHERE order_id = %s AND status IN ('intent', 'pending')"
    wait_for(lambda: shop.site.one(sql, package.order_id) == 0, "the refund to settle")


def pending(shop: Shop) -> list[str]:
    return [str(refund["id"]) for refund in shop.emulator.objects("refunds") if refund["status"] == "pending"]


# --- through the provider


def test_unused_sessions_go_back_to_the_card(shop: Shop, by_card: CustomerPackage, carol: Person, alice: Person) -> None:
    booking = shop.counter.book(shop.site.alice)
    shop.counter.redeem(by_card, booking, who=shop.site.alice)
    admin_tab(carol, "customers", view=by_card.public_id)
    carol.reads("Money", "Received", "Card")
    carol.follow("Refund unused sessions…")
    carol.reads("Value of the unused sessions", "€315.00", "Used sessions at the single price", "€310.00", "Another amount")
    carol.looks("r1-choose")
    carol.press("Preview")
    carol.reads(
        "€315.00", "9 sessions", re.compile("back through Stripe"), "The customer still has visits booked with this package."
    )
    carol.looks("r1-confirm")
    carol.page.get_by_label("Reason", exact=True).fill("Moves away")
    carol.press("Refund €315.00")
    carol.reads(re.compile("The refund is (on its way|done)"), "“Moves away”")
    settled(shop, by_card)
    admin_tab(carol, "customers", view=by_card.public_id)
    carol.reads("Refunded", "€315.00 of it refunded or on its way back", "9 sessions")
    carol.looks("r1-refunded")
    assert [r["amount"] for r in shop.emulator.objects("refunds")][-1] == 31500
    assert (shop.counter.again(by_card).balance, refunded(shop, by_card)) == (0, 31500)
    alice.open("/packages/")
    alice.reads("Past packages", "Refunded")


def test_a_part_goes_back_by_paypal_and_later_another_amount(shop: Shop, by_paypal: CustomerPackage, carol: Person) -> None:
    preview(carol, by_paypal, Sessions="3")
    carol.reads("€105.00", "3 sessions", re.compile("PayPal account"))
    carol.page.get_by_label("Reason", exact=True).fill("Three less")
    carol.press("Refund €105.00")
    settled(shop, by_paypal)
    assert shop.counter.again(by_paypal).balance == 7
    preview(carol, by_paypal, "Another amount", Amount="20.50", Sessions="0")
    carol.page.get_by_label("Reason", exact=True).fill("Goodwill")
    carol.press("Refund €20.50")
    settled(shop, by_paypal)
    assert (shop.counter.again(by_paypal).balance, refunded(shop, by_paypal)) == (7, 12550)
    admin_tab(carol, "customers", view=by_paypal.public_id)
    carol.looks("r2-two-refunds")


def test_a_refusal_names_the_field_and_keeps_what_was_typed(shop: Shop, by_card: CustomerPackage, carol: Person) -> None:
    for amount in ("", "ten", "350.01"):
        preview(carol, by_card, "Another amount", Amount=amount, Sessions="2")
        field = carol.page.get_by_label("Amount", exact=True)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_value(amount)
        expect(carol.page.get_by_label("Sessions", exact=True)).to_have_value("2")
        expect(carol.page.get_by_role("radio", name=re.compile("^Another amount"))).to_be_checked()
    carol.looks("r3-amount")
    preview(carol, by_card, Sessions="11")
    expect(carol.page.get_by_label("Sessions", exact=True)).to_have_attribute("aria-invalid", "true")
    preview(carol, by_card)
    carol.page.get_by_label("Reason", exact=True).fill("   ")
    carol.press("Refund €350.00")
    expect(carol.page.get_by_label("Reason", exact=True)).to_have_attribute("aria-invalid", "true")
    carol.looks("r3-reason")
    assert refunded(shop, by_card) == 0


def test_what_has_changed_since_the_preview_is_refused(shop: Shop, by_card: CustomerPackage, carol: Person) -> None:
    preview(carol, by_card)
    carol.page.get_by_label("Reason", exact=True).fill("As agreed")
    shop.counter.redeem(by_card, shop.counter.book(shop.site.alice), who=shop.site.alice)
    carol.press("Refund €350.00")
    carol.reads(re.compile("^Nothing was refunded"))
    expect(carol.page.get_by_label("Reason", exact=True)).to_have_value("As agreed")
    assert refunded(shop, by_card) == 0


def test_a_double_click_refunds_once(shop: Shop, by_card: CustomerPackage, carol: Person) -> None:
    preview(carol, by_card, Sessions="2")
    form = form_of(carol.page, ".sp-refund__form")
    for _ in range(2):
        answer = carol.context.request.post(form.action, form=form.fields | {"reason": "Twice"})
        assert re.search("sp_notice=refund_(started|done)", answer.url)
    settled(shop, by_card)
    assert (shop.counter.again(by_card).balance, refunded(shop, by_card)) == (8, 7000)


def test_a_refund_that_is_not_finished_says_so_and_then_that_it_is(shop: Shop, by_card: CustomerPackage, carol: Person) -> None:
    shop.emulator.stripe.pend_refunds()
    try:
        preview(carol, by_card)
        carol.page.get_by_label("Reason", exact=True).fill("Slow bank")
        carol.press("Refund €350.00")
        carol.reads("On its way", re.compile("Stripe has not confirmed it yet"), "Look again")
        carol.looks("r4-on-its-way")
        wait_for(lambda: pending(shop) != [], "the refund at Stripe")
        shop.emulator.stripe.finish_refund(pending(shop)[0])
    finally:
        shop.emulator.stripe.pend_refunds(False)
    settled(shop, by_card)
    admin_tab(carol, "customers", view=by_card.public_id)
    carol.reads("Refunded")
    carol.reads_not("Look again")


def test_a_refund_that_fails_after_it_was_shown_as_done_is_told(shop: Shop, by_card: CustomerPackage, carol: Person) -> None:
    preview(carol, by_card)
    carol.page.get_by_label("Reason", exact=True).fill("Will fail")
    carol.press("Refund €350.00")
    settled(shop, by_card)
    shop.emulator.stripe.fail_refund(shop.emulator.objects("refunds")[-1]["id"])
    wait_for(lambda: refunded(shop, by_card) == 0, "the refund to fail")
    admin_tab(carol)
    carol.reads("A refund failed", re.compile("Card Ten"), re.compile("The provider says"))
    carol.looks("r5-failed")
    carol.page.locator('[data-notice="refund_failed"]').get_by_role("link", name=re.compile("^Open the package")).click()
    carol.reads("Failed", re.compile("The money did not go back"))
    assert shop.counter.again(by_card).balance == 10


def looks_again(person: Person, package: CustomerPackage, typing: bool) -> bool:
    """Whether the screen does so by itself, by a clock that is turned forward."""
    person.page.clock.install()
    admin_tab(person, "customers", view=package.public_id)
    expect(person.page.locator("[data-sp-reload]")).to_have_count(1)
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    if typing:
        person.page.evaluate("document.body.dispatchEvent(new Event('input', {bubbles: true}))")
    person.page.clock.fast_forward(10_000)
    person.page.evaluate("new Promise(done => requestAnimationFrame(done))") if typing else person.page.wait_for_url(
        re.compile("sp_look=1")
    )
    person.leave()
    return any("sp_look=1" in url for url in asked)


def test_what_is_being_typed_or_was_refused_stays_while_a_refund_is_under_way(
    shop: Shop, by_card: CustomerPackage, carol: Person, chromium: Browser
) -> None:
    """The screen looks again by itself; what somebody reads or types there is worth more."""
    shop.emulator.stripe.pend_refunds()
    try:
        preview(carol, by_card, Sessions="2")
        form = form_of(carol.page, ".sp-refund__form")
        carol.page.get_by_label("Reason", exact=True).fill("Slow bank")
        carol.press("Refund €70.00")
        wait_for(lambda: pending(shop) != [], "the refund at Stripe")
        assert [looks_again(carol.twin(chromium, shop.site.url), by_card, typing) for typing in (False, True)] == [True, False]
        refused = carol.context.request.post(form.action, form=form.fields | {"reason": " ", "key": str(uuid4())})
        kept = re.findall("kept=([a-z0-9]{20})", refused.url)[0]
        admin_tab(carol, "customers", view=by_card.public_id, kept=kept)
        carol.reads("Look again")
        expect(carol.page.locator("[data-sp-reload]")).to_have_count(0)
        shop.emulator.stripe.finish_refund(pending(shop)[0])
    finally:
        shop.emulator.stripe.pend_refunds(False)
    settled(shop, by_card)


# --- by hand


def test_a_transfer_goes_back_by_hand(site: Site, shop: Shop, dora: Actor, carol: Person) -> None:
    package = shop.counter.sell(dora, name="Transfer Ten")
    preview(carol, package, Sessions="4")
    carol.reads("€140.00", re.compile("you send the money back yourself"))
    carol.page.get_by_label("Reason", exact=True).fill("Wrong package")
    carol.press("Note the refund of €140.00")
    carol.reads(re.compile("Now please send the money back"), "To be sent by you")
    carol.looks("r6-by-hand")
    carol.page.get_by_text("Withdraw this refund…").click()
    carol.page.get_by_label("Reason", exact=True).fill("They keep it")
    carol.press("The money will not be sent")
    carol.reads("Withdrawn", re.compile("^The refund is withdrawn"))
    assert (shop.counter.again(package).balance, refunded(shop, package)) == (10, 0)
    preview(carol, package, Sessions="4")
    carol.page.get_by_label("Reason", exact=True).fill("After all")
    carol.press("Note the refund of €140.00")
    carol.press("I have sent the money")
    carol.reads(re.compile("^The refund is done"), "Refunded")
    carol.looks("r6-sent")
    assert (shop.counter.again(package).balance, refunded(shop, package)) == (6, 14000)


# --- made elsewhere


def test_a_part_refunded_in_the_dashboard_proposes_sessions(shop: Shop, by_card: CustomerPackage, carol: Person) -> None:
    (payment,) = shop.site.rows("SELECT * FROM {p}payments WHERE order_id = %s", by_card.order_id)
    shop.emulator.stripe.dashboard_refund(payment["provider_payment_id"], 7000)
    wait_for(lambda: refunded(shop, by_card) == 7000, "the refund to be heard of")
    admin_tab(carol)
    notice = carol.page.locator('[data-notice="refunded_elsewhere"]')
    expect(notice).to_contain_text("€70.00")
    carol.looks("r7-elsewhere")
    expect(notice.get_by_label("Sessions to take")).to_have_value("2")
    notice.get_by_role("button", name="Take them").click()
    carol.reads("The sessions were taken from the package.")
    carol.looks("r7-taken")
    assert shop.counter.again(by_card).balance == 8


def test_a_dispute_suspends_and_is_told(shop: Shop, by_card: CustomerPackage, carol: Person, alice: Person) -> None:
    booking = shop.counter.book(shop.site.alice)
    shop.counter.redeem(by_card, booking, who=shop.site.alice)
    (payment,) = shop.site.rows("SELECT * FROM {p}payments WHERE order_id = %s", by_card.order_id)
    dispute = shop.emulator.stripe.dispute(payment["provider_payment_id"])
    wait_for(lambda: shop.counter.again(by_card).suspended_by_dispute_at is not None, "the dispute")
    admin_tab(carol)
    carol.reads("A customer disputes a payment")
    admin_tab(carol, "customers", view=by_card.public_id)
    carol.reads("Suspended", "Disputes", "Open", re.compile("The payment is disputed"))
    carol.looks("r8-dispute")
    shop.emulator.stripe.close_dispute(dispute, "lost")
    wait_for(lambda: shop.counter.again(by_card).balance == 0, "the end of the dispute")
    admin_tab(carol)
    notice = carol.page.locator('[data-notice="dispute_lost"]')
    expect(notice).to_contain_text("A dispute is lost")
    expect(notice.get_by_role("link", name=re.compile("^Yoga"))).to_be_visible()
    carol.looks("r8-lost")


# --- who may


def test_customers_may_not_refund(shop: Shop, by_card: CustomerPackage, carol: Person, bob: Person) -> None:
    preview(carol, by_card)
    form = form_of(carol.page, ".sp-refund__form")
    answer = bob.context.request.post(form.action, form=form.fields | {"reason": "Mine"}, max_redirects=0)
    assert answer.status == 403
    fields = form.fields | {"reason": "Forged", "id": "01M887WTEW7RNYYP8B5ADT5M2E"}
    assert carol.context.request.post(form.action, form=fields, max_redirects=0).status == 403
    assert refunded(shop, by_card) == 0
