<?php
/**
 * Words for what the sidecar says: dates, counts, statuses. It answers with data and codes; here they become sentences.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Loads translations shipped with the plugin. */
function load_translations(): void {
	load_plugin_textdomain( 'session-packages', false, dirname( plugin_basename( PLUGIN_FILE ) ) . '/languages' );
}

/** A day (`2027-02-20`) in the site's date format. It is a calendar day, not an instant: no zone may move it. */
function day( string $date ): string {
	$utc  = new \DateTimeZone( 'UTC' );
	$noon = \DateTimeImmutable::createFromFormat( '!Y-m-d H:i', $date . ' 12:00', $utc );
	return $noon ? (string) wp_date( site_date_format(), $noon->getTimestamp(), $utc ) : '';
}

/** The day of an instant (`2026-11-22T09:00:00Z`) in the site's zone and date format. */
function day_of( string $instant ): string {
	$timestamp = '' === $instant ? false : strtotime( $instant );
	return false === $timestamp ? '' : (string) wp_date( site_date_format(), $timestamp );
}

/** Day and time of an instant in the site's zone and formats. */
function moment( string $instant ): string {
	$timestamp = '' === $instant ? false : strtotime( $instant );
	$format    = site_date_format() . ' ' . get_option( 'time_format', 'H:i' );
	return false === $timestamp ? '' : (string) wp_date( $format, $timestamp );
}

/** The site's date format. */
function site_date_format(): string {
	$format = get_option( 'date_format' );
	return is_string( $format ) && '' !== $format ? $format : 'F j, Y';
}

/** "10 sessions". */
function sessions_text( int $count ): string {
	/* translators: %s: number of sessions */
	return sprintf( _n( '%s session', '%s sessions', $count, 'session-packages' ), number_format_i18n( $count ) );
}

/** "7 of 10 sessions remaining". */
function remaining_text( int $remaining, int $total ): string {
	return sprintf(
		/* translators: 1: sessions left, 2: sessions bought */
		_n( '%1$s of %2$s session remaining', '%1$s of %2$s sessions remaining', $total, 'session-packages' ),
		number_format_i18n( $remaining ),
		number_format_i18n( $total )
	);
}

/** A signed count for statements: "+10", "−1", "0" (delta 0 entries change dates, not balances). */
function delta_text( int $delta ): string {
	$digits = number_format_i18n( abs( $delta ) );
	if ( 0 === $delta ) {
		return '–';
	}
	return ( $delta > 0 ? '+' : '−' ) . $digits;
}

/** A percentage the sidecar wrote ("12.5") with this language's decimal sign. */
function percent( string $number ): string {
	global $wp_locale;
	$sign = isset( $wp_locale ) ? (string) $wp_locale->number_format['decimal_point'] : '.';
	return str_replace( '.', $sign, $number );
}

/** "You save 12.5 %", an honest range, or nothing. */
function saving_text( array $saving ): string {
	$least = str_of( $saving, 'min_percent' );
	$most  = str_of( $saving, 'max_percent' );
	if ( '' === $most ) {
		return '';
	}
	if ( $least === $most ) {
		/* translators: %s: a number such as 12.5; the second % is the percent sign */
		return sprintf( __( 'You save %s %%', 'session-packages' ), percent( $most ) );
	}
	/* translators: 1, 2: numbers such as 5 and 12.5; the last % is the percent sign */
	return sprintf( __( 'You save %1$s–%2$s %%', 'session-packages' ), percent( $least ), percent( $most ) );
}

/** How long a package on sale is valid. */
function validity_text( int $days, string $from ): string {
	if ( 0 === $days ) {
		return __( 'Never expires', 'session-packages' );
	}
	$text = 'first_use' === $from
		/* translators: %s: number of days */
		? _n( 'Valid %s day from the first visit', 'Valid %s days from the first visit', $days, 'session-packages' )
		/* translators: %s: number of days */
		: _n( 'Valid %s day', 'Valid %s days', $days, 'session-packages' );
	return sprintf( $text, number_format_i18n( $days ) );
}

