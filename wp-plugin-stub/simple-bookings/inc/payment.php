<?php
/**
 * Paying for a held booking: regular method, package, or nothing to pay.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

/** May the present visitor see and pay this booking? The token is the key; a customer's booking also needs the customer. */
function may_use( ?array $booking ): bool {
	return null !== $booking && ( null === $booking['user_id'] || get_current_user_id() === $booking['user_id'] );
}

/**
 * Pays by what was chosen: "on_site", "none" or "package:<id>". Repeating it is harmless.
 */
function pay( array $booking, string $method ): Result {
	if ( 'pending' !== $booking['status'] ) {
		return 'confirmed' === $booking['status'] ? Result::done() : hold_over();
	}
	if ( ! is_held( $booking ) ) {
		return hold_over();
	}
	if ( preg_match( '/^package:([A-Za-z0-9_.:-]{1,128})$/D', $method, $match ) ) {
		return pay_by_package( $booking, $match[1] );
	}
	if ( ( 0 === $booking['price_minor'] ? 'none' : 'on_site' ) !== $method ) {
		return Result::refused( 'method', __( 'Please choose how you would like to pay.', 'simple-bookings' ) );
	}
	$confirmed = confirm( $booking, $method, 'none' === $method ? 'paid' : 'unpaid', null, 'customer' );
	return $confirmed ? Result::done() : settled( $booking );
}

/** The sidecar confirms our booking itself ("committed"), or only takes the sessions and leaves that to us ("held"). */
function pay_by_package( array $booking, string $customer_package ): Result {
	if ( get_current_user_id() !== $booking['user_id'] || ! is_user_logged_in() ) {
		return Result::refused( 'login_required', __( 'Please log in to pay with a package.', 'simple-bookings' ) );
	}
	$answer = redeem_package( $booking, $customer_package );
	if ( null === $answer ) {
		return Result::refused( 'unavailable', __( 'Packages cannot be used at the moment. Please choose another way to pay.', 'simple-bookings' ) );
	}
	if ( ! $answer['ok'] ) {
		return refused_package( $booking, $answer );
	}
	return 'held' === ( $answer['state'] ?? '' ) ? confirm_held( $booking, $answer ) : settled( $booking );
}

/** Why not, and what the customer can do now. */
function refused_package( array $booking, array $answer ): Result {
	$message = (string) ( $answer['message'] ?? '' ) ?: __( 'This package cannot be used for this booking.', 'simple-bookings' );
	$now     = booking( $booking['id'] );
	if ( ! empty( $answer['retry'] ) ) {
		$message .= ' ' . __( 'You can try again: you will never be charged twice.', 'simple-bookings' );
	} elseif ( $now && is_held( $now ) ) {
		$message .= ' ' . __( 'Please choose another way to pay.', 'simple-bookings' );
	}
	return Result::refused( (string) ( $answer['code'] ?? 'refused' ), $message );
}

/** Sessions are taken for some minutes: confirm first, then commit; give them back if the booking went away meanwhile. */
function confirm_held( array $booking, array $answer ): Result {
	$label = mb_substr( (string) ( $answer['package']['name'] ?? '' ), 0, 190 );
	$now   = time();
	$set   = [ 'status' => 'confirmed', 'payment_method' => 'package', 'payment_state' => 'paid', 'package_label' => $label, 'hold_expires_at' => null, 'confirmed_at' => utc( $now ) ];
	if ( ! guarded_update( $booking, $set, ' AND hold_expires_at > %s', [ utc( $now ) ], $now ) ) {
		$other = booking( $booking['id'] );
		if ( ! $other || 'confirmed' !== $other['status'] || 'package' !== $other['payment_method'] ) {
			release_package( $booking, 'booking_not_pending' );
		}
		return settled( $booking );
	}
	$commit = commit_package( $booking );
	if ( $commit && ! $commit['ok'] && ! empty( $commit['retry'] ) ) {
		$commit = commit_package( $booking ); // Outcome unknown: the same call once more.
	}
	if ( null === $commit || ( ! $commit['ok'] && empty( $commit['retry'] ) ) ) {
		$free = 0 === $booking['price_minor'];
		$set  = [ 'payment_method' => $free ? 'none' : 'on_site', 'payment_state' => $free ? 'paid' : 'unpaid', 'package_label' => null ];
		guarded_update( [ 'status' => 'confirmed' ] + $booking, $set, '', [], $now );
	}
	after_change( $booking, 'confirmed', 'customer', '', $now );
	return Result::done();
}

/** What became of it: confirmed (perhaps by the same click a moment ago), or over. */
function settled( array $booking ): Result {
	$now = booking( $booking['id'] );
	if ( $now && 'confirmed' === $now['status'] ) {
		return Result::done();
	}
	if ( $now && is_held( $now ) ) {
		return Result::refused( 'unknown', __( 'Your booking is not confirmed yet. Please try again: you will never be charged twice.', 'simple-bookings' ) );
	}
	return hold_over();
}

function hold_over(): Result {
	return Result::refused( 'hold_over', __( 'The time was held for you too long ago and is free for others again. Please choose a time once more; nothing has been charged.', 'simple-bookings' ) );
}
