<?php
/**
 * The money behind one customer package: payments, refunds, disputes, and what a person has to do about them.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** The blocks below a package's facts; '' for a package nobody paid for. */
function money_blocks( string $package, array $data ): string {
	$payments = rows_of( $data, 'payments' );
	$refunds  = rows_of( $data, 'refunds' );
	$disputes = rows_of( $data, 'disputes' );
	if ( ! $payments && ! $refunds && ! $disputes ) {
		return '';
	}
	$moving = array_filter( $refunds, static fn( array $refund ): bool => ! bool_of( $refund, 'by_hand' ) && in_array( str_of( $refund, 'status' ), array( 'intent', 'pending' ), true ) );
	return template(
		'admin/money',
		array(
			'package'  => $package,
			'payments' => array_map( __NAMESPACE__ . '\\payment_view', $payments ),
			'refunds'  => array_map( __NAMESPACE__ . '\\refund_view', $refunds ),
			'disputes' => array_map( __NAMESPACE__ . '\\dispute_view', $disputes ),
			'refresh'  => $moving ? money_refresh( $package ) : array(),
		) + refund_entry( $package, $data )
	);
}

/** The way to "Refund unused sessions", or why there is nothing to refund. */
function refund_entry( string $package, array $data ): array {
	$can = bool_of( $data, 'refundable' );
	return array(
		'refund_url' => $can && may( 'refund_package' ) ? refund_page( $package, 'choose' ) : '',
		'refund_why' => $can ? '' : reason_text( str_of( $data, 'refund_code' ) ),
	);
}

/**
 * While a provider has not answered, the screen looks again by itself a few times, and whenever asked. Not while it says why
 * something was refused: nobody could read that in three seconds.
 */
function money_refresh( string $package ): array {
	$look = kept_any() ? LOOKS : (int) query( 'sp_look' );
	$here = array( 'tab' => 'customers', 'view' => $package );
	return array(
		'url'       => admin_page( $here ),
		'by_itself' => $look < LOOKS ? admin_page( $here + array( 'sp_look' => (string) ( $look + 1 ) ) ) : '',
	);
}

/** One payment. */
function payment_view( array $payment ): array {
	$status = str_of( $payment, 'status' );
	$labels = array(
		'pending' => __( 'Not finished', 'session-packages' ),
		'settled' => __( 'Received', 'session-packages' ),
		'failed'  => __( 'Failed', 'session-packages' ),
		'surplus' => __( 'Too much', 'session-packages' ),
	);
	$number = '' === provider_name( str_of( $payment, 'method' ) ) ? '' : str_of( $payment, 'provider_payment_id' ); // To be found in its dashboard.
	$open   = 'surplus' === $status && 0 === int_of( map_of( $payment, 'refunded' ), 'minor' );
	return array(
		'id'       => str_of( $payment, 'id' ),
		'status'   => $status,
		'label'    => $labels[ $status ] ?? $status,
		'amount'   => money_of( $payment, 'amount' ),
		'refunded' => 0 === int_of( map_of( $payment, 'refunded' ), 'minor' ) ? '' : money_of( $payment, 'refunded' ),
		'facts'    => array_filter( array( method_label( str_of( $payment, 'method' ) ), moment( str_of( $payment, 'settled_at' ) ), $number, 'failed' === $status ? str_of( $payment, 'failure' ) : '' ) ),
		'note'     => $open ? __( 'This money pays for nothing: the order was paid already, or the amount is another one.', 'session-packages' ) : '',
		'give'     => $open && may( 'refund_payment' ),
		'error'    => kept_error( 'payment-' . str_of( $payment, 'id' ) ),
	);
}

/** One refund. */
function refund_view( array $refund ): array {
	$status = str_of( $refund, 'status' );
	$hand   = bool_of( $refund, 'by_hand' ) && in_array( $status, array( 'intent', 'pending' ), true );
	$ahead  = int_of( $refund, 'proposed_sessions' );
	$ours   = 'elsewhere' !== str_of( $refund, 'rule' ); // Else nobody of the studio's has begun it or said why.
	return array(
		'id'       => str_of( $refund, 'id' ),
		'status'   => $status,
		'label'    => 'failed' === $status && bool_of( $refund, 'by_hand' ) ? __( 'Withdrawn', 'session-packages' ) : refund_label( $status, $hand ),
		'amount'   => money_of( $refund, 'amount' ),
		'sessions' => int_of( $refund, 'sessions' ) > 0 ? sessions_text( int_of( $refund, 'sessions' ) ) : '',
		'facts'    => array_filter( array( rule_label( str_of( $refund, 'rule' ) ), method_label( str_of( $refund, 'method' ) ), moment( str_of( $refund, 'created_at' ) ), $ours ? str_of( $refund, 'by' ) : '' ) ),
		'reason'   => $ours ? str_of( $refund, 'reason' ) : '',
		'note'     => refund_note( $refund, $hand ),
		'hand'     => $hand && may( 'refund_sent' ),
		'proposed' => may( 'refund_take' ) ? $ahead : 0,
		'error'    => kept_error( 'refund-' . str_of( $refund, 'id' ) ),
	);
}

