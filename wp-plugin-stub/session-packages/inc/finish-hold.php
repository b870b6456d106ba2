<?php
/**
 * Sessions that staff have reserved for a booking of a host which marks it as paid itself.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const FINISH_HOOK = 'sp_finish_hold';

/**
 * The host marks its booking as paid, then the sessions are committed; else they go back at once. Between the two this
 * request may die or the sidecar go away, and the booking would stay free of charge: WP-Cron does it again until it is known.
 */
function finish_hold( string $host, string $id, string $key, string $label ): Result {
	$args = array( $host, $id, $key, $label );
	wp_schedule_single_event( time() + MINUTE_IN_SECONDS, FINISH_HOOK, $args );
	$result = mark_and_commit( $host, $id, $key, $label );
	if ( ! $result->unknown ) {
		wp_clear_scheduled_hook( FINISH_HOOK, $args );
	}
	return $result;
}

/** Each step may be repeated. */
function mark_and_commit( string $host, string $id, string $key, string $label ): Result {
	/** Documented in docs/hooks.md. */
	if ( true !== apply_filters( 'session_packages_mark_paid', null, array( 'host' => $host, 'booking' => $id, 'label' => $label ) ) ) {
		send( 'POST', '/v1/redemptions/release', array( 'host' => $host, 'attempt_key' => $key, 'reason' => 'the booking could not be marked as paid' ), wp_generate_uuid4() );
		return failure( 'host_declined' );
	}
	$body   = array( 'host' => $host, 'attempt_key' => $key, 'bookings' => array( $id ), 'marker' => "{$host}:{$id}" );
	$result = send( 'POST', '/v1/redemptions/commit', $body, wp_generate_uuid4() );
	// The host says "paid" already: a sidecar that went away now has to be asked once more, with the same key.
	$result->unknown = $result->unknown || $result->down();
	return 'lapsed' === $result->code ? failure( 'paid_but_lapsed' ) : $result;
}
