"""When a package ends: the shown day and the enforced instant are one rule, on every kind of day."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.domain import validity

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    BERLIN,
    ZoneInfo("America/Sao_Paulo"),
    ZoneInfo("Pacific/Apia"),
    ZoneInfo("America/New_York"),
    timezone(timedelta(hours=5.5)),
    UTC,
]


def test_bought_today_valid_90_days_ends_after_the_whole_90th_day() -> None:
    span = validity.from_start(datetime(2026, 11, 22, 9, 0, tzinfo=UTC), 90, BERLIN)
    assert span.valid_through == date(2027, 2, 20)
    assert span.expires_at == datetime(2027, 2, 20, 23, 0, tzinfo=UTC)


def test_the_local_day_counts_not_the_utc_one() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # already the 23rd in Berlin
    assert validity.from_start(late, 1, BERLIN).valid_through == date(2026, 11, 24)


def test_zero_days_never_ends() -> None:
    assert validity.from_start(datetime(2026, 1, 1, tzinfo=UTC), 0, BERLIN) == validity.Validity(None, None)


@pytest.mark.parametrize(
    ("last", "expires"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, tzinfo=UTC)),  # the night before clocks go forward
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),  # clocks go back
        (date(2028, 2, 29), datetime(2028, 2, 29, 23, tzinfo=UTC)),  # leap day
        (date(2026, 12, 31), datetime(2026, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_days_with_23_and_25_hours(last: date, expires: datetime) -> None:
    assert validity.through(last, BERLIN).expires_at == expires


def test_a_midnight_that_does_not_exist() -> None:
    brazil = ZoneInfo("America/Sao_Paulo")  # on 2018-11-04 the day began at 01:00
    expires = validity.through(date(2018, 11, 3), brazil).expires_at
    assert expires == datetime(2018, 11, 4, 3, 0, tzinfo=UTC)
    assert expires.astimezone(brazil).hour == 1


EVERY_ZONE = sorted(available_timezones() - {"localtime", "Factory"})
DAYS = st.dates(date(1971, 1, 1), date(2060, 1, 1))


@given(DAYS, st.sampled_from(EVERY_ZONE))
@settings(max_examples=400)
def test_in_every_zone_of_the_world_a_day_ends_with_its_last_instant(last: date, name: str) -> None:
    """The instant after is of a later day, the one before is not, and in the hours before there was none of a later day."""
    zone = ZoneInfo(name)
    end = validity.through(last, zone).expires_at
    assert end is not None
    assert end.astimezone(zone).date() > last
    before = [timedelta(microseconds=1), *(timedelta(minutes=15 * n) for n in range(1, 14))]
    assert [step for step in before if (end - step).astimezone(zone).date() > last] == []


def _changes(name: str, year: int) -> list[datetime]:
    """The hours of a year in which the clocks of a zone change, in UTC."""
    zone, start = ZoneInfo(name), datetime(year, 1, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=n) for n in range(366 * 24)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    return [hour for hour, before, after in zip(hours[1:], offsets, offsets[1:], strict=False) if before != after]


@given(st.data(), st.sampled_from(EVERY_ZONE), st.integers(1971, 2036))
@settings(max_examples=40)
def test_around_every_change_of_the_clocks_a_day_that_is_sold_is_a_whole_day(data: st.DataObject, name: str, year: int) -> None:
    """Sold at any moment around a change, valid n days: n whole local days follow, whatever their hours."""
    zone = ZoneInfo(name)
    for change in _changes(name, year):
        sold = change + timedelta(minutes=data.draw(st.integers(-3000, 3000)))
        days = data.draw(st.integers(1, 3))
        span = validity.from_start(sold, days, zone)
        assert span.expires_at is not None
        assert span.valid_through == sold.astimezone(zone).date() + timedelta(days=days)
        assert (span.expires_at - timedelta(microseconds=1)).astimezone(zone).date() <= span.valid_through
        assert span.expires_at.astimezone(zone).date() > span.valid_through


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1))  # noqa: DTZ001 - hypothesis wants them naive


@given(MOMENTS, st.integers(1, 3650), st.sampled_from(ZONES))
def test_the_shown_day_is_the_last_on_which_it_is_valid(moment: datetime, days: int, zone: ZoneInfo) -> None:
    span = validity.from_start(moment.replace(tzinfo=UTC), days, zone)
    assert span.expires_at is not None
    assert span.valid_through is not None
    last = (span.expires_at - timedelta(microseconds=1)).astimezone(zone).date()
    # Samoa skipped 2011-12-30 whole: then the day before it is the last real one.
    assert last == span.valid_through or span.valid_through == date(2011, 12, 30)
    assert span.expires_at.astimezone(zone).date() > span.valid_through
