"""Selling by hand, importing balances and extending many, in the browser: what only a browser shows."""

import re
from datetime import timedelta
from pathlib import Path

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


def finished(carol: Person) -> None:
    """The page looks again by itself until then."""
    expect(carol.page.get_by_text("Finished: 2 done, 0 skipped.")).to_be_visible(timeout=60_000)


FILE = """email;name;package;sessions left;sessions total;valid until;paid value;reference
dora@example.test;Dora Dahl;Taken Over;7;10;20.02.2035;350,00;E-1
ben@example.test;Ben Bell;Taken Over;3;;;;
ben;=Ben;No Such;0;;soon;;
"""


def test_a_file_of_balances_is_checked_imported_and_not_imported_again(
    site: Site, counter: Counter, dora: Actor, carol: Person, tmp_path: Path
) -> None:
    counter.add_package(name="Taken Over")
    path = tmp_path / "balances.csv"
    path.write_bytes(FILE.encode("cp1252"))
    carol.open(LIST)
    carol.follow("Import balances")
    carol.looks("v2-import")
    with carol.page.expect_download() as sample:
        carol.press("Download a sample")
    assert "sessions_left" in Path(sample.value.path()).read_text(encoding="utf-8-sig")
    carol.page.get_by_label("CSV file").set_input_files(path)
    carol.press("Check the file")
    carol.reads("Checked. Nothing has been imported yet.", "Line 4 · ben", "E-mail: This is not an e-mail address.", "€245.00")
    carol.looks("v2-import-checked")
    with carol.page.expect_download() as errors:
        carol.press("Download the other rows as CSV")
    assert "'=Ben" in Path(errors.value.path()).read_text(encoding="utf-8-sig")
    carol.press("Import 2 rows")
    finished(carol)
    carol.looks("v2-import-done")
    carol.follow("Line 2 · dora@example.test")
    carol.reads("7 of 7 sessions remaining", "Paid before", re.compile("7/10 · E-1 · balances.csv"))
    carol.open(LIST + "&import=1")
    carol.page.get_by_label("CSV file").set_input_files(path)
    carol.press("Check the file")
    carol.reads("This row has been imported before.")
    expect(carol.button(re.compile("Import . row"))).to_have_count(0)


def test_many_are_extended_as_they_were_shown(site: Site, counter: Counter, dora: Actor, carol: Person) -> None:
    first, second = counter.sell(dora, name="Closed Week"), counter.sell(dora, name="Closed Week", validity_days=30)
    carol.open(LIST + "&s=Closed")
    carol.page.get_by_label("Select Closed Week, Dora Dahl").first.check()
    carol.page.get_by_label("Select Closed Week, Dora Dahl").last.check()
    carol.page.locator("#bulk-action-selector-top").select_option(label="Extend…")
    carol.looks("v3-extend-list")
    carol.page.locator("#doaction").click()
    carol.press("Preview")
    carol.reads("2 packages are picked.")
    expect(carol.page.get_by_label("Extend by")).to_have_attribute("aria-invalid", "true")
    carol.page.get_by_label("Extend by").fill("7")
    carol.press("Preview")
    carol.reads("2 packages are extended", "Closed Week · 10 sessions")
    carol.looks("v3-extend-preview")
    carol.page.get_by_label("Reason").fill("we were closed")
    carol.press("Extend 2 packages")
    finished(carol)
    carol.looks("v3-extend-done")
    for package in (first, second):
        assert package.valid_through
        assert counter.again(package).valid_through == package.valid_through + timedelta(days=7)
    carol.open(LIST + "&extend=1")
    carol.reads("Done before", "we were closed")
    carol.looks("v3-extend")
