<?php
/**
 * The customer's mails: confirmation, change and cancellation.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

/**
 * Sends the confirmation unless it was sent before or the visit is over; false: not sent, try later. Two processes at
 * once send one mail.
 */
function send_confirmation( int $id ): bool {
	global $wpdb;
	$booking = booking( $id );
	if ( ! $booking || instant( $booking['ends_at'] ) <= time() ) {
		return true;
	}
	$sql = 'UPDATE ' . table( 'bookings' ) . " SET confirmation_mail_at = %s WHERE id = %d AND confirmation_mail_at IS NULL AND status IN ('confirmed','completed')";
	// phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
	if ( 1 !== $wpdb->query( $wpdb->prepare( $sql, utc( time() ), $id ) ) ) {
		return true;
	}
	$sent = send_mail( 'confirmation', booking( $id ) );
	if ( ! $sent ) {
		// phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared
		$wpdb->query( $wpdb->prepare( 'UPDATE ' . table( 'bookings' ) . ' SET confirmation_mail_at = NULL WHERE id = %d', $id ) );
	}
	return $sent;
}

function send_cancellation( int $id ): bool {
	return send_mail( 'cancellation', booking( $id ) );
}

function mail_subjects(): array {
	return [
		/* translators: 1: name of the studio, 2: service, 3: day */
		'confirmation' => __( '[%1$s] Confirmed: %2$s on %3$s', 'simple-bookings' ),
		/* translators: 1: name of the studio, 2: service, 3: day */
		'change'       => __( '[%1$s] Changed: %2$s on %3$s', 'simple-bookings' ),
		/* translators: 1: name of the studio, 2: service, 3: day */
		'cancellation' => __( '[%1$s] Cancelled: %2$s on %3$s', 'simple-bookings' ),
	];
}

/** In the customer's language. $which: confirmation, change, cancellation. */
function send_mail( string $which, array $booking ): bool {
	$locale   = $booking['user_id'] ? get_user_locale( $booking['user_id'] ) : get_locale();
	$switched = switch_to_locale( $locale );
	$site     = wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES );
	$subject  = sprintf( mail_subjects()[ $which ], $site, $booking['service_name'], wp_date( (string) get_option( 'date_format' ), instant( $booking['starts_at'] ) ) );
	$write    = __NAMESPACE__ . "\\{$which}_text";
	$text     = $write( $booking, $site );
	$sent     = (bool) wp_mail( $booking['customer_email'], $subject, $text );
	if ( $switched ) {
		restore_previous_locale();
	}
	return $sent;
}

function confirmation_text( array $booking, string $site ): string {
	return visit_text( $booking, $site, __( 'your booking is confirmed. We look forward to seeing you!', 'simple-bookings' ) );
}

function change_text( array $booking, string $site ): string {
	return visit_text( $booking, $site, __( 'your booking has been changed. This is how it is now:', 'simple-bookings' ) );
}

function visit_text( array $booking, string $site, string $news ): string {
	$lines = [
		/* translators: %s: name of the customer */
		sprintf( __( 'Hello %s,', 'simple-bookings' ), $booking['customer_name'] ),
		'',
		$news,
		'',
		booking_lines( $booking ),
		/* translators: %s: how it is paid */
		sprintf( __( 'Payment: %s', 'simple-bookings' ), payment_sentence( $booking ) ),
		package_line( $booking ),
		'',
		manage_sentence( $booking ),
		'',
		$site,
	];
	return implode( "\n", array_filter( $lines, 'is_string' ) ) . "\n";
}

function cancellation_text( array $booking, string $site ): string {
	$lines = [
		/* translators: %s: name of the customer */
		sprintf( __( 'Hello %s,', 'simple-bookings' ), $booking['customer_name'] ),
		'',
		'customer' === $booking['cancelled_by'] ? __( 'you have cancelled your booking:', 'simple-bookings' ) : __( 'we are sorry: your booking had to be cancelled.', 'simple-bookings' ),
		'',
		booking_lines( $booking ),
	];
	if ( 'customer' !== $booking['cancelled_by'] && '' !== (string) $booking['cancel_reason'] ) {
		/* translators: %s: reason given by the studio */
		$lines[] = sprintf( __( 'Reason: %s', 'simple-bookings' ), $booking['cancel_reason'] );
	}
	/* translators: %s: web address */
	$again = booking_page() ? sprintf( __( 'You can book another time here: %s', 'simple-bookings' ), booking_page() ) : '';
	return implode( "\n", array_merge( $lines, [ '', $again, '', $site ] ) ) . "\n";
}

function booking_lines( array $booking ): string {
	$lines = [
		/* translators: %s: name of a service */
		sprintf( __( 'What: %s', 'simple-bookings' ), $booking['service_name'] ),
		/* translators: %s: day and time */
		sprintf( __( 'When: %s', 'simple-bookings' ), when_words( $booking ) ),
		/* translators: %d: number of people */
		sprintf( __( 'People: %d', 'simple-bookings' ), $booking['people'] ),
		/* translators: %d: number of the booking */
		sprintf( __( 'Booking no.: %d', 'simple-bookings' ), $booking['id'] ),
	];
	if ( 1 === $booking['people'] ) {
		unset( $lines[2] );
	}
	return implode( "\n", $lines );
}

/** "Paid with your package 10 Yoga Sessions" and the like, on the page and in the mail. */
function payment_sentence( array $booking ): string {
	switch ( $booking['payment_method'] ) {
		case 'package':
			/* translators: %s: name of a package */
			return sprintf( __( 'Paid with your package %s', 'simple-bookings' ), (string) $booking['package_label'] );
		case 'on_site':
			$price = price_text( $booking['price_minor'], $booking['currency'] );
			/* translators: %s: amount of money */
			return 'paid' === $booking['payment_state'] ? sprintf( __( '%s, paid', 'simple-bookings' ), $price ) : sprintf( __( 'Please pay %s at the studio', 'simple-bookings' ), $price );
		default:
			return __( 'No payment needed', 'simple-bookings' );
	}
}

/** Where the booking can be managed. */
function manage_sentence( array $booking ): string {
	if ( $booking['user_id'] && page_url( 'my_bookings' ) ) {
		/* translators: %s: web address */
		return sprintf( __( 'You can see or cancel your booking here: %s', 'simple-bookings' ), page_url( 'my_bookings' ) );
	}
	return __( 'To change or cancel your booking, please answer this e-mail or call us.', 'simple-bookings' );
}
