<?php
/**
 * What staff have done, in words: the sidecar's names of acts as sentences, their values, what they were done to.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Act → sentence. */
function activity_texts(): array {
	return array(
		'sale'               => __( 'Sold a package by hand', 'session-packages' ),
		'confirm_transfer'   => __( 'Confirmed that money has arrived', 'session-packages' ),
		'cancel_order'       => __( 'Cancelled an order', 'session-packages' ),
		'import'             => __( 'Uploaded a file of balances', 'session-packages' ),
		'task_start'         => __( 'Started an import', 'session-packages' ),
		'extension'          => __( 'Extended many packages', 'session-packages' ),
		'reserve'            => __( 'Used a package session for a booking', 'session-packages' ),
		'reinstate'          => __( 'Gave a session back', 'session-packages' ),
		'adjust'             => __( 'Added or took sessions', 'session-packages' ),
		'validity'           => __( 'Moved the last day of a package', 'session-packages' ),
		'suspend'            => __( 'Suspended a package', 'session-packages' ),
		'resume'             => __( 'Resumed a package', 'session-packages' ),
		'roll_over'          => __( 'Rolled a package over', 'session-packages' ),
		'reassign'           => __( 'Gave a package to somebody else', 'session-packages' ),
		'undo'               => __( 'Undid a step', 'session-packages' ),
		'refund'             => __( 'Refunded unused sessions', 'session-packages' ),
		'refund_surplus'     => __( 'Gave back money that paid for nothing', 'session-packages' ),
		'refund_sent'        => __( 'Sent a refund by hand', 'session-packages' ),
		'refund_withdraw'    => __( 'Withdrew a refund', 'session-packages' ),
		'refund_take'        => __( 'Took sessions after a refund made elsewhere', 'session-packages' ),
		'package_create'     => __( 'Added a package for sale', 'session-packages' ),
		'package_update'     => __( 'Changed a package for sale', 'session-packages' ),
		'package_move'       => __( 'Moved a package for sale to another place', 'session-packages' ),
		'package_status'     => __( 'Changed the status of a package for sale', 'session-packages' ),
		'mail'               => __( 'Changed an e-mail', 'session-packages' ),
		'mail_reset'         => __( 'Put an e-mail back as it came with the plugin', 'session-packages' ),
		'mail_test'          => __( 'Sent a test of an e-mail', 'session-packages' ),
		'mail_resend'        => __( 'Sent an e-mail once more', 'session-packages' ),
		'mail_rules'         => __( 'Changed when e-mails go out', 'session-packages' ),
		'mail_delivery'      => __( 'Changed how e-mails are delivered', 'session-packages' ),
		'mail_delivery_test' => __( 'Sent a test mail', 'session-packages' ),
		'settings'           => __( 'Changed the settings', 'session-packages' ),
		'access'             => __( 'Changed who may do what', 'session-packages' ),
		'pair'               => __( 'Connected the site', 'session-packages' ),
		'disconnect'         => __( 'Disconnected the site', 'session-packages' ),
		'resolve_notice'     => __( 'Marked a notice as done', 'session-packages' ),
	);
}

/** Kinds of acts, to choose from. */
function activity_kinds(): array {
	return array(
		'sales'       => __( 'Sales', 'session-packages' ),
		'sessions'    => __( 'Sessions for bookings', 'session-packages' ),
		'corrections' => __( 'Corrections', 'session-packages' ),
		'refunds'     => __( 'Refunds', 'session-packages' ),
		'offers'      => __( 'Packages for sale', 'session-packages' ),
		'mails'       => __( 'E-mails', 'session-packages' ),
		'settings'    => __( 'Settings', 'session-packages' ),
		'notices'     => __( 'Notices', 'session-packages' ),
	);
}

/** The values of an act in one line. Those we have no words for are shown as they are. */
function activity_details( array $details ): string {
	$parts = array();
	foreach ( $details as $name => $value ) {
		$parts[] = activity_detail( (string) $name, $value );
	}
	return implode( ' · ', array_filter( $parts, 'strlen' ) );
}

/**
 * One value.
 *
 * @param mixed $value As the sidecar has it.
 */
function activity_detail( string $name, $value ): string {
	$text = is_scalar( $value ) ? (string) $value : '';
	switch ( $name ) {
		case 'host':
			return '';
		case 'method':
			return method_label( $text );
		case 'rule':
			return rule_label( $text );
		case 'sessions':
			return sessions_text( (int) $text );
		case 'paid':
			return $value ? __( 'paid', 'session-packages' ) : __( 'free', 'session-packages' );
		case 'days':
			/* translators: %s: number of days */
			return sprintf( __( '%s days', 'session-packages' ), number_format_i18n( (int) $text ) );
		case 'until':
		case 'valid_through':
			return day( $text );
		case 'extend':
			return $value ? __( 'Last day moved by the pause', 'session-packages' ) : '';
		case 'status':
			return sale_label( $text );
		case 'by':
			return 'smtp' === $text ? 'SMTP' : 'WordPress';
		case 'on':
			return $value ? __( 'On', 'session-packages' ) : __( 'Off', 'session-packages' );
		case 'new_terms':
			return $value ? __( 'New terms for who buys from now on', 'session-packages' ) : '';
		case 'changed':
			return implode( '; ', array_map( __NAMESPACE__ . '\\setting_label', array_filter( (array) $value, 'is_string' ) ) );
		case 'bookings':
			/* translators: %s: numbers of bookings */
			return sprintf( __( 'Booking %s', 'session-packages' ), implode( ', ', array_filter( (array) $value, 'is_string' ) ) );
		default:
			return $text;
	}
}

/** A setting by the label of its field. */
function setting_label( string $name ): string {
	$labels = array_column( all_settings_fields(), 'label', 'name' );
	return $labels[ $name ] ?? $name;
}

/** What an act was done to: its name, and where it can be looked at. */
function activity_object( array $thing, array $details ): array {
	$id      = str_of( $thing, 'id' );
	$package = id_from( str_of( $thing, 'customer_package' ) );
	$label   = str_of( $thing, 'label' );
	switch ( str_of( $thing, 'kind' ) ) {
		case 'package':
			return array( $label, '' === $label ? '' : admin_page( array( 'tab' => 'packages', 'edit' => $id ) ) );
		case 'task':
			return array( $label, task_page( $id ) );
		case 'notice':
			return array( notice_texts()[ $label ][0] ?? $label, '' );
		case 'booking':
			$ref = booking_ref( str_of( $details, 'host' ) . '|' . $id );
			/* translators: %s: number of a booking */
			return array( sprintf( __( 'Booking %s', 'session-packages' ), $id ), '' === $ref ? '' : booking_page( str_of( $details, 'host' ), $id ) );
		case 'mail':
			return array( __( 'Open the e-mail', 'session-packages' ), settings_page( 'logged-mail', array( 'mail' => $id ) ) );
		case 'mail_kind':
			return array( mail_label( $id ), settings_page( 'mail', array( 'mail' => $id ) ) );
		default:
			return array( $label, '' === $package ? customer_link( $thing ) : admin_page( array( 'tab' => 'customers', 'view' => $package ) ) );
	}
}

/** An order that became no package is found at its customer. */
function customer_link( array $thing ): string {
	$customer = id_from( str_of( $thing, 'customer' ) );
	return '' === $customer ? '' : admin_page( array( 'tab' => 'customers', 'customer' => $customer ) );
}
