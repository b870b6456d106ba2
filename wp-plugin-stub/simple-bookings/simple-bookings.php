<?php
/**
 * Plugin Name:       Simple Bookings
 * Description:       Appointments and classes for a studio: services, opening hours, a booking form with a payment step, My Bookings and a list for the team. The reference host of Session Packages.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * Author:            Session Packages for WordPress
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       simple-bookings
 * Domain Path:       /languages
 *
 * This program is free software; you can redistribute it and/or modify it under the terms of the GNU General Public
 * License as published by the Free Software Foundation; either version 2 of the License, or (at your option) any later
 * version. It is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

const VERSION = '0.1.0';
const FILE    = __FILE__;
const HOST    = 'simple-bookings'; // our id towards Session Packages

require __DIR__ . '/inc/class-result.php';
require __DIR__ . '/inc/schema.php';
require __DIR__ . '/inc/settings.php';
require __DIR__ . '/inc/money.php';
require __DIR__ . '/inc/time.php';
require __DIR__ . '/inc/services.php';
require __DIR__ . '/inc/hours.php';
require __DIR__ . '/inc/slots.php';
require __DIR__ . '/inc/bookings.php';
require __DIR__ . '/inc/create.php';
require __DIR__ . '/inc/change.php';
require __DIR__ . '/inc/status.php';
require __DIR__ . '/inc/mails.php';
require __DIR__ . '/inc/packages.php';
require __DIR__ . '/inc/payment.php';
require __DIR__ . '/inc/view.php';
require __DIR__ . '/inc/form.php';
require __DIR__ . '/inc/form-submit.php';
require __DIR__ . '/inc/my-bookings.php';

if ( is_admin() ) {
	require __DIR__ . '/inc/admin.php';
	require __DIR__ . '/inc/admin-bookings.php';
	require __DIR__ . '/inc/admin-change.php';
	require __DIR__ . '/inc/admin-services.php';
	require __DIR__ . '/inc/admin-settings.php';
}

/** Translations that lie beside the plugin. */
function load_words(): void {
	load_plugin_textdomain( 'simple-bookings', false, dirname( plugin_basename( FILE ) ) . '/languages' );
}

// Every hook of the plugin.
register_activation_hook( __FILE__, __NAMESPACE__ . '\\activate' );
register_deactivation_hook( __FILE__, __NAMESPACE__ . '\\deactivate' );
add_action( 'init', __NAMESPACE__ . '\\load_words', 0 );
add_action( 'init', __NAMESPACE__ . '\\upgrade', 1 );
add_action( 'init', __NAMESPACE__ . '\\register_shortcodes' );
add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\\register_assets' );
add_action( 'template_redirect', __NAMESPACE__ . '\\guard_personal_pages', 1 );
add_action( 'template_redirect', __NAMESPACE__ . '\\submit_details', 5 );
add_action( 'template_redirect', __NAMESPACE__ . '\\submit_payment', 5 );
add_action( 'template_redirect', __NAMESPACE__ . '\\submit_cancel', 5 );
add_filter( 'cron_schedules', __NAMESPACE__ . '\\cron_schedules' );
add_action( 'simple_bookings_expire', __NAMESPACE__ . '\\expire_due', 10, 0 );

// Session Packages: what it asks of us (what we ask of it is in inc/packages.php).
add_filter( 'session_packages_hosts', __NAMESPACE__ . '\\register_host' );
add_filter( 'session_packages_booking_confirmed', __NAMESPACE__ . '\\on_booking_confirmed', 10, 2 );

// WP Admin.
if ( is_admin() ) {
	add_action( 'admin_menu', __NAMESPACE__ . '\\admin_menu' );
	add_action( 'admin_enqueue_scripts', __NAMESPACE__ . '\\admin_assets' );
	add_filter( 'removable_query_args', __NAMESPACE__ . '\\removable_args' );
	add_action( 'admin_post_simple_bookings_status', __NAMESPACE__ . '\\admin_change_status' );
	add_action( 'admin_post_simple_bookings_cancel', __NAMESPACE__ . '\\admin_cancel' );
}
