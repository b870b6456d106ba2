<?php
/**
 * What a booking plugin asks and tells while somebody books or cancels (docs/hooks.md).
 *
 * Arguments of filters are untyped and optional on purpose: they come from other plugins and are narrowed here.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const CONTRACT_VERSION = 1;
const REASON_LIMIT     = 255; // what the sidecar takes; people write more, in several lines

/** What a host asks first (docs/hooks.md). Where this plugin is not active, it reads its own default. */
function contract_version(): int {
	return CONTRACT_VERSION;
}

/**
 * The logged-in customer's packages for one booking; empty when there are none or the sidecar is down.
 *
 * @param mixed $offers Passed on when we have none.
 * @param mixed $ask    host, service, starts_at, people, price_minor, currency.
 * @return mixed
 */
function offers( $offers, $ask = null ) {
	if ( ! is_user_logged_in() || ! is_array( $ask ) ) {
		return $offers;
	}
	$query  = array(
		'host'        => str_of( $ask, 'host' ),
		'service'     => str_of( $ask, 'service' ),
		'starts_at'   => str_of( $ask, 'starts_at' ),
		'people'      => max( 1, int_of( $ask, 'people' ) ),
		'price_minor' => int_of( $ask, 'price_minor' ),
		'currency'    => str_of( $ask, 'currency' ),
	);
	$result = get( '/v1/offers', array_filter( $query, static fn( $value ): bool => '' !== $value ), 'customer' );
	return $result->ok ? array_map( __NAMESPACE__ . '\\offer', rows_of( $result->data, 'offers' ) ) : $offers;
}

/** One offer in the words of this site. */
function offer( array $said ): array {
	$name      = str_of( $said, 'name' );
	$remaining = int_of( $said, 'remaining' );
	$total     = int_of( $said, 'total' );
	$code      = str_of( $said, 'reason_code' );
	$reason    = reason_text( $code, map_of( $said, 'reason_params' ) + array( 'expires_on' => str_of( $said, 'expires_on' ) ) );
	/* translators: 1: name of a package, 2: "7 of 10 sessions remaining" */
	$label = sprintf( __( 'Use Package Session: %1$s, %2$s', 'session-packages' ), $name, remaining_text( $remaining, $total ) );
	return array(
		'customer_package' => str_of( $said, 'customer_package' ),
		'usable'           => bool_of( $said, 'usable' ),
		'preselected'      => bool_of( $said, 'preselected' ),
		'name'             => $name,
		'label'            => $label,
		'remaining'        => $remaining,
		'total'            => $total,
		'sessions'         => int_of( $said, 'sessions' ),
		'expires_on'       => '' === str_of( $said, 'expires_on' ) ? null : str_of( $said, 'expires_on' ),
		'reason_code'      => '' === $code ? null : $code,
		'reason'           => '' === $code ? null : ( '' === $reason ? __( 'It cannot be used for this booking.', 'session-packages' ) : $reason ),
	);
}

/**
 * Takes the sessions for a booking. The attempt key makes repeating it safe.
 *
 * @param mixed $answer  What another listener answered.
 * @param mixed $request host, attempt_key, customer_package, lines.
 * @return mixed
 */
function redeem( $answer, $request = null ) {
	if ( ! is_user_logged_in() ) {
		return refusal( failure( 'login_required' ) );
	}
	$body = array(
		'host'             => str_of( $request, 'host' ),
		'attempt_key'      => str_of( $request, 'attempt_key' ),
		'customer_package' => str_of( $request, 'customer_package' ),
		'lines'            => array_map( __NAMESPACE__ . '\\line', rows_of( $request, 'lines' ) ),
	);
	return outcome( send( 'POST', '/v1/redemptions', $body, wp_generate_uuid4(), 'customer' ) );
}

/** One line of a redemption: what the host knows of its booking, nothing else. */
function line( array $line ): array {
	$clean = array();
	foreach ( array( 'booking', 'service', 'starts_at' ) as $name ) {
		if ( '' !== str_of( $line, $name ) ) {
			$clean[ $name ] = str_of( $line, $name );
		}
	}
	if ( int_of( $line, 'people' ) > 0 ) {
		$clean['people'] = int_of( $line, 'people' );
	}
	return $clean;
}

/**
 * Turns a hold into a redemption.
 *
 * @param mixed $answer  What another listener answered.
 * @param mixed $request host, attempt_key, bookings, marker.
 * @return mixed
 */
function commit( $answer, $request = null ) {
	$body = array(
		'host'        => str_of( $request, 'host' ),
		'attempt_key' => str_of( $request, 'attempt_key' ),
		'bookings'    => booking_ids( map_of( $request, 'bookings' ) ),
		'marker'      => str_of( $request, 'marker' ),
	);
	return outcome( send( 'POST', '/v1/redemptions/commit', $body, wp_generate_uuid4(), teller() ) );
}

