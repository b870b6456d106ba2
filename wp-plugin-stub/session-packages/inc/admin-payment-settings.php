<?php
/**
 * Settings of Stripe and PayPal: keys that are typed in and never come back, and where the providers shall tell their news.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Fields for Stripe. $now is what the sidecar has of it. */
function stripe_fields( array $now ): array {
	$mode   = mode_label( str_of( $now, 'key_mode' ) );
	$fields = array(
		array( 'name' => 'stripe.enabled', 'label' => __( 'Stripe', 'session-packages' ), 'type' => 'checkbox', 'suffix' => __( 'Customers can pay by card, Apple Pay, Google Pay and what else you switch on at Stripe', 'session-packages' ), 'help' => __( 'They pay on Stripe’s own page. Card numbers never touch your site.', 'session-packages' ) ),
		secret_field( 'stripe.key', __( 'Secret key', 'session-packages' ), $now, str_of( $now, 'key_last4' ), $mode, __( 'Best a restricted key (rk_…) with the rights “Checkout Sessions: write”, “PaymentIntents: read”, “Charges and Refunds: write” and “Disputes: read”. In Stripe: Developers → API keys.', 'session-packages' ) ),
		secret_field( 'stripe.webhook_secret', __( 'Signing secret', 'session-packages' ), $now, str_of( $now, 'webhook_secret_last4' ), '', __( 'Starts with whsec_. Stripe shows it once you have added the webhook address below.', 'session-packages' ) ),
	);
	return editable( $fields, $now );
}

/** Fields for PayPal. */
function paypal_fields( array $now ): array {
	$mode   = mode_label( str_of( $now, 'mode' ) );
	$fields = array(
		array( 'name' => 'paypal.enabled', 'label' => __( 'PayPal', 'session-packages' ), 'type' => 'checkbox', 'suffix' => __( 'Customers can pay with PayPal', 'session-packages' ), 'help' => __( 'They pay on PayPal’s own page.', 'session-packages' ) ),
		array( 'name' => 'paypal.client_id', 'label' => __( 'Client ID', 'session-packages' ), 'type' => 'text', 'help' => __( 'In PayPal’s developer dashboard: Apps & Credentials → your app. Among its features, “Accept payments” and “Disputes” must be on.', 'session-packages' ) ),
		secret_field( 'paypal.secret', __( 'Secret', 'session-packages' ), $now, str_of( $now, 'secret_last4' ), $mode, __( 'Beside the client ID.', 'session-packages' ) ),
		array( 'name' => 'paypal.webhook_id', 'label' => __( 'Webhook ID', 'session-packages' ), 'type' => 'text', 'help' => __( 'PayPal shows it once you have added the webhook address below.', 'session-packages' ) ),
		array( 'name' => 'paypal.merchant_id', 'label' => __( 'Merchant ID', 'session-packages' ), 'type' => 'text', 'help' => __( 'Of your PayPal account. Only money that went to this account counts.', 'session-packages' ) ),
	);
	return editable( $fields, $now );
}

/** A key: what is stored is told by its last four characters only. */
function secret_field( string $name, string $label, array $now, string $last4, string $mode, string $help ): array {
	if ( '' !== $last4 ) {
		/* translators: %s: the last four characters of a key, e.g. …4242 */
		$stored = sprintf( __( 'Stored: %s', 'session-packages' ), "…{$last4}" ) . ( '' === $mode ? '' : ", {$mode}" );
		$help   = $stored . '. ' . __( 'Leave empty to keep it.', 'session-packages' ) . ' ' . $help;
	}
	return array( 'name' => $name, 'label' => $label, 'type' => 'secret', 'stored' => '' !== $last4, 'last4' => $last4, 'mode' => $mode, 'help' => $help );
}

