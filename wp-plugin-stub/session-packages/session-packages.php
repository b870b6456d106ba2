<?php
/**
 * Plugin Name:       Session Packages
 * Description:       Sell prepaid bundles of sessions and let customers pay for bookings with them. Needs the Session Packages sidecar on the same server.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       session-packages
 * Domain Path:       /languages
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const VERSION     = '0.1.0';
const PLUGIN_FILE = __FILE__;

// The connection: who we are to the sidecar, how we ask it.
require __DIR__ . '/inc/data.php';
require __DIR__ . '/inc/access.php';
require __DIR__ . '/inc/roles.php';
require __DIR__ . '/inc/connection.php';
require __DIR__ . '/inc/breaker.php';
require __DIR__ . '/inc/http.php';
require __DIR__ . '/inc/deliver.php';
require __DIR__ . '/inc/webhooks.php';

// Words, pages and forms for visitors and customers.
require __DIR__ . '/inc/words.php';
require __DIR__ . '/inc/reasons.php';
require __DIR__ . '/inc/views.php';
require __DIR__ . '/inc/templates.php';
require __DIR__ . '/inc/shop.php';
require __DIR__ . '/inc/payment-methods.php';
require __DIR__ . '/inc/checkout.php';
require __DIR__ . '/inc/order-page.php';
require __DIR__ . '/inc/my-packages.php';
require __DIR__ . '/inc/mail-links.php';
require __DIR__ . '/inc/papers.php';

// What booking plugins call (docs/hooks.md).
require __DIR__ . '/inc/host-hooks.php';
require __DIR__ . '/inc/host-shows.php';
require __DIR__ . '/inc/finish-hold.php';

// WP Admin.
if ( is_admin() ) {
	require __DIR__ . '/inc/admin-page.php';
	require __DIR__ . '/inc/admin-screen.php';
	require __DIR__ . '/inc/admin-forms.php';
	require __DIR__ . '/inc/admin-actions.php';
	require __DIR__ . '/inc/admin-overview.php';
	require __DIR__ . '/inc/admin-figures.php';
	require __DIR__ . '/inc/admin-exports.php';
	require __DIR__ . '/inc/notice-texts.php';
	require __DIR__ . '/inc/notices.php';
	require __DIR__ . '/inc/admin-customers.php';
	require __DIR__ . '/inc/admin-package.php';
	require __DIR__ . '/inc/admin-change-specs.php';
	require __DIR__ . '/inc/admin-change.php';
	require __DIR__ . '/inc/admin-customer.php';
	require __DIR__ . '/inc/admin-awaiting.php';
	require __DIR__ . '/inc/admin-money.php';
	require __DIR__ . '/inc/admin-refund.php';
	require __DIR__ . '/inc/admin-sale.php';
	require __DIR__ . '/inc/admin-tasks.php';
	require __DIR__ . '/inc/admin-import.php';
	require __DIR__ . '/inc/admin-extension.php';
	require __DIR__ . '/inc/admin-money-actions.php';
	require __DIR__ . '/inc/admin-booking.php';
	require __DIR__ . '/inc/admin-booking-actions.php';
	require __DIR__ . '/inc/admin-packages.php';
	require __DIR__ . '/inc/admin-package-form.php';
	require __DIR__ . '/inc/admin-help.php';
	require __DIR__ . '/inc/admin-sections.php';
	require __DIR__ . '/inc/admin-settings.php';
	require __DIR__ . '/inc/admin-access.php';
	require __DIR__ . '/inc/activity-texts.php';
	require __DIR__ . '/inc/admin-activity.php';
	require __DIR__ . '/inc/admin-payment-settings.php';
	require __DIR__ . '/inc/mail-words.php';
	require __DIR__ . '/inc/admin-mails.php';
	require __DIR__ . '/inc/admin-mail.php';
	require __DIR__ . '/inc/admin-mail-actions.php';
	require __DIR__ . '/inc/admin-mail-log.php';
}

/*
 * The whole list of hooks.
 */
add_action( 'init', __NAMESPACE__ . '\\load_translations' );
add_filter( 'user_has_cap', __NAMESPACE__ . '\\grant_capabilities' );
register_activation_hook( __FILE__, __NAMESPACE__ . '\\give_first_roles' );

// Front of the site.
add_shortcode( 'packages', __NAMESPACE__ . '\\shortcode' );
add_shortcode( 'booking_packages', __NAMESPACE__ . '\\shortcode' );
add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\\register_assets' );
add_action( 'template_redirect', __NAMESPACE__ . '\\prevent_caching', 5 );
add_action( 'template_redirect', __NAMESPACE__ . '\\handle_purchase' );
add_action( 'template_redirect', __NAMESPACE__ . '\\follow_mail_link', 1 );
add_action( 'template_redirect', __NAMESPACE__ . '\\show_own_paper', 2 );
add_action( 'save_post_page', __NAMESPACE__ . '\\forget_packages_page' );

// The sidecar calls back: mails to send, bookings it confirmed.
add_action( 'rest_api_init', __NAMESPACE__ . '\\register_routes' );

// Payment providers tell what happened; passed on as it came.
add_action( 'rest_api_init', __NAMESPACE__ . '\\register_webhooks' );

// WP-Cron.
add_action( FINISH_HOOK, __NAMESPACE__ . '\\finish_hold', 10, 4 );

// Public hooks for booking plugins.
add_filter( 'session_packages_contract_version', __NAMESPACE__ . '\\contract_version' );
add_filter( 'session_packages_offers', __NAMESPACE__ . '\\offers', 10, 2 );
add_filter( 'session_packages_redeem', __NAMESPACE__ . '\\redeem', 10, 2 );
add_filter( 'session_packages_commit', __NAMESPACE__ . '\\commit', 10, 2 );
add_filter( 'session_packages_release', __NAMESPACE__ . '\\release', 10, 2 );
add_filter( 'session_packages_change', __NAMESPACE__ . '\\change', 10, 2 );
add_action( 'session_packages_booking_status', __NAMESPACE__ . '\\booking_status' );
add_filter( 'session_packages_describe', __NAMESPACE__ . '\\describe', 10, 3 );
add_action( 'session_packages_customer_block', __NAMESPACE__ . '\\customer_block' );
add_filter( 'session_packages_placeholders', __NAMESPACE__ . '\\placeholders', 10, 2 );

// WP Admin.
if ( is_admin() ) {
	add_action( 'admin_menu', __NAMESPACE__ . '\\add_menu', 50 );
	add_action( 'admin_init', __NAMESPACE__ . '\\give_first_roles' );
	add_action( 'admin_enqueue_scripts', __NAMESPACE__ . '\\enqueue_admin_assets' );
	add_filter( 'set_screen_option_' . PER_PAGE, __NAMESPACE__ . '\\keep_per_page', 10, 3 );
	add_action( 'admin_notices', __NAMESPACE__ . '\\notice_when_not_connected' );
	add_action( 'admin_post_session_packages', __NAMESPACE__ . '\\handle_admin_post' );
	add_action( 'admin_post_session_packages_paper', __NAMESPACE__ . '\\show_paper_to_staff' );
	add_action( 'wp_ajax_session_packages_preview', __NAMESPACE__ . '\\answer_preview' );
	add_action( 'wp_ajax_session_packages_card', __NAMESPACE__ . '\\answer_package_preview' );
	add_filter( 'session_packages_staff_links', __NAMESPACE__ . '\\staff_links', 10, 3 );
	add_filter( 'plugin_action_links_' . plugin_basename( __FILE__ ), __NAMESPACE__ . '\\plugin_links' );
}
