"""The overview's figures are those of the exports and of the books; test sales and other currencies are in none of them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from sidecar.domain import charts
from sidecar.usecases import corrections, figures, manage, site_settings
from tests.db.test_exports import busy, rows, total  # noqa: F401 - a fixture
from tests.studio import ALICE, BOB, CAROL, SETTINGS, Studio, command

pytestmark = pytest.mark.books


def test_the_figures_are_those_of_the_exports(busy: Studio) -> None:  # noqa: F811
    found, owed, usage = figures.show(busy.rt), rows(busy, "liability"), rows(busy, "usage")
    (*before, now) = found.weeks.values()
    assert all((week.orders, week.money_minor, week.sessions, week.used_minor) == (0, 0, 0, 0) for week in before)
    assert (now.orders, Decimal(now.money_minor) / 100) == (3, total(rows(busy, "sales"), "paid"))
    assert Decimal(now.used_minor) / 100 == total(usage, "value_used")
    assert now.sessions == 3
    assert Decimal(found.outstanding.minor) / 100 == total(owed, "outstanding")
    assert Decimal(found.forfeited.minor) / 100 == total(owed, "forfeited")
    assert (found.forfeited.packages, found.forfeited.sessions) == (1, 7)
    assert [(sold.name, sold.orders, sold.minor) for sold in found.best][:2] == [
        ("10 Yoga Sessions", 1, 35000),
        ('Seven, "sour"', 1, 9999),
    ]


def test_what_ends_within_thirty_days_is_told(studio: Studio) -> None:
    studio.sell(ALICE, validity_days=20)
    studio.sell(BOB, validity_days=40)
    found = figures.show(studio.rt)
    assert (found.ending.packages, found.ending.sessions, found.ending.minor) == (1, 10, 35000)
    assert found.outstanding.sessions == 20


def as_tests(studio: Studio) -> None:
    """As if all so far had been bought while the site took test payments."""
    for table in ("orders", "customer_packages"):
        studio.rt.db.transact(lambda tx, t=table: tx.run(f"UPDATE {{p}}{t} SET mode = 'test'"))  # type: ignore[misc]


def test_test_sales_are_in_no_figure(studio: Studio) -> None:
    package = studio.sell()
    studio.redeem(package, studio.book())
    as_tests(studio)
    studio.sell(BOB)
    found, totals = figures.show(studio.rt), manage.overview(studio.rt).totals
    assert {(week.sessions, week.used_minor) for week in found.weeks.values()} == {(0, 0)}
    assert (found.outstanding.packages, sum(week.orders for week in found.weeks.values())) == (1, 1)
    assert (totals["active"], totals["sold"], totals["used"], totals["remaining"]) == (1, 10, 0, 10)


def test_a_site_that_takes_test_payments_sees_its_tests(studio: Studio) -> None:
    """Or whoever tries it out would look at an empty page."""
    studio.sell(BOB)
    studio.redeem(studio.sell(), studio.book())
    as_tests(studio)
    studio.sell(BOB, sessions=5)
    tried = replace(studio.rt, config=studio.rt.config.model_copy(update={"mode": "test"}))
    found, totals = figures.show(tried), manage.overview(tried).totals
    assert (found.site.mode, found.outstanding.packages, sum(week.sessions for week in found.weeks.values())) == ("test", 2, 1)
    assert (totals["active"], totals["sold"], totals["used"], totals["remaining"]) == (2, 20, 1, 19)


def test_another_currency_is_in_no_figure(studio: Studio) -> None:
    package = studio.sell()
    studio.redeem(package, studio.book())
    corrections.adjust(studio.rt, command("adjust", CAROL), package.public_id, 1, True, "more")
    settings = SETTINGS | {"currency": "CHF"}
    site_settings.update(studio.rt, command("settings", CAROL, settings), settings)
    found = figures.show(studio.rt)
    assert {(week.orders, week.sessions, week.used_minor) for week in found.weeks.values()} == {(0, 0, 0)}
    assert (found.outstanding.packages, found.forfeited.minor, found.best) == (0, 0, [])


def test_weeks_are_the_sites_and_begin_on_monday() -> None:
    days = figures.first_days(date(2026, 11, 29))  # a Sunday
    assert (len(days), days[-1], days[0]) == (26, date(2026, 11, 23), date(2026, 6, 1))
    assert {b - a for a, b in pairwise(days)} == {timedelta(7)}


def test_bars_fill_the_picture_and_small_ones_are_seen() -> None:
    bars = charts.bars([0, 1, 1000, -5])
    assert [bar.height for bar in bars] == [0, 1.5, 100, 0]
    assert all(bar.y + bar.height == 100 for bar in bars)
    assert charts.bars([0, 0])[0].height == 0
    assert charts.shares([0, 50, 200]) == [0.0, 25.0, 100.0]
    assert charts.shares([]) == charts.shares([0])[1:]
