<?php
/**
 * One order of the customer: what became of its payment, said honestly, and what can be done next.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const LOOKS = 5; // how often the page looks again by itself

/** The page. Who comes back from the provider's page has the sidecar ask there first. */
function order_page( string $id ): string {
	$returned = came_back( 'sp_return' );
	if ( ! is_user_logged_in() ) {
		$text = $returned
			? __( 'Please log in again to see your order. If you have paid, your money is safe: we find your payment by ourselves.', 'session-packages' )
			: __( 'Please log in to see your order.', 'session-packages' );
		return message( $text ) . login_link( array( 'sp_order' => $id ) + ( $returned ? array( 'sp_return' => '1' ) : array() ) );
	}
	$result = asked_order( $id, $returned || came_back( 'sp_cancelled' ) );
	if ( ! $result->ok ) {
		return back_link() . message( $result->down() ? unseen_text( $returned ) : unknown_text( $returned ), '', 'warning' );
	}
	$order = map_of( $result->data, 'order' );
	return test_banner( str_of( $order, 'mode' ) ) . back_link() . template( 'order', order_view( $order ) + order_steps( $order, $returned ) );
}

/** Whether the address says that the customer comes from a provider's page. Anybody may write it there: it grants nothing. */
function came_back( string $how ): bool {
	return '1' === input( $_GET, $how ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading only.
}

/** The order as it is; asked at the provider first, where that may have news. */
function asked_order( string $id, bool $look ): Result {
	$asked = $look ? send( 'POST', "/v1/orders/{$id}/check", array(), wp_generate_uuid4(), 'customer', LOOK_TIMEOUT ) : failure( '' );
	return $asked->ok ? $asked : get( '/v1/orders/' . $id, array(), 'customer' );
}

/** When nothing can be shown, whoever has just paid must not think that the money is gone. */
function unseen_text( bool $returned ): string {
	return $returned
		? __( 'Your order cannot be shown at the moment. If you have paid, your money is safe: we find your payment by ourselves. Please come back in a few minutes.', 'session-packages' )
		: __( 'Your order cannot be shown at the moment. Please come back in a few minutes.', 'session-packages' );
}

/** Somebody else's order is as unknown as one that never was; who has just paid may simply be logged in as somebody else. */
function unknown_text( bool $returned ): string {
	return __( 'This order could not be found.', 'session-packages' ) . ( $returned
		? ' ' . __( 'If you have just paid, please log in with the account you ordered with. Your money is safe.', 'session-packages' )
		: '' );
}

/**
 * Where an order stands, as its page tells it: paid, cancelled, transfer, waiting, failed, expired, checking, left, open.
 */
function order_state( array $order, bool $returned ): string {
	$status  = str_of( $order, 'status' );
	$payment = str_of( map_of( $order, 'payment' ), 'state' );
	if ( 'awaiting_payment' !== $status ) {
		return 'paid' === $status ? 'paid' : 'cancelled';
	}
	if ( map_of( $order, 'instructions' ) ) {
		return 'transfer';
	}
	if ( in_array( $payment, array( 'waiting', 'failed', 'expired' ), true ) ) {
		return $payment;
	}
	if ( $returned ) {
		return 'checking';
	}
	return came_back( 'sp_cancelled' ) ? 'left' : 'open';
}

/** What the page says and offers, besides the order's own facts. */
function order_steps( array $order, bool $returned ): array {
	$id       = str_of( $order, 'id' );
	$state    = order_state( $order, $returned );
	$provider = provider_name( str_of( map_of( $order, 'payment' ), 'method' ) );
	$look     = max( 0, (int) input( $_GET, 'sp_look' ) ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading only.
	$again    = array( 'sp_order' => $id, 'sp_return' => '1' );
	$methods  = method_choices( rows_of( $order, 'methods' ) );
	if ( 'transfer' === $state ) {
		unset( $methods['bank_transfer'] );
	}
	$hidden = 'waiting' === $state || ( 'checking' === $state && $look < LOOKS ); // Nobody shall be led to pay twice.
	return array(
		'state'     => $state,
		'quiet'     => '' !== order_error() && in_array( $state, array( 'left', 'open', 'expired' ), true ), // One message is enough.
		'words'     => order_words( $state, '' === $provider ? __( 'the payment page', 'session-packages' ) : $provider, str_of( $order, 'end_reason' ) ),
		'error'     => order_error(),
		'methods'   => $hidden ? array() : $methods,
		'unfold'    => array(
			'transfer' => __( 'Pay in another way', 'session-packages' ),
			'checking' => __( 'I have not paid yet', 'session-packages' ),
		)[ $state ] ?? '',
		'chosen'    => str_of( $order, 'method' ),
		'action'    => page_url(),
		'nonce'     => wp_create_nonce( 'session-packages-pay-' . $id ),
		'key'       => wp_generate_uuid4(),
		'refresh'   => 'checking' === $state || 'waiting' === $state ? page_url( $again ) : '',
		'by_itself' => 'checking' === $state && $look < LOOKS ? page_url( $again + array( 'sp_look' => (string) ( $look + 1 ) ) ) : '',
		'buy_again' => 'cancelled' === $state ? page_url( array( 'sp_buy' => str_of( map_of( $order, 'package' ), 'id' ) ) ) : '',
	);
}

/**
 * Headline, tone of the message, its first sentence and the rest. "Nothing was charged" is said only where the provider says so:
 * of who left its page we know no more than that nothing has come, and perhaps they have paid in another tab.
 *
 * @return array{0:string,1:string,2:string,3:string}
 */
function order_words( string $state, string $provider, string $why ): array {
	$title = __( 'Your order', 'session-packages' );
	$words = array(
		'paid'     => array( __( 'Your package is ready', 'session-packages' ), 'success', __( 'Everything is paid. You can use your sessions when you book.', 'session-packages' ), '' ),
		'transfer' => array( __( 'Thank you! One step is left: your transfer', 'session-packages' ), 'wait', __( 'We are waiting for your transfer.', 'session-packages' ), __( 'You cannot use your package yet. Once the money has arrived, it appears under My Packages.', 'session-packages' ) ),
		'waiting'  => array( __( 'Thank you! Your payment is on its way', 'session-packages' ), 'wait', __( 'Your bank confirms the payment; this can take days.', 'session-packages' ), __( 'You need not do anything, and please do not pay again. Once the money has arrived, your package appears under My Packages, and we tell you by e-mail.', 'session-packages' ) ),
		/* translators: %s: Stripe or PayPal */
		'checking' => array( __( 'We are checking your payment', 'session-packages' ), 'wait', sprintf( __( '%s has not confirmed your payment yet. This usually takes a few seconds.', 'session-packages' ), $provider ), __( 'Please do not pay again. You may also close this page: we find your payment by ourselves and tell you by e-mail.', 'session-packages' ) ),
		'left'     => array( $title, 'warning', __( 'You have left the payment page. We have not received a payment.', 'session-packages' ), __( 'Your order is kept: you can pay now, or come back later.', 'session-packages' ) ),
		'open'     => array( $title, 'warning', __( 'We have not received your payment yet.', 'session-packages' ), __( 'Your package is ready as soon as we have.', 'session-packages' ) ),
		'failed'   => array( $title, 'error', __( 'The payment did not go through. Nothing was charged.', 'session-packages' ), __( 'Perhaps your bank has declined it. You can try again, also with another card or in another way.', 'session-packages' ) ),
		'expired'  => array( $title, 'warning', __( 'The payment page was open for too long, so it was closed. Nothing was charged.', 'session-packages' ), __( 'Your order is kept: you can pay now, or come back later.', 'session-packages' ) ),
	);
	return $words[ $state ] ?? array(
		$title,
		'warning',
		'not_paid_in_time' === $why ? __( 'This order was cancelled, because it was not paid in time.', 'session-packages' ) : __( 'This order was cancelled.', 'session-packages' ),
		__( 'Please do not transfer any money for it. If you have paid already, please tell us: your money is not lost.', 'session-packages' ),
	);
}

/** Why going on to the payment did not work. Only known codes become sentences. */
function order_error(): string {
	$code = input( $_GET, 'sp_error', 40 ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading only.
	$own  = array(
		'form_expired'        => __( 'This page was open for too long. Please try again.', 'session-packages' ),
		'payment_unavailable' => __( 'The payment page cannot be reached at the moment. Your order is kept, and nothing was charged just now. Please try again, or pay in another way.', 'session-packages' ),
		'outcome_unknown'     => __( 'We could not reach the payment page. Please try again: you never pay twice.', 'session-packages' ),
	);
	$text = $own[ $code ] ?? reason_text( $code );
	return '' === $code || '' !== $text ? $text : __( 'It did not work. Please try again.', 'session-packages' );
}

/** Goes on with the payment of an order, also in another way. */
function handle_pay( string $id ): void {
	$here = array( 'sp_order' => $id );
	if ( ! is_user_logged_in() ) {
		leave_for( wp_login_url( page_url( $here ) ) );
	}
	if ( ! wp_verify_nonce( input( $_POST, 'sp_nonce' ), 'session-packages-pay-' . $id ) ) {
		leave_for( page_url( $here + array( 'sp_error' => 'form_expired' ) ) );
	}
	$how    = array(
		'method'     => input( $_POST, 'sp_method', 40 ),
		'return_url' => page_url(),
	);
	$result = send( 'POST', "/v1/orders/{$id}/pay", $how, key_from( input( $_POST, 'sp_key' ) ), 'customer', PAY_TIMEOUT );
	if ( $result->ok ) {
		leave_for_order( map_of( $result->data, 'order' ) );
	}
	// Paid or cancelled meanwhile, perhaps in another tab: the page itself says so.
	$code = $result->unknown ? 'outcome_unknown' : $result->code;
	leave_for( page_url( $here + ( 'order_not_awaiting' === $code ? array() : array( 'sp_error' => $code ) ) ) );
}
