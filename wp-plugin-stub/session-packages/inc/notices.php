<?php
/**
 * Notices to staff in words: what happened, and what a person should do. Kinds are the sidecar's.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const PACKAGE_IS_THE_TROUBLE = array( 'given_back_to_ended', 'ledger_drift' );

/** Kind → headline and what to do. */
function notice_texts(): array {
	return array(
		'cancelled_unknown'   => array(
			__( 'A booking was cancelled, and it is not known by whom', 'session-packages' ),
			__( 'Its session went back to the package, as if the studio had cancelled. If the customer cancelled too late, you may want to speak with them.', 'session-packages' ),
		),
		'booking_unfit'       => array(
			__( 'A booking was changed, and its package does not fit any more', 'session-packages' ),
			__( 'The session stays used. Change the booking so that it fits again, or cancel it: then the session goes back.', 'session-packages' ),
		),
		'revived_unpaid'      => array(
			__( 'A cancelled booking was brought back, and nothing pays for it', 'session-packages' ),
			__( 'Its session had gone back already. Use a package session for it again, or collect the price.', 'session-packages' ),
		),
		'payment_mismatch'    => array(
			__( 'A booking took a session and was paid in another way too', 'session-packages' ),
			__( 'The customer has paid twice. Return the money, or cancel the booking so that the session goes back.', 'session-packages' ),
		),
		'claims_package'      => array(
			__( 'A booking says it was paid by package, but no session was taken', 'session-packages' ),
			__( 'Perhaps it was imported or entered by hand. Use a package session for it, or collect the price.', 'session-packages' ),
		),
		'commit_after_lapse'  => array(
			__( 'A booking was finished after its reserved session had gone back', 'session-packages' ),
			__( 'It may look paid, but no session pays for it. Use a package session for it, or collect the price.', 'session-packages' ),
		),
		'given_back_to_ended' => array(
			__( 'A session went back to a package that cannot be used any more', 'session-packages' ),
			__( 'The customer cannot book with it. Decide with them what they get for the session, for example its price.', 'session-packages' ),
		),
		'refund_failed'       => array(
			__( 'A refund was not carried out', 'session-packages' ),
			__( 'Its sessions are back in the package, and the customer has not received the money. Refund it again, in the provider’s dashboard, or by bank transfer.', 'session-packages' ),
		),
		'refund_stuck'        => array(
			__( 'A refund takes unusually long', 'session-packages' ),
			__( 'Look in the provider’s dashboard what has become of it. Its sessions cannot be used until that is clear.', 'session-packages' ),
		),
		'refunded_elsewhere'  => array(
			__( 'Part of a payment was refunded in the provider’s dashboard', 'session-packages' ),
			__( 'Open the package and say how many unused sessions went with it.', 'session-packages' ),
		),
		'dispute_opened'      => array(
			__( 'A customer’s bank or PayPal asks money back', 'session-packages' ),
			__( 'Answer the dispute in the provider’s dashboard in time. Until it is decided, nothing can be booked with the package.', 'session-packages' ),
		),
		'dispute_lost'        => array(
			__( 'A dispute was lost, and the money is gone', 'session-packages' ),
			__( 'The unused sessions were revoked. Bookings that the package had paid already still take place: decide whether they should.', 'session-packages' ),
		),
		'dispute_won'         => array(
			__( 'A dispute was decided in your favour', 'session-packages' ),
			__( 'The money stays with you, and the package can be used as before.', 'session-packages' ),
		),
		'bookings_vanished'   => array(
			__( 'Many bookings that were paid by package have disappeared at once', 'session-packages' ),
			__( 'Were they deleted on purpose, or is a backup missing? Until somebody has looked, their sessions stay used. The person who looks after your server sees them with “session-packages reconcile --dry-run”.', 'session-packages' ),
		),
		'ledger_drift'        => array(
			__( 'A package’s balance does not match its history', 'session-packages' ),
			__( 'To be safe it cannot be used until somebody decides which of the two is right. Please ask the person who looks after your server; “session-packages doctor” shows both.', 'session-packages' ),
		),
		'undeliverable'       => array(
			__( 'A message could not be delivered', 'session-packages' ),
			__( 'It was tried many times and is not tried again. Check your site’s mail settings, and tell the customer yourself if it matters.', 'session-packages' ),
		),
	);
}

