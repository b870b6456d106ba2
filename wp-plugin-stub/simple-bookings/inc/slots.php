<?php
/**
 * Which times are free. A slot is taken by confirmed and completed bookings and by pending ones that are still held.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

/**
 * A hold blocks its slot a little longer than it can be confirmed, so a confirmation that began in time
 * (in another process, perhaps in the sidecar) never meets a booking made in the meantime.
 */
const HOLD_GRACE = 10;

/**
 * The free slots of a service on one day of the site's calendar.
 *
 * @param int      $ignore A booking that does not count (the customer's own hold, about to be replaced).
 * @param int|null $now    For tests and made-up history.
 * @return array<int,array{starts_at:string,ends_at:string,time:string,left:int}> Instants in UTC, time in words.
 */
function free_slots( int $service_id, string $date, int $ignore = 0, ?int $now = null ): array {
	return free_slots_of_days( $service_id, [ $date ], $ignore, $now )[ $date ] ?? [];
}

/** The same for several days with one query: date => slots. */
function free_slots_of_days( int $service_id, array $dates, int $ignore = 0, ?int $now = null ): array {
	$now     = $now ?? time();
	$service = service( $service_id );
	if ( ! $service || ! $service['active'] || ! $dates ) {
		return [];
	}
	$week  = hours();
	$first = $now + HOUR_IN_SECONDS * settings()['lead_hours'];
	$last  = add_days( local_date( $now ), settings()['horizon_days'] );
	$days  = [];
	foreach ( $dates as $date ) {
		$days[ $date ] = [];
		foreach ( $date > $last ? [] : day_slots( $week, $service['duration_min'], $date ) as $slot ) {
			if ( $slot[0] >= $first ) {
				$days[ $date ][] = $slot;
			}
		}
	}
	$taken = [];
	foreach ( taken_between( $service_id, min( $dates ), max( $dates ), $now, $ignore ) as $booking ) {
		$taken[ local_date( $booking[0] ) ][] = $booking;
	}
	foreach ( $days as $date => $slots ) {
		$near          = array_merge( $taken[ add_days( $date, -1 ) ] ?? [], $taken[ $date ] ?? [], $taken[ add_days( $date, 1 ) ] ?? [] );
		$days[ $date ] = keep_free( $slots, $near, $service['capacity'] );
	}
	return $days;
}

/** Every start that opening hours allow on a date: [ [ start, end ], … ] as Unix times. */
function day_slots( array $week, int $duration_min, string $date ): array {
	$slots   = [];
	$weekday = (int) date_words( $date, 'w' );
	foreach ( $week[ $weekday ] as list( $opens, $closes ) ) {
		$end = wall_clock( $date, minutes_of( $closes ) ) ?? PHP_INT_MAX;
		for ( $minutes = minutes_of( $opens ); $minutes + $duration_min <= minutes_of( $closes ); $minutes += $duration_min ) {
			$start = wall_clock( $date, $minutes );
			if ( null !== $start && $start + 60 * $duration_min <= $end ) {
				$slots[] = [ $start, $start + 60 * $duration_min ];
			}
		}
	}
	return $slots;
}

/** Does a booking of this length start at one of the slots? */
function is_slot( array $service, int $start ): bool {
	foreach ( day_slots( hours(), $service['duration_min'], local_date( $start ) ) as $slot ) {
		if ( $slot[0] === $start ) {
			return true;
		}
	}
	return false;
}

/** Live bookings around these days: [ [ start, end, people ], … ]. */
function taken_between( int $service_id, string $from, string $to, int $now, int $ignore = 0 ): array {
	global $wpdb;
	$sql  = 'SELECT starts_at, ends_at, people FROM ' . table( 'bookings' ) . ' WHERE service_id = %d AND starts_at BETWEEN %s AND %s AND id <> %d AND ' . LIVE_SQL;
	$args = [ $service_id, add_days( $from, -2 ) . ' 00:00:00', add_days( $to, 2 ) . ' 23:59:59', $ignore, utc( $now - HOLD_GRACE ) ];
	$rows = (array) $wpdb->get_results( $wpdb->prepare( $sql, $args ), ARRAY_A ); // phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
	return array_map(
		static function ( array $row ): array {
			return [ instant( $row['starts_at'] ), instant( $row['ends_at'] ), (int) $row['people'] ];
		},
		$rows
	);
}

/** "Live", with one placeholder: now minus the grace. */
const LIVE_SQL = "(status IN ('confirmed','completed','no_show') OR (status = 'pending' AND hold_expires_at > %s))";

function keep_free( array $slots, array $taken, int $capacity ): array {
	$free = [];
	foreach ( $slots as list( $start, $end ) ) {
		$left = $capacity;
		foreach ( $taken as list( $from, $to, $people ) ) {
			$left -= $from < $end && $to > $start ? $people : 0;
		}
		if ( $left > 0 ) {
			$free[] = [ 'starts_at' => utc( $start ), 'ends_at' => utc( $end ), 'time' => time_words( utc( $start ) ), 'left' => $left ];
		}
	}
	return $free;
}
