<?php
/**
 * [my_bookings]: the customer's own bookings, upcoming and past, and cancelling them.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

/** The shortcode. */
function my_bookings(): string {
	enqueue_assets();
	if ( ! is_user_logged_in() ) {
		return view( 'my-bookings-login', [ 'login' => wp_login_url( here() ) ] );
	}
	$user     = get_current_user_id();
	$upcoming = bookings_of_user( $user, true );
	$past     = bookings_of_user( $user, false, 20 );
	$asked    = booking( (int) query( 'sb_cancel' ) );
	$cancel   = $asked && may_cancel( $asked ) ? $asked : null;
	$packages = packages_of( array_merge( $upcoming, $past ) );
	ob_start();
	do_action( 'session_packages_customer_block', $user );
	return view(
		'my-bookings',
		[
			'packages_block' => (string) ob_get_clean(),
			'upcoming'       => $upcoming,
			'past'           => $past,
			'packages'       => $packages,
			'cancel'         => $cancel,
			'consequence'    => $cancel ? consequence( $packages[ $cancel['id'] ] ?? null ) : '',
			'notice'         => 'cancelled' === query( 'sb_notice' ) ? __( 'Your booking has been cancelled.', 'simple-bookings' ) : '',
			'errors'         => said()['errors'],
			'book'           => booking_page(),
		]
	);
}

/** What cancelling does to the session of a booking paid by package. Session Packages knows the studio's rule, not we. */
function consequence( ?array $package ): string {
	if ( ! $package || null === $package['returns'] ) {
		return '';
	}
	return $package['returns']
		/* translators: %s: name of a package */
		? sprintf( __( 'Your session goes back to your package %s.', 'simple-bookings' ), $package['name'] )
		/* translators: %s: name of a package */
		: sprintf( __( 'It is too late to get the session of your package %s back: it stays used if you cancel now.', 'simple-bookings' ), $package['name'] );
}

/** Their own, confirmed or held, and not begun. */
function may_cancel( array $booking ): bool {
	return is_user_logged_in() && get_current_user_id() === $booking['user_id']
		&& in_array( shown_status( $booking ), [ 'pending', 'confirmed' ], true )
		&& instant( $booking['starts_at'] ) > time();
}

/** The confirmed wish to cancel. */
function submit_cancel(): void {
	if ( 'cancel' !== posted( 'sb_action' ) ) {
		return;
	}
	$booking = booking( (int) posted( 'sb_booking_id' ) );
	if ( $booking && 'cancelled' === $booking['status'] && get_current_user_id() === $booking['user_id'] ) {
		wp_safe_redirect( here( [ 'sb_notice' => 'cancelled' ] ) ); // Pressed twice.
		exit;
	}
	if ( ! $booking || ! may_cancel( $booking ) ) {
		refuse( [], [ 'form' => __( 'This booking cannot be cancelled here. Please call us.', 'simple-bookings' ) ] );
		return;
	}
	if ( ! wp_verify_nonce( posted( 'sb_nonce' ), 'sb-cancel-' . $booking['id'] ) ) {
		refuse( [], [ 'form' => stale_page() ] );
		return;
	}
	$result = change_status( $booking['id'], 'cancelled', 'customer' );
	if ( $result->ok ) {
		wp_safe_redirect( here( [ 'sb_notice' => 'cancelled' ] ) );
		exit;
	}
	refuse( [], [ 'form' => $result->message ] );
}
