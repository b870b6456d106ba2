"""What goes wrong on the way to a paid order: providers away, hanging or silent, two tabs, buyers who never come back."""

import re
import time

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.pages import Person, admin_tab, form_of, order_of
from tests.e2e.providers import FORWARDED, Shop, approve, at_paypal, at_stripe, choose, is_paid
from tests.e2e.site import Site, wait_for

pytestmark = pytest.mark.payments


def test_while_the_provider_is_away_the_order_is_kept_and_said_so(shop: Shop, alice: Person) -> None:
    shop.emulator.fail("POST /v1/checkout/sessions", "500", times=50)
    choose(alice, shop.counter.add_package(name="Provider Away"), "Card")
    alice.reads(
        re.compile("The payment page cannot be reached at the moment. Your order is kept, and nothing was charged just now.")
    )
    alice.looks("p7-away")
    order = order_of(alice.page)
    alice.press("Try again")
    alice.reads(re.compile("The payment page cannot be reached at the moment."))
    shop.emulator.mend()
    alice.press("Try again")
    at_stripe(alice)
    alice.press(re.compile("^Pay [^b]"))
    assert is_paid(alice) == order


@pytest.mark.slow  # half a minute of waiting
def test_a_provider_that_hangs_costs_one_buyer_ten_seconds_and_nobody_else_anything(
    site: Site, shop: Shop, alice: Person, bob: Person
) -> None:
    package = shop.counter.add_package(name="Provider Hangs")
    site.forget_failures()
    shop.emulator.fail("POST /v1/checkout/sessions", "timeout_before", times=4, seconds=12)
    alice.open(f"/packages/?sp_buy={package}")
    form = form_of(alice.page, ".sp-checkout form")
    started = time.monotonic()
    answers = [alice.context.request.post(form.action, form=form.fields, timeout=30_000) for _ in range(3)]
    assert time.monotonic() - started < 3 * 11
    assert ["sp_error=outcome_unknown" in answer.url for answer in answers] == [True] * 3
    bob.open("/packages/")
    expect(bob.page.get_by_role("link", name=re.compile("^Buy Package")).first).to_be_visible()
    shop.emulator.mend()
    alice.open(f"/packages/?sp_buy={package}&sp_error=outcome_unknown")
    alice.reads(re.compile("We could not see whether your order arrived"))
    alice.press(re.compile("^Order for"))
    at_stripe(alice)
    alice.press(re.compile("^Pay [^b]"))
    order = is_paid(alice)
    sql = "SELECT COUNT(*) FROM {p}orders WHERE package_id = (SELECT package_id FROM {p}orders WHERE public_id = %s)"
    assert site.one(sql, order) == 1, "the first try had placed it already"


def test_while_the_provider_has_not_confirmed_the_page_says_so_and_looks_again(shop: Shop, alice: Person) -> None:
    shop.emulator.knobs(lose=1.0)
    choose(alice, shop.counter.add_package(name="Not Confirmed Yet"), "Card")
    at_stripe(alice)
    shop.emulator.fail("GET /v1/checkout/sessions", "500", times=200)
    alice.press(re.compile("^Pay [^b]"))
    alice.reads(re.compile("Stripe has not confirmed your payment yet"), "Check again")
    expect(alice.page.get_by_role("radio")).to_have_count(0)
    alice.looks("p8-checking")
    order = order_of(alice.page)
    shop.emulator.mend()
    expect(alice.page.get_by_role("heading", name="Your package is ready")).to_be_visible(timeout=20_000)
    assert shop.packages_of(order) == 1


def test_the_package_comes_also_if_the_buyer_never_comes_back(shop: Shop, alice: Person) -> None:
    choose(alice, shop.counter.add_package(name="Never Back"), "Card")
    session = at_stripe(alice)
    alice.open("/packages/")
    order = str(alice.page.locator(".sp-waiting", has_text="Never Back").get_attribute("data-order"))
    shop.emulator.stripe.pay(session)
    shop.wait_until_paid(order)
    alice.page.reload()
    alice.reads("Never Back", "10 of 10 sessions remaining")


