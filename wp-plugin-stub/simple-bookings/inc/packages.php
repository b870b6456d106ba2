<?php
/**
 * Session Packages, by its public hooks only (docs/hooks.md). Without it every question has an empty answer and
 * bookings are paid in the regular way. Answers come from outside: they are narrowed here, in one place.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

/** @param mixed $hosts Filtered by anybody. */
function register_host( $hosts ): array {
	$hosts         = is_array( $hosts ) ? $hosts : [];
	$hosts[ HOST ] = [ 'label' => __( 'Simple Bookings', 'simple-bookings' ), 'menu' => 'simple-bookings' ];
	return $hosts;
}

/** @return array[] The acting customer's packages for this booking, as Session Packages orders them. */
function package_offers( array $booking ): array {
	if ( ! is_user_logged_in() || get_current_user_id() !== $booking['user_id'] ) {
		return [];
	}
	$ask    = [
		'host'        => HOST,
		'service'     => (string) $booking['service_id'],
		'starts_at'   => iso( $booking['starts_at'] ),
		'people'      => $booking['people'],
		'price_minor' => $booking['price_minor'],
		'currency'    => $booking['currency'],
	];
	$offers = apply_filters( 'session_packages_offers', [], $ask );
	return array_values( array_filter( is_array( $offers ) ? $offers : [], 'is_array' ) );
}

/** Takes a session for this booking. The key is the booking's token: repeating it can never take a second one. */
function redeem_package( array $booking, string $customer_package ): ?array {
	return answer(
		apply_filters(
			'session_packages_redeem',
			null,
			[
				'host'             => HOST,
				'attempt_key'      => $booking['token'],
				'customer_package' => $customer_package,
				'lines'            => [ [ 'booking' => (string) $booking['id'] ] ],
			]
		)
	);
}

function commit_package( array $booking ): ?array {
	$request = [ 'host' => HOST, 'attempt_key' => $booking['token'], 'bookings' => [ (string) $booking['id'] ], 'marker' => HOST . ':' . $booking['id'] ];
	return answer( apply_filters( 'session_packages_commit', null, $request ) );
}

function release_package( array $booking, string $reason ): ?array {
	return answer( apply_filters( 'session_packages_release', null, [ 'host' => HOST, 'attempt_key' => $booking['token'], 'reason' => $reason ] ) );
}

/** Why the package that has paid this booking does not pay it as it is now; null: it does, or no package has paid it. */
function ask_package( array $booking ): ?string {
	if ( 'package' !== $booking['payment_method'] ) {
		return null;
	}
	$change = [ 'host' => HOST, 'booking' => (string) $booking['id'], 'people' => $booking['people'], 'starts_at' => iso( $booking['starts_at'] ) ];
	$answer = answer( apply_filters( 'session_packages_change', null, $change ) );
	if ( null === $answer || $answer['ok'] || 'booking_unknown' === ( $answer['code'] ?? '' ) ) {
		return null;
	}
	return (string) ( $answer['message'] ?? '' ) ?: __( 'This package cannot be used for this booking.', 'simple-bookings' );
}

/** "Package: 10 Yoga Sessions, 6 of 10 sessions left, valid until …" for a mail; null where nobody knows. */
function package_line( array $booking ): ?string {
	if ( 'package' !== $booking['payment_method'] ) {
		return null;
	}
	$said = apply_filters( 'session_packages_placeholders', [], [ 'host' => HOST, 'booking' => (string) $booking['id'] ] );
	$said = array_filter( is_array( $said ) ? $said : [], 'is_scalar' );
	if ( ! isset( $said['{package_name}'], $said['{sessions_remaining}'], $said['{sessions_total}'] ) ) {
		return null;
	}
	/* translators: 1: name of a package, 2: sessions left, 3: sessions bought */
	$line = sprintf( __( 'Package: %1$s, %2$s of %3$s sessions left', 'simple-bookings' ), $said['{package_name}'], $said['{sessions_remaining}'], $said['{sessions_total}'] );
	/* translators: 1: what is said of a package, 2: day */
	return isset( $said['{package_expiry}'] ) ? sprintf( __( '%1$s, valid until %2$s', 'simple-bookings' ), $line, $said['{package_expiry}'] ) : $line;
}

