"""Days and times as WordPress writes them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.domain import dates
from tests.unit.test_mails import site

pytestmark = pytest.mark.mails

DAY = date(2027, 2, 1)
MOMENT = datetime(2027, 2, 1, 17, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "locale", "words"),
    [
        ("F j, Y", "en_US", "February 1, 2027"),
        ("d.m.y", "de_DE", "01.02.27"),
        ("l, j. F Y", "de_DE_formal", "Montag, 1. Februar 2027"),
        ("D jS M Y", "en_US", "Mon 1st Feb 2027"),
        ("n/j/Y", "en_US", "2/1/2027"),
        ("j F Y", "ru_RU", "1 февраля 2027"),
        ("F Y", "ru_RU", "февраль 2027"),
        ("j F Y", "tlh_QO", "1 February 2027"),
        (r"j \d\e F", "es_ES", "1 de febrero"),
        ("Y年n月j日", "ja", "2027年2月1日"),
        ("Q Y %Y {Y}", "en_US", "Q 2027 %2027 {2027}"),
        ("Y\\", "en_US", "2027\\"),
        (" ", "en_US", "February 1, 2027"),
    ],
)
def test_a_day_follows_the_sites_format_and_language(pattern: str, locale: str, words: str) -> None:
    assert dates.day(DAY, site(date_format=pattern, locale=locale)) == words


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("g:i a", "6:05 pm"),
        ("h:i A", "06:05 PM"),
        ("H:i:s", "18:05:09"),
        (r"G \h i", "18 h 05"),
        (r"H:i \U\h\r", "18:05 Uhr"),
        ("", "6:05 pm"),
    ],
)
def test_a_time_is_the_zones(pattern: str, words: str) -> None:
    assert dates.time(MOMENT, site(time_format=pattern, zone=ZoneInfo("Europe/Berlin"))) == words


@pytest.mark.parametrize(("hour", "words"), [(0, "12 am 00 0"), (11, "11 am 11 11"), (12, "12 pm 12 12"), (13, "1 pm 13 13")])
def test_midnight_and_noon(hour: int, words: str) -> None:
    assert dates.time(MOMENT.replace(hour=hour), site(time_format="g a H G")) == words


def test_english_ordinals() -> None:
    found = [dates.day(date(2027, 1, number), site(date_format="jS")) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31)]
    assert found == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "31st"]


def test_the_zone_decides_which_day_it_is() -> None:
    late = datetime(2027, 1, 31, 23, 30, tzinfo=UTC)
    assert dates.local_day(late, site(zone=ZoneInfo("Europe/Berlin"))) == DAY


@given(st.text(max_size=30))
def test_no_format_stops_a_mail(pattern: str) -> None:
    assert dates.day(DAY, site(date_format=pattern)) is not None
    assert dates.time(MOMENT, site(time_format=pattern)) is not None