def test_an_order_paid_in_two_tabs_is_one_package_and_the_second_payment_goes_back(
    site: Site, shop: Shop, alice: Person, carol: Person, chromium: Browser
) -> None:
    choose(alice, shop.counter.add_package(name="Two Tabs"), "Card")
    session = at_stripe(alice)
    other = alice.twin(chromium, site.url)
    other.open("/packages/")
    other.follow(re.compile("^Continue to payment.*Two Tabs"))
    other.page.get_by_role("radio", name=re.compile("^PayPal")).check()
    other.press("Continue to payment of €350.00")
    at_paypal(other)
    # The first payment would close the other page before anybody could pay there: of the card nobody hears in time.
    shop.emulator.knobs(lose=1.0)
    shop.emulator.fail("GET /v1/checkout/sessions", "500", times=200)
    shop.emulator.stripe.pay(session)
    approve(other)
    order = is_paid(other)
    shop.emulator.mend()
    late = next(event for event in reversed(shop.emulator.events()) if event["type"] == "checkout.session.completed")
    shop.emulator.deliver(late, f"{site.url}{FORWARDED}stripe")
    wait_for(lambda: shop.payments_of(order)[0]["status"] == "surplus", "the second payment")
    other.leave()
    assert shop.packages_of(order) == 1
    admin_tab(carol)
    notice = carol.page.locator('[data-notice="paid_twice"]')
    expect(notice).to_contain_text("An order was paid twice")
    expect(notice).to_contain_text("Alice Archer")
    expect(notice).to_contain_text("€350.00")
    notice.get_by_text("Give it back…").click()
    carol.looks("p9-paid-twice")
    notice.get_by_label("Reason").fill("Paid in two tabs")
    notice.get_by_role("button", name="Give the money back").click()
    wait_for(lambda: [r["status"] for r in shop.emulator.objects("refunds")].count("succeeded") >= 1, "the refund")
    wait_for(lambda: not site.rows("SELECT 1 FROM {p}staff_notices WHERE kind = 'paid_twice' AND resolved_at IS NULL"), "its end")
    admin_tab(carol)
    expect(carol.page.locator('[data-notice="paid_twice"]')).to_have_count(0)


def test_a_cancelled_order_says_so_and_can_be_bought_again(shop: Shop, alice: Person, carol: Person) -> None:
    choose(alice, shop.counter.add_package(name="Called Off"), "Card")
    at_stripe(alice)
    alice.press(re.compile("^Cancel"))
    order = order_of(alice.page)
    admin_tab(carol)
    box = carol.page.locator(f"#order-{order}")
    expect(box).to_contain_text("The customer has not paid yet. A payment by Stripe is confirmed by itself.")
    carol.looks("p11-awaiting")
    box.get_by_text("Cancel this order…").click()
    box.get_by_label("Reason").fill("Wrong package")
    box.get_by_role("button", name="Cancel the order").click()
    carol.reads("The order was cancelled.")
    alice.open(f"/packages/?sp_order={order}")
    alice.reads("This order was cancelled.")
    expect(alice.page.get_by_role("radio")).to_have_count(0)
    alice.looks("p11-cancelled")
    alice.follow("Buy it again")
    alice.reads("Your order", "Called Off")


# --- what the page may say


def test_an_old_tab_does_not_say_that_nothing_was_charged_while_a_payment_is_on_its_way(shop: Shop, alice: Person) -> None:
    choose(alice, shop.counter.add_package(name="Old Tab"), "Card")
    session = at_stripe(alice)
    alice.press(re.compile("^Cancel"))
    old = form_of(alice.page, "form.sp-pay")
    order = order_of(alice.page)
    shop.emulator.stripe.pay_later(session)
    wait_for(lambda: shop.payments_of(order)[0]["waiting_since"] is not None, "the payment on its way")
    answer = alice.context.request.post(old.action, form=old.fields | {"sp_method": "stripe"})
    assert "sp_error" not in answer.url
    alice.page.goto(answer.url)
    alice.reads("Your bank confirms the payment; this can take days.", re.compile("please do not pay again"))
    alice.reads_not(re.compile("nothing was charged|Nothing was charged|try again"))


