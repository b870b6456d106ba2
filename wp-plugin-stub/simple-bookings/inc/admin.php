<?php
/**
 * WP Admin: the menu and what its screens share. Each screen: capability → nonce → act → redirect.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

/** Who runs the studio. */
function capability(): string {
	return (string) apply_filters( 'simple_bookings_capability', 'manage_options' );
}

function admin_menu(): void {
	$own   = __NAMESPACE__;
	$first = add_menu_page( __( 'Bookings', 'simple-bookings' ), __( 'Bookings', 'simple-bookings' ), capability(), 'simple-bookings', $own . '\\bookings_screen', 'dashicons-calendar-alt', 26 );
	add_submenu_page( 'simple-bookings', __( 'All bookings', 'simple-bookings' ), __( 'All bookings', 'simple-bookings' ), capability(), 'simple-bookings' );
	$services = add_submenu_page( 'simple-bookings', __( 'Services', 'simple-bookings' ), __( 'Services', 'simple-bookings' ), capability(), 'simple-bookings-services', $own . '\\services_screen' );
	$hours    = add_submenu_page( 'simple-bookings', __( 'Opening hours', 'simple-bookings' ), __( 'Opening hours', 'simple-bookings' ), capability(), 'simple-bookings-hours', $own . '\\hours_screen' );
	$settings = add_submenu_page( 'simple-bookings', __( 'Booking settings', 'simple-bookings' ), __( 'Settings', 'simple-bookings' ), capability(), 'simple-bookings-settings', $own . '\\settings_screen' );
	add_action( "load-$first", $own . '\\load_bookings_screen' );
	add_action( "load-$services", $own . '\\load_services_screen' );
	add_action( "load-$hours", $own . '\\load_hours_screen' );
	add_action( "load-$settings", $own . '\\load_settings_screen' );
}

/** @param mixed $hook The screen's name. */
function admin_assets( $hook ): void {
	if ( false !== strpos( (string) $hook, 'simple-bookings' ) ) {
		wp_enqueue_style( 'simple-bookings-admin', plugins_url( 'assets/simple-bookings-admin.css', FILE ), [], VERSION );
	}
}

function screen_url( string $page, array $args = [] ): string {
	return add_query_arg( array_map( 'rawurlencode', array_map( 'strval', [ 'page' => $page ] + $args ) ), admin_url( 'admin.php' ) );
}

/**
 * What was just done belongs to one view of the list, not to its address.
 *
 * @param mixed $names Filtered by anybody.
 */
function removable_args( $names ): array {
	return array_merge( is_array( $names ) ? $names : [], [ 'sb_done', 'sb_refused', 'sb_cancelled' ] );
}

/** Stops whoever may not do this, or did not come from our form. */
function require_permission( string $nonce_action ): void {
	if ( ! current_user_can( capability() ) ) {
		wp_die( esc_html__( 'Sorry, you are not allowed to do this.', 'simple-bookings' ), '', [ 'response' => 403 ] );
	}
	check_admin_referer( $nonce_action );
}

/** @return never */
function go_back( string $url ): void {
	wp_safe_redirect( $url );
	exit;
}

/** What the last action has to say: ?sb_done=… or ?sb_refused=…; words from here only, never from the address. */
function admin_notice(): void {
	$done    = [
		'confirmed' => __( 'The booking is confirmed.', 'simple-bookings' ),
		'completed' => __( 'The booking is marked as completed.', 'simple-bookings' ),
		'no_show'   => __( 'The booking is marked as a no-show.', 'simple-bookings' ),
		'cancelled' => __( 'The booking is cancelled.', 'simple-bookings' ),
		'changed'   => __( 'The booking is changed.', 'simple-bookings' ),
		'saved'     => __( 'Saved.', 'simple-bookings' ),
	];
	$refused = [
		'not_found'   => __( 'There is no such booking.', 'simple-bookings' ),
		'not_allowed' => __( 'The booking’s status does not allow this.', 'simple-bookings' ),
		'changed'     => __( 'The booking has changed in the meantime. Please look again.', 'simple-bookings' ),
		'reason'      => __( 'Please shorten the reason to 500 characters.', 'simple-bookings' ),
	];
	if ( ctype_digit( query( 'sb_cancelled' ) ) ) {
		/* translators: %d: number of bookings */
		print_notice( 'success', sprintf( _n( '%d booking cancelled.', '%d bookings cancelled.', (int) query( 'sb_cancelled' ), 'simple-bookings' ), (int) query( 'sb_cancelled' ) ) );
	}
	if ( isset( $done[ query( 'sb_done' ) ] ) ) {
		print_notice( 'success', $done[ query( 'sb_done' ) ] );
	}
	if ( isset( $refused[ query( 'sb_refused' ) ] ) ) {
		print_notice( 'error', $refused[ query( 'sb_refused' ) ] );
	}
	$errors = said()['errors'];
	if ( $errors ) {
		print_notice( 'error', $errors['form'] ?? __( 'Nothing was saved. Please correct the marked fields.', 'simple-bookings' ) );
	}
}

function print_notice( string $kind, string $text ): void {
	printf( '<div class="notice notice-%s" role="%s"><p>%s</p></div>', esc_attr( $kind ), 'error' === $kind ? 'alert' : 'status', esc_html( $text ) );
}
