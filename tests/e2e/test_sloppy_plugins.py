"""Other plugins listen to our hooks and call them, and not all of them carefully: no page may die of what they pass or answer."""

import re
from typing import Any

import pytest

from tests.e2e.site import Counter, Site

pytestmark = pytest.mark.redemption

ODD = "[ null, '', 'x', 7, 1.5, true, [], [ 'x' ], [ [ 1 ], null ], [ 'host' => [], 'booking' => [ 1 ], 'lines' => 'x' ], new stdClass() ]"
IN_WP_ADMIN = """
$GLOBALS['current_screen'] = new class { public function in_admin() { return true; } };
foreach ( [ 'page', 'forms', 'actions', 'overview', 'customers', 'booking', 'booking-actions' ] as $part ) {
    require_once WP_PLUGIN_DIR . "/session-packages/inc/admin-$part.php";
}
require_once WP_PLUGIN_DIR . '/session-packages/inc/notices.php';
add_filter( 'session_packages_staff_links', 'SessionPackages\\staff_links', 10, 3 );
$said = [ 'response' => [ 'code' => 404 ], 'headers' => [], 'body' => '{"error":{"code":"booking_unknown"}}' ];
add_filter( 'pre_http_request', fn() => $said );
$died = [];
$try  = static function ( string $what, callable $do ) use ( &$died ) {
    try {
        $do();
    } catch ( Throwable $error ) {
        $died[] = $what . ': ' . $error->getMessage();
    }
};
"""
CALLED = """
foreach ( $input as $hook ) {
    foreach ( ODD as $odd ) {
        foreach ( [ [ $odd ], [ $odd, $odd ], [ $odd, $odd, $odd ] ] as $arguments ) {
            $try( "$hook with " . count( $arguments ), fn() => apply_filters_ref_array( $hook, $arguments ) );
        }
    }
}
return array_values( array_unique( $died ) );
"""
ANSWERED = """
foreach ( ODD as $odd ) {
    foreach ( [ 'hosts', 'booking', 'mark_paid' ] as $name ) {
        add_filter( "session_packages_$name", fn() => $odd, 99 );
    }
    $try( 'menu', fn() => SessionPackages\\admin_page( [ 'tab' => 'customers' ] ) );
    $try( 'list', fn() => SessionPackages\\booking_list( 'a-host', '' ) );
    $try( 'screen', fn() => SessionPackages\\booking_screen( 'a-host', '7' ) );
    $try( 'finish', fn() => SessionPackages\\finish_hold( 'a-host', '7', 'key-of-nobody', 'Ten' ) );
    foreach ( [ 'offers', 'redeem', 'commit', 'release', 'change', 'describe', 'staff_links' ] as $name ) {
        add_filter( "session_packages_$name", fn() => $odd, 99 );
    }
    $booking = SimpleBookings\\booking( (int) $input );
    wp_set_current_user( $booking['user_id'] );
    $try( 'offers', fn() => SimpleBookings\\package_offers( $booking ) );
    $try( 'badges', fn() => SimpleBookings\\packages_of( [ [ 'payment_method' => 'package' ] + $booking ] ) );
    $try( 'links', fn() => SimpleBookings\\staff_links( [ $booking ] ) );
    $try( 'change', fn() => SimpleBookings\\ask_package( [ 'payment_method' => 'package' ] + $booking ) );
    $try( 'pay', fn() => SimpleBookings\\pay( $booking, 'package:x' ) );
    wp_set_current_user( 1 );
}
return array_values( array_unique( $died ) );
"""


def hooks_we_listen_to(site: Site) -> list[str]:
    source = site.stack.wordpress.docroot / "wp-content" / "plugins" / "session-packages" / "session-packages.php"
    return sorted(set(re.findall(r"add_(?:filter|action)\( '(session_packages_\w+)'", source.read_text(encoding="utf-8"))))


def died_of(site: Site, code: str, data: Any) -> Any:
    return site.php(IN_WP_ADMIN + code.replace("ODD", ODD), data)


def test_whatever_a_hook_is_called_with_no_page_dies(site: Site, counter: Counter) -> None:
    hooks = hooks_we_listen_to(site)
    assert len(hooks) >= 11
    assert died_of(site, CALLED, hooks) == []


def test_whatever_a_filter_answers_no_page_dies(site: Site, counter: Counter) -> None:
    assert died_of(site, ANSWERED, counter.book(site.alice)) == []
