<?php
/**
 * Instants are stored as UTC "Y-m-d H:i:s"; the site's zone appears only where a day or an hour is shown or opened.
 */

namespace SimpleBookings;

use DateTimeImmutable;
use DateTimeZone;

defined( 'ABSPATH' ) || exit;

function utc( int $instant ): string {
	return gmdate( 'Y-m-d H:i:s', $instant );
}

/** "2026-11-23 08:00:00" (UTC) → Unix time. */
function instant( string $utc ): int {
	$time = DateTimeImmutable::createFromFormat( '!Y-m-d H:i:s', $utc, new DateTimeZone( 'UTC' ) );
	return $time && $time->format( 'Y-m-d H:i:s' ) === $utc ? $time->getTimestamp() : 0;
}

/** "2026-11-23 08:00:00" → "2026-11-23T08:00:00Z", as in links and towards Session Packages. */
function iso( string $utc ): string {
	return str_replace( ' ', 'T', $utc ) . 'Z';
}

/** The other way round; '' if it is not an instant. */
function from_iso( string $iso ): string {
	if ( ! preg_match( '/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})Z$/D', $iso, $match ) ) {
		return '';
	}
	$utc = $match[1] . ' ' . $match[2];
	return instant( $utc ) ? $utc : '';
}

/** The instant a clock on the studio's wall shows this, or null in the hour that a change to summer time leaves out. */
function wall_clock( string $date, int $minutes ): ?int {
	$wall = sprintf( '%s %02d:%02d', $date, intdiv( $minutes, 60 ), $minutes % 60 );
	$time = DateTimeImmutable::createFromFormat( '!Y-m-d H:i', $wall, wp_timezone() );
	if ( ! $time ) {
		return null;
	}
	return 1440 === $minutes || $time->format( 'Y-m-d H:i' ) === $wall ? $time->getTimestamp() : null;
}

function is_date( string $date ): bool {
	$time = DateTimeImmutable::createFromFormat( '!Y-m-d', $date );
	return $time && $time->format( 'Y-m-d' ) === $date;
}

/** The date in the site's zone. */
function local_date( int $instant ): string {
	return (string) wp_date( 'Y-m-d', $instant );
}

/** Calendar arithmetic on a date, free of zones. */
function add_days( string $date, int $days ): string {
	return ( new DateTimeImmutable( $date . ' 00:00:00', new DateTimeZone( 'UTC' ) ) )->modify( sprintf( '%+d days', $days ) )->format( 'Y-m-d' );
}

/** A date (no instant) in words: "Monday, November 23, 2026". */
function date_words( string $date, string $format = '' ): string {
	$noon = new DateTimeImmutable( $date . ' 12:00:00', new DateTimeZone( 'UTC' ) );
	return (string) wp_date( $format ?: 'l, ' . get_option( 'date_format' ), $noon->getTimestamp(), new DateTimeZone( 'UTC' ) );
}

function time_words( string $utc ): string {
	return (string) wp_date( (string) get_option( 'time_format' ), instant( $utc ) );
}

function day_words( string $utc ): string {
	return (string) wp_date( 'l, ' . get_option( 'date_format' ), instant( $utc ) );
}

/** "9:00 am – 10:00 am" */
function hours_words( array $booking ): string {
	/* translators: 1: start time, 2: end time */
	return sprintf( __( '%1$s – %2$s', 'simple-bookings' ), time_words( $booking['starts_at'] ), time_words( $booking['ends_at'] ) );
}

/** "Monday, November 23, 2026, 9:00 am – 10:00 am" */
function when_words( array $booking ): string {
	return day_words( $booking['starts_at'] ) . ', ' . hours_words( $booking );
}

/** The same in two lines, for narrow boxes. */
function when_lines( array $booking ): string {
	return day_words( $booking['starts_at'] ) . "\n" . hours_words( $booking );
}

function duration_words( int $minutes ): string {
	/* translators: %d: number of minutes */
	return sprintf( _n( '%d minute', '%d minutes', $minutes, 'simple-bookings' ), $minutes );
}
