"""The last day that is shown and the instant that is enforced, on every kind of day, by every road that asks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from devstack.stack import Stack
from sidecar import runtime
from sidecar.clock import ShiftedClock
from sidecar.domain.status import status
from sidecar.errors import Refused
from sidecar.usecases import corrections, give_back, listed, site_settings
from sidecar.usecases.listed import Ask
from tests.conftest import core_config
from tests.reset import Reset
from tests.studio import ALICE, CAROL, HOST, SETTINGS, Studio, command
from wp_bridge import customer_packages
from wp_bridge.database import Transaction
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.redemption

MICRO = timedelta(microseconds=1)
WHY = "asked to"
# Site's zone (a name, or WordPress's offset in hours), last day of use, and the first instant after it, worked out by hand.
LAST_DAYS = [
    ("Europe/Berlin", "2026-03-28", "2026-03-28T23:00"),  # the night in which the clocks go forward
    ("Europe/Berlin", "2026-03-29", "2026-03-29T22:00"),  # a day of 23 hours
    ("Europe/Berlin", "2026-10-24", "2026-10-24T22:00"),
    ("Europe/Berlin", "2026-10-25", "2026-10-25T23:00"),  # a day of 25 hours
    ("Europe/Berlin", "2028-02-29", "2028-02-29T23:00"),  # leap day
    ("Europe/Berlin", "2026-12-31", "2026-12-31T23:00"),  # year end
    ("Europe/Dublin", "2026-10-25", "2026-10-26T00:00"),  # its summer is the standard, its winter the exception
    ("America/New_York", "2026-03-08", "2026-03-09T04:00"),
    ("America/New_York", "2026-11-01", "2026-11-02T05:00"),
    ("Australia/Lord_Howe", "2026-04-04", "2026-04-04T13:00"),
    ("Australia/Lord_Howe", "2026-04-05", "2026-04-05T13:30"),  # half an hour longer
    ("Australia/Lord_Howe", "2026-10-04", "2026-10-04T13:00"),  # half an hour shorter
    ("America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00"),  # midnight did not exist: the next day began at 01:00
    ("Asia/Beirut", "2026-03-28", "2026-03-28T22:00"),  # nor does this one
    ("America/Havana", "2026-03-07", "2026-03-08T05:00"),
    ("America/Havana", "2026-10-31", "2026-11-01T04:00"),  # midnight comes twice: the first one counts
    ("Pacific/Apia", "2011-12-29", "2011-12-30T10:00"),  # the 30th did not exist
    ("Asia/Kathmandu", "2026-12-31", "2026-12-31T18:15"),
    ("5.5", "2028-02-29", "2028-02-29T18:30"),
    ("-9.5", "2026-12-31", "2027-01-01T09:30"),
    ("14", "2026-12-31", "2026-12-31T10:00"),
    ("0", "2026-06-30", "2026-07-01T00:00"),
]


class Calendar:
    """A studio whose time and zone are set by the test; the database is told the same time."""

    def __init__(self, studio: Studio, clock: ShiftedClock) -> None:
        self.studio, self.clock = studio, clock

    def zone(self, name: str) -> None:
        fixed = name.lstrip("-").replace(".", "").isdigit()
        values = {"timezone_string": "" if fixed else name, "gmt_offset": name if fixed else "0"}
        sql = "UPDATE {wp}options SET option_value = %s WHERE option_name = %s"
        for option, value in values.items():
            self.studio.rt.db.transact(lambda tx, o=option, v=value: tx.run(sql, (v, o)))
        assert self.studio.one("SELECT COUNT(*) FROM {wp}options WHERE option_name IN ('timezone_string', 'gmt_offset')") == 2

    def at(self, moment: datetime) -> None:
        self.clock.moment = moment

    def told(self, package: CustomerPackage) -> set[str]:
        """What every road says at this moment: the rule, the list, the offer, the statement that spends, the redemption."""
        studio, now = self.studio, self.clock.moment
        counts = listed.page(studio.rt, Ask()).counts
        verdict = studio.offers()[0].verdict.code
        spends = studio.rt.db.transact(lambda tx: _tried(tx, package.id))
        return {
            "active" if status(studio.again(package), now) == "active" else "expired",
            "active" if (counts["active"], counts["expired"]) == (1, 0) else "expired",
            "active" if verdict is None else verdict,
            "active" if spends else "expired",
            self.redeem(package),
        }

    def redeem(self, package: CustomerPackage) -> str:
        """The session goes back at once, so that it can be asked again."""
        studio = self.studio
        booking = studio.book()
        try:
            studio.redeem(package, booking)
        except Refused as refused:
            return refused.code
        studio.set_booking(booking, "cancelled")
        event = give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request")
        assert give_back.observe(studio.rt, event).outcome == "given_back"
        return "active"


def _tried(tx: Transaction, number: int) -> bool:
    """Would the one statement that spends take a session? It goes back in the same transaction."""
    taken = customer_packages.take(tx, number, 1, 0, held=False)
    return taken and customer_packages.give_back(tx, number, 1, 0, held=False)


@pytest.fixture
def calendar(stack: Stack, core: Reset) -> Iterator[Calendar]:
    core.wipe()
    clock = ShiftedClock(datetime(2026, 1, 1, 12, tzinfo=UTC))
    rt = runtime.build(core_config(stack), clock)
    yield Calendar(Studio(rt), clock)
    rt.db.close()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "last", "end"), LAST_DAYS)
def test_a_package_is_good_to_the_last_microsecond_of_its_last_day(calendar: Calendar, zone: str, last: str, end: str) -> None:
    calendar.zone(zone)
    calendar.at(instant(end) - timedelta(days=10, hours=2))
    package = calendar.studio.sell(validity_days=_days(calendar, last))
    assert (str(package.valid_through), package.expires_at) == (last, instant(end))
    calendar.at(instant(end) - MICRO)
    assert calendar.told(package) == {"active"}
    calendar.at(instant(end))
    assert calendar.told(package) == {"expired"}
    entry = calendar.studio.rows("SELECT valid_through_new, expires_at_new FROM {p}ledger WHERE kind = 'grant'")[0]
    assert (str(entry["valid_through_new"]), entry["expires_at_new"].replace(tzinfo=UTC)) == (last, instant(end))


def _days(calendar: Calendar, last: str) -> int:
    """Days from today, as it is called at the site, to the last day."""
    zone = listed.page(calendar.studio.rt, Ask()).site.zone
    return (date.fromisoformat(last) - calendar.clock.moment.astimezone(zone).date()).days


@pytest.mark.parametrize(("zone", "last", "end"), LAST_DAYS[1::4])
def test_extended_and_shortened_to_a_day_it_ends_with_that_day(calendar: Calendar, zone: str, last: str, end: str) -> None:
    calendar.zone(zone)
    for days in (3, 300):
        calendar.at(instant(end) - timedelta(days=20))
        package = calendar.studio.sell(validity_days=days)
        corrections.set_validity(calendar.studio.rt, command("validity", CAROL), package.public_id, date.fromisoformat(last), WHY)
        now = calendar.studio.again(package)
        assert (str(now.valid_through), now.expires_at) == (last, instant(end))
        calendar.at(instant(end) - MICRO)
        assert calendar.redeem(package) == "active"
        calendar.at(instant(end))
        assert calendar.redeem(package) == "expired"


@pytest.mark.parametrize(("zone", "last", "end"), LAST_DAYS[::4])
def test_a_package_that_begins_with_its_first_visit_ends_the_same(calendar: Calendar, zone: str, last: str, end: str) -> None:
    calendar.zone(zone)
    calendar.at(instant(end) - timedelta(days=400))
    begins = instant(end) - timedelta(days=7, hours=3)
    studio = calendar.studio
    calendar.at(begins)
    days = _days(calendar, last)
    calendar.at(instant(end) - timedelta(days=400))
    package = studio.sell(validity_from="first_use", validity_days=days)
    assert (package.valid_through, package.expires_at) == (None, None)
    calendar.at(begins)
    studio.redeem(package, studio.book())
    now = studio.again(package)
    assert (now.starts_at, str(now.valid_through), now.expires_at) == (begins, last, instant(end))
    calendar.at(instant(end) - MICRO)
    assert calendar.told(package) == {"active"}
    calendar.at(instant(end))
    assert calendar.told(package) == {"expired"}


def test_a_pause_over_a_change_of_the_clocks_adds_local_days(calendar: Calendar) -> None:
    calendar.zone("Europe/Berlin")
    calendar.at(instant("2026-03-20T22:30"))  # half past eleven in the evening
    package = calendar.studio.sell(validity_days=7)
    corrections.suspend(calendar.studio.rt, command("suspend", CAROL), package.public_id, WHY)
    calendar.at(instant("2026-03-29T22:15"))  # a quarter past midnight of the 30th, in summer time
    corrections.resume(calendar.studio.rt, command("resume", CAROL), package.public_id, WHY, True)
    now = calendar.studio.again(package)
    assert (str(now.valid_through), now.expires_at) == ("2026-04-06", instant("2026-04-06T22:00"))


def test_another_zone_of_the_site_moves_nothing_that_was_sold(calendar: Calendar) -> None:
    calendar.zone("Europe/Berlin")
    package = calendar.studio.sell(validity_days=30)
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "-9.5"):
        calendar.zone(zone)
        assert calendar.studio.again(package) == package
    assert package.expires_at is not None
    calendar.at(package.expires_at - MICRO)
    assert calendar.told(package) == {"active"}
    calendar.at(package.expires_at)
    assert calendar.told(package) == {"expired"}


def test_a_package_bought_in_the_last_second_of_a_local_day_has_that_day(calendar: Calendar) -> None:
    calendar.zone("America/New_York")
    midnight = instant("2026-11-02T05:00")  # after a day of 25 hours
    for moment, last in ((midnight - MICRO, "2026-11-02"), (midnight, "2026-11-03")):
        calendar.at(moment)
        assert str(calendar.studio.sell(validity_days=1).valid_through) == last


@pytest.mark.parametrize(
    ("zone", "starts", "hours", "deadline"),
    [
        # The hours are hours that pass: where the clocks change in between, the wall clock shows another difference.
        ("Europe/Berlin", "2026-03-29T16:00", 24, "2026-03-28T16:00"),  # 18:00, and 17:00 the day before
        ("Europe/Berlin", "2026-10-25T17:00", 24, "2026-10-24T17:00"),  # 18:00, and 19:00 the day before
        ("Australia/Lord_Howe", "2026-04-05T01:00", 12, "2026-04-04T13:00"),
        ("5.5", "2028-03-01T00:00", 48, "2028-02-28T00:00"),
        ("Asia/Kathmandu", "2027-01-01T00:00", 1, "2026-12-31T23:00"),
    ],
)
def test_a_customer_cancels_in_time_up_to_the_very_instant(
    calendar: Calendar, zone: str, starts: str, hours: int, deadline: str
) -> None:
    studio = calendar.studio
    calendar.zone(zone)
    site_settings.update(studio.rt, command("settings", CAROL), SETTINGS | {"cancel_hours": hours})
    calendar.at(instant(deadline) - timedelta(days=5))
    package = studio.sell()
    for moment, outcome in ((instant(deadline), "given_back"), (instant(deadline) + MICRO, "kept")):
        calendar.at(instant(deadline) - timedelta(days=1))
        booking = studio.book(starts_at=instant(starts))
        studio.redeem(package, booking)
        calendar.at(moment)
        studio.set_booking(booking, "cancelled")
        event = give_back.StatusEvent(HOST, booking, "cancelled", "customer", "", ALICE, "test-request")
        assert give_back.observe(studio.rt, event).outcome == outcome