/** One notice as the list draws it. One of a kind we have no words for (an older plugin, a newer sidecar) is shown all the same. */
function notice_view( array $notice ): array {
	$facts = map_of( $notice, 'facts' );
	$texts = notice_texts()[ str_of( $notice, 'kind' ) ] ?? array(
		__( 'Something needs your attention', 'session-packages' ),
		__( 'Please update the plugin: it has no words for this yet.', 'session-packages' ),
	);
	return array(
		'id'    => str_of( $notice, 'id' ),
		'kind'  => str_of( $notice, 'kind' ),
		'title' => $texts[0],
		'todo'  => $texts[1],
		'about' => notice_about( $facts ),
		'why'   => notice_why( str_of( $notice, 'kind' ), $facts ),
		'when'  => moment( str_of( $notice, 'at' ) ),
		'links' => in_array( str_of( $notice, 'kind' ), PACKAGE_IS_THE_TROUBLE, true ) ? array_reverse( notice_links( $facts ) ) : notice_links( $facts ),
	);
}

/** Customer, service, date and package, as far as they are known. */
function notice_about( array $facts ): string {
	$count = int_of( $facts, 'count' );
	$parts = array(
		str_of( $facts, 'customer_name' ),
		str_of( $facts, 'service_name' ),
		moment( str_of( $facts, 'starts_at' ) ),
		str_of( $facts, 'package_name' ),
		str_of( $facts, 'amount' ),
		/* translators: %s: number of bookings */
		$count > 0 ? sprintf( _n( '%s booking', '%s bookings', $count, 'session-packages' ), number_format_i18n( $count ) ) : '',
	);
	return implode( ' · ', array_filter( $parts, 'strlen' ) );
}

/** The reason behind it: a refusal's sentence, a package's status, another way to pay, a mail server's words. */
function notice_why( string $kind, array $facts ): string {
	$code = str_of( $facts, 'code' );
	switch ( $kind ) {
		case 'given_back_to_ended':
			/* translators: %s: a status such as "Expired" */
			return sprintf( __( 'The package is: %s.', 'session-packages' ), status_label( $code ) );
		case 'payment_mismatch':
			return paid_otherwise( $code );
		case 'undeliverable':
			return str_of( $facts, 'error' );
		case 'refunded_elsewhere':
			return sessions_proposed( int_of( $facts, 'sessions' ) );
		case 'dispute_opened':
		case 'dispute_won':
			return str_of( $facts, 'reason' );
		case 'dispute_lost':
			return bookings_to_come( rows_of( $facts, 'booked' ) );
		case 'refund_failed':
			/* translators: %s: what the payment provider said, such as insufficient_funds */
			return '' === $code ? '' : sprintf( __( 'The provider’s reason: %s.', 'session-packages' ), $code );
		case 'booking_unfit':
		case 'revived_unpaid':
		case 'commit_after_lapse':
			return reason_text( $code );
		default:
			return '';
	}
}

/** "The amount covers 3 unused sessions". */
function sessions_proposed( int $sessions ): string {
	return $sessions > 0 ? sprintf(
		/* translators: %s: number of sessions */
		_n( 'The amount covers %s unused session.', 'The amount covers %s unused sessions.', $sessions, 'session-packages' ),
		number_format_i18n( $sessions )
	) : __( 'The amount covers no whole session.', 'session-packages' );
}

/** Bookings still to come that the package has paid, as service and date. */
function bookings_to_come( array $booked ): string {
	$named = array_map(
		static function ( array $booking ): string {
			return implode( ' ', array_filter( array( str_of( $booking, 'service_name' ), moment( str_of( $booking, 'starts_at' ) ) ), 'strlen' ) );
		},
		$booked
	);
	/* translators: %s: bookings, such as "Yoga 3 May 2026 10:00; Yoga 10 May 2026 10:00" */
	return $named ? sprintf( __( 'Still to come: %s.', 'session-packages' ), implode( '; ', $named ) ) : __( 'No booking is still to come.', 'session-packages' );
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
function notice_links( array $facts ): array {
	$host    = str_of( $facts, 'host' );
	$booking = str_of( $facts, 'booking' );
	$package = id_from( str_of( $facts, 'customer_package' ) );
	$links   = array();
	if ( '' !== booking_ref( "{$host}|{$booking}" ) ) {
		$links[] = array( 'url' => booking_page( $host, $booking ), 'label' => __( 'Open the booking', 'session-packages' ) );
	}
	if ( '' !== $package ) {
		$links[] = array( 'url' => admin_page( array( 'tab' => 'customers', 'view' => $package ) ), 'label' => __( 'Open the package', 'session-packages' ) );
	}
	return $links;
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
	if ( false === $known && null !== connection() && can_manage() ) {
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
