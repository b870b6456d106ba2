<?php
/**
 * From the sidecar's data to what templates draw: plain strings, ready to be escaped.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** A package for sale as a card; without a button, which depends on who looks. */
function card_view( array $card ): array {
	$count = int_of( $card, 'sessions' );
	/* translators: %s: an amount of money */
	$each = sprintf( __( '%s per session', 'session-packages' ), money_of( $card, 'per_session' ) );
	return array(
		'id'          => str_of( $card, 'id' ),
		'name'        => str_of( $card, 'name' ),
		'description' => str_of( $card, 'description' ),
		'sessions'    => sessions_text( $count ),
		'price'       => is_free( $card ) ? __( 'Free', 'session-packages' ) : money_of( $card, 'price' ),
		'per_session' => is_free( $card ) || 1 === $count ? '' : $each,
		'saving'      => saving_text( map_of( $card, 'saving' ) ),
		'validity'    => validity_text( int_of( $card, 'validity_days' ), str_of( $card, 'validity_from' ) ),
		'services'    => services_text( $card ),
		'terms'       => str_of( $card, 'terms_text' ),
		'notice'      => bool_of( $card, 'available' ) ? '' : reason_text( str_of( $card, 'unavailable_code' ) ),
		'button'      => array(),
	);
}

/** Whether a package costs nothing: then no way to pay is asked for. */
function is_free( array $card ): bool {
	return array_key_exists( 'minor', map_of( $card, 'price' ) ) && 0 === int_of( $card['price'], 'minor' );
}

/** One of the customer's packages. */
function package_view( array $package ): array {
	$status = str_of( $package, 'status' );
	$facts  = array(
		__( 'Ordered', 'session-packages' )  => day_of( str_of( $package, 'purchased_at' ) ),
		__( 'Amount', 'session-packages' )   => money_of( $package, 'amount' ),
		__( 'Paid by', 'session-packages' )  => method_label( str_of( $package, 'method' ) ),
		__( 'Order', 'session-packages' )    => str_of( $package, 'order_reference' ),
	);
	return array(
		'id'        => str_of( $package, 'id' ),
		'name'      => str_of( $package, 'name' ),
		'status'    => $status,
		'label'     => status_label( $status ),
		'balance'   => remaining_text( int_of( $package, 'remaining' ), int_of( $package, 'sessions_total' ) ),
		'remaining' => int_of( $package, 'remaining' ),
		'total'     => int_of( $package, 'sessions_total' ),
		'expiry'    => expiry_text( $package ),
		'services'  => services_text( $package ),
		'facts'     => array_filter( $facts ),
		'statement' => page_url( array( 'sp_statement' => str_of( $package, 'id' ) ) ),
		'receipt'   => '' === str_of( $package, 'receipt_number' ) ? '' : paper_url( 'receipt', str_of( $package, 'id' ) ),
		'print'     => paper_url( 'statement', str_of( $package, 'id' ) ),
	);
}

/** One order with, while money is awaited, everything needed to transfer it. */
function order_view( array $order ): array {
	$package = map_of( $order, 'package' );
	$how     = map_of( $order, 'instructions' );
	$status  = str_of( $order, 'status' );
	return array(
		'id'           => str_of( $order, 'id' ),
		'reference'    => str_of( $order, 'reference' ),
		'status'       => $status,
		'label'        => order_label( $status ),
		'package'      => str_of( $package, 'name' ),
		'sessions'     => sessions_text( int_of( $package, 'sessions' ) ),
		'amount'       => money_of( $order, 'amount' ),
		'refunded'     => 0 === int_of( map_of( $order, 'refunded' ), 'minor' ) ? '' : money_of( $order, 'refunded' ),
		'method'       => method_label( str_of( $order, 'method' ) ),
		'placed'       => day_of( str_of( $order, 'placed_at' ) ),
		'customer'     => map_of( $order, 'customer' ),
		'url'          => page_url( array( 'sp_order' => str_of( $order, 'id' ) ) ),
		'statement'    => '' === str_of( $order, 'customer_package' ) ? '' : page_url( array( 'sp_statement' => str_of( $order, 'customer_package' ) ) ),
		'instructions' => $how ? transfer_view( $how ) : array(),
		'note'         => str_of( $how, 'note' ),
		'todo'         => awaiting_text( $order ),
	);
}

