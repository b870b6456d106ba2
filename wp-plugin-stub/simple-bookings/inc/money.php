<?php
/**
 * Money: integer minor units plus currency, handled as digits, never as floats.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

/** Code => [ decimals, sign, sign stands before the amount ]. */
function currencies(): array {
	return [
		'EUR' => [ 2, '€', false ],
		'USD' => [ 2, '$', true ],
		'GBP' => [ 2, '£', true ],
		'CHF' => [ 2, 'CHF', false ],
		'AUD' => [ 2, 'A$', true ],
		'CAD' => [ 2, 'CA$', true ],
		'NZD' => [ 2, 'NZ$', true ],
		'SEK' => [ 2, 'kr', false ],
		'NOK' => [ 2, 'kr', false ],
		'DKK' => [ 2, 'kr', false ],
		'PLN' => [ 2, 'zł', false ],
		'CZK' => [ 2, 'Kč', false ],
		'HUF' => [ 2, 'Ft', false ],
		'RON' => [ 2, 'lei', false ],
		'INR' => [ 2, '₹', true ],
		'SGD' => [ 2, 'S$', true ],
		'ZAR' => [ 2, 'R', true ],
		'JPY' => [ 0, '¥', true ],
		'KRW' => [ 0, '₩', true ],
	];
}

function currency_decimals( string $currency ): int {
	return currencies()[ $currency ][0] ?? 2;
}

/** "40", "40.00", "40,5" as typed → 4000, 4000, 4050; null if it is not an amount (also for "1,000.00": ask, do not guess). */
function parse_price( string $typed, string $currency ): ?int {
	$decimals = currency_decimals( $currency );
	if ( ! preg_match( '/^([0-9]{1,9})(?:[.,]([0-9]{1,3}))?$/D', trim( $typed ), $match ) ) {
		return null;
	}
	$fraction = $match[2] ?? '';
	if ( strlen( $fraction ) > $decimals ) {
		return null;
	}
	return (int) ( $match[1] . str_pad( $fraction, $decimals, '0' ) );
}

/** 4000 → "40.00", as typed into a form. */
function price_digits( int $minor, string $currency ): string {
	$decimals = currency_decimals( $currency );
	$digits   = str_pad( (string) $minor, $decimals + 1, '0', STR_PAD_LEFT );
	return $decimals ? substr( $digits, 0, -$decimals ) . '.' . substr( $digits, -$decimals ) : $digits;
}

/** 4000 → "€40.00", "40,00 €": as the site's language writes it, the same as on the pages of other plugins that follow CLDR. */
function price_text( int $minor, string $currency ): string {
	$digits = price_digits( $minor, $currency );
	if ( class_exists( '\NumberFormatter' ) ) {
		$format = new \NumberFormatter( get_locale(), \NumberFormatter::CURRENCY );
		$format->setAttribute( \NumberFormatter::FRACTION_DIGITS, currency_decimals( $currency ) );
		$text = $format->formatCurrency( (float) $digits, $currency ); // A double holds every price we accept to the cent.
		if ( is_string( $text ) ) {
			return $text;
		}
	}
	return plain_price_text( $digits, $currency );
}

/** Where PHP's intl extension is missing. */
function plain_price_text( string $digits, string $currency ): string {
	global $wp_locale;
	$amount = str_replace( '.', $wp_locale->number_format['decimal_point'] ?? '.', $digits );
	list( , $sign, $before ) = currencies()[ $currency ] ?? [ 2, $currency, false ];
	return $before ? $sign . $amount : $amount . ' ' . $sign;
}

/** What a service costs, in words for a card. */
function price_label( int $minor, string $currency ): string {
	return 0 === $minor ? __( 'Free', 'simple-bookings' ) : price_text( $minor, $currency );
}
