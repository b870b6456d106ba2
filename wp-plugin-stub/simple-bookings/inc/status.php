<?php
/**
 * Bookings: the one place where a status changes. Always by a guarded UPDATE from the status that was seen.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

/** Old status => allowed new ones. */
const TRANSITIONS = [
	'pending'   => [ 'confirmed', 'cancelled', 'expired' ],
	'confirmed' => [ 'completed', 'no_show', 'cancelled' ],
	'completed' => [ 'no_show' ],
	'no_show'   => [ 'completed' ],
	'cancelled' => [],
	'expired'   => [],
];

/** Changes a booking's status, tells Session Packages, sends the customer's mail. See inc/bookings.php. */
function change_status( int $id, string $to, string $by, string $reason = '', ?int $now = null ): Result {
	$now     = $now ?? time();
	$booking = booking( $id );
	if ( ! $booking ) {
		return Result::refused( 'not_found', __( 'There is no such booking.', 'simple-bookings' ) );
	}
	if ( $booking['status'] === $to ) {
		return Result::done(); // Somebody was quicker, or pressed twice.
	}
	if ( ! in_array( $to, TRANSITIONS[ $booking['status'] ] ?? [], true ) ) {
		/* translators: 1: status a booking has, 2: status it should get */
		return Result::refused( 'not_allowed', sprintf( __( 'A booking that is “%1$s” cannot become “%2$s”.', 'simple-bookings' ), status_label( $booking['status'] ), status_label( $to ) ) );
	}
	if ( ! write_status( $booking, $to, $by, $reason, $now ) ) {
		return Result::refused( 'changed', __( 'The booking has changed in the meantime. Please look again.', 'simple-bookings' ) );
	}
	after_change( $booking, $to, $by, $reason, $now );
	return Result::done();
}

/** Confirms a held booking as paid (or to be paid) this way; false if it is no longer pending or its hold is over. */
function confirm( array $booking, string $method, string $state, ?string $package, string $by, ?int $now = null ): bool {
	$now = $now ?? time();
	$set = [ 'status' => 'confirmed', 'payment_method' => $method, 'payment_state' => $state, 'package_label' => $package, 'hold_expires_at' => null, 'confirmed_at' => utc( $now ) ];
	if ( ! guarded_update( $booking, $set, ' AND hold_expires_at > %s', [ utc( $now ) ], $now ) ) {
		return false;
	}
	after_change( $booking, 'confirmed', $by, '', $now );
	return true;
}

function write_status( array $booking, string $to, string $by, string $reason, int $now ): bool {
	if ( 'confirmed' === $to ) {
		$free = 0 === $booking['price_minor'];
		$set  = [ 'status' => 'confirmed', 'payment_method' => $free ? 'none' : 'on_site', 'payment_state' => $free ? 'paid' : 'unpaid', 'hold_expires_at' => null, 'confirmed_at' => utc( $now ) ];
		return guarded_update( $booking, $set, ' AND hold_expires_at > %s', [ utc( $now ) ], $now );
	}
	if ( 'expired' === $to ) {
		return guarded_update( $booking, [ 'status' => 'expired', 'hold_expires_at' => null ], ' AND hold_expires_at <= %s', [ utc( $now - HOLD_GRACE ) ], $now );
	}
	$set = [ 'status' => $to ];
	if ( 'cancelled' === $to ) {
		$set += [ 'hold_expires_at' => null, 'cancelled_at' => utc( $now ), 'cancelled_by' => $by, 'cancel_reason' => '' === $reason ? null : mb_substr( $reason, 0, 500 ) ];
	}
	return guarded_update( $booking, $set, '', [], $now );
}

/** UPDATE … WHERE the status is still the one that was seen. */
function guarded_update( array $booking, array $set, string $and, array $and_args, int $now ): bool {
	global $wpdb;
	$set  += [ 'updated_at' => utc( $now ) ];
	$parts = [];
	foreach ( $set as $column => $value ) {
		$parts[] = null === $value ? "$column = NULL" : "$column = %s";
	}
	$args = array_merge( array_values( array_filter( $set, 'is_string' ) ), [ $booking['id'], $booking['status'] ], $and_args );
	$sql  = 'UPDATE ' . table( 'bookings' ) . ' SET ' . implode( ', ', $parts ) . ' WHERE id = %d AND status = %s' . $and;
	return 1 === $wpdb->query( $wpdb->prepare( $sql, $args ) ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
}

/** Committed: now others may know. */
function after_change( array $booking, string $to, string $by, string $reason, int $now ): void {
	tell_status( $booking['id'], $booking['status'], $to, $by, $reason, $now );
	if ( 'confirmed' === $to ) {
		send_confirmation( $booking['id'] );
	}
	if ( 'cancelled' === $to && 'confirmed' === $booking['status'] && instant( $booking['starts_at'] ) > $now ) {
		send_cancellation( $booking['id'] );
	}
}

/** Pending bookings nobody paid for in time. Runs by cron and whenever free times are shown. */
function expire_due( int $limit = 100 ): int {
	global $wpdb;
	$sql  = 'SELECT id FROM ' . table( 'bookings' ) . " WHERE status = 'pending' AND hold_expires_at <= %s ORDER BY hold_expires_at LIMIT %d";
	$ids  = $wpdb->get_col( $wpdb->prepare( $sql, utc( time() - HOLD_GRACE ), $limit ) ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
	$done = 0;
	foreach ( $ids as $id ) {
		$done += change_status( (int) $id, 'expired', 'system', 'hold expired' )->ok ? 1 : 0;
	}
	return $done;
}
