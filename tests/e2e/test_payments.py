"""Buying online in the browser: by card, by PayPal, by bank transfer, and everything that may go wrong on the way."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import Person, admin_tab, order_of
from tests.e2e.providers import (
    Shop,
    approve,
    at_paypal,
    at_stripe,
    choose,
    is_paid,
    pay_by_card,
    pay_by_paypal,
)
from tests.e2e.site import wait_for

pytestmark = pytest.mark.payments


# --- the ways to pay


def test_alice_buys_by_card(shop: Shop, alice: Person) -> None:
    package = shop.counter.add_package(name="By Card")
    alice.open("/packages/")
    alice.reads("Test payments", "No real money is taken here.")
    alice.looks("p1-shop")
    alice.open(f"/packages/?sp_buy={package}")
    alice.reads("Test payments", re.compile("You pay on Stripe’s page and come back here"))
    expect(alice.page.get_by_role("radio")).to_have_count(3)
    alice.looks("p1-order-step")
    alice.press("Order for €350.00")
    at_stripe(alice)
    alice.looks("p1-at-stripe")
    alice.press(re.compile("^Pay [^b]"))
    order = is_paid(alice)
    alice.looks("p1-paid")
    alice.page.reload()
    is_paid(alice)
    alice.follow("See my package")
    alice.reads("By Card", "10 of 10 sessions remaining", "Card")
    assert (shop.order_row(order)["status"], shop.order_row(order)["mode"], shop.packages_of(order)) == ("paid", "test", 1)


def test_the_back_button_neither_pays_nor_orders_again(shop: Shop, alice: Person) -> None:
    order = pay_by_card(alice, shop.counter.add_package(name="Back And Forth"))
    for _ in range(3):
        alice.page.go_back(wait_until="load")
    alice.page.go_forward(wait_until="load")
    alice.open(f"/packages/?sp_order={order}&sp_cancelled=1")
    is_paid(alice)
    assert len(shop.payments_of(order)) == 1
    assert shop.packages_of(order) == 1


def test_alice_buys_by_paypal(shop: Shop, alice: Person) -> None:
    package = shop.counter.add_package(name="By PayPal")
    choose(alice, package, "PayPal")
    at_paypal(alice)
    alice.looks("p2-at-paypal")
    approve(alice)
    order = is_paid(alice)
    alice.reads("PayPal")
    alice.looks("p2-paid")
    assert shop.packages_of(order) == 1


def test_a_transfer_that_is_too_much_is_accepted_and_the_rest_noted(shop: Shop, alice: Person, carol: Person) -> None:
    choose(alice, shop.counter.add_package(name="By Transfer"), "Bank transfer")
    alice.reads("We are waiting for your transfer.", "Pay in another way")
    alice.looks("p3-transfer")
    order = order_of(alice.page)
    admin_tab(carol)
    carol.reads("Test payments: no real money is taken.")
    box = carol.page.locator(f"#order-{order}")
    box.get_by_label("Amount received").fill("360.00")
    box.get_by_role("button", name="Confirm money received").click()
    carol.reads(re.compile("The order is for €350.00; this is €10.00 too much"))
    carol.looks("p3-too-much")
    box.get_by_label(re.compile("accept it, and note that €10.00 was too much")).check()
    box.get_by_role("button", name="Confirm money received").click()
    carol.reads("Money confirmed. The customer’s package is active.", "A customer has transferred too much")
    carol.looks("p3-surplus")
    assert shop.packages_of(order) == 1
    notice = carol.page.locator('[data-notice="transfer_surplus"]')
    notice.get_by_text("Give it back…").click()
    notice.get_by_label("Reason").fill("Ten too much")
    notice.get_by_role("button", name="Give the money back").click()
    carol.reads("To be sent by you", "“Ten too much”")
    carol.press("I have sent the money")
    carol.reads(re.compile("^The refund is done"))
    admin_tab(carol)
    carol.reads_not("A customer has transferred too much")


# --- on the way


def test_a_declined_card_can_be_followed_by_another_one(shop: Shop, alice: Person) -> None:
    choose(alice, shop.counter.add_package(name="Declined"), "Card")
    at_stripe(alice)
    alice.press("Decline")
    expect(alice.page.get_by_role("alert")).to_be_visible()
    alice.press(re.compile("^Pay [^b]"))
    order = is_paid(alice)
    assert shop.packages_of(order) == 1


def test_paypal_declines_and_the_card_pays(shop: Shop, alice: Person) -> None:
    choose(alice, shop.counter.add_package(name="PayPal Declines"), "PayPal")
    shop.emulator.paypal.decline_capture(at_paypal(alice))
    approve(alice)
    alice.reads("The payment did not go through. Nothing was charged.")
    alice.looks("p4-failed")
    alice.page.get_by_role("radio", name=re.compile("^Card")).check()
    alice.press("Try again")
    at_stripe(alice)
    alice.press(re.compile("^Pay [^b]"))
    order = is_paid(alice)
    assert [row["status"] for row in shop.payments_of(order)] == ["failed", "settled"]


def test_a_delayed_payment_waits_and_arrives_by_itself(shop: Shop, alice: Person) -> None:
    choose(alice, shop.counter.add_package(name="Bank Debit"), "Card")
    checkout = at_stripe(alice)
    alice.press(re.compile("bank debit"))
    alice.reads("Your bank confirms the payment; this can take days.", re.compile("please do not pay again"))
    expect(alice.page.get_by_role("radio")).to_have_count(0)
    alice.looks("p5-waiting")
    order = order_of(alice.page)
    alice.open("/packages/")
    alice.reads(re.compile("Your payment of €350.00 is on its way"))
    alice.looks("p5-my-packages")
    assert shop.packages_of(order) == 0
    shop.emulator.stripe.settle_later(checkout)
    shop.wait_until_paid(order)
    alice.open(f"/packages/?sp_order={order}")
    is_paid(alice)


def test_a_delayed_payment_that_fails_can_be_tried_again(shop: Shop, alice: Person) -> None:
    choose(alice, shop.counter.add_package(name="Bank Debit Fails"), "Card")
    checkout = at_stripe(alice)
    alice.press(re.compile("bank debit"))
    alice.reads("Your bank confirms the payment; this can take days.")
    order = order_of(alice.page)
    shop.emulator.stripe.settle_later(checkout, ok=False)
    wait_for(lambda: shop.payments_of(order)[0]["status"] == "failed", "the failure")
    alice.open(f"/packages/?sp_order={order}")
    alice.reads("The payment did not go through. Nothing was charged.")
    expect(alice.button("Try again")).to_be_visible()


def test_who_leaves_the_payment_page_goes_on_later_in_another_way(shop: Shop, alice: Person) -> None:
    choose(alice, shop.counter.add_package(name="Left And Resumed"), "Card")
    at_stripe(alice)
    alice.press(re.compile("^Cancel"))
    alice.reads("You have left the payment page. We have not received a payment.")
    alice.looks("p6-left")
    order = order_of(alice.page)
    alice.open("/packages/")
    alice.reads(re.compile("We have not received your payment of €350.00 yet"))
    alice.looks("p6-my-packages")
    alice.follow(re.compile("^Continue to payment.*Left And Resumed"))
    alice.reads("We have not received your payment yet.")
    alice.looks("p6-open")
    alice.page.get_by_role("radio", name=re.compile("^PayPal")).check()
    alice.press("Continue to payment of €350.00")
    at_paypal(alice)
    approve(alice)
    assert is_paid(alice) == order
    assert shop.packages_of(order) == 1


def test_pay_by_paypal_and_card_are_both_in_the_history(shop: Shop, alice: Person, carol: Person) -> None:
    order = pay_by_paypal(alice, shop.counter.add_package(name="In The Books"))
    package = shop.counter.package_of_order(order)
    admin_tab(carol, "customers", view=package.public_id)
    carol.reads("Money", "Payments", "Received", "€350.00")
    carol.looks("p10-customer-package")
