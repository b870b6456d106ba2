"""The owner's lists in the browser: views, search, sorting, pages, screen options; one customer; orders that wait."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import Person, admin_tab, cell, row
from tests.e2e.site import Counter
from tests.studio import BOB, Studio
from wp_bridge.records import Actor

pytestmark = pytest.mark.admin

ROWS = "tbody#the-list tr"


def _shows(person: Person, names: list[str]) -> None:
    """Exactly these rows, in this order."""
    expect(person.page.locator(f'{ROWS} td[data-colname="Package"]')).to_have_text(names)


@pytest.fixture
def three(counter: Counter, dora: Actor) -> list[str]:
    """Dora's packages, the oldest first."""
    for name in ("Listed One", "Listed Two", "Listed Three"):
        counter.sell(dora, name=name)
    return ["Listed One", "Listed Two", "Listed Three"]


def test_packages_are_found_sorted_and_paged(counter: Counter, three: list[str], carol: Person) -> None:
    admin_tab(carol, "customers", status="active")
    carol.page.get_by_label("Search customer packages").fill("dor lis")
    carol.press("Search")
    _shows(carol, three[::-1])
    line = row(carol.page, "Listed Two")
    expect(cell(line, "Value left")).to_have_text("€350.00")
    carol.looks("l1-search")
    carol.page.get_by_role("columnheader").get_by_role("link", name="Purchase date").first.click()
    _shows(carol, three)
    expect(carol.page.get_by_role("columnheader", name="Purchase date").first).to_have_class(re.compile(r"sorted asc"))
    _per_page(carol, "2")
    _shows(carol, three[:2])
    carol.page.get_by_role("link", name="Next page").first.click()
    _shows(carol, three[2:])
    carol.looks("l1-last-page")
    carol.page.get_by_role("link", name="Previous page").first.click()
    _shows(carol, three[:2])
    carol.page.get_by_role("link", name="Last page").first.click()
    _shows(carol, three[1:])
    carol.page.get_by_role("link", name="First page").first.click()
    _shows(carol, three[:2])
    carol.page.get_by_role("link", name="Next page").first.click()
    _shows(carol, three[2:])
    carol.page.get_by_role("columnheader").get_by_role("link", name="Customer").first.click()
    _shows(carol, three[:2])  # another order begins at its first page
    _per_page(carol, "20")


def _per_page(person: Person, count: str) -> None:
    person.press("Screen Options")
    person.page.get_by_label("Rows per page").fill(count)
    person.page.locator("#screen-options-apply").click()


def test_views_columns_and_help(counter: Counter, three: list[str], carol: Person) -> None:
    admin_tab(carol, "customers")
    carol.looks("l2-list")
    carol.press("Screen Options")
    with carol.page.expect_response(re.compile("admin-ajax")):
        carol.page.get_by_label("Value left").uncheck()
    carol.page.reload()
    expect(carol.page.locator("thead th.column-value_left")).to_be_hidden()
    carol.press("Screen Options")
    with carol.page.expect_response(re.compile("admin-ajax")):
        carol.page.get_by_label("Value left").check()
    carol.page.reload()
    carol.press("Help")
    carol.follow("Searching")
    carol.reads(re.compile("Type how a word begins"))
    admin_tab(carol, "customers", status="active")
    expect(carol.page.locator(".subsubsub .current")).to_contain_text("Active")
    assert set(carol.page.locator(f'{ROWS} td[data-colname="Status"]').all_inner_texts()) == {"Active"}
    admin_tab(carol, "customers", status="expired")
    assert set(carol.page.locator(f'{ROWS} td[data-colname="Status"]').all_inner_texts()) <= {
        "Expired",
        "No customer package matches.",
    }


def test_one_customer_has_a_page(counter: Counter, dora: Actor, three: list[str], carol: Person) -> None:
    admin_tab(carol, "customers", s="listed")
    carol.page.get_by_role("link", name="Dora Dahl").first.click()
    expect(carol.page.get_by_role("heading", name="Dora Dahl")).to_be_visible()
    carol.reads("dora@example.test", "Sessions remaining", "Value left", *three)
    expect(row(carol.page, "Package activated").first).to_be_visible()
    carol.looks("l3-customer")
    carol.follow("Listed Two")
    carol.reads("Usage history", "10 of 10 sessions remaining")
    carol.follow("Everything of this customer")
    expect(carol.page.get_by_role("heading", name="Dora Dahl")).to_be_visible()
    admin_tab(carol, "customers", customer="0" * 26)
    carol.reads("It could not be found.")


def test_orders_that_wait_are_searched_and_confirmed(counter: Studio, carol: Person) -> None:
    package = counter.add_package(name="Listed Waiting", price="77.00")
    orders = [counter.order(package, BOB), counter.order(package, BOB)]
    reference = counter.one("SELECT reference FROM {p}orders WHERE public_id = %s", orders[1])
    admin_tab(carol, "customers", status="awaiting_payment")
    carol.page.get_by_label("Search orders awaiting payment").fill("bob wait")
    carol.press("Search")
    expect(carol.page.locator(".sp-awaiting")).to_have_count(2)
    carol.looks("l4-awaiting")
    carol.page.get_by_label("Search orders awaiting payment").fill(reference.lower())
    carol.press("Search")
    expect(carol.page.locator(".sp-awaiting")).to_have_count(1)
    carol.page.get_by_label("Amount received").fill("77.00")
    carol.press("Confirm money received")
    carol.reads("Money confirmed. The customer’s package is active.")
    carol.page.get_by_label("Search orders awaiting payment").fill(reference)
    carol.press("Search")
    carol.reads("No order awaiting payment matches.")


def test_names_of_any_length_fit_on_a_phone(counter: Counter, dora: Actor, carol: Person) -> None:
    holding = counter.sell(dora, name="Donaudampfschifffahrtsgesellschaft" * 4)
    order = counter.order(counter.add_package(name="Rindfleischetikettierung" * 6), dora)
    known = counter.rows("SELECT * FROM {p}customers WHERE id = %s", holding.customer_id)[0]
    rename = "UPDATE {p}customers SET name = %s, email = %s WHERE id = %s"
    try:
        counter.rt.db.transact(lambda tx: tx.run(rename, ("Ü" * 120, f"{'a' * 60}@{'b' * 60}.test", holding.customer_id)))
        for name, ask in {
            "overview": {},
            "list": {"tab": "customers"},
            "awaiting": {"tab": "customers", "status": "awaiting_payment"},
            "customer": {"tab": "customers", "customer": known["public_id"]},
            "package": {"tab": "customers", "view": holding.public_id},
            "offers": {"tab": "packages"},
        }.items():
            admin_tab(carol, **ask)
            carol.looks(f"l5-long-{name}")
    finally:
        counter.rt.db.transact(lambda tx: tx.run(rename, (known["name"], known["email"], holding.customer_id)))
        counter.rt.db.transact(lambda tx: tx.run("UPDATE {p}orders SET status = 'cancelled' WHERE public_id = %s", (order,)))
