"""The bridge that docs/hooks.md shows to authors of booking plugins, cut out of the page and run on the real site.

Nobody reads this booking plugin's table: what the sidecar knows of its bookings, the hooks have told.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sidecar.usecases import site_settings
from tests.e2e import site as places
from tests.e2e.salon import CALL, CRON, HOST, Salon, bridge
from tests.e2e.site import Counter, Site
from tests.e2e.test_robustness import stopped
from tests.studio import CAROL, SETTINGS, command
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.redemption


@pytest.fixture(scope="module")
def installed(site: Site) -> Iterator[Salon]:
    """The plugin on the site, with the bridge of the page beside it; away again afterwards."""
    places.connect(site)
    site.stack.wordpress.install_plugin_from_source(Path(__file__).parent / "my-salon")
    folder = site.stack.wordpress.docroot / "wp-content" / "plugins" / "my-salon"
    (folder / "bridge.php").write_text(bridge(), encoding="utf-8")
    site.stack.wordpress.activate_plugin("my-salon/my-salon.php")
    site.php("MySalon\\install(); return true;")
    yield Salon(site)
    site.php("deactivate_plugins( 'my-salon/my-salon.php' ); return true;")
    shutil.rmtree(folder)


@pytest.fixture
def salon(installed: Salon) -> Iterator[Salon]:
    yield installed
    assert not installed.complaints()


@pytest.fixture
def package(counter: Counter, site: Site) -> CustomerPackage:
    return counter.sell(site.alice, any_service=True, per_person=True)


def test_the_plugin_says_which_contract_it_keeps_and_lists_the_host(salon: Salon) -> None:
    assert salon.site.php("return apply_filters( 'session_packages_contract_version', 0 );") == 1
    hosts = salon.site.php("return apply_filters( 'session_packages_hosts', [] );")
    assert set(hosts) == {"simple-bookings", HOST}


def test_offer_reserve_commit_cancel_and_every_call_twice(salon: Salon, package: CustomerPackage) -> None:
    booking = salon.book(people=2)
    offers = {offer["customer_package"]: offer for offer in salon.call("offers", salon.row(booking), 4000)}
    assert (offers[package.public_id]["usable"], offers[package.public_id]["sessions"]) == (True, 2)

    for _ in range(2):
        assert salon.reserve(booking, package) == ""
        assert salon.movements(package) == [("redeem", -2)]
    assert salon.described(booking)["state"] == "held"

    for _ in range(2):
        assert salon.call("finish", booking) is True
        assert salon.movements(package) == [("redeem", -2)]
        assert (salon.state(booking), salon.described(booking)["state"]) == (("confirmed", "package"), "committed")

    for _ in range(2):
        salon.call("cancel", booking, "customer")
        salon.call("tell", booking)
        assert salon.movements(package) == [("redeem", -2), ("reinstate", 2)]
    assert (salon.described(booking)["state"], salon.notices(booking)) == ("given_back", [])


def test_a_place_that_was_gone_releases_the_hold(salon: Salon, package: CustomerPackage) -> None:
    booking = salon.book()
    salon.reserve(booking, package)
    assert salon.call("move", booking, "pending", {"status": "cancelled"})
    for _ in range(2):
        assert salon.call("finish", booking) is False
        assert salon.movements(package) == [("redeem", -1), ("reinstate", 1)]
    assert salon.described(booking)["state"] == "lapsed"


def test_a_commit_after_the_lapse_redeems_anew_even_if_the_request_had_died(salon: Salon, package: CustomerPackage) -> None:
    booking = salon.book()
    salon.reserve(booking, package)
    assert salon.call("move", booking, "pending", {"status": "confirmed"})  # and then PHP was killed
    salon.let_lapse()
    assert salon.movements(package) == [("redeem", -1), ("reinstate", 1)]
    for _ in range(2):
        salon.call("settle", booking, who=CRON)
        assert salon.movements(package) == [("redeem", -1), ("reinstate", 1), ("redeem", -1)]
    assert (salon.state(booking), salon.notices(booking)) == (("confirmed", "package"), [])


def test_a_commit_after_the_lapse_without_a_session_left_leaves_the_booking_unpaid(
    salon: Salon, counter: Counter, site: Site
) -> None:
    one = counter.sell(site.alice, any_service=True, sessions=1)
    late, quick = salon.book(), salon.book()
    salon.reserve(late, one)
    salon.let_lapse()
    assert salon.reserve(quick, one) == ""
    assert salon.call("finish", quick) is True
    for _ in range(2):
        assert salon.call("finish", late) is True
        assert salon.state(late) == ("confirmed", "unpaid")
        assert salon.movements(one) == [("redeem", -1), ("reinstate", 1), ("redeem", -1)]
        assert salon.notices(late) == ["commit_after_lapse"]
    ask = {"host": HOST, "attempt_key": salon.row(late)["token"], "bookings": [late]}
    refused = salon.hook("session_packages_commit", ask)
    assert (refused["code"], refused["retry"], refused["params"]["reason"]) == ("lapsed", False, "no_sessions_left")


def test_another_package_while_held_takes_over(salon: Salon, package: CustomerPackage, counter: Counter, site: Site) -> None:
    other, booking = counter.sell(site.alice, any_service=True, name="The Other Ten"), salon.book()
    salon.reserve(booking, package)
    for _ in range(2):
        assert salon.reserve(booking, other) == ""
        assert salon.movements(package) == [("redeem", -1), ("reinstate", 1)]
        assert salon.movements(other) == [("redeem", -1)]
    assert salon.call("finish", booking) is True
    assert salon.described(booking)["package_name"] == "The Other Ten"
    assert (salon.left(package), salon.left(other)) == (10, 9)


def test_a_party_takes_and_gives_the_difference_or_stays_as_it_was(salon: Salon, package: CustomerPackage) -> None:
    booking = salon.book(people=2)
    salon.reserve(booking, package)
    salon.call("finish", booking)
    paid = [("redeem", -2)]
    for people, moved in ((4, ("redeem", -2)), (1, ("reinstate", 3))):
        paid.append(moved)
        for _ in range(2):
            assert salon.call("resize", booking, people) == ""
            assert salon.movements(package) == paid
    for _ in range(2):
        assert "9" in salon.call("resize", booking, 20)
        assert (salon.movements(package), salon.row(booking)["people"]) == (paid, "1")


def test_a_party_that_no_package_pays_for_changes_as_ever(salon: Salon) -> None:
    booking = salon.book(people=2)
    assert salon.call("finish", booking) is True
    assert salon.call("resize", booking, 3) == ""
    assert salon.row(booking)["people"] == "3"
    away = "remove_all_filters( 'session_packages_change' );"  # Session Packages is not active
    salon.site.php(away + CALL, {"user": salon.site.alice.wp_user_id, "do": "MySalon\\resize", "with": [booking, 4]})
    assert salon.row(booking)["people"] == "4"
    with stopped(salon.site):
        assert salon.call("resize", booking, 5) == ""
    assert salon.row(booking)["people"] == "5"


def test_a_party_is_not_enlarged_before_its_hold_is_settled(salon: Salon, package: CustomerPackage) -> None:
    booking = salon.book(people=2)
    salon.reserve(booking, package)
    assert salon.call("move", booking, "pending", {"status": "confirmed"})  # and then PHP was killed
    assert salon.call("resize", booking, 20) == "8 sessions left, this booking needs 18"
    assert (salon.row(booking)["people"], salon.state(booking)) == ("2", ("confirmed", "package"))
    assert salon.movements(package) == [("redeem", -2)]


def test_a_party_of_somebody_elses_is_not_changed_behind_their_packages_back(salon: Salon, package: CustomerPackage) -> None:
    booking = salon.book(people=2)
    salon.reserve(booking, package)
    salon.call("finish", booking)
    assert salon.call("resize", booking, 4, who=salon.site.bob) == "This booking could not be found."
    assert (salon.row(booking)["people"], salon.left(package)) == ("2", 8)


ANSWER_LOST = """add_filter( 'http_response', static function ( $answer, $args, $url ) {
    $lost = new WP_Error( 'http_request_failed', 'cURL error 28: Operation timed out' );
    return str_ends_with( $url, '/redemptions/change' ) ? $lost : $answer;
}, 10, 3 );
"""


def test_a_party_whose_change_nobody_answered_is_taken_back_on_both_sides(salon: Salon, package: CustomerPackage) -> None:
    booking = salon.book(people=2)
    salon.reserve(booking, package)
    salon.call("finish", booking)
    ask = {"user": salon.site.alice.wp_user_id, "do": "MySalon\\resize", "with": [booking, 4]}
    assert salon.site.php(ANSWER_LOST + CALL, ask) != ""
    assert (salon.row(booking)["people"], salon.left(package)) == ("2", 6), "the sessions were taken, and nobody knows"
    assert salon.site.php("return wp_next_scheduled( 'my_salon_fit', [ $input ] );", booking)
    salon.call("fit", booking, who=CRON)
    assert salon.movements(package) == [("redeem", -2), ("redeem", -2), ("reinstate", 2)]


def test_another_time_is_asked_about_and_a_visit_after_the_last_day_refused(salon: Salon, counter: Counter, site: Site) -> None:
    package, booking = counter.sell(site.alice, any_service=True, visit_before_expiry=True, validity_days=30), salon.book()
    salon.reserve(booking, package)
    salon.call("finish", booking)
    ask = {"host": HOST, "booking": booking}
    late = salon.hook("session_packages_change", ask | {"starts_at": "2090-01-01T10:00:00Z"})
    assert (late["ok"], late["code"], late["retry"]) == (False, "visit_after_expiry", False)
    fits = salon.hook("session_packages_change", ask | {"service": "78"})
    assert (fits["ok"], fits["sessions"], fits["booking"]) == (True, 1, str(booking))
    assert site.one("SELECT service_id FROM {p}redemptions WHERE host = %s AND booking_id = %s", HOST, str(booking)) == "78"
    wrong = salon.hook("session_packages_change", ask | {"people": 0})
    assert (wrong["code"], list(wrong["fields"])) == ("invalid_fields", ["people"])
    assert salon.movements(package) == [("redeem", -1)]


def test_several_bookings_are_all_or_none_and_the_shortfall_is_told(salon: Salon, package: CustomerPackage) -> None:
    lines = [salon.call("ask", salon.row(salon.book(people=people))) for people in (6, 5)]
    ask = {"host": HOST, "attempt_key": lines[0]["attempt_key"], "customer_package": package.public_id}
    refused = salon.hook("session_packages_redeem", ask | {"lines": lines})
    assert (refused["code"], refused["params"]) == ("too_few_sessions", {"remaining": 10, "needed": 11})
    assert salon.movements(package) == []
    held = salon.hook("session_packages_redeem", ask | {"lines": [lines[0], lines[1] | {"people": 4}]})
    assert [line["sessions"] for line in held["lines"]] == [6, 4]
    assert salon.hook("session_packages_release", ask) == {"ok": True}


def test_a_booking_that_comes_back_is_shown_to_staff_until_the_host_redeems_again(salon: Salon, package: CustomerPackage) -> None:
    booking = salon.book()
    salon.reserve(booking, package)
    salon.call("finish", booking)
    salon.call("cancel", booking, "staff")
    assert salon.call("move", booking, "cancelled", {"status": "confirmed", "payment": "unpaid"})
    for _ in range(2):
        salon.call("tell", booking)
        assert salon.notices(booking) == ["revived_unpaid"]
    assert salon.movements(package) == [("redeem", -1), ("reinstate", 1)], "nothing is taken on a guess"
    salon.reserve(booking, package)
    salon.call("finish", booking)
    assert salon.movements(package) == [("redeem", -1), ("reinstate", 1), ("redeem", -1)]
    assert salon.state(booking) == ("confirmed", "package")
    assert salon.notices(booking) == [], "settled by itself"


def test_a_sidecar_that_is_away_leaves_the_booking_unpaid_until_cron_settles_it(salon: Salon, package: CustomerPackage) -> None:
    booking = salon.book()
    salon.reserve(booking, package)
    with stopped(salon.site):
        assert salon.call("finish", booking) is True
        assert salon.state(booking) == ("confirmed", "unpaid")
        assert salon.call("offers", salon.row(booking), 4000) == []
    assert salon.site.php("return wp_next_scheduled( 'my_salon_settle', [ $input ] );", booking)
    salon.call("settle", booking, who=CRON)
    assert (salon.state(booking), salon.movements(package)) == (("confirmed", "package"), [("redeem", -1)])


@pytest.fixture
def ten_days_before(counter: Counter, site: Site) -> Iterator[None]:
    """Customers get a session back until ten days before."""
    site_settings.update(site.rt, command("settings", CAROL), SETTINGS | {"cancel_hours": 240})
    yield
    site_settings.update(site.rt, command("settings", CAROL), SETTINGS)


@pytest.mark.usefixtures("ten_days_before")
@pytest.mark.parametrize(("by", "back"), [("customer", 0), ("staff", 1)])
def test_who_cancelled_decides_wherever_it_is_told(salon: Salon, package: CustomerPackage, by: str, back: int) -> None:
    """The staff of this host work on the site's pages, where everybody who is logged in is a customer."""
    booking = salon.book()
    salon.reserve(booking, package)
    salon.call("finish", booking)
    salon.call("cancel", booking, by, who=salon.site.alice if by == "customer" else salon.site.bob)
    assert salon.left(package) == 9 + back
    salon.call("tell", booking, who=CRON)
    assert salon.left(package) == 9 + back


