<?php
namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

function default_settings(): array {
	return [
		'currency'     => 'EUR',
		'hold_minutes' => 15,
		'lead_hours'   => 1,
		'horizon_days' => 60,
		'delete_data'  => false,
	];
}

function settings(): array {
	$stored = get_option( 'simple_bookings_settings', [] );
	return array_merge( default_settings(), is_array( $stored ) ? $stored : [] );
}

/**
 * What the Settings form typed, checked.
 *
 * @param array $typed currency, hold_minutes, lead_hours, horizon_days, delete_data, as strings.
 * @return array{0: array, 1: array<string,string>} Values to store; messages by field.
 */
function check_settings( array $typed ): array {
	$errors = [];
	$values = [ 'currency' => $typed['currency'], 'delete_data' => '' !== $typed['delete_data'] ];
	if ( ! isset( currencies()[ $typed['currency'] ] ) ) {
		$errors['currency'] = __( 'Please choose a currency from the list.', 'simple-bookings' );
	} elseif ( services_with_other_decimals( $typed['currency'] ) ) {
		$errors['currency'] = __( 'This currency writes amounts with another number of decimals than the prices of your services. Please keep the currency.', 'simple-bookings' );
	}
	foreach ( [ 'hold_minutes' => [ 5, 120 ], 'lead_hours' => [ 0, 720 ], 'horizon_days' => [ 1, 365 ] ] as $field => $range ) {
		$number = whole_number( $typed[ $field ], $range[0], $range[1] );
		if ( null === $number ) {
			/* translators: 1: lowest, 2: highest number allowed */
			$errors[ $field ] = sprintf( __( 'Please enter a whole number from %1$d to %2$d.', 'simple-bookings' ), $range[0], $range[1] );
		}
		$values[ $field ] = $number;
	}
	return [ $values, $errors ];
}

function save_settings( array $values ): void {
	global $wpdb;
	update_option( 'simple_bookings_settings', $values );
	// phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared -- table name only.
	$wpdb->query( $wpdb->prepare( 'UPDATE ' . table( 'services' ) . ' SET currency = %s WHERE currency <> %s', $values['currency'], $values['currency'] ) );
}

function services_with_other_decimals( string $currency ): bool {
	foreach ( services() as $service ) {
		if ( currency_decimals( $service['currency'] ) !== currency_decimals( $currency ) ) {
			return true;
		}
	}
	return false;
}

/** A whole number within limits, or null. Takes what was typed: "15", " 15 "; not "15.5", "1e3" or "٣". */
function whole_number( string $typed, int $min, int $max ): ?int {
	$typed = trim( $typed );
	if ( ! preg_match( '/^[0-9]{1,9}$/D', $typed ) ) {
		return null;
	}
	$number = (int) $typed;
	return $number >= $min && $number <= $max ? $number : null;
}
