<?php
/**
 * Notices to staff in words: what happened, and what a person should do. Kinds are the sidecar's.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** One notice as the list draws it. One of a kind we have no words for (an older plugin, a newer sidecar) is shown all the same. */
function notice_view( array $notice ): array {
	$kind  = str_of( $notice, 'kind' );
	$facts = map_of( $notice, 'facts' );
	$links = notice_links( $kind, $facts );
	$texts = notice_texts()[ $kind ] ?? array(
		__( 'Something needs your attention', 'session-packages' ),
		__( 'Please update the plugin: it has no words for this yet.', 'session-packages' ),
	);
	return array(
		'id'    => str_of( $notice, 'id' ),
		'kind'  => $kind,
		'title' => $texts[0],
		'todo'  => $texts[1],
		'about' => notice_about( $facts ),
		'why'   => notice_why( $kind, $facts ),
		'when'  => moment( str_of( $notice, 'at' ) ),
		'links' => in_array( $kind, array( 'given_back_to_ended', 'ledger_drift' ), true ) ? array_reverse( $links ) : $links,
		'extra' => notice_extra( $kind, $facts ),
	);
}

/** Customer, service, date and package, as far as they are known. */
function notice_about( array $facts ): string {
	$count = int_of( $facts, 'count' );
	$parts = array(
		str_of( $facts, 'customer_name' ),
		str_of( $facts, 'order_reference' ),
		str_of( $facts, 'service_name' ),
		moment( str_of( $facts, 'starts_at' ) ),
		str_of( $facts, 'package_name' ),
		str_of( $facts, 'amount' ),
		method_label( str_of( $facts, 'method' ) ),
		str_of( $facts, 'provider_payment_id' ),
		/* translators: %s: number of bookings */
		$count > 0 ? sprintf( _n( '%s booking', '%s bookings', $count, 'session-packages' ), number_format_i18n( $count ) ) : '',
	);
	return implode( ' · ', array_filter( $parts, 'strlen' ) );
}

/** The reason behind it: a refusal's sentence, a package's status, another way to pay, a mail server's words. */
function notice_why( string $kind, array $facts ): string {
	$code = str_of( $facts, 'code' );
	$said = 'refund_failed' === $kind ? $code : str_of( $facts, 'reason' );
	switch ( $kind ) {
		case 'given_back_to_ended':
			/* translators: %s: a status such as "Expired" */
			return sprintf( __( 'The package is: %s.', 'session-packages' ), status_label( $code ) );
		case 'payment_mismatch':
			return paid_otherwise( $code );
		case 'undeliverable':
		case 'mail_unwritten':
		case 'mails_waiting':
			return str_of( $facts, 'error' );
		case 'keys_refused':
		case 'mail_delivery_trouble':
			return str_of( $facts, 'message' );
		case 'event_given_up':
			return implode( ': ', array_filter( array( str_of( $facts, 'type' ), str_of( $facts, 'error' ) ) ) );
		case 'refund_failed':
		case 'dispute_opened':
		case 'dispute_lost':
			/* translators: %s: what the payment provider says, e.g. "fraudulent" */
			return '' === $said ? '' : sprintf( __( 'The provider says: %s', 'session-packages' ), $said );
		case 'booking_unfit':
		case 'revived_unpaid':
		case 'commit_after_lapse':
			return reason_text( $code );
		default:
			return '';
	}
}

/** How else a booking was paid: the word for it is its plugin's own, we know those of hosts that are read. */
function paid_otherwise( string $method ): string {
	if ( 'on_site' === $method ) {
		return __( 'The booking plugin says it was paid at the studio.', 'session-packages' );
	}
	/* translators: %s: how the booking plugin says it was paid */
	return '' === $method ? '' : sprintf( __( 'The booking plugin says it was paid by “%s”.', 'session-packages' ), $method );
}

/** Where to act: at the booking; at the package, if it is the trouble. */
function notice_links( string $kind, array $facts ): array {
	$host    = str_of( $facts, 'host' );
	$booking = str_of( $facts, 'booking' );
	$package = id_from( str_of( $facts, 'customer_package' ) );
	$links   = array();
	if ( '' !== booking_ref( "{$host}|{$booking}" ) ) {
		$links[] = array( 'url' => booking_page( $host, $booking ), 'label' => __( 'Open the booking', 'session-packages' ) );
	}
	if ( 'keys_refused' === $kind && can( MANAGE ) ) {
		$links[] = array( 'url' => admin_page( array( 'tab' => 'settings' ) ), 'label' => __( 'Open the settings', 'session-packages' ) );
	}
	if ( '' !== $package ) {
		$links[] = array( 'url' => admin_page( array( 'tab' => 'customers', 'view' => $package ) ), 'label' => __( 'Open the package', 'session-packages' ) );
	}
	return array_merge( $links, mail_notice_links( $kind, $facts ) );
}