IN_WP_ADMIN = "$GLOBALS['current_screen'] = new class { public function in_admin() { return true; } };"
IN_A_VISITORS_CRON = "add_filter( 'wp_doing_cron', '__return_true' );"  # ALTERNATE_WP_CRON: somebody is logged in


@pytest.mark.parametrize(("where", "login"), [(IN_WP_ADMIN, "carol"), (IN_A_VISITORS_CRON, "bob")], ids=["admin", "cron"])
def test_what_a_customer_cancelled_is_also_believed_when_others_write_it_down(
    salon: Salon, package: CustomerPackage, where: str, login: str
) -> None:
    """By phone, and staff say so in WP Admin; or told once more by WP-Cron, inside the request of whoever visits the site."""
    booking = salon.book()
    salon.reserve(booking, package)
    salon.call("finish", booking)
    assert salon.call("move", booking, "confirmed", {"status": "cancelled", "changed_by": "customer"})
    who = {"carol": CAROL, "bob": salon.site.bob}[login].wp_user_id
    salon.site.php(where + CALL, {"user": who, "do": "MySalon\\tell", "with": [booking]})
    assert salon.movements(package) == [("redeem", -1), ("reinstate", 1)]


WRONG = """
$told = [];
add_action( 'doing_it_wrong_run', static function ( $hook, $message ) use ( &$told ) { $told[] = [ $hook, $message ]; }, 10, 2 );
do_action( 'session_packages_booking_status', $input );
return $told;
"""


def test_a_long_reason_is_shortened_and_a_wrong_event_tells_its_author(salon: Salon, package: CustomerPackage) -> None:
    booking = salon.book()
    salon.reserve(booking, package)
    salon.call("finish", booking)
    event = {"host": HOST, "booking": booking, "old": "a status of some other plugin", "by": "staff", "reason": "ill\n" * 200}
    (told,) = salon.site.php(WRONG, event | {"new": "canceled"})
    assert told[0] == "session_packages_booking_status"
    assert "cancelled" in told[1]
    assert salon.left(package) == 9
    assert salon.site.php(WRONG, event | {"new": "cancelled"}) == []
    assert salon.left(package) == 10
    reason = salon.site.one("SELECT reason FROM {p}ledger WHERE customer_package_id = %s ORDER BY id DESC LIMIT 1", package.id)
    assert reason.startswith("ill ill ")
    assert len(reason) == 255