/** @param mixed $answer Filtered by anybody. */
function answer( $answer ): ?array {
	return is_array( $answer ) && isset( $answer['ok'] ) ? $answer : null;
}

/** A booking that expired is, to others, one that the system cancelled. */
function tell_status( int $id, string $old, string $new, string $by, string $reason, int $now ): void {
	do_action(
		'session_packages_booking_status',
		[
			'host'    => HOST,
			'booking' => (string) $id,
			'old'     => $old,
			'new'     => 'expired' === $new ? 'cancelled' : $new,
			'by'      => $by,
			'at'      => iso( utc( $now ) ),
			'reason'  => $reason,
		]
	);
}

/**
 * The package behind each booking, with one question for all of them.
 *
 * @param array[] $bookings Rows.
 * @return array<int,array{name:string,state:string,returns:?bool}> By booking id; what the row itself says where nobody answers.
 */
function packages_of( array $bookings ): array {
	$redeemed = array_filter( $bookings, static function ( array $booking ): bool { return 'package' === $booking['payment_method']; } );
	if ( ! $redeemed ) {
		return [];
	}
	$answer = apply_filters( 'session_packages_describe', [], HOST, array_map( 'strval', array_column( $redeemed, 'id' ) ) );
	$found  = [];
	foreach ( $redeemed as $booking ) {
		$said                    = is_array( $answer ) && is_array( $answer[ $booking['id'] ] ?? null ) ? $answer[ $booking['id'] ] : [];
		$found[ $booking['id'] ] = [
			'name'  => (string) ( $said['package_name'] ?? $booking['package_label'] ),
			'state' => (string) ( $said['state'] ?? 'committed' ),
			// Would the customer's cancelling now give the session back? null: nobody can say at the moment.
			'returns' => isset( $said['cancel_returns'] ) ? true === $said['cancel_returns'] : null,
		];
	}
	return $found;
}

/** What became of the session, where the package's name alone would leave it open. */
function session_words( array $booking, array $package ): string {
	if ( 'given_back' === $package['state'] ) {
		return __( 'Session given back', 'simple-bookings' );
	}
	return 'committed' === $package['state'] && in_array( $booking['status'], [ 'cancelled', 'no_show' ], true ) ? __( 'Session stays used', 'simple-bookings' ) : '';
}

/** Bookings that a package may pay, or has paid. */
function concerns_packages( array $booking ): bool {
	return 'package' === $booking['payment_method'] || in_array( shown_status( $booking ), [ 'pending', 'confirmed', 'completed', 'no_show' ], true );
}

/**
 * Where staff use a package for a booking, or give its session back: a page of Session Packages.
 *
 * @param array[] $bookings Rows.
 * @return array<int,array{url:string,label:string}> By booking id; nothing for who may not, or without Session Packages.
 */
function staff_links( array $bookings ): array {
	$found = [];
	$links = apply_filters( 'session_packages_staff_links', [], HOST, array_map( 'strval', array_column( $bookings, 'id' ) ) );
	foreach ( is_array( $links ) ? $links : [] as $id => $link ) {
		if ( is_array( $link ) && is_string( $link['url'] ?? null ) && is_string( $link['label'] ?? null ) ) {
			$found[ (int) $id ] = [ 'url' => $link['url'], 'label' => $link['label'] ];
		}
	}
	return $found;
}

/**
 * A redemption confirmed a booking of ours: its confirmation mail is due, once. Called by Session Packages, perhaps
 * long after the customer's request has died.
 *
 * @param mixed $answer  Somebody else's answer so far.
 * @param mixed $request host, booking, event.
 * @return mixed true (sent now or before, or nothing to send), false (try later), or the answer so far.
 */
function on_booking_confirmed( $answer, $request ) {
	if ( ! is_array( $request ) || HOST !== ( $request['host'] ?? '' ) ) {
		return $answer;
	}
	$booking = booking( (int) ( $request['booking'] ?? 0 ) );
	if ( $booking && 'pending' === $booking['status'] ) {
		return false;
	}
	return $booking ? send_confirmation( $booking['id'] ) : true;
}