def test_who_leaves_while_the_provider_is_silent_is_not_told_that_nothing_was_charged(shop: Shop, alice: Person) -> None:
    """Paid in one tab, cancelled in another: the address alone proves nothing."""
    shop.emulator.knobs(lose=1.0)
    choose(alice, shop.counter.add_package(name="Left In Another Tab"), "Card")
    session = at_stripe(alice)
    shop.emulator.stripe.pay(session)
    shop.emulator.fail("GET /v1/checkout/sessions", "500", times=50)
    alice.open("/packages/")
    order = str(alice.page.locator(".sp-waiting", has_text="Left In Another Tab").get_attribute("data-order"))
    alice.reads(re.compile("We have not received your payment of €350.00 yet"))
    for more in ("", "&sp_cancelled=1"):
        alice.open(f"/packages/?sp_order={order}{more}")
        alice.reads(re.compile("We have not received"))
        alice.reads_not(re.compile("othing was charged|without paying|You have not paid"))
    shop.emulator.mend()
    rested = "SELECT MAX(looked_at) < UTC_TIMESTAMP(6) - INTERVAL 2 SECOND FROM {p}payments"
    wait_for(lambda: shop.site.one(rested) == 1, "the pause between two looks at a provider")
    alice.press("Continue to payment of €350.00")
    assert is_paid(alice) == order
    assert len(shop.payments_of(order)) == 1


def test_who_is_logged_out_on_the_way_back_has_the_payment_looked_up_after_logging_in(
    shop: Shop, alice: Person, guest: Person
) -> None:
    shop.emulator.knobs(lose=1.0)
    choose(alice, shop.counter.add_package(name="Logged Out Meanwhile"), "Card")
    shop.emulator.stripe.pay(at_stripe(alice))
    alice.open("/packages/")
    order = str(alice.page.locator(".sp-waiting", has_text="Logged Out Meanwhile").get_attribute("data-order"))
    guest.open(f"/packages/?sp_order={order}&sp_return=1")
    guest.reads(re.compile("If you have paid, your money is safe"))
    guest.page.get_by_role("link", name="Log in", exact=True).click()
    guest.logs_in_here("alice", "alice-demo")
    assert is_paid(guest) == order


def test_who_comes_back_as_somebody_else_is_told_that_the_money_is_safe(shop: Shop, alice: Person, bob: Person) -> None:
    choose(alice, shop.counter.add_package(name="Somebody Else"), "Card")
    at_stripe(alice)
    alice.press(re.compile("^Cancel"))
    bob.open(f"/packages/?sp_order={order_of(alice.page)}&sp_return=1")
    bob.reads(re.compile("This order could not be found."), re.compile("log in with the account you ordered with"))
    bob.reads_not("Somebody Else")


# --- who may


def test_what_is_alices_shows_nothing_to_bob_and_cannot_be_paid_by_him(shop: Shop, alice: Person, bob: Person) -> None:
    choose(alice, shop.counter.add_package(name="Hers Alone"), "Card")
    session = at_stripe(alice)
    alice.press(re.compile("^Cancel"))
    order = order_of(alice.page)
    for more in ("", "&sp_return=1", "&sp_cancelled=1", f"&sp_return=1&session_id={session}"):
        bob.open(f"/packages/?sp_order={order}{more}")
        bob.reads("This order could not be found.")
        bob.reads_not("Hers Alone")
    choose(bob, shop.counter.add_package(name="His Own"), "Card")
    at_stripe(bob)
    bob.press(re.compile("^Cancel"))
    form = form_of(bob.page, "form.sp-pay")
    for fields in (form.fields | {"sp_order": order}, form.fields | {"sp_order": order, "sp_nonce": ""}):
        answer = bob.context.request.post(form.action, form=fields, max_redirects=0)
        assert "/c/pay/" not in answer.headers["location"]
    assert len(shop.payments_of(order)) == 1
