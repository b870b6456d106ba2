"""Exports: every row once, sums that agree with the books, text that is no formula, days of the site."""

import base64
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest

from sidecar.domain import books, sheets, status
from sidecar.domain.sheets import Column
from sidecar.errors import InvalidFields, NotFound
from sidecar.usecases import corrections, export_sheets, exports
from sidecar.usecases.exports import Ask
from sidecar.usecases.refunds import Wish
from tests.money.till import till
from tests.studio import ALICE, BOB, CAROL, Studio, command
from wp_bridge import customer_packages

pytestmark = pytest.mark.books


def pages(studio: Studio, ask: Ask) -> Iterator[exports.Page]:
    page = exports.page(studio.rt, ask)
    yield page
    while page.next:
        page = exports.page(studio.rt, replace(ask, cursor=page.next))
        yield page


def rows(studio: Studio, kind: str, **ask: Any) -> list[dict[str, str]]:
    text = "".join(page.text for page in pages(studio, Ask(kind, **ask)))
    return list(csv.DictReader(io.StringIO(text, newline="")))


def total(found: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in found), Decimal(0))


@pytest.fixture
def busy(studio: Studio) -> Studio:
    """Alice's ten, three used and two refunded below their value; Bob's gift; a package that ended."""
    at_till = till(studio)
    package = at_till.buy()
    for _ in range(3):
        studio.redeem(package, studio.book())
    at_till.work(at_till.refund(package, "50.00", Wish("custom", 2, "50.00")))
    studio.sell(BOB, price="0", name="=HYPERLINK(1)")
    ended = at_till.buy(BOB, price="99.99", sessions=7, name='Seven, "sour"')
    past = studio.rt.clock.now().date() - timedelta(days=3)
    corrections.set_validity(studio.rt, command("validity", CAROL), ended.public_id, past, "over")
    return studio


def test_every_sheet_says_the_same_sums(busy: Studio) -> None:
    held, owed, sums = (rows(busy, kind) for kind in ("customer-packages", "liability", "liability-by-package"))
    wanted = {"money_in": "449.99", "used": "105.00", "forfeited": "99.99", "outstanding": "175.00", "refunded": "50.00"}
    for column, amount in (wanted | {"kept_on_refunds": "20.00", "corrected": "0", "moved": "0"}).items():
        assert [total(found, column) for found in (held, owed, sums)] == [Decimal(amount)] * 3, column
    sales, usage, money = (rows(busy, kind) for kind in ("sales", "usage", "payments"))
    assert (total(sales, "paid"), total(sales, "refunded")) == (Decimal("449.99"), Decimal("50.00"))
    assert total(usage, "value_used") == Decimal("105.00")
    assert total(usage, "value_left_change") == total(owed, "outstanding") + total(owed, "forfeited")
    assert total(money, "amount") == Decimal("399.99")
    assert [row["type"] for row in money] == ["payment", "payment", "payment", "refund"]
    assert [row["receipt_number"] for row in sales] == ["1", "2", "3"]
    assert total(sales, "net") + total(sales, "tax") == total(sales, "gross")


def test_small_pages_hold_the_same_rows(busy: Studio) -> None:
    whole = {kind: rows(busy, kind) for kind in export_sheets.SHEETS}
    with (
        mock.patch.object(export_sheets, "ROWS", 1),
        mock.patch.object(export_sheets, "PACKAGES", 1),
        mock.patch.object(exports, "PACKAGES", 1),
    ):
        assert {kind: rows(busy, kind) for kind in whole} == whole
    with mock.patch.object(exports, "TEXT", 10):
        assert {kind: rows(busy, kind) for kind in whole} == whole
    counted = list(pages(busy, Ask("usage")))[-1]
    assert counted.done == counted.whole == len(whole["usage"])


def test_what_comes_in_meanwhile_is_not_in_an_export_that_has_begun(busy: Studio) -> None:
    for kind in export_sheets.SHEETS:
        before = rows(busy, kind)
        with mock.patch.object(export_sheets, "ROWS", 1), mock.patch.object(export_sheets, "PACKAGES", 1):
            running = pages(busy, Ask(kind))
            text = next(running).text
            package = busy.sell(ALICE, name="Late")
            busy.redeem(package, busy.book())
            text += "".join(page.text for page in running)
        assert list(csv.DictReader(io.StringIO(text, newline=""))) == before, kind


def test_sessions_and_money_of_a_package_are_of_the_same_moment(busy: Studio) -> None:
    package = busy.sell(ALICE, name="Last")
    corrections.suspend(busy.rt, command("pause", CAROL), busy.sell(BOB, name="Resting").public_id, "ill")
    before = rows(busy, "customer-packages")
    with mock.patch.object(export_sheets, "PACKAGES", 1):
        running = pages(busy, Ask("customer-packages"))
        text = next(running).text
        busy.redeem(package, busy.book())
        corrections.adjust(busy.rt, command("adjust", CAROL), package.public_id, 3, 0, "a gift")
        text += "".join(page.text for page in running)
    assert list(csv.DictReader(io.StringIO(text, newline=""))) == before


def test_text_is_no_formula_and_commas_are_text(busy: Studio) -> None:
    names = {row["package"] for row in rows(busy, "sales")}
    assert names == {"10 Yoga Sessions", "'=HYPERLINK(1)", 'Seven, "sour"'}


