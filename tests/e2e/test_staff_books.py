"""The books in the browser: exports that open in a spreadsheet, charts, statements and receipts."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import Person, admin_tab, form_of
from tests.e2e.site import Counter, Site

pytestmark = pytest.mark.books


def test_carol_takes_the_usage_away_as_csv(site: Site, counter: Counter, carol: Person) -> None:
    package = counter.sell(site.alice, name="=Exported")
    counter.redeem(package, counter.book(site.alice), who=site.alice)
    admin_tab(carol)
    carol.page.get_by_label("What", exact=True).select_option("usage")
    carol.page.get_by_label("The file will be opened by double click in Excel").check()
    with carol.page.expect_download() as begun:
        carol.press("Download CSV")
    assert begun.value.suggested_filename.startswith("session-packages-usage-")
    text = Path(begun.value.path()).read_text(encoding="utf-8")
    assert text.startswith("\ufeffentry,at,customer,")
    mine = [row for row in csv.DictReader(io.StringIO(text[1:], newline="")) if row["customer_package"] == package.public_id]
    assert [(row["kind"], row["sessions"], row["value_used"], row["value_left_change"]) for row in mine] == [
        ("grant", "10", "0.00", "350.00"),
        ("redeem", "-1", "35.00", "-35.00"),
    ]
    assert {row["package"] for row in mine} == {"'=Exported"}


BREAKS = """<?php add_filter( 'pre_http_request', static function ( $answer, $args, $url ) {
    if ( 1 !== preg_match( '#/exports/.*cursor=.#', $url ) || (int) get_option( 'export_breaks' ) < 1 ) {
        return $answer;
    }
    update_option( 'export_breaks', (int) get_option( 'export_breaks' ) - 1 );
    return new WP_Error( 'http_request_failed', 'cURL error 7: Connection refused' );
}, 10, 3 );"""


@pytest.fixture
def breaks(site: Site) -> Iterator[Callable[[int], None]]:
    """`breaks(n)`: of an export that has begun, so many calls do not reach the sidecar."""
    path: Path = site.stack.wordpress.docroot / "wp-content" / "mu-plugins" / "export-breaks.php"
    path.write_text(BREAKS)
    yield lambda times: site.stack.wordpress.set_option("export_breaks", times)
    site.stack.wordpress.run_php("SessionPackages\\reset_breaker(); return delete_option($input[0]);", ["export_breaks"])
    path.unlink()


def taken(carol: Person) -> str:
    admin_tab(carol)
    form = form_of(carol.page, ".sp-exports form")
    answer = carol.context.request.post(form.action, form=form.fields | {"f[kind]": "liability-by-package"})
    assert answer.headers["content-type"].startswith("text/csv")
    return answer.text()


def test_an_export_goes_on_after_a_call_that_was_not_heard_and_never_looks_whole_when_it_is_not(
    site: Site, counter: Counter, carol: Person, breaks: Callable[[int], None]
) -> None:
    counter.sell(site.alice, name="In the books")
    whole = taken(carol)
    assert ("In the books" in whole, "INCOMPLETE" in whole) == (True, False)
    breaks(1)
    assert taken(carol) == whole
    breaks(99)
    broken = taken(carol)
    assert broken.startswith(whole.splitlines()[0]), "it had begun"
    assert ("In the books" in broken, broken.splitlines()[-1]) == (
        False,
        "INCOMPLETE: this export broke off here. Please start it again.",
    )


def test_days_in_the_wrong_order_are_refused_and_kept(counter: Counter, carol: Person) -> None:
    admin_tab(carol)
    carol.page.get_by_label("From").fill("2026-05-02")
    carol.page.get_by_label("Until").fill("2026-05-01")
    carol.press("Download CSV")
    carol.reads("Must not be before the first day.")
    expect(carol.page.get_by_label("From")).to_have_value("2026-05-02")
    carol.looks("books-export-refused")


def test_the_overview_draws_what_the_books_say(site: Site, counter: Counter, carol: Person) -> None:
    history(site, counter)
    admin_tab(carol)
    charts = carol.page.locator("figure.sp-chart")
    expect(charts).to_have_count(2)
    expect(carol.page.get_by_role("img", name="Sales per week")).to_be_visible()
    expect(charts.first.locator("rect")).to_have_count(26)
    charts.first.get_by_text("As a table").click()
    expect(charts.first.get_by_role("row")).to_have_count(27)
    carol.looks("books-overview")
    for tile in ("outstanding", "ending", "forfeited"):
        admin_tab(carol)
        carol.page.locator(f'[data-tile="{tile}"] a').click()
        expect(carol.page.locator(".nav-tab-active")).to_have_text("Customer packages")


def history(site: Site, counter: Counter) -> None:
    """Half a year of a studio: sales and visits in most weeks, one package that ended."""
    for name, price, times in (("10 Yoga Sessions", "350.00", 6), ("5 Massages", "380.00", 4), ("Trial of three", "60.00", 7)):
        for number in range(times):
            package = counter.sell(site.alice, name=name, price=price)
            for _ in range(number % 4 + 1):
                counter.redeem(package, counter.book(site.alice), who=site.alice)
    weeks = "INTERVAL FLOOR(24 * POW(RAND(%s), 2) * 7) DAY"
    site.rt.db.transact(lambda tx: tx.run(f"UPDATE {{p}}orders SET paid_at = paid_at - {weeks} WHERE paid_at IS NOT NULL", (7,)))


def test_alice_prints_her_receipt_and_statement_and_carol_sees_the_same(
    site: Site, counter: Counter, alice: Person, bob: Person, carol: Person
) -> None:
    package = counter.sell(site.alice, name="Ten to print")
    counter.redeem(package, counter.book(site.alice), who=site.alice)
    alice.open("/packages/")
    mine = alice.page.locator(f'[data-customer-package="{package.public_id}"]')
    address = mine.get_by_role("link", name="Receipt").get_attribute("href") or ""
    alice.open(address)
    alice.reads("Lotus Studio", "Ten to print (10 sessions)", "VAT 19 %", "€350.00", "Bank transfer")
    alice.looks("books-receipt")
    answer = alice.open(address.replace("receipt", "statement")) and alice.page.inner_text("main")
    alice.reads("Value of the sessions used", "€35.00", "Value of the sessions left", "€315.00")
    alice.looks("books-statement")
    admin_tab(carol, "customers", view=package.public_id)
    carol.follow("Statement to print")
    assert carol.page.inner_text("main") == answer
    refused = bob.context.request.get(address)
    assert (refused.status, "Ten to print" in refused.text()) == (404, False)
    assert "no-store" in refused.headers["cache-control"]
