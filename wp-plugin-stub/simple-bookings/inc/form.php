<?php
/**
 * [simple_bookings]: service → date & time → details → payment → confirmation, told apart by the address only:
 * ?sb_service=3 · &sb_date=2026-11-23 · &sb_at=2026-11-23T08:00:00Z · ?sb_booking=<token>
 */

namespace SimpleBookings;

use WP_User;

defined( 'ABSPATH' ) || exit;

const STEPS = [ 'service', 'time', 'details', 'payment', 'done' ];

/** The shortcode. */
function booking_form(): string {
	enqueue_assets();
	if ( '' !== query( 'sb_booking' ) ) {
		return booking_step( booking_by_token( query( 'sb_booking' ) ) );
	}
	$service = service( (int) query( 'sb_service' ) );
	if ( ! $service || ! $service['active'] ) {
		$gone = '' !== query( 'sb_service' ) ? __( 'This service is no longer offered. Please choose another one.', 'simple-bookings' ) : '';
		return page( 'service', view( 'step-service', [ 'services' => services( true ), 'notice' => $gone ] ) );
	}
	expire_due( 2 );
	$start = from_iso( query( 'sb_at' ) );
	$slot  = '' === $start ? null : find_slot( $service, $start );
	return $slot ? details_step( $service, $slot ) : time_step( $service );
}

/** The frame of every step: progress, the step, the summary beside it. */
function page( string $step, string $content, array $summary = [] ): string {
	return view( 'booking-form', [ 'step' => $step, 'content' => $content, 'summary' => $summary ] );
}

function step_label( string $step ): string {
	$labels = [
		'service' => __( 'Service', 'simple-bookings' ),
		'time'    => __( 'Date & time', 'simple-bookings' ),
		'details' => __( 'Your details', 'simple-bookings' ),
		'payment' => __( 'Payment', 'simple-bookings' ),
		'done'    => __( 'Confirmation', 'simple-bookings' ),
	];
	return $labels[ $step ];
}

/** The slot that starts then, if it is free; the customer's own hold does not make it taken. */
function find_slot( array $service, string $start ): ?array {
	$mine = own_hold( $service['id'], $start );
	foreach ( free_slots( $service['id'], local_date( instant( $start ) ), $mine['id'] ?? 0 ) as $slot ) {
		if ( $slot['starts_at'] === $start ) {
			return $slot;
		}
	}
	return null;
}

function time_step( array $service ): string {
	$today   = local_date( time() );
	$horizon = add_days( $today, settings()['horizon_days'] );
	$all     = free_slots_of_days( $service['id'], days_from( $today, settings()['horizon_days'] + 1 ) );
	$free    = array_keys( array_filter( $all ) );
	$wanted  = query( 'sb_date' );
	$chosen  = is_date( $wanted ) && $wanted >= $today && $wanted <= $horizon ? $wanted : ( $free[0] ?? $today );
	$week    = add_days( $today, 7 * intdiv( days_between( $today, $chosen ), 7 ) );
	$later   = array_values( array_filter( $free, static function ( string $day ) use ( $chosen ): bool { return $day > $chosen; } ) );
	$taken   = '' !== query( 'sb_at' ) ? __( 'This time is no longer free. Please choose another one.', 'simple-bookings' ) : '';
	$content = view(
		'step-time',
		[
			'service'  => $service,
			'notice'   => $taken,
			'days'     => array_intersect_key( $all, array_flip( days_from( $week, 7 ) ) ),
			'chosen'   => $chosen,
			'slots'    => $all[ $chosen ] ?? [],
			'previous' => $week > $today ? add_days( $week, -7 ) : '',
			'next'     => add_days( $week, 7 ) <= $horizon ? add_days( $week, 7 ) : '',
			'later'    => $later[0] ?? '',
		]
	);
	return page( 'time', $content, summary_of_service( $service ) );
}

function days_from( string $date, int $count ): array {
	$days = [];
	for ( $i = 0; $i < $count; $i++ ) {
		$days[] = add_days( $date, $i );
	}
	return $days;
}

function days_between( string $from, string $to ): int {
	return intdiv( instant( $to . ' 00:00:00' ) - instant( $from . ' 00:00:00' ), DAY_IN_SECONDS );
}

