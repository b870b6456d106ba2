<?php
/**
 * Buying: choose how to pay → POST → redirect to the payment page or to the order with its instructions.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** The step before an order: what is bought, how it is paid. */
function order_step( string $id ): string {
	$result = get( '/v1/packages/' . $id, array(), 'customer' );
	if ( ! $result->ok ) {
		$text = $result->down() ? __( 'Packages cannot be bought at the moment. Please come back in a few minutes.', 'session-packages' ) : error_text( $result );
		$sent = 'outcome_unknown' === input( $_GET, 'sp_error' ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading only.
		return back_link() . ( $sent ? message( purchase_error(), $text, 'warning' ) : message( $text, '', 'warning' ) );
	}
	$package = map_of( $result->data, 'package' );
	$card    = card_view( $package );
	return test_banner( str_of( $result->data, 'mode' ) ) . back_link() . template(
		'order-step',
		array(
			'card'    => $card,
			'methods' => payment_methods( $package, rows_of( $result->data, 'methods' ) ),
			'free'    => is_free( $package ),
			'login'   => is_user_logged_in() ? '' : wp_login_url( page_url( array( 'sp_buy' => $id ) ) ),
			'error'   => purchase_error(),
			'action'  => page_url(),
			'nonce'   => wp_create_nonce( 'session-packages-buy-' . $id ),
			'key'     => purchase_key( $id ),
			'version' => int_of( $package, 'version' ),
		)
	);
}

/** The ways to pay for a package. A free one has exactly one. */
function payment_methods( array $package, array $methods ): array {
	return is_free( $package )
		? array( 'free' => array( 'label' => method_label( 'free' ), 'hint' => '', 'mark' => '' ) )
		: method_choices( $methods );
}

/** Takes the forms of the shop. Runs before anything is printed; a form of ours always ends in a redirect. */
function handle_purchase(): void {
	switch ( input( $_POST, 'sp_action' ) ) { // phpcs:ignore WordPress.Security.NonceVerification.Missing -- checked by each.
		case 'buy':
			handle_buy( id_from( input( $_POST, 'sp_package' ) ) ); // phpcs:ignore WordPress.Security.NonceVerification.Missing
			break;
		case 'pay':
			handle_pay( id_from( input( $_POST, 'sp_order' ) ) ); // phpcs:ignore WordPress.Security.NonceVerification.Missing
	}
}

/** Places an order and leads on to its payment. */
function handle_buy( string $id ): void {
	if ( ! is_user_logged_in() ) {
		leave_for( wp_login_url( page_url( array( 'sp_buy' => $id ) ) ) );
	}
	if ( ! wp_verify_nonce( input( $_POST, 'sp_nonce' ), 'session-packages-buy-' . $id ) ) {
		leave_for( page_url( array( 'sp_buy' => $id, 'sp_error' => 'form_expired' ) ) );
	}
	$key    = key_from( input( $_POST, 'sp_key' ) );
	$order  = array(
		'package'    => $id,
		'version'    => (int) input( $_POST, 'sp_version' ), // What the customer saw and agrees to.
		'method'     => input( $_POST, 'sp_method', 40 ),
		'return_url' => page_url(),
	);
	$online = '' !== provider_name( $order['method'] ); // Then a provider is asked for its page before we hear anything.
	$result = send( 'POST', '/v1/orders', $order, $key, 'customer', $online ? PAY_TIMEOUT : WRITE_TIMEOUT );
	remember_purchase_key( $id, $result->unknown ? $key : '' );
	if ( $result->ok ) {
		leave_for_order( map_of( $result->data, 'order' ) );
	}
	$code = $result->unknown ? 'outcome_unknown' : $result->code;
	leave_for( page_url( array( 'sp_buy' => $id, 'sp_error' => $code ) ) );
}

/** Redirects within the site (or to a host that was just allowed) and ends. */
function leave_for( string $url ): void {
	nocache_headers();
	wp_safe_redirect( $url, 303 );
	exit;
}

/** Why the last try did not work. Only known codes become sentences, so an address cannot put words in our mouth. */
function purchase_error(): string {
	$code = input( $_GET, 'sp_error', 40 ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading only.
	if ( '' === $code ) {
		return '';
	}
	$own = array(
		'form_expired'    => __( 'This page was open for too long. Please place your order again.', 'session-packages' ),
		'offer_changed'   => __( 'Price or terms of this package have changed. Please look at them again before you order.', 'session-packages' ),
		'invalid_fields'  => reason_text( 'method_unavailable' ),
		'outcome_unknown' => __( 'We could not see whether your order arrived. Please send it again: it is never placed twice.', 'session-packages' ),
	);
	$text = $own[ $code ] ?? reason_text( $code );
	return '' === $text ? __( 'Your order was not placed. Please try again.', 'session-packages' ) : $text;
}

/** The key of a try whose outcome is unknown is used again, so the order is never placed twice. */
function purchase_key( string $package ): string {
	$kept = get_transient( purchase_key_name( $package ) );
	return is_string( $kept ) && '' !== $kept ? key_from( $kept ) : wp_generate_uuid4();
}

/** Keeps or forgets that key. Bound to the user; only well formed ids and keys get here. */
function remember_purchase_key( string $package, string $key ): void {
	if ( '' !== $key ) {
		set_transient( purchase_key_name( $package ), $key, 15 * MINUTE_IN_SECONDS );
	} else {
		delete_transient( purchase_key_name( $package ) );
	}
}

/** Name of the transient for one user and package. */
function purchase_key_name( string $package ): string {
	return 'session_packages_try_' . get_current_user_id() . '_' . md5( $package );
}

/** The way back to all packages. */
function back_link(): string {
	return template( 'back', array( 'url' => page_url() ) );
}

/** A link to the login that comes back here. */
function login_link( array $args ): string {
	return template( 'login', array( 'url' => wp_login_url( page_url( $args ) ) ) );
}