def test_days_are_the_sites_and_both_are_included(studio: Studio) -> None:
    studio.rt.db.transact(
        lambda tx: tx.run("UPDATE {wp}options SET option_value = 'Pacific/Auckland' WHERE option_name = 'timezone_string'")
    )
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {wp}options SET option_value = '' WHERE option_name = 'gmt_offset'"))
    studio.sell()
    studio.rt.db.transact(
        lambda tx: tx.run("UPDATE {p}orders SET paid_at = '2026-03-31 11:30:00'")
    )  # 1 April, half past midnight
    (row,) = rows(studio, "sales", start=date(2026, 4, 1), until=date(2026, 4, 1))
    assert row["paid_at"] == "2026-04-01 00:30:00"
    assert rows(studio, "sales", until=date(2026, 3, 31)) == []
    assert rows(studio, "sales", start=date(2026, 4, 2)) == []


def test_test_money_is_alone_or_not_at_all(busy: Studio) -> None:
    for table in ("orders", "payments", "refunds", "customer_packages"):
        busy.rt.db.transact(lambda tx, t=table: tx.run(f"UPDATE {{p}}{t} SET mode = 'test'"))  # type: ignore[misc]
    live = {kind: len(rows(busy, kind)) for kind in export_sheets.SHEETS}
    assert set(live.values()) == {0}
    assert all(rows(busy, kind, mode="test") for kind in export_sheets.SHEETS)
    assert "-test-" in exports.page(busy.rt, Ask("usage", mode="test")).file


def test_as_of_a_day_is_as_of_its_end(busy: Studio) -> None:
    yesterday = busy.rt.clock.now().date() - timedelta(days=2)
    assert rows(busy, "liability", on=yesterday) == [] == rows(busy, "liability-by-package", on=yesterday)
    assert rows(busy, "liability", on=busy.rt.clock.now().date() + timedelta(days=5)) == rows(busy, "liability")


def test_the_status_of_an_exported_package_is_that_of_the_screens(busy: Studio) -> None:
    suspended = busy.sell(BOB)
    corrections.suspend(busy.rt, command("suspend", CAROL), suspended.public_id, "ill")
    busy.sell(ALICE, validity_from="first_use")
    for row in rows(busy, "customer-packages"):
        package = busy.rt.db.transact(lambda tx, r=row: customer_packages.find(tx, r["customer_package"]))  # type: ignore[misc]
        assert package is not None
        assert row["status"] == status.status(package, busy.rt.clock.now())


@pytest.mark.parametrize("kind", export_sheets.SHEETS)
def test_no_two_columns_of_a_sheet_have_one_name(studio: Studio, kind: str) -> None:
    names = exports.page(studio.rt, Ask(kind)).text.strip().split(",")
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-", "'-"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("＝1", "'＝1"),
        (" =1+1", "' =1+1"),
        ("\u00a0\u3000@x", "'\u00a0\u3000@x"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\u200b+1", "'\u200b+1"),
        ("－1", "'－1"),
        ("a=b", "a=b"),
        (" a", " a"),
        ("Ünal", "Ünal"),
    ],
)
def test_a_cell_never_begins_like_a_formula(value: str, cell: str) -> None:
    text, _ = sheets.lines((Column("x"), Column("currency")), [(value, "EUR")], UTC, 1000)
    assert next(csv.reader(io.StringIO(text, newline="")))[0] == cell


@pytest.mark.parametrize(
    ("minor", "places", "written"), [(35000, 2, "350.00"), (-5, 2, "-0.05"), (7, 0, "7"), (1234, 3, "1.234"), (0, 2, "0.00")]
)
def test_amounts_are_plain_numbers_with_the_currencys_decimals(minor: int, places: int, written: str) -> None:
    assert sheets.plain(minor, places) == written


@pytest.mark.parametrize(
    "cursor", ["x", "bm9wZQ==", "W10=", "eyJhIjoxfQ==", "WyIwMDAxLTAxLTAxIixbXSwwLFswLCIyMDI2LTAxLTAxIiwwXSx7fV0="]
)
def test_a_cursor_of_somebody_elses_is_refused(studio: Studio, cursor: str) -> None:
    with pytest.raises(InvalidFields):
        exports.page(studio.rt, Ask("usage", cursor=cursor))


def test_a_cursor_with_odd_letters_or_places_makes_no_page_that_cannot_be_sent(studio: Studio) -> None:
    studio.sell()
    known = ["2026-01-01T00:00:00+00:00", [], 0, [1, "2026-01-01", 0]]
    figures = [1] * (3 + len(books.FIELDS))
    for tallies in (
        {"\ud800": figures},
        {"=x": figures},
        {"\x00": figures},
        {"XXX": figures[:3]},
        {"": figures},
        {"eur": figures},
    ):
        cursor = base64.urlsafe_b64encode(json.dumps([*known, tallies]).encode()).decode()
        try:
            exports.page(studio.rt, Ask("liability-by-package", cursor=cursor)).text.encode()
        except InvalidFields:
            continue


def test_an_unknown_sheet_is_not_found_and_days_have_an_order(studio: Studio) -> None:
    with pytest.raises(NotFound):
        exports.page(studio.rt, Ask("passwords"))
    today = studio.rt.clock.now().date()
    with pytest.raises(InvalidFields):
        exports.page(studio.rt, Ask("sales", start=today, until=today - timedelta(days=1)))
