<?php
/**
 * [simple_bookings]: what the two posted forms do. Done: redirect. Refused: the same page says why and keeps what was typed.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

const COOKIE = 'simple_bookings_hold';

/** Field of create_pending() => field of the form. */
const FORM_FIELDS = [ 'customer_name' => 'sb_name', 'customer_email' => 'sb_email', 'customer_phone' => 'sb_phone', 'people' => 'sb_people' ];

/** "Your details" → a held booking → the payment step. */
function submit_details(): void {
	if ( 'details' !== posted( 'sb_action' ) ) {
		return;
	}
	$typed = [];
	foreach ( FORM_FIELDS as $field ) {
		$typed[ $field ] = posted( $field );
	}
	if ( ! wp_verify_nonce( posted( 'sb_nonce' ), 'sb-details' ) ) {
		refuse( $typed, [ 'form' => stale_page() ] );
		return;
	}
	$token = form_token( $typed );
	$same  = booking_by_token( $token );
	if ( $same && may_use( $same ) ) {
		go_to_booking( $same ); // The same form twice: double click, reload.
	}
	$id = create_pending( booking_from_form( $typed, $token ) );
	if ( ! is_wp_error( $id ) ) {
		go_to_booking( booking( $id ) );
	}
	$errors = [];
	foreach ( $id->get_error_codes() as $code ) {
		$errors[ FORM_FIELDS[ $code ] ?? 'form' ] = $id->get_error_message( $code );
	}
	refuse( $typed, $errors );
}

function booking_from_form( array $typed, string $token ): array {
	$service = (int) query( 'sb_service' );
	$start   = from_iso( query( 'sb_at' ) );
	$mine    = own_hold( $service, $start );
	$alone   = '' === $typed['sb_people'] && 1 === ( service( $service )['capacity'] ?? 1 ); // Then the form does not ask.
	return [
		'service_id'     => $service,
		'starts_at'      => $start,
		'user_id'        => get_current_user_id() ?: null,
		'customer_name'  => $typed['sb_name'],
		'customer_email' => $typed['sb_email'],
		'customer_phone' => $typed['sb_phone'],
		'people'         => $alone ? 1 : (int) whole_number( $typed['sb_people'], 1, 9999 ),
		'token'          => $token,
		'replaces'       => $mine['id'] ?? 0,
	];
}

/**
 * The form's random key, made unguessable by the site's secret: the same form gives the same token, so it books once.
 * Somebody who goes back and corrects what they typed sends another form, which replaces the first hold.
 */
function form_token( array $typed ): string {
	$key  = posted( 'sb_key' );
	$form = (string) wp_json_encode( [ $key, get_current_user_id(), query( 'sb_service' ), query( 'sb_at' ), $typed ] );
	return is_token( $key ) ? substr( hash_hmac( 'sha256', $form, wp_salt() ), 0, 32 ) : '';
}

/** The visitor went back to correct something: their own hold on this very time, which the new booking will replace. */
function own_hold( int $service, string $start ): ?array {
	$token   = isset( $_COOKIE[ COOKIE ] ) && is_string( $_COOKIE[ COOKIE ] ) ? sanitize_text_field( wp_unslash( $_COOKIE[ COOKIE ] ) ) : '';
	$booking = booking_by_token( $token );
	$mine    = $booking && is_held( $booking ) && ( get_current_user_id() ?: null ) === $booking['user_id'];
	return $mine && $booking['service_id'] === $service && $booking['starts_at'] === $start ? $booking : null;
}

/** Choosing how to pay. */
function submit_payment(): void {
	if ( 'pay' !== posted( 'sb_action' ) ) {
		return;
	}
	$booking = booking_by_token( query( 'sb_booking' ) );
	if ( ! may_use( $booking ) ) {
		return; // The page says that there is no such booking.
	}
	$typed = [ 'sb_method' => posted( 'sb_method' ) ];
	if ( ! wp_verify_nonce( posted( 'sb_nonce' ), 'sb-pay-' . $booking['id'] ) ) {
		refuse( $typed, [ 'form' => stale_page() ] );
		return;
	}
	$result = pay( $booking, $typed['sb_method'] );
	if ( $result->ok ) {
		go_to_booking( $booking );
	}
	refuse( $typed, [ 'method' === $result->code ? 'sb_method' : 'form' => $result->message ] );
}

/** @param array<string,string> $errors By field; "form" for the whole. */
function refuse( array $typed, array $errors ): void {
	status_header( 422 );
	said( [ 'typed' => $typed, 'errors' => $errors ] );
}

function stale_page(): string {
	return __( 'This page was open for too long, or you have logged in since. Please send the form again.', 'simple-bookings' );
}

/** @return never */
function go_to_booking( array $booking ): void {
	if ( 'pending' === $booking['status'] ) {
		setcookie( COOKIE, $booking['token'], [ 'expires' => 0, 'path' => COOKIEPATH ?: '/', 'domain' => (string) COOKIE_DOMAIN, 'secure' => is_ssl(), 'httponly' => true, 'samesite' => 'Lax' ] );
	}
	wp_safe_redirect( here( [ 'sb_booking' => $booking['token'] ] ) );
	exit;
}
