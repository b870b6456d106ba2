"""The books in the browser: exports that open in a spreadsheet, charts, statements and receipts."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import Person, admin_tab
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


def test_days_in_the_wrong_order_are_refused_and_kept(counter: Counter, carol: Person) -> None:
    admin_tab(carol)
    carol.page.get_by_label("From").fill("2026-05-02")
    carol.page.get_by_label("Until").fill("2026-05-01")
    carol.press("Download CSV")
    carol.reads("Must not be before the first day.")
    expect(carol.page.get_by_label("From")).to_have_value("2026-05-02")
    carol.looks("books-export-refused")
