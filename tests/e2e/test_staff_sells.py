"""Selling by hand, importing balances and extending many, in the browser: what only a browser shows."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import Person
from tests.e2e.site import Counter, Site
from wp_bridge.records import Actor

pytestmark = pytest.mark.admin

LIST = "/wp-admin/admin.php?page=session-packages&tab=customers"


def test_a_package_is_sold_for_cash_to_an_account_found_by_name(site: Site, counter: Counter, dora: Actor, carol: Person) -> None:
    counter.add_package(name="Counter Ten")
    carol.open(LIST)
    carol.follow("Sell a Package")
    carol.page.get_by_label("Somebody with an account on your site").fill("Dora")
    carol.press("Search accounts")
    carol.looks("v1-sell-who")
    carol.follow(re.compile("Dora Dahl"))
    carol.page.get_by_label("Package", exact=True).select_option(label="Counter Ten – €350.00")
    carol.page.get_by_label("Another price").fill("300")
    carol.press("Preview")
    carol.reads("Please say why the price is another.")
    carol.looks("v1-sell-what")
    carol.page.get_by_label("Reason or note").fill("a loyal customer")
    carol.press("Preview")
    carol.reads("€300.00", "€350.00", "Dora Dahl (dora@example.test)")
    carol.looks("v1-sell-confirm")
    carol.press("Sell for €300.00")
    carol.reads("Sold. The package is active.", "10 of 10 sessions remaining", "Cash", "a loyal customer")
    site.stack.mailbox.wait_for("dora@example.test", "Your receipt for Counter Ten")


def test_an_invoice_to_a_new_address_waits_and_an_address_with_an_account_is_told(
    site: Site, counter: Counter, carol: Person
) -> None:
    counter.add_package(name="Invoiced", stock=0)
    carol.open(LIST + "&sell=who&who=dora@example.test")
    carol.follow("Somebody without an account")
    carol.page.get_by_label("Name").fill("Nina New")
    carol.page.get_by_label("Package", exact=True).select_option(label="Invoiced – €350.00")
    carol.page.get_by_label("Paid by").select_option(label="Invoice")
    carol.page.get_by_label("The invoice is still to be paid").check()
    carol.press("Preview")
    carol.reads("There is an account with this address: Dora Dahl.", "This package is sold out; the stock grows by one.")
    carol.looks("v1-sell-warned")
    carol.follow("Change it")
    carol.page.get_by_label("E-mail").fill("nina@example.test")
    carol.press("Preview")
    carol.reads("No account has this address.")
    carol.press("Order for €350.00")
    carol.reads("Ordered. As soon as the money is there, confirm it here.", "Nina New", "Invoice")
    box = carol.page.locator(".sp-awaiting", has_text="nina@example.test")
    box.get_by_label("Amount received").fill("350.00")
    box.get_by_role("button", name="Confirm money received").click()
    carol.reads("Money confirmed. The customer’s package is active.")
    expect(carol.page.locator(".sp-awaiting", has_text="nina@example.test")).to_have_count(0)
