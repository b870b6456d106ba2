"""What staff do at a booking: use a customer's package for it, give its session back."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from sidecar.usecases import site_settings
from tests.e2e.conftest import Visitor
from tests.e2e.pages import Person, booking_screen, cell, change_screen, form_of, list_row, row, row_action
from tests.e2e.site import Counter, Site
from tests.studio import CAROL, SETTINGS, command
from wp_bridge.records import Actor

pytestmark = [pytest.mark.redemption, pytest.mark.admin]


# --- using a package


def test_staff_use_a_customers_package_for_a_pending_booking(
    site: Site, counter: Counter, dora: Actor, carol: Person, visitor: Visitor
) -> None:
    package = counter.sell(dora, name="Staff Ten")
    counter.sell(dora, name="Single Visit", sessions=1, price="40.00", per_person=True)
    booking = counter.book(dora, people=3)
    row_action(carol, booking, "Package…")
    carol.reads(
        "Dora Dahl",
        "dora@example.test",
        "Not confirmed yet",
        "Not paid",
        re.compile("10 of 10 sessions remaining · Valid until "),
    )
    expect(carol.page.get_by_role("listitem").filter(has_text="Single Visit")).to_contain_text(
        "1 session left, this booking needs 3"
    )
    expect(carol.page.get_by_role("radio")).to_have_count(1)
    carol.looks("s1-booking")
    carol.press("Use package session")
    carol.reads("Package session used. The booking is paid.", "9 of 10 sessions remaining", "Confirmed", "By package")
    carol.looks("s1-booking-used")
    carol.follow("Back to the bookings")
    expect(cell(row(carol.page, "Staff Ten"), "Payment")).to_contain_text("Package Staff Ten")
    assert f"s={booking}" in carol.page.url, "back to the same page of the list"
    carol.looks("s1-list")
    assert counter.again(package).balance == 9
    person = visitor("dora")
    person.open("/my-bookings/")
    expect(person.page.locator(f"#sb-booking-{booking}")).to_contain_text(re.compile("Confirmed.*Package: Staff Ten", re.S))
    person.looks("s1-my-bookings")
    site.stack.mailbox.wait_for("dora@example.test", "Confirmed: Yoga")


TWICE_AT_ONCE = """() => { const form = document.querySelector('.sp-use form');
    const send = () => fetch(form.getAttribute('action'), {method: 'POST', body: new URLSearchParams(new FormData(form))});
    return Promise.all([send(), send()]).then(answers => answers.map(answer => answer.url)); }"""


def test_a_double_click_attaches_a_package_to_a_confirmed_booking_once(counter: Counter, dora: Actor, carol: Person) -> None:
    package = counter.sell(dora, name="Attached")
    booking = counter.book(dora, status="confirmed", payment_method="on_site")
    carol.open(booking_screen(booking))
    assert ["session_used" in url for url in carol.page.evaluate(TWICE_AT_ONCE)] == [True, True]
    row_now = counter.booking(booking)
    assert (row_now["status"], row_now["payment_method"], row_now["payment_state"]) == ("confirmed", "package", "paid")
    assert counter.again(package).balance == 9


def test_of_a_guests_booking_staff_see_whose_package_it_is(counter: Counter, dora: Actor, carol: Person) -> None:
    package = counter.sell(dora, name="Hers")
    guest = {"user_id": None, "customer_name": "D. Dahl", "customer_email": "Dora@example.test"}
    booking = counter.book(dora, status="confirmed", payment_method="on_site", **guest)
    carol.open(booking_screen(booking))
    carol.reads("D. Dahl", re.compile("Dora Dahl · 10 of 10 sessions remaining"))
    carol.press("Use package session")
    carol.reads("Package session used. The booking is paid.")
    assert counter.again(package).balance == 9


def test_a_refusal_says_why_and_keeps_the_choice(site: Site, counter: Counter, dora: Actor, carol: Person) -> None:
    first, last = (
        counter.sell(dora, name="Choice A", validity_days=10),
        counter.sell(dora, name="Choice B", sessions=1, price="40.00"),
    )
    booking = counter.book(dora, status="confirmed", payment_method="on_site")
    carol.open(booking_screen(booking))
    carol.page.get_by_role("radio", name=re.compile("Choice B")).check()
    counter.set_booking(booking, "cancelled")
    carol.press("Use package session")
    carol.reads("No session was taken. This booking was cancelled.")
    counter.set_booking(booking, "confirmed")
    carol.page.reload()
    expect(carol.page.get_by_role("radio", name=re.compile("Choice B"))).to_be_checked()
    counter.redeem(last, counter.book(dora), who=dora)
    carol.press("Use package session")
    carol.reads("No session was taken. All sessions have been used.")
    carol.looks("s2-refused")
    assert (counter.again(first).balance, counter.booking(booking)["payment_method"]) == (10, "on_site")


# --- giving back


def test_a_late_cancellation_keeps_the_session_until_staff_give_it_back(
    site: Site, counter: Counter, dora: Actor, carol: Person, visitor: Visitor
) -> None:
    package, booking = counter.sell(dora, name="Too Late Two", sessions=2, price="80.00"), counter.book(dora)
    counter.redeem(package, booking, who=dora)
    person = visitor("dora")
    site_settings.update(site.rt, command("settings", CAROL), SETTINGS | {"cancel_hours": 24 * 7})
    try:
        person.open(f"/my-bookings/?sb_cancel={booking}")
        person.press("Yes, cancel it")
        person.reads("Your booking has been cancelled.")
    finally:
        site_settings.update(site.rt, command("settings", CAROL), SETTINGS)
    expect(person.page.locator(f"#sb-booking-{booking}")).to_contain_text("Session stays used")
    person.looks("s3-late-cancelled")
    row_action(carol, booking, "Package…")
    carol.reads("Session stays used", "1 of 2 sessions remaining")
    carol.page.get_by_label("Reason").fill("   ")
    carol.press("Give session back")
    expect(carol.page.get_by_label("Reason")).to_have_attribute("aria-invalid", "true")
    carol.reads("Please fill this in.")
    carol.looks("s3-reason-missing")
    carol.page.get_by_label("Reason").fill("Was ill, doctor’s note")
    carol.press("Give session back")
    carol.reads(
        "The session is back in the customer’s package.",
        "Session given back",
        "2 of 2 sessions remaining",
        re.compile("^This booking was cancelled"),
    )
    carol.looks("s3-given-back")
    expect(cell(list_row(carol, booking), "Payment")).to_contain_text("Session given back")
    person.open("/my-bookings/")
    expect(person.page.locator(f"#sb-booking-{booking}")).to_contain_text("Session given back")
    person.open(f"/packages/?sp_statement={package.public_id}")
    person.reads(re.compile("Was ill, doctor’s note"))


def test_a_no_show_keeps_the_session_and_can_be_forgiven(site: Site, counter: Counter, dora: Actor, carol: Person) -> None:
    begun = site.rt.clock.now() - timedelta(minutes=20)
    package, booking = counter.sell(dora, name="No Show"), counter.book(dora, starts_at=begun, ends_at=begun + timedelta(hours=1))
    counter.redeem(package, booking, who=dora)
    row_action(carol, booking, "No-show")
    carol.reads("The booking is marked as a no-show.")
    expect(cell(list_row(carol, booking), "Payment")).to_contain_text("Session stays used")
    carol.open(booking_screen(booking))
    form = form_of(carol.page, "form.sp-give-back")
    for _ in range(2):
        answer = carol.context.request.post(form.action, form=form.fields | {"reason": "First time"})
        assert "session_given_back" in answer.url
    assert counter.again(package).balance == 10


# --- an answer that got lost

ANSWER_LOST = """<?php add_filter( 'http_response', static function ( $answer, $args, $url ) {
    $lost = preg_match( '#/manage/redemptions#', $url ) && delete_option( 'answer_lost' );
    return $lost ? new WP_Error( 'http_request_failed', 'cURL error 28: Operation timed out' ) : $answer;
}, 10, 3 );"""


@pytest.fixture
def answer_lost(site: Site) -> Iterator[Callable[[], None]]:
    """`answer_lost()`: what the sidecar answers to the next form was carried out, and nobody hears of it."""
    path: Path = site.stack.wordpress.docroot / "wp-content" / "mu-plugins" / "answer-lost.php"
    path.write_text(ANSWER_LOST)
    yield lambda: site.stack.wordpress.set_option("answer_lost", 1)
    path.unlink()


def test_a_form_whose_answer_got_lost_can_be_sent_again_also_when_it_was_carried_out(
    counter: Counter, dora: Actor, carol: Person, answer_lost: Callable[[], None]
) -> None:
    package, booking = counter.sell(dora, name="Unheard"), counter.book(dora, status="confirmed", payment_method="on_site")
    carol.open(booking_screen(booking))
    answer_lost()
    carol.press("Use package session")
    carol.reads("Please send the form again", "Paid by package")
    carol.looks("s6-not-heard")
    carol.press("Send again")
    carol.reads("Package session used. The booking is paid.")
    assert counter.again(package).balance == 9
    counter.set_booking(booking, "no_show")
    carol.open(booking_screen(booking))
    carol.page.get_by_label("Reason").fill("Forgiven")
    answer_lost()
    carol.press("Give session back")
    carol.reads("Please send the form again", "Session given back")
    carol.press("Send again")
    carol.reads("The session is back in the customer’s package.")
    assert counter.again(package).balance == 10


# --- who may not


def test_customers_and_editors_may_not(counter: Counter, dora: Actor, carol: Person, visitor: Visitor) -> None:
    package = counter.sell(dora, name="Not Yours To Use")
    booking = counter.book(dora, status="confirmed", payment_method="on_site")
    carol.open(booking_screen(booking))
    form = form_of(carol.page, ".sp-use form")
    carol.open(change_screen(booking))
    change = form_of(carol.page, "#sb-change")
    posts = [(form.action, form.fields | {"do": do}) for do in ("redeem_booking", "reinstate_booking")]
    posts += [
        (form.action, form.fields | {"do": "resolve_notice", "id": "1"}),
        (change.action, change.fields | {"sb_people": "5"}),
    ]
    for login in ("dora", "edith"):
        browser = visitor(login).context.request
        assert browser.get(booking_screen(booking)).status == 403
        assert [browser.post(action, form=fields).status for action, fields in posts] == [403] * 4
    assert (counter.again(package).balance, counter.booking(booking)["people"]) == (10, 1)


FRONT_OFFICE = "<?php add_filter( 'simple_bookings_capability', static fn() => 'edit_posts' );"


@pytest.fixture
def edith(site: Site, visitor: Visitor) -> Iterator[Person]:
    """An editor, at a studio where editors look after bookings, but not after packages."""
    path: Path = site.stack.wordpress.docroot / "wp-content" / "mu-plugins" / "front-office.php"
    path.write_text(FRONT_OFFICE)
    yield visitor("edith")
    path.unlink()


def test_who_looks_after_bookings_only_changes_them_and_uses_no_packages(counter: Counter, dora: Actor, edith: Person) -> None:
    package, booking = counter.sell(dora, name="Theirs", per_person=True), counter.book(dora)
    counter.redeem(package, booking, who=dora)
    line = list_row(edith, booking)
    expect(line.get_by_role("link", name="Change…")).to_be_attached()
    expect(line.get_by_role("link", name="Package…")).to_have_count(0)
    edith.open(change_screen(booking))
    edith.page.get_by_label("People").fill("2")
    edith.press("Change the booking")
    edith.reads("The booking is changed.")
    assert counter.again(package).balance == 8, "the session of the second person is taken all the same"