/**
 * Gives a hold back.
 *
 * @param mixed $answer  What another listener answered.
 * @param mixed $request host, attempt_key, reason.
 * @return mixed
 */
function release( $answer, $request = null ) {
	$body   = array(
		'host'        => str_of( $request, 'host' ),
		'attempt_key' => str_of( $request, 'attempt_key' ),
		'reason'      => one_line( str_of( $request, 'reason' ), REASON_LIMIT ),
	);
	$result = send( 'POST', '/v1/redemptions/release', $body, wp_generate_uuid4(), teller() );
	return $result->ok ? array( 'ok' => true ) : refusal( $result );
}

/**
 * A redeemed booking changed: party size, start, service. Where the host's row can be read, it is believed instead.
 *
 * @param mixed $answer  What another listener answered.
 * @param mixed $request host, booking, and what is new of people, starts_at, service.
 * @return mixed
 */
function change( $answer, $request = null ) {
	$request = is_array( $request ) ? $request : array();
	$body    = array( 'host' => str_of( $request, 'host' ) ) + line( $request );
	if ( isset( $request['people'] ) ) {
		$body['people'] = int_of( $request, 'people' ); // none at all is refused, not passed over
	}
	$result = send( 'POST', '/v1/redemptions/change', $body, wp_generate_uuid4(), teller() );
	return $result->ok ? array( 'ok' => true ) + $result->data : refusal( $result );
}

/**
 * A booking changed its status. Telling it again is harmless; the host's own row is believed where it can be read.
 *
 * @param mixed $event host, booking, old, new, by, at, reason.
 */
function booking_status( $event ): void {
	if ( ! is_array( $event ) || null === connection() ) {
		return;
	}
	$body = array();
	foreach ( array( 'host', 'booking', 'old', 'new', 'by', 'at', 'reason' ) as $name ) {
		$body[ $name ] = str_of( $event, $name );
	}
	$body['by']     = '' === $body['by'] ? 'unknown' : $body['by'];
	$body['old']    = one_line( $body['old'], 16 );
	$body['reason'] = one_line( $body['reason'], REASON_LIMIT );
	$result         = tell( '/v1/bookings/status', array_filter( $body, 'strlen' ), event_teller( $body['by'] ) );
	foreach ( $result->fields as $name => $wrong ) { // an action has no answer, so its author would never know
		_doing_it_wrong( 'session_packages_booking_status', esc_html( "{$name}: {$wrong}" ), esc_html( VERSION ) );
	}
}

/**
 * Who tells of a status. What staff or the system did, the host alone knows: a customer's page may clear away other
 * people's unpaid bookings, and staff may work outside WP Admin. What a customer did is told in their name on their own
 * pages only: elsewhere somebody else is logged in, whose booking it is not.
 */
function event_teller( string $by ): string {
	$kind = teller();
	return 'customer' === $kind && in_array( $by, array( 'staff', 'system' ), true ) ? 'system' : $kind;
}

/**
 * Who tells something about a booking. The host has checked whether its user may do it; somebody who is neither staff
 * of ours nor logged in (a guest with a link, another plugin's staff role) acts through the site itself.
 */
function teller(): string {
	$kind = actor_kind();
	return 'guest' === $kind || ( 'customer' === $kind && is_admin() && ! wp_doing_ajax() && current_user_can( 'edit_posts' ) ) ? 'system' : $kind;
}

/** The answer to redeem and commit. */
function outcome( Result $result ): array {
	if ( ! $result->ok ) {
		return refusal( $result );
	}
	return array(
		'ok'              => true,
		'state'           => str_of( $result->data, 'state' ),
		'package'         => map_of( $result->data, 'package' ),
		'lines'           => rows_of( $result->data, 'lines' ),
		'hold_expires_at' => '' === str_of( $result->data, 'hold_expires_at' ) ? null : str_of( $result->data, 'hold_expires_at' ),
	);
}

/** A no with its reason. `retry` means: the same call may be repeated. `fields` is for the host's author, `params` are the reason's numbers. */
function refusal( Result $result ): array {
	return array(
		'ok'      => false,
		'code'    => $result->code,
		'message' => error_text( $result ),
		'retry'   => $result->unknown || ( $result->down() && 'not_paired' !== $result->code ),
		'params'  => $result->params,
		'fields'  => $result->fields,
	);
}

/** Booking ids as strings. */
function booking_ids( array $bookings ): array {
	return array_values( array_map( 'strval', array_filter( $bookings, 'is_scalar' ) ) );
}
