<?php
/**
 * Words for mails: what each is called, when it is sent, how a sent one fared. Kinds and statuses are the sidecar's.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** What a mail is called, and when it is sent. */
function mail_texts(): array {
	return array(
		'receipt'               => array( __( 'Receipt', 'session-packages' ), __( 'When an order is paid.', 'session-packages' ) ),
		'transfer_instructions' => array( __( 'How to pay by bank transfer', 'session-packages' ), __( 'When somebody orders and will pay by bank transfer, or by an invoice that you have sold to them.', 'session-packages' ) ),
		'transfer_reminder'     => array( __( 'Transfer not arrived yet', 'session-packages' ), __( 'Once, some days after an order that is not paid; how many is in the general settings.', 'session-packages' ) ),
		'payment_failed'        => array( __( 'Payment failed', 'session-packages' ), __( 'When a payment was begun and did not go through.', 'session-packages' ) ),
		'package_activated'     => array( __( 'Package is ready', 'session-packages' ), __( 'When a package becomes active.', 'session-packages' ) ),
		'redeemed'              => array( __( 'Booked with the package', 'session-packages' ), __( 'When a booking is paid with a package.', 'session-packages' ) ),
		'given_back'            => array( __( 'Session given back', 'session-packages' ), __( 'When a booking is cancelled or changed and its session goes back.', 'session-packages' ) ),
		'low_balance'           => array( __( 'Few sessions left', 'session-packages' ), __( 'Instead of “Booked with the package”, when few sessions are left after it.', 'session-packages' ) ),
		'fully_redeemed'        => array( __( 'Package used up', 'session-packages' ), __( 'Instead of “Booked with the package”, when it was the last session.', 'session-packages' ) ),
		'expiring'              => array( __( 'Package expires soon', 'session-packages' ), __( 'Some days before a package with sessions left expires.', 'session-packages' ) ),
		'expired'               => array( __( 'Package expired', 'session-packages' ), __( 'After the last day of a package with sessions left.', 'session-packages' ) ),
		'package_changed'       => array( __( 'Package changed', 'session-packages' ), __( 'When you change the sessions or the validity of a package.', 'session-packages' ) ),
		'refunded'              => array( __( 'Refund', 'session-packages' ), __( 'When a refund is done.', 'session-packages' ) ),
		'staff_transfer'        => array( __( 'Transfer to confirm', 'session-packages' ), __( 'When somebody orders and will pay by bank transfer.', 'session-packages' ) ),
		'staff_dispute'         => array( __( 'Disputed payment', 'session-packages' ), __( 'When a customer disputes a payment.', 'session-packages' ) ),
		'staff_refund_failed'   => array( __( 'Refund failed', 'session-packages' ), __( 'When the money of a refund did not go back.', 'session-packages' ) ),
		'staff_money'           => array( __( 'Money to look at', 'session-packages' ), __( 'When money arrives that pays nothing.', 'session-packages' ) ),
		'delivery_test'         => array( __( 'Test of the delivery', 'session-packages' ), '' ),
	);
}

/** What a mail is called; one that a newer sidecar has by its id. */
function mail_label( string $kind ): string {
	return mail_texts()[ $kind ][0] ?? ucfirst( str_replace( '_', ' ', $kind ) );
}

/** When it is sent. */
function mail_when( string $kind ): string {
	return mail_texts()[ $kind ][1] ?? '';
}

/** To whom. */
function audience_label( string $audience ): string {
	return 'staff' === $audience ? __( 'Staff', 'session-packages' ) : __( 'Customer', 'session-packages' );
}

/** How a mail of the log fares: label and icon. */
function log_statuses(): array {
	return array(
		'queued'   => array( __( 'Queued', 'session-packages' ), 'clock' ),
		'retrying' => array( __( 'Retrying', 'session-packages' ), 'update' ),
		'sent'     => array( __( 'Sent', 'session-packages' ), 'yes-alt' ),
		'failed'   => array( __( 'Failed', 'session-packages' ), 'dismiss' ),
	);
}

/** A status as icon and word. */
function log_status( string $status ): string {
	list( $label, $icon ) = log_statuses()[ $status ] ?? array( $status, 'marker' );
	return marked( $status, $icon, $label );
}

/** An icon with its word; the colour repeats what they say. */
function marked( string $state, string $icon, string $label ): string {
	return sprintf(
		'<span class="sp-mark sp-mark--%s"><span class="dashicons dashicons-%s" aria-hidden="true"></span> %s</span>',
		esc_attr( sanitize_html_class( $state ) ),
		esc_attr( $icon ),
		esc_html( $label )
	);
}

/** How often it was tried, and when it will be again; '' for one that arrived at once. */
function tries_text( array $entry ): string {
	$tries  = int_of( $entry, 'attempts' );
	$next   = moment( str_of( $entry, 'next_try_at' ) );
	$status = str_of( $entry, 'status' );
	$parts  = array();
	if ( $tries > ( 'sent' === $status ? 1 : 0 ) && 'queued' !== $status ) {
		/* translators: %s: a number */
		$parts[] = sprintf( _n( '%s try', '%s tries', $tries, 'session-packages' ), number_format_i18n( $tries ) );
	}
	if ( 'retrying' === $status && '' !== $next ) {
		/* translators: %s: date and time */
		$parts[] = sprintf( __( 'next %s', 'session-packages' ), $next );
	}
	return implode( ', ', $parts );
}

/** A placeholder that this mail does not have, and the one that was perhaps meant. */
function unknown_word( string $name, string $near ): string {
	return '' === $near
		/* translators: %s: a placeholder such as {foo} */
		? sprintf( __( '%s is not known here.', 'session-packages' ), '{' . $name . '}' )
		/* translators: 1: a placeholder such as {custmer_name}, 2: one that is known, such as {customer_name} */
		: sprintf( __( '%1$s is not known here. Did you mean %2$s?', 'session-packages' ), '{' . $name . '}', '{' . $near . '}' );
}

/** What is not known in words that somebody is writing, one sentence each; the first of them, since what is pasted may be full of braces. */
function unknown_texts( array $unknown ): array {
	return array_map(
		static function ( array $entry ): string {
			$where = 'subject' === str_of( $entry, 'field' ) ? __( 'Subject', 'session-packages' ) : __( 'Text', 'session-packages' );
			return $where . ': ' . unknown_word( str_of( $entry, 'name' ), str_of( $entry, 'nearest' ) );
		},
		array_slice( $unknown, 0, 5 )
	);
}

/** The same as the sidecar refuses it. The known ones, which it lists too, stand beside the field. */
function refused_words( string $said ): string {
	if ( 0 !== strpos( $said, 'names what this mail does not know: ' ) ) {
		return $said;
	}
	$about = explode( '; it knows ', $said )[0];
	preg_match_all( '/\{([^{}]+)\}(?: \(did you mean \{([^{}]+)\}\?\))?/', $about, $found, PREG_SET_ORDER );
	return implode( ' ', array_map( static fn( array $one ): string => unknown_word( $one[1], $one[2] ?? '' ), $found ) );
}