/** Where a refund stands. */
function refund_label( string $status, bool $by_hand ): string {
	if ( $by_hand ) {
		return __( 'To be sent by you', 'session-packages' );
	}
	$labels = array(
		'intent'  => __( 'On its way', 'session-packages' ),
		'pending' => __( 'On its way', 'session-packages' ),
		'settled' => __( 'Refunded', 'session-packages' ),
		'failed'  => __( 'Failed', 'session-packages' ),
	);
	return $labels[ $status ] ?? $status;
}

/** What that means, where the label does not say it all. */
function refund_note( array $refund, bool $by_hand ): string {
	$status = str_of( $refund, 'status' );
	$who    = provider_name( str_of( $refund, 'method' ) );
	if ( $by_hand ) {
		return __( 'Please send this amount back yourself, by bank transfer or as it came. The sessions are set aside until you say that you have, or that you will not.', 'session-packages' );
	}
	if ( 'failed' === $status && bool_of( $refund, 'by_hand' ) ) {
		return __( 'The money was not sent. The sessions are in the package again.', 'session-packages' );
	}
	if ( 'failed' === $status ) {
		$why = str_of( $refund, 'failure' );
		/* translators: %s: what the payment provider says */
		return trim( __( 'The money did not go back. The sessions are in the package again.', 'session-packages' ) . ( '' === $why ? '' : ' ' . sprintf( __( 'The provider says: %s', 'session-packages' ), $why ) ) );
	}
	if ( 'settled' !== $status ) {
		/* translators: %s: Stripe or PayPal */
		return sprintf( __( '%s has not confirmed it yet. We ask again by ourselves.', 'session-packages' ), '' === $who ? __( 'The provider', 'session-packages' ) : $who );
	}
	return int_of( $refund, 'proposed_sessions' ) > 0 ? __( 'Made in the provider’s dashboard, so no sessions were taken. You can take them now.', 'session-packages' ) : '';
}

/** How an amount was found. */
function rule_label( string $rule ): string {
	$labels = array(
		'unused_value' => __( 'Value of the unused sessions', 'session-packages' ),
		'single_price' => __( 'Used sessions at the single price', 'session-packages' ),
		'custom'       => __( 'Another amount', 'session-packages' ),
		'surplus'      => __( 'Money that paid for nothing', 'session-packages' ),
		'elsewhere'    => __( 'Made in the provider’s dashboard', 'session-packages' ),
	);
	return $labels[ $rule ] ?? $rule;
}

/** One dispute. */
function dispute_view( array $dispute ): array {
	$status = str_of( $dispute, 'status' );
	$labels = array(
		'open' => __( 'Open', 'session-packages' ),
		'won'  => __( 'Won', 'session-packages' ),
		'lost' => __( 'Lost', 'session-packages' ),
	);
	$notes  = array(
		'open' => __( 'The package cannot be used until it is decided. Please answer in the provider’s dashboard, with the package’s history as evidence.', 'session-packages' ),
		'won'  => __( 'The money stays with you.', 'session-packages' ),
		'lost' => __( 'The money went back to the customer, and the unused sessions are revoked.', 'session-packages' ),
	);
	return array(
		'id'     => str_of( $dispute, 'id' ),
		'status' => $status,
		'label'  => $labels[ $status ] ?? $status,
		'amount' => money_of( $dispute, 'amount' ),
		'facts'  => array_filter( array( method_label( str_of( $dispute, 'method' ) ), str_of( $dispute, 'reason' ), moment( str_of( $dispute, 'opened_at' ) ), moment( str_of( $dispute, 'closed_at' ) ) ) ),
		'note'   => $notes[ $status ] ?? '',
	);
}

/** What was refused at one payment or refund: message and what was typed. */
function kept_error( string $form ): array {
	$kept  = kept( $form );
	$first = 'invalid_fields' === str_of( $kept, 'code' ) ? (string) reset( $kept['errors'] ) : '';
	return array(
		'text'   => '' === $first ? str_of( $kept, 'message' ) : field_text( $first ),
		'values' => map_of( $kept, 'values' ),
		'key'    => str_of( $kept, 'key' ),
	);
}
