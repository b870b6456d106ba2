<?php
/**
 * Bookings: reading them.
 *
 * What other code of this repository (demo, tests) may call; everything else in this plugin is its own business:
 *
 *   SimpleBookings\create_service( array $service ): int
 *       name, duration_min, price_minor; optional description, currency, capacity, active, sort.
 *   SimpleBookings\set_hours( array $by_weekday ): void
 *       [ 1 => [ [ '09:00', '12:00' ], [ '14:00', '18:00' ] ] ], 0 = Sunday; a weekday left out is closed.
 *   SimpleBookings\create_pending( array $booking, ?int $now = null )  → int|WP_Error
 *       service_id, user_id (null: guest), customer_name, customer_email, customer_phone, people,
 *       starts_at ('Y-m-d H:i:s', UTC); optional hold_expires_at (UTC), token, force, replaces.
 *       $now (Unix time) makes history: the start must lie after it, and the hold is counted from it. A hold that lies
 *       in the real past is expired by the next sweep, so give hold_expires_at when you need longer.
 *       force skips opening hours and the booking window, never the capacity.
 *   SimpleBookings\booking( int $id ): ?array
 *       A row of {wp}sb_bookings; id, service_id, people, price_minor are int, user_id int|null.
 *   SimpleBookings\change_status( int $id, string $to, string $by, string $reason = '', ?int $now = null ): Result
 *       $to: confirmed completed no_show cancelled expired; $by: customer staff system. Confirming is the regular
 *       payment method ("at the studio"). Result: ->ok, ->code, ->message.
 *   SimpleBookings\change_booking( int $id, string $starts_at, int $people, ?int $now = null, string $seen = '' ): Result
 *       Another time (UTC) and party, within the capacity; a package that has paid must still fit.
 *   SimpleBookings\free_slots( int $service_id, string $date, int $ignore = 0, ?int $now = null ): array
 *       [ [ 'starts_at', 'ends_at' (UTC), 'time' (words), 'left' (places) ], … ] of one local date.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

const STATUSES = [ 'pending', 'confirmed', 'completed', 'no_show', 'cancelled', 'expired' ];

function booking( int $id ): ?array {
	global $wpdb;
	// phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared -- table name only.
	$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . table( 'bookings' ) . ' WHERE id = %d', $id ), ARRAY_A );
	return $row ? booking_from_row( $row ) : null;
}

function booking_by_token( string $token ): ?array {
	global $wpdb;
	if ( ! is_token( $token ) ) {
		return null;
	}
	// phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared -- table name only.
	$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . table( 'bookings' ) . ' WHERE token = %s', $token ), ARRAY_A );
	return $row ? booking_from_row( $row ) : null;
}

function booking_from_row( array $row ): array {
	foreach ( [ 'id', 'service_id', 'people', 'price_minor' ] as $field ) {
		$row[ $field ] = (int) $row[ $field ];
	}
	$row['user_id'] = null === $row['user_id'] ? null : (int) $row['user_id'];
	return $row;
}

function is_token( string $token ): bool {
	return 1 === preg_match( '/^[0-9a-f]{32}$/D', $token );
}

/** May it still be paid, and does it hold its slot? */
function is_held( array $booking, ?int $now = null ): bool {
	return 'pending' === $booking['status'] && instant( (string) $booking['hold_expires_at'] ) > ( $now ?? time() );
}

/** What to show: a pending booking whose hold has passed is expired, even before the sweep says so. */
function shown_status( array $booking ): string {
	return 'pending' === $booking['status'] && ! is_held( $booking ) ? 'expired' : $booking['status'];
}

function status_label( string $status ): string {
	$labels = [
		'pending'   => _x( 'Awaiting payment', 'booking status', 'simple-bookings' ),
		'confirmed' => _x( 'Confirmed', 'booking status', 'simple-bookings' ),
		'completed' => _x( 'Completed', 'booking status', 'simple-bookings' ),
		'no_show'   => _x( 'No-show', 'booking status', 'simple-bookings' ),
		'cancelled' => _x( 'Cancelled', 'booking status', 'simple-bookings' ),
		'expired'   => _x( 'Expired', 'booking status', 'simple-bookings' ),
	];
	return $labels[ $status ] ?? $status;
}

/** What the customer owes, in words. */
function payment_label( array $booking ): string {
	if ( 'package' === $booking['payment_method'] ) {
		/* translators: %s: name of a package */
		return sprintf( __( 'Package: %s', 'simple-bookings' ), (string) $booking['package_label'] );
	}
	if ( 'none' === $booking['payment_method'] || 0 === $booking['price_minor'] ) {
		return __( 'No payment needed', 'simple-bookings' );
	}
	$price = price_text( $booking['price_minor'], $booking['currency'] );
	if ( 'paid' === $booking['payment_state'] ) {
		/* translators: %s: amount of money */
		return sprintf( __( '%s, paid', 'simple-bookings' ), $price );
	}
	/* translators: %s: amount of money */
	return 'on_site' === $booking['payment_method'] ? sprintf( __( '%s, at the studio', 'simple-bookings' ), $price ) : $price;
}

/** @return array[] Upcoming first to last (pending, confirmed), or the past and cancelled, newest first. */
function bookings_of_user( int $user_id, bool $upcoming, int $limit = 50 ): array {
	global $wpdb;
	$live  = "(ends_at > %s AND (status = 'confirmed' OR (status = 'pending' AND hold_expires_at > %s)))";
	$sql   = 'SELECT * FROM ' . table( 'bookings' ) . ' WHERE user_id = %d AND ' . ( $upcoming ? $live : "NOT $live AND status NOT IN ('pending','expired')" );
	$sql  .= ' ORDER BY starts_at ' . ( $upcoming ? 'ASC' : 'DESC' ) . ', id LIMIT %d';
	$now   = utc( time() );
	$rows  = (array) $wpdb->get_results( $wpdb->prepare( $sql, $user_id, $now, $now, $limit ), ARRAY_A ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
	return array_map( __NAMESPACE__ . '\\booking_from_row', $rows );
}
