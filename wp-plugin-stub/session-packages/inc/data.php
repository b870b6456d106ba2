<?php
/**
 * Reading values out of arrays that others made: always the type that was asked for, never a notice.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/**
 * A string at a key; numbers become strings, everything else the empty string.
 *
 * @param mixed $from An array, or anything.
 */
function str_of( $from, string $key ): string {
	$value = is_array( $from ) ? ( $from[ $key ] ?? '' ) : '';
	return is_string( $value ) || is_int( $value ) || is_float( $value ) ? (string) $value : '';
}

/**
 * An integer at a key; 0 when there is none.
 *
 * @param mixed $from An array, or anything.
 */
function int_of( $from, string $key ): int {
	$value = is_array( $from ) ? ( $from[ $key ] ?? 0 ) : 0;
	return is_numeric( $value ) ? (int) $value : 0;
}

/**
 * A yes or no at a key.
 *
 * @param mixed $from An array, or anything.
 */
function bool_of( $from, string $key ): bool {
	return is_array( $from ) && ! empty( $from[ $key ] );
}

/**
 * An array at a key; empty when there is none.
 *
 * @param mixed $from An array, or anything.
 */
function map_of( $from, string $key ): array {
	$value = is_array( $from ) ? ( $from[ $key ] ?? array() ) : array();
	return is_array( $value ) ? $value : array();
}

/**
 * A list of arrays at a key; entries that are no arrays are left out.
 *
 * @param mixed $from An array, or anything.
 */
function rows_of( $from, string $key ): array {
	return array_values( array_filter( map_of( $from, $key ), 'is_array' ) );
}

/**
 * The text of an amount of money at a key, as the sidecar wrote it.
 *
 * @param mixed $from An array, or anything.
 */
function money_of( $from, string $key ): string {
	return str_of( map_of( $from, $key ), 'text' );
}

/** One value of the query string or the form, unslashed; never an array, at most $limit characters; '' if it is not UTF-8. */
function input( array $source, string $key, int $limit = 200 ): string {
	$value = $source[ $key ] ?? '';
	return is_string( $value ) ? mb_substr( wp_check_invalid_utf8( wp_unslash( $value ) ), 0, $limit, 'UTF-8' ) : '';
}

/** An opaque id as the sidecar makes them, or the empty string. */
function id_from( string $value ): string {
	return preg_match( '/^[A-Za-z0-9_-]{1,64}$/D', $value ) ? $value : '';
}

/** A form's idempotency key: what was posted if it is well formed, else a fresh one. */
function key_from( string $value ): string {
	return preg_match( '/^[A-Za-z0-9_.:-]{8,128}$/D', $value ) ? $value : wp_generate_uuid4();
}
