"""When a package ends: the shown day and the enforced instant are one rule, on every kind of day."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
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
