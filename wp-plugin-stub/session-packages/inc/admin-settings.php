<?php
/**
 * Tab "Settings", section "General": money, rules, ways to pay, and the connection to the sidecar.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the section "General". */
function general_section(): string {
	$result = get( '/v1/manage/settings' );
	if ( ! $result->ok ) {
		return trouble( $result ) . connection_box( $result );
	}
	$settings = map_of( $result->data, 'settings' );
	$kept     = kept( 'settings' );
	return template(
		'admin/settings',
		array(
			'head'     => form_head( 'save_settings', '', str_of( $kept, 'key' ) ),
			'sections' => general_parts( $settings, $kept ),
			'timezone' => str_of( $settings, 'timezone' ),
			'general'  => current_user_can( 'manage_options' ) ? admin_url( 'options-general.php' ) . '#timezone_string' : '',
		)
	) . connection_box( $result );
}

/** The parts of the form: title, what it is about, its fields, what stands below them. */
function general_parts( array $settings, array $kept ): array {
	$parts = array(
		array( 'general', __( 'Your shop', 'session-packages' ), general_fields( currency_options( $settings ) ), '' ),
		array( 'stripe', __( 'Cards and wallets, by Stripe', 'session-packages' ), stripe_fields( map_of( $settings, 'stripe' ) ), webhook_box( 'stripe', map_of( $settings, 'stripe' ) ) ),
		array( 'paypal', __( 'PayPal', 'session-packages' ), paypal_fields( map_of( $settings, 'paypal' ) ), webhook_box( 'paypal', map_of( $settings, 'paypal' ) ) ),
		array( 'transfer', __( 'Bank transfer', 'session-packages' ), transfer_fields(), '' ),
	);
	$drawn = array();
	foreach ( $parts as list( $name, $title, $fields, $below ) ) {
		$values  = $kept ? $kept['values'] + display_values( $fields, $settings ) : display_values( $fields, $settings );
		$drawn[] = array(
			'name'  => $name,
			'title' => $title,
			'rows'  => form_rows( $fields, $values, $kept ? $kept['errors'] : array() ),
			'below' => $below,
		);
	}
	return $drawn;
}

/** Every field that the form can have. */
function all_settings_fields(): array {
	return array_merge( general_fields( array() ), stripe_fields( array() ), paypal_fields( array() ), transfer_fields() );
}

/** What concerns every sale. */
function general_fields( array $currencies ): array {
	return array(
		array( 'name' => 'currency', 'label' => __( 'Currency', 'session-packages' ), 'type' => 'select', 'required' => true, 'options' => $currencies, 'help' => __( 'Of all prices. Orders keep the currency they were placed in.', 'session-packages' ) ),
		array( 'name' => 'cancel_hours', 'label' => __( 'Cancelling', 'session-packages' ), 'type' => 'int', 'required' => true, 'suffix' => __( 'hours before the start', 'session-packages' ), 'help' => __( 'Customers who cancel at least this early get their session back. 0: always. If you cancel, they always get it back.', 'session-packages' ) ),
		array( 'name' => 'refund_rule', 'label' => __( 'Refunds', 'session-packages' ), 'type' => 'select', 'required' => true, 'options' => array(
			'unused_value' => rule_label( 'unused_value' ),
			'single_price' => rule_label( 'single_price' ),
			'custom'       => rule_label( 'custom' ),
		), 'help' => __( 'How you usually refund unused sessions. It is proposed first; with every refund you may choose another way.', 'session-packages' ) ),
		array( 'name' => 'tax.rate_percent', 'label' => __( 'Tax', 'session-packages' ), 'type' => 'text', 'suffix' => '%', 'attrs' => array( 'inputmode' => 'decimal', 'class' => 'small-text' ), 'help' => __( 'Included in your prices, for example 20. With 0 no tax is shown.', 'session-packages' ) ),
		array( 'name' => 'tax.label', 'label' => __( 'Name of the tax', 'session-packages' ), 'type' => 'text', 'help' => __( 'As it stands on receipts, for example VAT.', 'session-packages' ) ),
	);
}

