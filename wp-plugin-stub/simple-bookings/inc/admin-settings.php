<?php
/**
 * Bookings → Opening hours and Settings.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

/** Weekdays in the order of the site's calendar: [ 1 => 'Monday', …, 0 => 'Sunday' ]. */
function weekdays(): array {
	global $wp_locale;
	$days = [];
	for ( $i = 0; $i < 7; $i++ ) {
		$weekday          = ( (int) get_option( 'start_of_week' ) + $i ) % 7;
		$days[ $weekday ] = $wp_locale->get_weekday( $weekday );
	}
	return $days;
}

function load_hours_screen(): void {
	if ( 'hours' !== posted( 'sb_action' ) ) {
		return;
	}
	require_permission( 'sb-hours' );
	$typed  = [];
	$errors = [];
	$week   = [];
	foreach ( array_keys( weekdays() ) as $weekday ) {
		$field           = 'day_' . $weekday;
		$typed[ $field ] = posted( 'sb_' . $field );
		$week[ $weekday ] = parse_intervals( $typed[ $field ] );
		if ( null === $week[ $weekday ] ) {
			$errors[ $field ] = __( 'Please write times such as 09:00-12:00, 14:00-18:00: each must end after it begins, and none may overlap. Leave it empty if you are closed.', 'simple-bookings' );
		}
	}
	if ( $errors ) {
		said( [ 'typed' => $typed, 'errors' => $errors ] );
		return;
	}
	replace_hours( $week );
	go_back( screen_url( 'simple-bookings-hours', [ 'sb_done' => 'saved' ] ) );
}

function hours_screen(): void {
	$said  = said();
	$typed = $said['typed'];
	foreach ( $typed ? [] : hours() as $weekday => $intervals ) {
		$typed[ 'day_' . $weekday ] = interval_words( $intervals );
	}
	echo view( 'admin-hours', [ 'typed' => $typed, 'errors' => $said['errors'] ] ); // phpcs:ignore WordPress.Security.EscapeOutput
}

function load_settings_screen(): void {
	if ( 'settings' !== posted( 'sb_action' ) ) {
		return;
	}
	require_permission( 'sb-settings' );
	$typed = [];
	foreach ( array_keys( default_settings() ) as $field ) {
		$typed[ $field ] = posted( 'sb_' . $field );
	}
	list( $values, $errors ) = check_settings( $typed );
	if ( $errors ) {
		said( [ 'typed' => $typed, 'errors' => $errors ] );
		return;
	}
	save_settings( $values );
	go_back( screen_url( 'simple-bookings-settings', [ 'sb_done' => 'saved' ] ) );
}

function settings_screen(): void {
	$said = said();
	echo view( 'admin-settings', [ 'typed' => $said['typed'] ?: array_map( 'strval', settings() ), 'errors' => $said['errors'] ] ); // phpcs:ignore WordPress.Security.EscapeOutput
}