/** What the environment of the sidecar sets is shown and cannot be changed here. */
function editable( array $fields, array $now ): array {
	if ( 'environment' !== str_of( $now, 'source' ) ) {
		return $fields;
	}
	foreach ( $fields as $number => $field ) {
		if ( 'checkbox' !== $field['type'] ) {
			$name   = explode( '.', $field['name'], 2 )[1];
			$hidden = '' === ( $field['last4'] ?? '' ) ? '' : "…{$field['last4']}";
			$value  = implode( ', ', array_filter( array( 'secret' === $field['type'] ? $hidden : str_of( $now, $name ), $field['mode'] ?? '' ) ) );

			$fields[ $number ] = array( 'type' => 'fixed', 'text' => '' === $value ? '–' : $value, 'help' => __( 'From the environment of the sidecar; cannot be changed here.', 'session-packages' ) ) + $field;
		}
	}
	return $fields;
}

/** A provider that has no keys yet and was left as it is says nothing: keys in the environment may come later, and then count. */
function without_untouched( array $body, array $posted ): array {
	foreach ( array_keys( WEBHOOK_HEADERS ) as $provider ) {
		if ( '1' === input( $posted, $provider . '.unset' ) && ! array_filter( map_of( $body, $provider ) ) ) {
			unset( $body[ $provider ] );
		}
	}
	return $body;
}

/** What a key can move: real money or none. */
function mode_label( string $mode ): string {
	return array(
		'live' => __( 'live: real money', 'session-packages' ),
		'test' => __( 'test: no real money', 'session-packages' ),
	)[ $mode ] ?? '';
}

/** Where the provider shall tell its news, and how to set that up there. */
function webhook_box( string $provider, array $now ): string {
	$words = array(
		'stripe' => array(
			'title'  => __( 'Let Stripe tell your site about payments', 'session-packages' ),
			'steps'  => array(
				__( 'In Stripe, open Developers → Webhooks and add an endpoint (“Add destination”).', 'session-packages' ),
				__( 'Copy this address into “Endpoint URL”:', 'session-packages' ),
				__( 'Choose these events, then save:', 'session-packages' ),
				__( 'Copy the signing secret (whsec_…) that Stripe then shows into the field above.', 'session-packages' ),
			),
			'events' => 'checkout.session.completed, checkout.session.async_payment_succeeded, checkout.session.async_payment_failed, checkout.session.expired, refund.created, refund.updated, refund.failed, charge.refunded, charge.dispute.created, charge.dispute.updated, charge.dispute.closed, charge.dispute.funds_withdrawn, charge.dispute.funds_reinstated',
		),
		'paypal' => array(
			'title'  => __( 'Let PayPal tell your site about payments', 'session-packages' ),
			'steps'  => array(
				__( 'In PayPal’s developer dashboard, open your app and choose “Add Webhook”.', 'session-packages' ),
				__( 'Copy this address into “Webhook URL”:', 'session-packages' ),
				__( 'Choose these events, then save:', 'session-packages' ),
				__( 'Copy the webhook ID that PayPal then shows into the field above.', 'session-packages' ),
			),
			'events' => 'CHECKOUT.ORDER.APPROVED, CHECKOUT.ORDER.COMPLETED, CHECKOUT.PAYMENT-APPROVAL.REVERSED, PAYMENT.CAPTURE.COMPLETED, PAYMENT.CAPTURE.PENDING, PAYMENT.CAPTURE.DENIED, PAYMENT.CAPTURE.DECLINED, PAYMENT.CAPTURE.REFUNDED, PAYMENT.CAPTURE.REVERSED, PAYMENT.REFUND.PENDING, PAYMENT.REFUND.FAILED, CUSTOMER.DISPUTE.CREATED, CUSTOMER.DISPUTE.UPDATED, CUSTOMER.DISPUTE.RESOLVED',
		),
	);
	return template(
		'admin/webhook',
		$words[ $provider ] + array(
			'provider' => $provider,
			'unset'    => '' === str_of( $now, 'source' ),
			'url'      => str_of( $now, 'webhook_url' ),
			'direct'   => str_of( $now, 'webhook_url_direct' ),
		)
	);
}
