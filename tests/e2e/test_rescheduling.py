"""Another time, more or fewer people; and visits that cost nothing. The package is asked, and may say no."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from sidecar.usecases import reconcile
from tests.e2e.pages import Person, change_screen, form_of, method, row_action
from tests.e2e.site import Counter, Site

pytestmark = pytest.mark.redemption
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def connected(counter: Counter) -> Iterator[None]:
    yield


def at(days: int, hour: int) -> datetime:
    """A full hour on a day to come, in the site's zone."""
    day = datetime.now(BERLIN) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def book(counter: Counter, site: Site, days: int, **columns: Any) -> str:
    """A booking of Alice's on a day of its own: the class is not full."""
    start = at(days, 9).astimezone(UTC)
    return counter.book(site.alice, starts_at=start, ends_at=start + timedelta(hours=1), **columns)


def fill(carol: Person, when: datetime, people: int) -> None:
    carol.page.get_by_label("Day").fill(f"{when:%Y-%m-%d}")
    carol.page.get_by_label("Time", exact=True).fill(f"{when:%H:%M}")
    carol.page.get_by_label("People").fill(str(people))
    carol.press("Change the booking")


def test_a_booking_gets_another_time_and_more_people(site: Site, counter: Counter, alice: Person, carol: Person) -> None:
    package = counter.sell(site.alice, name="Per Person", per_person=True)
    booking = counter.book(site.alice)
    counter.redeem(package, booking, who=site.alice)
    row_action(carol, booking, "Change…")
    carol.looks("t1-change")
    when = at(5, 10)
    fill(carol, when, 3)
    carol.reads("The booking is changed.")
    now = counter.booking(booking)
    start = when.astimezone(UTC).replace(tzinfo=None)
    assert (now["starts_at"], now["ends_at"], now["people"], now["price_minor"]) == (start, start + timedelta(hours=1), 3, 12000)
    assert counter.again(package).balance == 7
    alice.open("/my-bookings/")
    expect(alice.page.locator(f"#sb-booking-{booking}")).to_contain_text(re.compile("10:00 am – 11:00 am.*3 people", re.S))
    mail = site.stack.mailbox.wait_for("alice@example.test", "Changed: Yoga")
    assert "10:00 am" in mail.get_content()


def test_a_time_after_the_packages_last_day_is_taken_back_with_the_reason(site: Site, counter: Counter, carol: Person) -> None:
    package = counter.sell(site.alice, name="Strict Month", validity_days=30, visit_before_expiry=True)
    booking = book(counter, site, 7)
    counter.redeem(package, booking, who=site.alice)
    before = counter.booking(booking)
    carol.open(change_screen(booking))
    when = at(60, 9)
    fill(carol, when, 1)
    last = counter.again(package).valid_through
    assert last is not None
    carol.reads(
        f"The booking stays as it was, because its package “Strict Month” does not pay the change:"
        f" This visit is after its last day, {last:%B} {last.day}, {last.year}."
    )
    expect(carol.page.get_by_label("Day")).to_have_value(f"{when:%Y-%m-%d}")
    carol.looks("t2-refused")
    now = counter.booking(booking)
    assert [now[name] for name in ("starts_at", "ends_at", "people")] == [
        before[name] for name in ("starts_at", "ends_at", "people")
    ]
    assert counter.one("SELECT starts_at FROM {p}redemptions WHERE booking_id = %s", booking) == before["starts_at"]


def test_a_place_that_somebody_else_got_meanwhile_is_never_given_twice(site: Site, counter: Counter) -> None:
    """Between our writing the new time and the package's no, a stranger books the place that seemed free."""
    package = counter.sell(site.alice, name="Overtaken", validity_days=30, visit_before_expiry=True)
    booking = book(counter, site, 9, people=8)
    counter.redeem(package, booking, who=site.alice)
    row_before = counter.booking(booking)
    stranger = {
        "service_id": int(site.yoga),
        "customer_name": "Sam Stranger",
        "customer_email": "sam@example.test",
        "force": True,
    }
    stranger["starts_at"] = f"{row_before['starts_at']:%Y-%m-%d %H:%M:%S}"
    ask = """add_filter( 'session_packages_change', function ( $answer ) use ( $input ) {
            SimpleBookings\\create_pending( $input['stranger'] );
            return $answer;
        }, 5 );
        add_filter( 'wp_doing_cron', '__return_true' );  // the site itself, not a customer
        return SimpleBookings\\change_booking( (int) $input['booking'], $input['to'], 8 )->message;"""
    later = f"{at(60, 9).astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    said = site.php(ask, {"booking": booking, "to": later, "stranger": stranger})
    assert said.startswith("The booking has its new time, because somebody else has just taken the earlier one")
    assert f"{counter.booking(booking)['starts_at']:%Y-%m-%d %H:%M:%S}" == later
    reconcile.follow_bookings(site.rt)
    sql = "SELECT COUNT(*) FROM {p}staff_notices WHERE kind = 'booking_unfit' AND payload LIKE %s"
    assert counter.one(sql, f'%"booking": "{booking}"%') == 1, "staff are told"


@pytest.mark.parametrize(("paid_by", "code", "party"), [("package", "package", 1), ("on_site", "", 2)])
def test_while_the_package_service_is_away_only_redeemed_bookings_stay_as_they_are(
    paid_by: str, code: str, party: int, site: Site, counter: Counter
) -> None:
    booking = book(counter, site, 10, status="confirmed", payment_method=paid_by)
    ask = """add_filter( 'pre_http_request', fn() => new WP_Error( 'http_request_failed', 'cURL error 7: Connection refused' ) );
        $booking = SimpleBookings\\booking( (int) $input );
        return SimpleBookings\\change_booking( $booking['id'], $booking['starts_at'], 2 )->code;"""
    assert site.php(ask, booking) == code
    assert counter.booking(booking)["people"] == party
    site.forget_failures()