/** What a package can be used for. */
function services_text( array $package ): string {
	if ( bool_of( $package, 'any_service' ) ) {
		return __( 'For any service', 'session-packages' );
	}
	$names = array_filter( array_map( static fn( array $service ): string => str_of( $service, 'name' ), rows_of( $package, 'services' ) ) );
	/* translators: %s: names of services */
	return $names ? sprintf( __( 'For %s', 'session-packages' ), wp_sprintf_l( '%l', $names ) ) : '';
}

/** Until when a customer's package can be used, in words that fit its status. */
function expiry_text( array $package ): string {
	$status  = str_of( $package, 'status' );
	$expires = day( str_of( $package, 'expires_on' ) );
	if ( '' === $expires ) {
		return '' === str_of( $package, 'activated_at' )
			? __( 'Its time starts with the first visit', 'session-packages' )
			: __( 'Never expires', 'session-packages' );
	}
	if ( 'expired' === $status ) {
		/* translators: %s: a date */
		return sprintf( __( 'Expired, last day was %s', 'session-packages' ), $expires );
	}
	/* translators: %s: a date */
	return sprintf( __( 'Valid until %s', 'session-packages' ), $expires );
}

/** The status of a customer's package. */
function status_label( string $status ): string {
	$labels = array(
		'active'         => __( 'Active', 'session-packages' ),
		'not_started'    => __( 'Not started', 'session-packages' ),
		'fully_redeemed' => __( 'Fully redeemed', 'session-packages' ),
		'expired'        => __( 'Expired', 'session-packages' ),
		'suspended'      => __( 'Suspended', 'session-packages' ),
		'refund_pending' => __( 'Refund pending', 'session-packages' ),
		'refunded'       => __( 'Refunded', 'session-packages' ),
		'closed'         => __( 'Rolled over', 'session-packages' ),
	);
	return $labels[ $status ] ?? $status;
}

/** The state of a package for sale. */
function sale_label( string $status ): string {
	$labels = array(
		'draft'    => __( 'Draft', 'session-packages' ),
		'on_sale'  => __( 'On sale', 'session-packages' ),
		'archived' => __( 'Archived', 'session-packages' ),
	);
	return $labels[ $status ] ?? $status;
}

/** The status of an order. */
function order_label( string $status ): string {
	$labels = array(
		'awaiting_payment' => __( 'Awaiting payment', 'session-packages' ),
		'paid'             => __( 'Paid', 'session-packages' ),
		'cancelled'        => __( 'Cancelled', 'session-packages' ),
	);
	return $labels[ $status ] ?? $status;
}

/** How an order is or was paid. */
function method_label( string $method ): string {
	$labels = array(
		'bank_transfer' => __( 'Bank transfer', 'session-packages' ),
		'cash'          => __( 'Cash', 'session-packages' ),
		'invoice'       => __( 'Invoice', 'session-packages' ),
		'gift'          => __( 'Gift', 'session-packages' ),
		'import'        => __( 'Paid before', 'session-packages' ),
		'free'          => __( 'Free of charge', 'session-packages' ),
		'stripe'        => __( 'Card', 'session-packages' ),
		'paypal'        => __( 'PayPal', 'session-packages' ),
		'manual'        => __( 'Sold by hand', 'session-packages' ),
	);
	return $labels[ $method ] ?? $method;
}

/** The status of a booking, in the words of docs/hooks.md and of hosts that are read. */
function booking_status_label( string $status ): string {
	$labels = array(
		'pending'   => __( 'Not confirmed yet', 'session-packages' ),
		'confirmed' => __( 'Confirmed', 'session-packages' ),
		'completed' => __( 'Completed', 'session-packages' ),
		'no_show'   => __( 'No-show', 'session-packages' ),
		'cancelled' => __( 'Cancelled', 'session-packages' ),
		'expired'   => __( 'Expired', 'session-packages' ),
	);
	return $labels[ $status ] ?? $status;
}

/** Whether a booking is paid, as its host says. */
function payment_state_label( array $booking ): string {
	if ( 'package' === str_of( $booking, 'payment_method' ) ) {
		return __( 'By package', 'session-packages' );
	}
	return 'paid' === str_of( $booking, 'payment_state' ) ? __( 'Paid', 'session-packages' ) : __( 'Not paid', 'session-packages' );
}
