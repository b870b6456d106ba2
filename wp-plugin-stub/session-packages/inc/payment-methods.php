<?php
/**
 * The ways to pay as buyers see them, and the way to a provider's page and back.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** The ways to pay as id → [label, hint, mark], in the sidecar's order. */
function method_choices( array $methods ): array {
	$found = array();
	foreach ( $methods as $method ) {
		$id = str_of( $method, 'id' );
		if ( '' !== $id && 'free' !== $id ) {
			$label        = method_label( $id );
			$found[ $id ] = array(
				'label' => $label === $id ? str_of( $method, 'label' ) : $label,
				'hint'  => method_hints()[ $id ] ?? '',
				'mark'  => method_marks()[ $id ] ?? '',
			);
		}
	}
	return $found;
}

/** What happens next, in the customer's words. */
function method_hints(): array {
	return array(
		'stripe'        => __( 'All common cards, and wallets such as Apple Pay and Google Pay. You pay on Stripe’s page and come back here.', 'session-packages' ),
		'paypal'        => __( 'You pay on PayPal’s page and come back here.', 'session-packages' ),
		'bank_transfer' => __( 'You see our account details next. Your sessions are ready as soon as the money has arrived.', 'session-packages' ),
	);
}

/** Who takes the money, where it is a provider with a page of its own. */
function provider_name( string $method ): string {
	return array(
		'stripe' => 'Stripe',
		'paypal' => 'PayPal',
	)[ $method ] ?? '';
}

/** A small drawing for each way to pay; it says nothing that the label does not say. */
function method_marks(): array {
	$frame = '<svg class="sp-method__mark" viewBox="0 0 32 24" width="32" height="24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">%s</svg>';
	return array(
		'stripe'        => sprintf( $frame, '<rect x="2" y="3" width="28" height="18" rx="3"/><path d="M2 9h28M6.5 16h6"/>' ),
		'paypal'        => sprintf( $frame, '<path d="M4 7.5C4 5 5.5 4 7.5 4H25v4.5M4 7.5C4 9 5.2 9 7 9h18.5A2.5 2.5 0 0 1 28 11.5V18a2.5 2.5 0 0 1-2.5 2.5H7.5C5.5 20.5 4 19.5 4 17z"/><path d="M22.5 14.7h.1"/>' ),
		'bank_transfer' => sprintf( $frame, '<path d="M4 9.5 16 3l12 6.5zM7 9.5v8M13 9.5v8M19 9.5v8M25 9.5v8M4 21h24"/>' ),
	);
}

/**
 * Redirects to a provider's page and ends. The address came from the sidecar just now, in a signed call's answer; its host is
 * allowed for this one redirect, and never without https (but on this very machine, where a studio is tried out).
 */
function leave_for_provider( string $url ): void {
	$parts = wp_parse_url( $url );
	if ( ! is_array( $parts ) || ! is_safe_address( $parts ) || isset( $parts['user'] ) ) {
		wp_die( esc_html__( 'The address of the payment page could not be used. Nothing was charged.', 'session-packages' ), '', array( 'response' => 502 ) );
	}
	add_filter( 'allowed_redirect_hosts', static fn( $hosts ): array => array_merge( (array) $hosts, array( $parts['host'] ) ) );
	leave_for( $url );
}

/** Where an order leads next: to the provider's page, else to the page of the order itself. Without a page there is trouble, unless the payment is on its way. */
function leave_for_order( array $order ): void {
	$url = str_of( map_of( $order, 'next' ), 'redirect_url' );
	if ( '' !== $url ) {
		leave_for_provider( $url );
	}
	$online = 'awaiting_payment' === str_of( $order, 'status' ) && '' !== provider_name( str_of( $order, 'method' ) );
	$failed = $online && 'waiting' !== str_of( map_of( $order, 'payment' ), 'state' );
	leave_for( page_url( array( 'sp_order' => str_of( $order, 'id' ) ) + ( $failed ? array( 'sp_error' => 'payment_unavailable' ) : array() ) ) );
}

/** A visible word on every page of a shop that takes no real money. */
function test_banner( string $mode ): string {
	return 'test' === $mode ? template( 'test-banner' ) : '';
}
