<?php
/**
 * The weekly opening hours, in the site's zone.
 */

namespace SimpleBookings;

use InvalidArgumentException;

defined( 'ABSPATH' ) || exit;

/** @return array<int,array<int,array{0:string,1:string}>> weekday (0 = Sunday) => [ [ '09:00', '12:00' ], … ] */
function hours(): array {
	global $wpdb;
	$week = array_fill( 0, 7, [] );
	// phpcs:ignore WordPress.DB.PreparedSQL -- table name only.
	foreach ( (array) $wpdb->get_results( 'SELECT weekday, opens, closes FROM ' . table( 'hours' ) . ' ORDER BY weekday, opens', ARRAY_A ) as $row ) {
		$week[ (int) $row['weekday'] ][] = [ substr( $row['opens'], 0, 5 ), substr( $row['closes'], 0, 5 ) ];
	}
	return $week;
}

/**
 * Replaces the opening hours of the whole week; a weekday left out is closed.
 *
 * @param array $by_weekday 0 (Sunday) … 6 => [ [ '09:00', '12:00' ], [ '14:00', '18:00' ] ].
 * @throws InvalidArgumentException When an interval is not one; nothing is changed then.
 */
function set_hours( array $by_weekday ): void {
	$week = array_fill( 0, 7, [] );
	foreach ( $by_weekday as $weekday => $intervals ) {
		$typed = implode( ', ', array_map( static function ( array $interval ): string { return $interval[0] . '-' . $interval[1]; }, $intervals ) );
		$week[ $weekday ] = parse_intervals( $typed );
		if ( null === $week[ $weekday ] || count( $week ) > 7 ) {
			throw new InvalidArgumentException( 'Not opening hours: ' . esc_html( $weekday . ': ' . $typed ) );
		}
	}
	replace_hours( $week );
}

/** @param array $week As from parse_intervals(), for every weekday. */
function replace_hours( array $week ): void {
	global $wpdb;
	$wpdb->query( 'START TRANSACTION' );
	$wpdb->query( 'DELETE FROM ' . table( 'hours' ) ); // phpcs:ignore WordPress.DB.PreparedSQL -- table name only.
	foreach ( $week as $weekday => $intervals ) {
		foreach ( $intervals as $interval ) {
			$wpdb->insert( table( 'hours' ), [ 'weekday' => $weekday, 'opens' => $interval[0] . ':00', 'closes' => $interval[1] . ':00' ] );
		}
	}
	$wpdb->query( 'COMMIT' );
}

/**
 * "9-12, 14:00–18:30" → [ [ '09:00', '12:00' ], [ '14:00', '18:30' ] ]; '' → closed.
 *
 * @return array|null Null when it cannot be read, ends before it begins, or overlaps.
 */
function parse_intervals( string $typed ): ?array {
	$intervals = [];
	foreach ( array_filter( array_map( 'trim', preg_split( '/[,;]/', $typed ) ), 'strlen' ) as $part ) {
		if ( ! preg_match( '/^(\d{1,2})(?::(\d{2}))?\s*(?:-|–|—|to)\s*(\d{1,2})(?::(\d{2}))?$/uD', $part, $match ) ) {
			return null;
		}
		$opens  = sprintf( '%02d:%02d', $match[1], $match[2] ?: 0 );
		$closes = sprintf( '%02d:%02d', $match[3], $match[4] ?? 0 );
		if ( $opens >= $closes || $closes > '24:00' || max( substr( $opens, 3 ), substr( $closes, 3 ) ) > '59' ) {
			return null;
		}
		$intervals[] = [ $opens, $closes ];
	}
	sort( $intervals );
	for ( $i = 1; $i < count( $intervals ); $i++ ) {
		if ( $intervals[ $i ][0] < $intervals[ $i - 1 ][1] ) {
			return null;
		}
	}
	return $intervals;
}

/** [ [ '09:00', '12:00' ] ] → "09:00–12:00" */
function interval_words( array $intervals ): string {
	return implode( ', ', array_map( static function ( array $interval ): string { return $interval[0] . '–' . $interval[1]; }, $intervals ) );
}

function minutes_of( string $clock ): int {
	return 60 * (int) substr( $clock, 0, 2 ) + (int) substr( $clock, 3, 2 );
}
