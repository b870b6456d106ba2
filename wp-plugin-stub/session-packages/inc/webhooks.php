<?php
/**
 * Payment providers tell that something happened: passed on to the sidecar byte by byte, for sites whose sidecar cannot be
 * reached from outside. Nothing here is believed, read or kept: the sidecar checks the provider's signature over the raw body.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const WEBHOOK_LIMIT   = 512 * KB_IN_BYTES; // the sidecar's own
const WEBHOOK_TIMEOUT = 5.0;
const WEBHOOK_HEADERS = array(
	'stripe' => array( 'stripe-signature' ),
	'paypal' => array( 'paypal-auth-algo', 'paypal-cert-url', 'paypal-transmission-id', 'paypal-transmission-sig', 'paypal-transmission-time' ),
);

/** POST /session-packages/v1/webhooks/stripe and …/paypal. */
function register_webhooks(): void {
	foreach ( array_keys( WEBHOOK_HEADERS ) as $provider ) {
		register_rest_route(
			'session-packages/v1',
			'/webhooks/' . $provider,
			array(
				'methods'             => 'POST',
				'callback'            => static fn( \WP_REST_Request $request ): \WP_REST_Response => forward_webhook( $provider, $request ),
				// Open by nature: a provider cannot log in. It can do nothing but reach the sidecar, which believes signatures only.
				'permission_callback' => '__return_true',
			)
		);
	}
}

/**
 * Passes one on and gives back what the sidecar said. Whatever goes wrong on the way is 503: the provider tries again.
 *
 * Not by call(): strangers reach this, so it neither counts for the breaker nor waits for it, and it writes nothing anywhere.
 */
function forward_webhook( string $provider, \WP_REST_Request $request ): \WP_REST_Response {
	$body       = $request->get_body();
	$connection = connection();
	if ( strlen( $body ) > WEBHOOK_LIMIT ) {
		return new \WP_REST_Response( array( 'received' => false ), 413 );
	}
	if ( null === $connection ) {
		return new \WP_REST_Response( array( 'received' => false ), 503 );
	}
	$headers = array( 'x-sp-request-id' => request_id() );
	foreach ( WEBHOOK_HEADERS[ $provider ] as $name ) {
		$headers[ $name ] = one_line( (string) $request->get_header( $name ), 2000 );
	}
	$answer = raw_request( 'POST', "{$connection['url']}/webhooks/{$provider}", $body, $headers, WEBHOOK_TIMEOUT );
	$status = is_wp_error( $answer ) ? 503 : (int) wp_remote_retrieve_response_code( $answer );
	$status = in_array( $status, array( 200, 400, 413 ), true ) ? $status : 503;
	return new \WP_REST_Response( array( 'received' => 200 === $status ), $status );
}
