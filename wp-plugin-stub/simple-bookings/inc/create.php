<?php
/**
 * Bookings: making a pending one without ever giving a place twice.
 */

namespace SimpleBookings;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * Commits a pending booking that holds its slot. See inc/bookings.php for the keys.
 *
 * @return int|WP_Error Its number. Errors carry the form field as code, or slot_taken, database.
 */
function create_pending( array $booking, ?int $now = null ) {
	$now     = $now ?? time();
	$booking = array_merge( [ 'user_id' => null, 'customer_phone' => '', 'people' => 1, 'force' => false, 'replaces' => 0, 'token' => '' ], $booking );
	$errors  = check_booking( $booking, $now );
	if ( $errors->has_errors() ) {
		return $errors;
	}
	$booking['token'] = is_token( $booking['token'] ) ? $booking['token'] : bin2hex( random_bytes( 16 ) );
	$insert  = static function () use ( $booking, $now ): string { return insert_locked( $booking, $now ); };
	$outcome = transact( 'inserted', $insert );
	if ( 'slot_taken' === $outcome ) {
		return new WP_Error( 'slot_taken', __( 'This time has just been taken. Please choose another one.', 'simple-bookings' ) );
	}
	if ( 'too_few_places' === $outcome ) {
		return new WP_Error( 'people', __( 'There are not enough places left at this time for so many people.', 'simple-bookings' ) );
	}
	$created = booking_by_token( $booking['token'] );
	if ( ! $created ) {
		error_log( "Simple Bookings: a booking was not saved ($outcome)." ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions
		return new WP_Error( 'database', __( 'Your booking could not be saved. Please try again in a minute.', 'simple-bookings' ) );
	}
	if ( 'inserted' === $outcome && $booking['replaces'] ) {
		tell_status( (int) $booking['replaces'], 'pending', 'cancelled', 'customer', 'replaced', $now );
	}
	return $created['id'];
}

/** Everything that can be said without looking at other bookings. */
function check_booking( array $booking, int $now ): WP_Error {
	$errors  = new WP_Error();
	$service = service( (int) ( $booking['service_id'] ?? 0 ) );
	$start   = instant( (string) ( $booking['starts_at'] ?? '' ) );
	if ( ! $service || ( ! $service['active'] && ! $booking['force'] ) ) {
		$errors->add( 'service_id', __( 'This service cannot be booked. Please choose another one.', 'simple-bookings' ) );
		return $errors;
	}
	if ( ! $start || $start <= $now ) {
		$errors->add( 'starts_at', __( 'Please choose a time that lies in the future.', 'simple-bookings' ) );
	} elseif ( ! $booking['force'] && ! is_offered( $service, $start, $now ) ) {
		$errors->add( 'starts_at', __( 'This time is not offered. Please choose another one.', 'simple-bookings' ) );
	}
	check_customer( $errors, $booking );
	if ( ! is_int( $booking['people'] ) || $booking['people'] < 1 || $booking['people'] > $service['capacity'] ) {
		/* translators: %d: most people allowed */
		$errors->add( 'people', sprintf( __( 'Please enter a number of people from 1 to %d.', 'simple-bookings' ), $service['capacity'] ) );
	}
	return $errors;
}

function check_customer( WP_Error $errors, array $booking ): void {
	$name = trim( (string) ( $booking['customer_name'] ?? '' ) );
	if ( '' === $name || mb_strlen( $name ) > 190 ) {
		$errors->add( 'customer_name', __( 'Please enter your name.', 'simple-bookings' ) );
	} elseif ( preg_match( '#://|\bwww\.#i', $name ) ) { // Else our mails to any address would carry a stranger's advertisement.
		$errors->add( 'customer_name', __( 'Please enter your name without a web address.', 'simple-bookings' ) );
	}
	$email = (string) ( $booking['customer_email'] ?? '' );
	if ( ! is_email( $email ) || strlen( $email ) > 190 ) {
		$errors->add( 'customer_email', __( 'Please enter an e-mail address such as name@example.com.', 'simple-bookings' ) );
	}
	if ( ! preg_match( '/^[0-9+()\/. -]{0,60}$/D', (string) $booking['customer_phone'] ) ) {
		$errors->add( 'customer_phone', __( 'Please enter a phone number with digits only, or leave it empty.', 'simple-bookings' ) );
	}
}

/** Within opening hours, and neither too soon nor too far away? */
function is_offered( array $service, int $start, int $now ): bool {
	return $start >= $now + HOUR_IN_SECONDS * settings()['lead_hours']
		&& local_date( $start ) <= add_days( local_date( $now ), settings()['horizon_days'] )
		&& is_slot( $service, $start );
}

/**
 * One transaction, and the whole of it again after a deadlock or a lost connection. Committed only if $work says $good.
 *
 * @param callable $work Locks the service row first; says how it ended, "again" included.
 * @return string What it said, or failed.
 */
function transact( string $good, callable $work ): string {
	for ( $try = 1; $try <= 4; $try++ ) {
		$outcome = transact_once( $good, $work );
		if ( 'again' !== $outcome ) {
			break;
		}
		usleep( random_int( 5000, 30000 ) * $try );
	}
	return $outcome;
}

function transact_once( string $good, callable $work ): string {
	global $wpdb;
	$quiet = $wpdb->suppress_errors();
	// READ COMMITTED, so that counting places sees what was committed while we waited for the lock.
	$wpdb->query( 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED' );
	$wpdb->query( 'START TRANSACTION' );
	$outcome = $work();
	$error   = $wpdb->last_error;
	$ended   = $wpdb->query( $good === $outcome ? 'COMMIT' : 'ROLLBACK' );
	$wpdb->suppress_errors( $quiet );
	if ( '' !== $error ) {
		error_log( 'Simple Bookings: ' . $error ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions -- the owner's only trace.
	}
	return $good === $outcome && false === $ended ? 'failed' : $outcome;
}

/** The service's row under its lock, with the number of the connection that holds it. Whoever gives places locks it first. */
function lock_service( int $id ): ?array {
	global $wpdb;
	// phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared -- table name only.
	return $wpdb->get_row( $wpdb->prepare( 'SELECT *, CONNECTION_ID() AS connection FROM ' . table( 'services' ) . ' WHERE id = %d FOR UPDATE', $id ), ARRAY_A );
}

/** No row: there is no such service, or the database wants the transaction once more. */
function lock_failed(): string {
	global $wpdb;
	return '' === $wpdb->last_error ? 'failed' : 'again';
}

/** @param array $service The locked row. */
function places_left( array $service, int $start, int $end, int $now, int $ignore ): int {
	$day   = gmdate( 'Y-m-d', $start );
	$taken = taken_between( (int) $service['id'], $day, $day, $now, $ignore );
	return keep_free( [ [ $start, $end ] ], $taken, (int) $service['capacity'] )[0]['left'] ?? 0;
}

/** @return string inserted | exists (same token: the same form sent twice) | slot_taken | too_few_places | again | failed */
function insert_locked( array $booking, int $now ): string {
	$service = lock_service( (int) $booking['service_id'] );
	if ( ! $service ) {
		return lock_failed();
	}
	if ( booking_by_token( $booking['token'] ) ) {
		return 'exists';
	}
	$start = instant( $booking['starts_at'] );
	$end   = $start + 60 * (int) $service['duration_min'];
	$left  = places_left( $service, $start, $end, $now, (int) $booking['replaces'] );
	if ( $left < $booking['people'] ) {
		return $left > 0 ? 'too_few_places' : 'slot_taken';
	}
	if ( $booking['replaces'] && 1 !== give_up_pending( (int) $booking['replaces'], $now ) ) {
		return 'slot_taken'; // Paid or ended in the meantime, in another tab.
	}
	return insert_row( $booking, $service, $end, $now );
}

/** The customer chose anew: their own earlier hold goes, in the same transaction. Returns the number of rows changed. */
function give_up_pending( int $id, int $now ): int {
	global $wpdb;
	$sql = 'UPDATE ' . table( 'bookings' ) . " SET status = 'cancelled', cancelled_by = 'customer', cancel_reason = 'replaced', hold_expires_at = NULL, cancelled_at = %s, updated_at = %s WHERE id = %d AND status = 'pending'";
	return (int) $wpdb->query( $wpdb->prepare( $sql, utc( $now ), utc( $now ), $id ) ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
}

/** wpdb reconnects by itself, and an insert after that would be outside the lock: it only happens on the locked connection. */
function insert_row( array $booking, array $service, int $end, int $now ): string {
	global $wpdb;
	$hold   = $booking['hold_expires_at'] ?? utc( $now + MINUTE_IN_SECONDS * settings()['hold_minutes'] );
	$values = [
		'token'          => $booking['token'],
		'service_id'     => (string) $service['id'],
		'service_name'   => $service['name'],
		'user_id'        => $booking['user_id'] ? (string) (int) $booking['user_id'] : null,
		'customer_name'  => trim( $booking['customer_name'] ),
		'customer_email' => $booking['customer_email'],
		'customer_phone' => trim( $booking['customer_phone'] ),
		'people'         => (string) $booking['people'],
		'starts_at'      => $booking['starts_at'],
		'ends_at'        => utc( $end ),
		'status'         => 'pending',
		'payment_method' => '',
		'payment_state'  => 'unpaid',
		'price_minor'    => (string) ( (int) $service['price_minor'] * $booking['people'] ),
		'currency'       => $service['currency'],
		'hold_expires_at' => $hold,
		'created_at'     => utc( $now ),
		'updated_at'     => utc( $now ),
	];
	$holes = implode( ', ', array_map( static function ( ?string $value ): string { return null === $value ? 'NULL' : '%s'; }, $values ) );
	$sql   = 'INSERT INTO ' . table( 'bookings' ) . ' (' . implode( ', ', array_keys( $values ) ) . ") SELECT $holes FROM DUAL WHERE CONNECTION_ID() = %s";
	$args  = array_values( array_filter( $values, 'is_string' ) );
	$done  = $wpdb->query( $wpdb->prepare( $sql, array_merge( $args, [ $service['connection'] ] ) ) ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
	return 1 === $done ? 'inserted' : 'again';
}