/** Bank transfer. */
function transfer_fields(): array {
	return array(
		array( 'name' => 'bank_transfer.enabled', 'label' => __( 'Bank transfer', 'session-packages' ), 'type' => 'checkbox', 'suffix' => __( 'Customers can pay by bank transfer', 'session-packages' ), 'help' => __( 'They get your account details and a reference; you confirm when the money has arrived.', 'session-packages' ) ),
		array( 'name' => 'bank_transfer.account_holder', 'label' => __( 'Account holder', 'session-packages' ), 'type' => 'text', 'help' => __( 'To whom customers make out the transfer.', 'session-packages' ) ),
		array( 'name' => 'bank_transfer.account', 'label' => __( 'Account number / IBAN', 'session-packages' ), 'type' => 'text', 'help' => __( 'Where the money goes. An IBAN is checked for slips of the pen.', 'session-packages' ) ),
		array( 'name' => 'bank_transfer.bank_code', 'label' => __( 'Bank code / BIC', 'session-packages' ), 'type' => 'text', 'help' => __( 'Only if your customers need it.', 'session-packages' ) ),
		array( 'name' => 'bank_transfer.bank_name', 'label' => __( 'Bank', 'session-packages' ), 'type' => 'text', 'help' => __( 'Its name, as some banks ask for it.', 'session-packages' ) ),
		array( 'name' => 'bank_transfer.note', 'label' => __( 'Note for customers', 'session-packages' ), 'type' => 'textarea', 'help' => __( 'Shown below the account details, for example how long a transfer takes.', 'session-packages' ) ),
		array( 'name' => 'bank_transfer.remind_days', 'label' => __( 'Reminder', 'session-packages' ), 'type' => 'int', 'suffix' => __( 'days after the order', 'session-packages' ), 'help' => __( 'Who has not paid by then gets one e-mail with the account details. 0: no reminder.', 'session-packages' ) ),
		array( 'name' => 'bank_transfer.cancel_days', 'label' => __( 'Cancel unpaid orders', 'session-packages' ), 'type' => 'int', 'suffix' => __( 'days after the order', 'session-packages' ), 'help' => __( 'Money that arrives later is still honoured. 0: never.', 'session-packages' ) ),
	);
}

/** Currencies as code → label. */
function currency_options( array $settings ): array {
	$options = array();
	foreach ( map_of( $settings, 'currencies' ) as $currency ) {
		$code = is_string( $currency ) ? $currency : str_of( $currency, 'code' );
		$name = is_string( $currency ) ? '' : str_of( $currency, 'name' );

		$options[ $code ] = '' === $name ? $code : "{$code} – {$name}";
	}
	return $options;
}

/** Before pairing: one field for the connection code. */
function connect_box(): string {
	$kept = kept( 'pair' );
	return template(
		'admin/connect',
		array(
			'allowed' => current_user_can( 'manage_options' ),
			'head'    => form_head( 'pair' ),
			'code'    => str_of( map_of( $kept, 'values' ), 'code' ),
			'error'   => str_of( $kept, 'message' ),
		)
	);
}

/** After pairing: who we are connected to, and the way out. */
function connection_box( Result $asked ): string {
	$connection = connection();
	$status     = $asked->ok ? get( '/v1/status' ) : $asked;
	$site       = map_of( $status->data, 'site' );
	$seen       = str_of( $status->data, 'fingerprint' );
	$paired     = $connection['paired_at'] ?? 0;
	$facts      = array(
		__( 'Fingerprint', 'session-packages' )     => $connection['fingerprint'] ?? '',
		__( 'Site', 'session-packages' )            => str_of( $site, 'name' ),
		__( 'Time zone', 'session-packages' )       => str_of( $site, 'timezone' ),
		__( 'Sidecar version', 'session-packages' ) => str_of( $status->data, 'version' ),
		__( 'Sidecar address', 'session-packages' ) => $connection['url'] ?? '',
		__( 'Connected since', 'session-packages' ) => $paired ? (string) wp_date( site_date_format(), $paired ) : '',
	);
	return template(
		'admin/connection',
		array(
			'ok'      => $status->ok,
			'facts'   => array_filter( $facts ),
			'changed' => '' !== $seen && $seen !== ( $connection['fingerprint'] ?? '' ) ? $seen : '',
			'fixed'   => $connection['fixed'] ?? false,
			'head'    => current_user_can( 'manage_options' ) ? form_head( 'disconnect' ) : '',
		)
	);
}
