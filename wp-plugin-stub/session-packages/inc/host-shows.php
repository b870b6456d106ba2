<?php
/**
 * What a booking plugin may show: badges, the customer's packages, placeholders for its mails (docs/hooks.md).
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/**
 * Which bookings were paid with a package; one call per page.
 *
 * @param mixed $described What other listeners know.
 * @param mixed $host      The host's id.
 * @param mixed $bookings  List of booking ids.
 * @return mixed
 */
function describe( $described, $host = null, $bookings = null ) {
	$ids = is_array( $bookings ) ? booking_ids( $bookings ) : array();
	if ( ! $ids || ! is_string( $host ) ) {
		return $described;
	}
	$described = is_array( $described ) ? $described : array();
	foreach ( array_chunk( $ids, 100 ) as $some ) {
		$result = get( '/v1/bookings/describe', array( 'host' => $host, 'bookings' => implode( ',', $some ) ), teller() );
		foreach ( map_of( $result->data, 'bookings' ) as $booking => $said ) {
			$described[ (string) $booking ] = described( is_array( $said ) ? $said : array() );
		}
	}
	return $described;
}

/** One booking's package in the words of this site. */
function described( array $said ): array {
	$name   = str_of( $said, 'package_name' );
	$state  = str_of( $said, 'state' );
	$labels = array(
		/* translators: %s: name of a package */
		'given_back' => __( 'Package: %s (session given back)', 'session-packages' ),
		/* translators: %s: name of a package */
		'held'       => __( 'Package: %s (reserved)', 'session-packages' ),
		/* translators: %s: name of a package */
		'lapsed'     => __( 'Package: %s (not used)', 'session-packages' ),
		/* translators: %s: name of a package */
		'committed'  => __( 'Package: %s', 'session-packages' ),
	);
	return array(
		'customer_package' => str_of( $said, 'customer_package' ),
		'package_name'     => $name,
		'label'            => sprintf( $labels[ $state ] ?? $labels['committed'], $name ),
		'state'            => $state,
		'sessions'         => int_of( $said, 'sessions' ),
		'cancel_returns'   => isset( $said['cancel_returns'] ) ? true === $said['cancel_returns'] : null,
	);
}

/**
 * Prints the active packages of the customer who is looking.
 *
 * @param mixed $user_id Whose packages; nobody else's are ever shown.
 */
function customer_block( $user_id ): void {
	if ( ! is_numeric( $user_id ) || (int) $user_id !== get_current_user_id() || ! is_user_logged_in() || null === connection() ) {
		return;
	}
	mark_personal();
	$result = get( '/v1/my/packages', array(), 'customer' );
	$active = rows_of( $result->data, 'active' );
	if ( $result->ok && ! $active ) {
		return;
	}
	use_assets();
	$page     = packages_page();
	$packages = array();
	foreach ( $active as $package ) {
		$packages[] = array( 'statement' => $page ? add_query_arg( 'sp_statement', str_of( $package, 'id' ), (string) get_permalink( $page ) ) : '' ) + package_view( $package );
	}
	print_template(
		'customer-block',
		array(
			'packages' => $packages,
			'notice'   => $result->ok ? '' : __( 'Your packages cannot be shown at the moment. They are safe; please come back in a few minutes.', 'session-packages' ),
			'url'      => $page ? (string) get_permalink( $page ) : '',
		)
	);
}

/**
 * The package as it was when a booking was redeemed: known while its host is told that the booking is confirmed.
 *
 * @param mixed $ask host, booking.
 * @param ?array $package To be remembered; null: only asked for.
 */
function told_package( $ask, ?array $package = null ): array {
	static $known = array();
	$name         = str_of( $ask, 'host' ) . ' ' . str_of( $ask, 'booking' );
	if ( null !== $package ) {
		$known = array( $name => $package );
	}
	return map_of( $known, $name );
}

/**
 * Values for the host's own mails about one booking.
 *
 * @param mixed $values What other listeners know.
 * @param mixed $ask    host, booking.
 * @return mixed
 */
function placeholders( $values, $ask = null ) {
	$booking = str_of( $ask, 'booking' );
	if ( '' === $booking ) {
		return $values;
	}
	$said = told_package( $ask );
	if ( ! $said ) {
		$result = get( '/v1/bookings/describe', array( 'host' => str_of( $ask, 'host' ), 'bookings' => $booking ), teller() );
		$said   = map_of( map_of( $result->data, 'bookings' ), $booking );
	}
	if ( ! $said ) {
		return $values;
	}
	$known = array(
		'{package_name}'       => str_of( $said, 'package_name' ),
		'{sessions_remaining}' => str_of( $said, 'remaining' ),
		'{sessions_total}'     => str_of( $said, 'total' ),
		'{package_expiry}'     => '' === str_of( $said, 'expires_on' ) ? '' : day( str_of( $said, 'expires_on' ) ),
		'{site_name}'          => wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ),
	);
	return array_filter( $known, 'strlen' ) + ( is_array( $values ) ? $values : array() );
}
