<?php
/**
 * What the screen of a booking does: use a package session for it, give its session back.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Takes sessions of a customer's package for their booking. The form's key is also the attempt's: pressed twice, taken once. */
function act_redeem_booking( string $ref, string $key ): array {
	list( $host, $id ) = ref_parts( $ref );
	$chosen = id_from( posted( 'customer_package' ) );
	$result = '' === $chosen ? failure( 'nothing_chosen' ) : use_package( $host, $id, $chosen, $key );
	$back   = booking_args( $host, $id, list_from( posted( 'from' ) ) );
	return $back + ( $result->ok
		? array( 'sp_notice' => 'session_used' )
		: array( 'kept' => keep( "redeem_booking-{$ref}", array( 'customer_package' => $chosen ), $result, $key, array(), __( 'No session was taken.', 'session-packages' ) ) ) );
}

/** Redeems; where the sidecar cannot confirm the booking, its host does, and only then the sessions are spent for good. */
function use_package( string $host, string $id, string $package, string $key ): Result {
	$facts  = told_facts( $host, $id );
	$body   = array(
		'host'             => $host,
		'attempt_key'      => $key,
		'customer_package' => $package,
		'lines'            => array( line( array( 'booking' => $id ) + $facts ) ),
	);
	$body  += isset( $facts['customer'] ) ? array( 'customer' => $facts['customer'] ) : array();
	$result = send( 'POST', '/v1/manage/redemptions', $body, $key );
	$state  = str_of( $result->data, 'state' );
	if ( ! $result->ok || 'committed' === $state ) {
		return $result;
	}
	// Neither: the first of two clicks was declined by the host, and its hold is over.
	return 'held' === $state ? finish_hold( $host, $id, $key, str_of( map_of( $result->data, 'package' ), 'name' ) ) : failure( 'host_declined' );
}

/** Gives the session of a booking that is over back to its package. */
function act_reinstate_booking( string $ref, string $key ): array {
	list( $host, $id ) = ref_parts( $ref );
	$reason = posted( 'reason' );
	$result = send( 'POST', '/v1/manage/redemptions/reinstate', array( 'host' => $host, 'booking' => $id, 'reason' => $reason ), $key );
	$back   = booking_args( $host, $id, list_from( posted( 'from' ) ) );
	return $back + ( $result->ok
		? array( 'sp_notice' => 'session_given_back' )
		: array( 'kept' => keep( "reinstate_booking-{$ref}", array( 'reason' => $reason ), $result, $key, array( 'reason' => __( 'Reason', 'session-packages' ) ) ) ) );
}

/** Host and booking of "host|17". */
function ref_parts( string $ref ): array {
	return array_pad( explode( '|', $ref, 2 ), 2, '' );
}

/** Somebody has dealt with a notice. */
function act_resolve_notice( string $id, string $key ): array {
	$number = ctype_digit( $id ) ? $id : '0';
	$result = send( 'POST', "/v1/manage/notices/{$number}/resolve", array(), $key );
	delete_transient( ATTENTION_TRANSIENT );
	// One that somebody else has dealt with meanwhile is not there any more, and that is all that was wanted.
	return array( 'tab' => 'overview' ) + ( $result->ok || 'not_found' === $result->code
		? array( 'sp_notice' => 'notice_done' )
		: array( 'kept' => keep( 'notice', array(), $result, $key ) ) );
}