function details_step( array $service, array $slot ): string {
	$user    = wp_get_current_user();
	$said    = said();
	$typed   = $said['typed'] + known_details( $user, own_hold( $service['id'], $slot['starts_at'] ) );
	$content = view(
		'step-details',
		[
			'service' => $service,
			'slot'    => $slot,
			'typed'   => $typed,
			'errors'  => $said['errors'],
			'most'    => $slot['left'],
			'key'     => bin2hex( random_bytes( 16 ) ),
			'action'  => here( [ 'sb_service' => $service['id'], 'sb_at' => iso( $slot['starts_at'] ) ] ),
			'login'   => $user->exists() ? '' : wp_login_url( here( [ 'sb_service' => $service['id'], 'sb_at' => iso( $slot['starts_at'] ) ] ) ),
		]
	);
	return page( 'details', $content, summary_of_service( $service, $slot ) );
}

/** What the form starts with: what the visitor is about to correct, or their account. */
function known_details( WP_User $user, ?array $hold ): array {
	if ( $hold ) {
		return [ 'sb_name' => $hold['customer_name'], 'sb_email' => $hold['customer_email'], 'sb_phone' => $hold['customer_phone'], 'sb_people' => (string) $hold['people'] ];
	}
	return [ 'sb_name' => $user->exists() ? $user->display_name : '', 'sb_email' => $user->exists() ? $user->user_email : '', 'sb_phone' => '', 'sb_people' => '1' ];
}

/** Payment while it is held, confirmation when it is paid, an explanation otherwise. */
function booking_step( ?array $booking ): string {
	if ( ! may_use( $booking ) ) {
		$login = is_user_logged_in() ? '' : wp_login_url( here( [ 'sb_booking' => query( 'sb_booking' ) ] ) );
		return page( 'payment', view( 'step-missing', [ 'login' => $login, 'again' => here() ] ) );
	}
	switch ( shown_status( $booking ) ) {
		case 'pending':
			return payment_step( $booking );
		case 'confirmed':
		case 'completed':
		case 'no_show':
			$content = view( 'step-done', [ 'booking' => $booking, 'again' => here(), 'mine' => $booking['user_id'] ? page_url( 'my_bookings' ) : '' ] );
			return page( 'done', $content );
		default:
			return page( 'payment', view( 'step-over', [ 'booking' => $booking, 'again' => here( [ 'sb_service' => $booking['service_id'] ] ) ] ), summary_of_booking( $booking ) );
	}
}

function payment_step( array $booking ): string {
	$said    = said();
	$offers  = package_offers( $booking );
	$content = view(
		'step-payment',
		[
			'booking'  => $booking,
			'usable'   => array_values( array_filter( $offers, static function ( array $offer ): bool { return ! empty( $offer['usable'] ); } ) ),
			'unusable' => array_values( array_filter( $offers, static function ( array $offer ): bool { return empty( $offer['usable'] ); } ) ),
			'errors'   => $said['errors'],
			'chosen'   => $said['typed']['sb_method'] ?? '',
			'action'   => here( [ 'sb_booking' => $booking['token'] ] ),
			'change'   => here( [ 'sb_service' => $booking['service_id'], 'sb_at' => iso( $booking['starts_at'] ) ] ),
		]
	);
	return page( 'payment', $content, summary_of_booking( $booking ) );
}

/** Label => words, for the box at the side. */
function summary_of_service( array $service, ?array $slot = null ): array {
	$summary = [ __( 'Service', 'simple-bookings' ) => $service['name'], __( 'Duration', 'simple-bookings' ) => duration_words( $service['duration_min'] ) ];
	if ( $slot ) {
		$summary[ __( 'When', 'simple-bookings' ) ] = when_lines( $slot );
	}
	$price = price_label( $service['price_minor'], $service['currency'] );
	/* translators: %s: amount of money */
	return $summary + [ __( 'Price', 'simple-bookings' ) => $service['capacity'] > 1 && $service['price_minor'] ? sprintf( __( '%s per person', 'simple-bookings' ), $price ) : $price ];
}

function summary_of_booking( array $booking ): array {
	$summary = [ __( 'Service', 'simple-bookings' ) => $booking['service_name'], __( 'When', 'simple-bookings' ) => when_lines( $booking ), __( 'Name', 'simple-bookings' ) => $booking['customer_name'] ];
	if ( $booking['people'] > 1 ) {
		$summary[ __( 'People', 'simple-bookings' ) ] = (string) $booking['people'];
	}
	return $summary + [ __( 'Price', 'simple-bookings' ) => price_label( $booking['price_minor'], $booking['currency'] ) ];
}
