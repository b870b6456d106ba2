<?php
/**
 * What staff do with money: refund unused sessions, say that a transfer was sent back, give back what paid for nothing.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Refunds as it was previewed; `expected` is the amount on the button, and the sidecar refuses another one. */
function act_refund_package( string $id, string $key ): array {
	$typed  = array(
		'rule'     => posted( 'rule', 40 ),
		'sessions' => posted( 'sessions', 20 ),
		'amount'   => posted( 'amount', 40 ),
		'expected' => posted( 'expected', 40 ),
		'reason'   => posted( 'reason' ),
	);
	$body   = array( 'sessions' => json_value( 'int', $typed['sessions'] ) ) + $typed;
	$body   = array_filter( $body, static fn( $value ): bool => '' !== $value ) + array( 'reason' => '' );
	$result = send( 'POST', "/v1/manage/customer-packages/{$id}/refund", $body, $key );
	if ( $result->ok ) {
		return package_screen( $id ) + array( 'sp_notice' => refund_notice( map_of( $result->data, 'refund' ) ) );
	}
	return refund_args( $id, 'confirm', $typed ) + array( 'kept' => keep( 'refund', $typed, $result, $key, refund_labels(), __( 'Nothing was refunded.', 'session-packages' ) ) );
}

/** What to say after a refund was begun. */
function refund_notice( array $refund ): string {
	if ( 'settled' === str_of( $refund, 'status' ) ) {
		return 'refund_done';
	}
	return bool_of( $refund, 'by_hand' ) ? 'refund_by_hand' : 'refund_started';
}

/** The transfer was sent back. */
function act_refund_sent( string $id, string $key ): array {
	return about_refund( $id, array(), send( 'POST', "/v1/manage/refunds/{$id}/sent", array(), $key ), $key, 'refund_done' );
}

/** It will not be sent. */
function act_refund_withdraw( string $id, string $key ): array {
	$typed = array( 'reason' => posted( 'reason' ) );
	return about_refund( $id, $typed, send( 'POST', "/v1/manage/refunds/{$id}/withdraw", $typed, $key ), $key, 'refund_withdrawn' );
}

/** Sessions for a refund that was made in the provider's dashboard. */
function act_refund_take( string $id, string $key ): array {
	$typed = array( 'sessions' => posted( 'sessions', 20 ) );
	$body  = array( 'sessions' => json_value( 'int', $typed['sessions'] ) );
	return about_refund( $id, $typed, send( 'POST', "/v1/manage/refunds/{$id}/take", $body, $key ), $key, 'sessions_taken' );
}

/** Money that paid for nothing goes back. */
function act_refund_payment( string $id, string $key ): array {
	$typed  = array( 'reason' => posted( 'reason' ) );
	$result = send( 'POST', "/v1/manage/payments/{$id}/refund", $typed, $key );
	delete_transient( ATTENTION_TRANSIENT );
	return package_screen( id_from( posted( 'package' ) ) ) + ( $result->ok
		? array( 'sp_notice' => refund_notice( map_of( $result->data, 'refund' ) ) )
		: array( 'kept' => keep( "payment-{$id}", $typed, $result, $key ) ) );
}

/** Back to the screen it came from, with what came of it. */
function about_refund( string $id, array $typed, Result $result, string $key, string $done ): array {
	delete_transient( ATTENTION_TRANSIENT );
	return package_screen( id_from( posted( 'package' ) ) ) + ( $result->ok
		? array( 'sp_notice' => $done )
		: array( 'kept' => keep( "refund-{$id}", $typed, $result, $key ) ) );
}

/** The screen of a customer package; from a notice that knows none, the Overview. */
function package_screen( string $package ): array {
	return '' === $package ? array( 'tab' => 'overview' ) : array( 'tab' => 'customers', 'view' => $package );
}