/** Where to act when the trouble is with mails. */
function mail_notice_links( string $kind, array $facts ): array {
	if ( 'mail_delivery_trouble' === $kind ) {
		return ! can( MANAGE ) ? array() : array( array( 'url' => settings_page( 'mails' ) . '#sp-mail-delivery', 'label' => __( 'Open the e-mail settings', 'session-packages' ) ) );
	}
	if ( 'undeliverable' === $kind && 'mail' === str_of( $facts, 'kind' ) ) {
		return array( array( 'url' => settings_page( 'logged-mail', array( 'mail' => str_of( $facts, 'outbox_id' ) ) ), 'label' => __( 'Open the e-mail', 'session-packages' ) ) );
	}
	if ( 'mails_waiting' !== $kind ) {
		return array();
	}
	$status = '' === str_of( $facts, 'error' ) ? 'queued' : 'retrying'; // Without an error it was not even tried.
	return array( array( 'url' => settings_page( 'mail-log', array( 'status' => $status ) ), 'label' => __( 'Open the mail log', 'session-packages' ) ) );
}

/** What else belongs to a notice about money: a form that gives it back, visits that are still booked, the way to the settings. */
function notice_extra( string $kind, array $facts ): string {
	$payment = id_from( str_of( $facts, 'payment' ) );
	if ( in_array( $kind, array( 'paid_twice', 'payment_differs', 'transfer_surplus' ), true ) && '' !== $payment && may( 'refund_payment' ) ) {
		return template( 'admin/give-back', array( 'id' => $payment, 'package' => id_from( str_of( $facts, 'customer_package' ) ), 'error' => kept_error( "payment-{$payment}" ) ) );
	}
	$refund = id_from( str_of( $facts, 'refund' ) );
	if ( 'refunded_elsewhere' === $kind && '' !== $refund && may( 'refund_take' ) && int_of( $facts, 'sessions' ) > 0 ) {
		return template( 'admin/refund-do', array( 'id' => $refund, 'package' => id_from( str_of( $facts, 'customer_package' ) ), 'hand' => false, 'proposed' => int_of( $facts, 'sessions' ), 'error' => kept_error( "refund-{$refund}" ) ) );
	}
	$booked = array_map( __NAMESPACE__ . '\\booked_view', rows_of( $facts, 'booked' ) );
	return $booked ? template( 'admin/booked', array( 'booked' => $booked ) ) : '';
}

/** The list on the Overview tab; nothing at all when nothing needs attention. */
function attention_list(): string {
	$result = get( '/v1/manage/notices' );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	remember_attention( $result );
	$notices = array_map( __NAMESPACE__ . '\\notice_view', rows_of( $result->data, 'notices' ) );
	return $notices ? template( 'admin/attention', array( 'notices' => $notices, 'more' => bool_of( $result->data, 'more' ) ) ) : '';
}

const ATTENTION_TRANSIENT = 'session_packages_attention';

/** How many notices are open, as it was known at most five minutes ago: menus are drawn on every page of WP Admin. */
function attention_count(): int {
	$known = get_transient( ATTENTION_TRANSIENT );
	if ( false === $known && null !== connection() && can( VIEW ) ) {
		$known = remember_attention( get( '/v1/manage/notices' ) );
	}
	return (int) $known;
}

/** Nobody knows while the sidecar is away; it is not asked again for every page. */
function remember_attention( Result $result ): int {
	$count = $result->ok ? count( rows_of( $result->data, 'notices' ) ) : 0;
	set_transient( ATTENTION_TRANSIENT, (string) $count, 5 * MINUTE_IN_SECONDS );
	return $count;
}

/** The menu entry with the number of notices, in the markup that WordPress uses for updates. */
function menu_title( string $title ): string {
	$count = attention_count();
	if ( 0 === $count ) {
		return esc_html( $title );
	}
	/* translators: %s: a number */
	$words = sprintf( _n( '%s needs your attention', '%s need your attention', $count, 'session-packages' ), number_format_i18n( $count ) );
	$badge = '<span class="awaiting-mod"><span aria-hidden="true">%s</span><span class="screen-reader-text">%s</span></span>';
	return esc_html( $title ) . ' ' . sprintf( $badge, esc_html( number_format_i18n( $count ) ), esc_html( $words ) );
}