def test_bad_values_are_named_and_kept(site: Site, counter: Counter, carol: Person) -> None:
    booking = book(counter, site, 8, status="confirmed", payment_method="on_site")
    before = counter.booking(booking)
    carol.open(change_screen(booking))
    form = form_of(carol.page, "#sb-change")
    for field, value, words in (
        ("sb_people", "0", "Please enter a whole number from 1 to 500."),
        ("sb_people", "9", "There are not enough places left at this time for so many people."),
        ("sb_date", "soon", "Please enter a day such as"),
        ("sb_time", "25:00", "Please enter a time of day such as"),
        ("sb_date", "2020-01-01", "Please choose a time that lies in the future."),
    ):
        answer = carol.context.request.post(form.action, form=form.fields | {field: value}).text()
        assert words in answer, (field, value)
        assert f'name="{field}" value="{value}"' in answer
    gone = {"sb_date": "2031-03-30", "sb_time": "02:30"}  # the clocks go forward
    assert "This time does not exist on this day" in carol.context.request.post(form.action, form=form.fields | gone).text()
    assert counter.booking(booking) == before


def test_what_a_colleague_changed_meanwhile_is_shown_before_it_is_overwritten(
    site: Site, counter: Counter, carol: Person
) -> None:
    booking = book(counter, site, 12, status="confirmed", payment_method="on_site")
    carol.open(change_screen(booking))
    elsewhere = site.php(
        "return SimpleBookings\\change_booking( (int) $input[0], $input[1], 4 )->ok;", [booking, utc_text(at(13, 11))]
    )
    assert elsewhere is True
    carol.page.get_by_label("People").fill("2")
    carol.press("Change the booking")
    carol.reads("The booking has changed in the meantime. Please look again.", re.compile(r"11:00 am – 12:00 pm.*4 people", re.S))
    expect(carol.page.get_by_label("People")).to_have_value("2")
    carol.looks("t5-changed-meanwhile")
    assert counter.booking(booking)["people"] == 4
    carol.press("Change the booking")  # having looked
    carol.reads("The booking is changed.")
    now = counter.booking(booking)
    assert (now["people"], now["starts_at"]) == (2, at(12, 9).astimezone(UTC).replace(tzinfo=None))


def utc_text(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def test_two_bookings_moved_to_the_last_place_at_once_do_not_share_it(site: Site, counter: Counter) -> None:
    when = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=20)
    full = {"starts_at": when, "ends_at": when + timedelta(hours=1), "status": "confirmed", "payment_method": "on_site"}
    counter.book(site.bob, people=7, **full)
    movers = [counter.book(site.bob, status="confirmed", payment_method="on_site") for _ in range(2)]
    ask = "$r = SimpleBookings\\change_booking( (int) $input[0], $input[1], 1 ); return $r->ok ? 'moved' : $r->code;"

    def moved(booking: str) -> Any:
        return site.php(ask, [booking, f"{when:%Y-%m-%d %H:%M:%S}"])

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(moved, movers)) == ["moved", "starts_at"]
    sql = "SELECT SUM(people) FROM {wp}sb_bookings WHERE starts_at = %s AND status = 'confirmed' AND service_id = %s"
    assert counter.one(sql, when.replace(tzinfo=None), site.yoga) == 8


# --- a visit that costs nothing


def test_a_free_visit_offers_the_package_without_choosing_it(site: Site, counter: Counter, bob: Person) -> None:
    package = counter.sell(site.bob, name="Kept For Later")
    tokens = [str(counter.booking(counter.book(site.bob, price_minor=0))["token"]) for _ in range(2)]
    bob.open(f"/book/?sb_booking={tokens[0]}")
    expect(method(bob, re.compile("No payment needed"))).to_be_checked()
    expect(method(bob, re.compile("Kept For Later"))).not_to_be_checked()
    bob.looks("t3-free")
    bob.press("Confirm booking")
    bob.reads("Your booking is confirmed", "No payment needed")
    assert counter.again(package).balance == 10
    bob.open(f"/book/?sb_booking={tokens[1]}")
    method(bob, re.compile("Kept For Later")).check()
    bob.press("Confirm booking")
    bob.reads("Your booking is confirmed", "Paid with your package Kept For Later")
    assert counter.again(package).balance == 9


# --- reasons on the payment step


def test_packages_that_do_not_fit_say_why(site: Site, counter: Counter, bob: Person) -> None:
    counter.sell(site.bob, name="One Left", sessions=1, price="40.00", per_person=True)
    strict = counter.sell(site.bob, name="Ends Before", validity_days=1, visit_before_expiry=True)
    token = counter.booking(counter.book(site.bob, people=3))["token"]
    bob.open(f"/book/?sb_booking={token}")
    last = strict.valid_through
    assert last is not None
    reasons = bob.page.locator(".sb-unusable li")
    expect(reasons.filter(has_text="One Left")).to_contain_text("1 session left, this booking needs 3")
    expect(reasons.filter(has_text="Ends Before")).to_contain_text(
        f"This visit is after its last day, {last:%B} {last.day}, {last.year}."
    )
    expect(bob.page.get_by_role("radio", name=re.compile("One Left|Ends Before"))).to_have_count(0)
    bob.looks("t4-reasons")
