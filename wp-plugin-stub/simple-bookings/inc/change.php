<?php
/**
 * Bookings: another time, more or fewer people. The row is written under the lock that guards new bookings, and committed;
 * then Session Packages is asked about a booking that a package has paid, and what it refuses is taken back.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

/** Confirmed, or still held. */
function may_change( array $booking ): bool {
	return in_array( shown_status( $booking ), [ 'pending', 'confirmed' ], true );
}

/**
 * Moves a booking and changes its party. Asking twice for the same changes it once.
 *
 * @param string $seen visit_key() of the booking as whoever asks saw it; '' asks without having looked.
 * @return Result Refused with not_found, not_allowed, starts_at, people, changed, database, or Session Packages' own code.
 */
function change_booking( int $id, string $starts_at, int $people, ?int $now = null, string $seen = '' ): Result {
	$now     = $now ?? time();
	$booking = booking( $id );
	if ( ! $booking || ! may_change( $booking ) ) {
		return $booking
			? Result::refused( 'not_allowed', __( 'The booking’s status does not allow this.', 'simple-bookings' ) )
			: Result::refused( 'not_found', __( 'There is no such booking.', 'simple-bookings' ) );
	}
	if ( $starts_at !== $booking['starts_at'] && instant( $starts_at ) <= $now ) {
		return Result::refused( 'starts_at', __( 'Please choose a time that lies in the future.', 'simple-bookings' ) );
	}
	if ( is_visit( $booking, $starts_at, $people ) ) {
		return Result::done(); // Nothing to change.
	}
	if ( '' !== $seen && visit_key( $booking ) !== $seen ) {
		return changed_meanwhile();
	}
	$wanted = changed_row( $booking, $starts_at, $people );
	$before = places_left( (array) service( $booking['service_id'] ), instant( $booking['starts_at'] ), instant( $booking['ends_at'] ), $now, $id );
	$moved  = move( $booking, $wanted, $people, $now );
	if ( ! $moved->ok ) {
		return 'changed' === $moved->code && is_visit( (array) booking( $id ), $starts_at, $people ) ? Result::done() : $moved; // Pressed twice.
	}
	$refused = ask_package( $wanted );
	if ( $refused ) {
		// Its own places, but for a class that was overfull already: nobody may have got in meanwhile.
		return take_back( $booking, $wanted, min( $before, $booking['people'] ), $refused, $now );
	}
	if ( 'confirmed' === $booking['status'] && instant( $starts_at ) > $now ) {
		send_mail( 'change', $wanted );
	}
	return Result::done();
}

function is_visit( array $booking, string $starts_at, int $people ): bool {
	return [ $starts_at, $people ] === [ $booking['starts_at'] ?? '', $booking['people'] ?? 0 ];
}

/** What a form that is open for minutes has seen of a booking: a colleague may change it meanwhile. */
function visit_key( array $booking ): string {
	return $booking['starts_at'] . '|' . $booking['people'];
}

function changed_meanwhile(): Result {
	return Result::refused( 'changed', __( 'The booking has changed in the meantime. Please look again.', 'simple-bookings' ) );
}

/** As long as before, and at the price per person that was agreed. */
function changed_row( array $booking, string $starts_at, int $people ): array {
	$length = instant( $booking['ends_at'] ) - instant( $booking['starts_at'] );
	return [
		'starts_at'   => $starts_at,
		'ends_at'     => utc( instant( $starts_at ) + $length ),
		'people'      => $people,
		'price_minor' => intdiv( $booking['price_minor'] * $people, max( 1, $booking['people'] ) ),
	] + $booking;
}

/** One booking as it was seen → as it shall be, if there is room for so many. */
function move( array $from, array $to, int $room, int $now ): Result {
	$work    = static function () use ( $from, $to, $room, $now ): string { return move_locked( $from, $to, $room, $now ); };
	$outcome = transact( 'moved', $work );
	$words = [
		'slot_taken'     => [ 'starts_at', __( 'There is no place left at this time. Please choose another one.', 'simple-bookings' ) ],
		'too_few_places' => [ 'people', __( 'There are not enough places left at this time for so many people.', 'simple-bookings' ) ],
	];
	$failed = [ 'database', __( 'The change could not be saved. Please try again in a minute.', 'simple-bookings' ) ];
	if ( 'changed' === $outcome ) {
		return changed_meanwhile();
	}
	return 'moved' === $outcome ? Result::done() : Result::refused( ...( $words[ $outcome ] ?? $failed ) );
}

/** Under the service's lock. Fewer people at the same time always fit, also into a service that has become smaller. */
function move_locked( array $from, array $to, int $room, int $now ): string {
	$service = lock_service( $from['service_id'] );
	if ( ! $service ) {
		return lock_failed();
	}
	$left = places_left( $service, instant( $to['starts_at'] ), instant( $to['ends_at'] ), $now, $from['id'] );
	if ( $left < $room && ( $to['starts_at'] !== $from['starts_at'] || $to['people'] > $from['people'] ) ) {
		return $left > 0 ? 'too_few_places' : 'slot_taken';
	}
	return write_visit( $from, $to, $service['connection'], $now );
}

/** UPDATE … WHERE it is still what was seen, on the very connection that holds the lock (wpdb reconnects by itself). */
function write_visit( array $from, array $to, string $connection, int $now ): string {
	global $wpdb;
	$sql  = 'UPDATE ' . table( 'bookings' ) . ' SET starts_at = %s, ends_at = %s, people = %d, price_minor = %d, updated_at = %s';
	$sql .= ' WHERE id = %d AND status = %s AND starts_at = %s AND people = %d AND CONNECTION_ID() = %s';
	$args = [ $to['starts_at'], $to['ends_at'], $to['people'], $to['price_minor'], utc( $now ), $from['id'], $from['status'], $from['starts_at'], $from['people'], $connection ];
	$done = $wpdb->query( $wpdb->prepare( $sql, $args ) ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
	if ( false === $done ) {
		return 'again';
	}
	return 1 === $done ? 'moved' : 'changed';
}

/**
 * Session Packages said no: the booking goes back to where it was. If somebody else got that place meanwhile, it stays
 * where it is now: a place is never given twice. Session Packages then tells staff that its package does not fit.
 */
function take_back( array $booking, array $moved, int $room, string $reason, int $now ): Result {
	$package = (string) $booking['package_label'];
	$back    = move( $moved, $booking, $room, $now );
	if ( 'changed' === $back->code ) {
		return $back; // Cancelled or moved by somebody else meanwhile: theirs stands.
	}
	if ( ! $back->ok ) {
		/* translators: 1: name of a package, 2: reason in a sentence */
		return Result::refused( 'package', sprintf( __( 'The booking has its new time, because somebody else has just taken the earlier one; but its package “%1$s” does not pay it: %2$s', 'simple-bookings' ), $package, $reason ) );
	}
	/* translators: 1: name of a package, 2: reason in a sentence */
	return Result::refused( 'package', sprintf( __( 'The booking stays as it was, because its package “%1$s” does not pay the change: %2$s', 'simple-bookings' ), $package, $reason ) );
}
