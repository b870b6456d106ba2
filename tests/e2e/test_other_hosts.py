"""A booking plugin whose table nobody reads: it tells the facts of its bookings and marks them as paid itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sidecar.usecases import holds
from tests.e2e.pages import Person, booking_screen, form_of
from tests.e2e.site import Counter, Site
from wp_bridge.records import Actor

pytestmark = [pytest.mark.redemption, pytest.mark.admin]

OTHER_HOST = r"""<?php
add_filter( 'session_packages_hosts', static function ( $hosts ) {
    $hosts['front-desk'] = array( 'label' => 'Front Desk', 'menu' => '' );
    return $hosts;
} );
add_filter( 'session_packages_booking', static function ( $found, $ask ) {
    return 'front-desk' === $ask['host'] ? get_option( 'front_desk_' . $ask['booking'], null ) : $found;
}, 10, 2 );
add_filter( 'session_packages_mark_paid', static function ( $done, $ask ) {
    if ( 'front-desk' !== $ask['host'] || 'closed' === $ask['booking'] ) {
        return $done;
    }
    $paid = array( 'payment_state' => 'paid', 'note' => $ask['label'] );
    update_option( 'front_desk_' . $ask['booking'], $paid + get_option( 'front_desk_' . $ask['booking'] ) );
    return true;
}, 10, 2 );
add_filter( 'pre_http_request', static function ( $answer, $args, $url ) {
    $breaks = str_ends_with( $url, '/redemptions/commit' ) && delete_option( 'front_desk_breaks' );
    return $breaks ? new WP_Error( 'http_request_failed', 'cURL error 7: Failed to connect' ) : $answer;
}, 10, 3 );
"""


@pytest.fixture
def front_desk(site: Site, dora: Actor) -> Iterator[None]:
    """Another booking plugin, with two bookings of Dora's that only it knows."""
    path: Path = site.stack.wordpress.docroot / "wp-content" / "mu-plugins" / "front-desk.php"
    path.write_text(OTHER_HOST)
    facts = {"service": "massage", "starts_at": "2031-05-05T10:00:00Z", "people": 2, "customer": dora.wp_user_id}
    for booking in ("b-7", "b-8", "closed"):
        site.stack.wordpress.set_option(f"front_desk_{booking}", facts | {"status": "confirmed", "payment_state": "unpaid"})
    yield
    path.unlink()


def test_a_host_that_is_not_read_is_asked_and_marks_its_booking_itself(
    site: Site, counter: Counter, dora: Actor, carol: Person, front_desk: None
) -> None:
    package = counter.sell(dora, name="Anywhere", any_service=True, validity_days=0)
    carol.open(booking_screen("closed", "front-desk"))
    carol.reads("Dora Dahl", "Front Desk, no. closed", "May 5, 2031 12:00 pm", re.compile("10 of 10 sessions remaining"))
    twice = form_of(carol.page, ".sp-use form")
    for _ in range(2):
        answer = carol.context.request.post(twice.action, form=twice.fields).text()
        assert "No session was taken." in answer
    carol.press("Use package session")
    carol.reads("No session was taken. The booking plugin could not mark this booking as paid.")
    carol.looks("s4-host-declined")
    assert counter.again(package).balance == 10
    carol.open(booking_screen("b-7", "front-desk"))
    carol.press("Use package session")
    carol.reads("Package session used. The booking is paid.", "9 of 10 sessions remaining")
    now = counter.again(package)
    assert (now.balance, now.held) == (9, 0), "committed, not only held"
    assert site.stack.wordpress.get_option("front_desk_b-7")["note"] == "Anywhere"
    carol.open(booking_screen("nobody-knows", "front-desk"))
    carol.reads(re.compile("This booking could not be found.*its booking plugin does not tell about it here"))
    site.stack.wordpress.set_option(
        "front_desk_guest", {"service": "massage", "starts_at": "2031-05-05T10:00:00Z", "customer": 0}
    )
    carol.open(booking_screen("guest", "front-desk"))
    carol.reads("This booking belongs to nobody with an account on your site")
    site.stack.wordpress.set_option(
        "front_desk_odd", {"service": "massage", "starts_at": "tomorrow", "customer": dora.wp_user_id}
    )
    carol.open(booking_screen("odd", "front-desk"))
    carol.reads("What the booking plugin says about this booking could not be understood.")


def test_a_commit_that_did_not_arrive_is_made_up_for_by_sending_the_form_again(
    site: Site, counter: Counter, dora: Actor, carol: Person, front_desk: None
) -> None:
    """The host says "paid" already: forgetting the form's key now would leave its booking free of charge."""
    package = counter.sell(dora, name="Broken Line", any_service=True)
    site.stack.wordpress.set_option("front_desk_breaks", 1)
    carol.open(booking_screen("b-8", "front-desk"))
    carol.press("Use package session")
    carol.reads("The package service did not answer in time. Please send the form again: it is never carried out twice.")
    assert counter.again(package).held == 1
    carol.looks("s4-send-again")
    carol.press("Send again")
    carol.reads("Package session used. The booking is paid.")
    now = counter.again(package)
    assert (now.balance, now.held) == (9, 0)
    assert site.one("SELECT COUNT(*) FROM {p}ledger WHERE booking_id = 'b-8'") == 1


RUN_CRON = """
add_filter( 'wp_doing_cron', '__return_true' );
wp_set_current_user( 0 );
$run = 0;
foreach ( _get_cron_array() as $when => $hooks ) {
    foreach ( $hooks['sp_finish_hold'] ?? array() as $event ) {
        wp_unschedule_event( $when, 'sp_finish_hold', $event['args'] );
        do_action_ref_array( 'sp_finish_hold', $event['args'] );
        $run++;
    }
}
return $run;
"""


@pytest.mark.parametrize("lapsed", [False, True], ids=["held", "lapsed"])
def test_a_commit_that_did_not_arrive_is_made_up_for_although_nobody_sends_the_form_again(
    site: Site, counter: Counter, dora: Actor, carol: Person, front_desk: None, lapsed: bool
) -> None:
    """Staff have closed the window: what the host calls paid must not stay free of charge."""
    package = counter.sell(dora, name="Nobody Looks", any_service=True)
    booking = "b-late" if lapsed else "b-soon"
    site.stack.wordpress.set_option(f"front_desk_{booking}", site.stack.wordpress.get_option("front_desk_b-7"))
    site.stack.wordpress.set_option("front_desk_breaks", 1)
    carol.open(booking_screen(booking, "front-desk"))
    carol.press("Use package session")
    carol.reads("The package service did not answer in time. Please send the form again: it is never carried out twice.")
    if lapsed:
        expire = "UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6) WHERE host = 'front-desk' AND state = 'held'"
        site.rt.db.transact(lambda tx: tx.run(expire))
        holds.lapse_due(site.rt)
        assert counter.again(package).balance == 10
    assert site.php(RUN_CRON) == 1
    now = counter.again(package)
    assert (now.balance, now.held) == (9, 0)
    assert site.php(RUN_CRON) == 0, "done, and not asked about again"
    carol.page.reload()
    carol.reads("Paid by package", "9 of 10 sessions remaining")
