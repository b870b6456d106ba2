"""Whatever stands in WordPress's options, the site has a zone and a language."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.domain import dates, money
from tests.unit.test_mails import site as site_with
from wp_bridge import site

MOMENT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def offset(**options: str) -> timedelta | None:
    return MOMENT.astimezone(site.zone(options)[0]).utcoffset()


@pytest.mark.parametrize(
    ("gmt_offset", "hours"),
    [("", 0), ("0", 0), ("5.5", 5.5), ("-3.5", -3.5), ("+2", 2), ("5.75", 5.75), ("14", 14), ("-12", -12), ("-0", 0)],
)
def test_a_fixed_offset_is_taken_as_wordpress_stores_it(gmt_offset: str, hours: float) -> None:
    assert offset(timezone_string="", gmt_offset=gmt_offset) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["25", "-99", "24", "-03:30", "five", "1e3", "nan", " ", "٣", "5.5\n"])
def test_an_offset_that_is_none_is_utc(text: str) -> None:
    assert offset(timezone_string="", gmt_offset=text) == timedelta(0)


@pytest.mark.parametrize("name", ["Europe", "Mars/Olympus", "UTC+2", "../etc/passwd", "a\0b", "x" * 300, "Europe/", "."])
def test_a_zone_that_this_machine_does_not_know_falls_back_to_the_offset(name: str) -> None:
    assert offset(timezone_string=name, gmt_offset="2") == timedelta(hours=2)


def test_a_named_zone_wins() -> None:
    assert offset(timezone_string="Europe/Berlin", gmt_offset="5") == timedelta(hours=1)


@given(st.text(max_size=20))
@pytest.mark.parametrize("prefix", ["", "de_", "en-", "zh_Hant_"])
def test_any_language_writes_amounts_and_days(prefix: str, text: str) -> None:
    assert money.text(35000, "EUR", prefix + text)
    assert dates.day(MOMENT.date(), site_with(locale=prefix + text))
