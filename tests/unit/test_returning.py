"""Cancelled in time or late: hours that pass, to the instant, whatever the clocks on the wall do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.domain.returning import gives_back

BERLIN = ZoneInfo("Europe/Berlin")
MICRO = timedelta(microseconds=1)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside them


@given(MOMENTS, st.integers(1, 24 * 60))
def test_the_last_instant_in_time_is_the_hours_before_the_start(starts_at: datetime, hours: int) -> None:
    last = starts_at - timedelta(hours=hours)
    assert gives_back("customer", starts_at, last, hours)
    assert not gives_back("customer", starts_at, last + MICRO, hours)


@given(MOMENTS, MOMENTS, st.integers(0, 24 * 60), st.sampled_from(["staff", "system", "unknown", ""]))
def test_for_all_but_the_customer_it_is_never_late(starts_at: datetime, now: datetime, hours: int, by: str) -> None:
    assert gives_back(by, starts_at, now, hours)
    assert gives_back("customer", starts_at, now, 0), "0 hours: always"


@pytest.mark.parametrize(
    ("starts", "wall"),
    [
        (
            datetime(2026, 3, 29, 18, tzinfo=BERLIN),
            datetime(2026, 3, 28, 17, tzinfo=BERLIN),
        ),  # the night between has an hour less
        (datetime(2026, 10, 25, 18, tzinfo=BERLIN), datetime(2026, 10, 24, 19, tzinfo=BERLIN)),  # and an hour more
        (datetime(2026, 6, 1, 18, tzinfo=BERLIN), datetime(2026, 5, 31, 18, tzinfo=BERLIN)),
    ],
)
def test_24_hours_are_24_hours_also_over_a_change_of_the_clocks(starts: datetime, wall: datetime) -> None:
    """As the customer's clock shows it in Berlin."""
    starts_at, last = starts.astimezone(UTC), wall.astimezone(UTC)
    assert gives_back("customer", starts_at, last, 24)
    assert not gives_back("customer", starts_at, last + MICRO, 24)