/** Of an order that is not paid: what My Packages says of it, and the words of the link to its page. */
function awaiting_text( array $order ): array {
	$amount = money_of( $order, 'amount' );
	if ( map_of( $order, 'instructions' ) ) {
		/* translators: 1: amount of money, 2: reference to write on the transfer */
		$text = sprintf( __( 'We are waiting for your transfer of %1$s, reference %2$s. You cannot use it yet.', 'session-packages' ), $amount, str_of( $order, 'reference' ) );
		return array( $text, __( 'How to pay', 'session-packages' ) );
	}
	if ( 'waiting' === str_of( map_of( $order, 'payment' ), 'state' ) ) {
		/* translators: %s: amount of money */
		return array( sprintf( __( 'Your payment of %s is on its way: your bank confirms it, which can take days. You cannot use it yet.', 'session-packages' ), $amount ), __( 'See your order', 'session-packages' ) );
	}
	/* translators: %s: amount of money */
	return array( sprintf( __( 'We have not received your payment of %s yet, so you cannot use it.', 'session-packages' ), $amount ), __( 'Continue to payment', 'session-packages' ) );
}

/** What to write on the transfer, in the order bank forms ask for it. */
function transfer_view( array $how ): array {
	return array_filter(
		array(
			__( 'Amount', 'session-packages' )         => money_of( $how, 'amount' ),
			__( 'Account holder', 'session-packages' ) => str_of( $how, 'account_holder' ),
			__( 'Account number / IBAN', 'session-packages' ) => str_of( $how, 'account' ),
			__( 'Bank code / BIC', 'session-packages' ) => str_of( $how, 'bank_code' ),
			__( 'Bank', 'session-packages' )           => str_of( $how, 'bank_name' ),
		)
	);
}

/** One movement on a statement. */
function entry_view( array $entry, bool $for_staff ): array {
	$actor = map_of( $entry, 'actor' );
	$kind  = str_of( $actor, 'kind' );
	$who   = array(
		'customer' => $for_staff ? __( 'Customer', 'session-packages' ) : __( 'You', 'session-packages' ),
		'staff'    => __( 'Staff', 'session-packages' ),
		'system'   => __( 'Automatic', 'session-packages' ),
	);
	$named = $for_staff && 'system' !== $kind ? str_of( $actor, 'name' ) : '';
	return array(
		'when'    => moment( str_of( $entry, 'at' ) ),
		'what'    => entry_label( str_of( $entry, 'kind' ) ),
		'delta'   => delta_text( int_of( $entry, 'delta' ) ),
		'balance' => number_format_i18n( int_of( $entry, 'balance_after' ) ),
		'service' => str_of( $entry, 'service_name' ),
		/* translators: %s: number of a booking */
		'booking' => '' === str_of( $entry, 'booking' ) ? '' : sprintf( __( 'Booking %s', 'session-packages' ), str_of( $entry, 'booking' ) ),
		'who'     => '' === $named ? ( $who[ $kind ] ?? $kind ) : $named,
		'why'     => implode( ' · ', array_filter( array( str_of( $entry, 'reason' ), expiry_change_text( $entry ) ) ) ),
	);
}

/** "Valid until 1 March → 1 April" of an entry that changed the expiry. */
function expiry_change_text( array $entry ): string {
	$old = day( str_of( $entry, 'expires_on_old' ) );
	$new = day( str_of( $entry, 'expires_on_new' ) );
	if ( '' === $new || $old === $new ) {
		return '';
	}
	return '' === $old
		/* translators: %s: a date */
		? sprintf( __( 'Valid until %s', 'session-packages' ), $new )
		/* translators: 1: old date, 2: new date */
		: sprintf( __( 'Valid until %1$s → %2$s', 'session-packages' ), $old, $new );
}
