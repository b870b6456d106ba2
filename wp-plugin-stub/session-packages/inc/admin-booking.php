<?php
/**
 * One booking of a host as staff see it: what has paid it, which packages could, giving its session back.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/**
 * Where staff use a package for each of a host's bookings. Asks nobody: it is called for every row of a list.
 *
 * @param mixed $links    What other listeners know.
 * @param mixed $host     The host's id.
 * @param mixed $bookings List of booking ids.
 * @return mixed
 */
function staff_links( $links, $host = null, $bookings = null ) {
	if ( ! can( VIEW ) || null === connection() || ! is_string( $host ) || ! is_array( $bookings ) ) {
		return $links;
	}
	$links = is_array( $links ) ? $links : array();
	foreach ( booking_ids( $bookings ) as $id ) {
		$links[ $id ] = array(
			'url'   => booking_page( $host, $id, this_list() ),
			'label' => __( 'Package…', 'session-packages' ),
		);
	}
	return $links;
}

/** Address of the screen of one booking. */
function booking_page( string $host, string $id, string $from = '' ): string {
	return admin_page( booking_args( $host, $id, $from ) );
}

/** What the address of that screen says. */
function booking_args( string $host, string $id, string $from ): array {
	return array( 'tab' => 'customers', 'host' => $host, 'booking' => $id, 'from' => $from );
}

/** The list that is being drawn, so that one comes back to the same page of it: "admin.php?page=…". */
function this_list(): string {
	$target = remove_query_arg( wp_removable_query_args() );
	return list_from( ltrim( (string) strrchr( strtok( $target, '?' ), '/' ), '/' ) . ( false === strpos( $target, '?' ) ? '' : strstr( $target, '?' ) ) );
}

/** An address below wp-admin, or the empty string. */
function list_from( string $value ): string {
	return strlen( $value ) <= 200 && preg_match( '#^[a-z-]+\.php(\?[A-Za-z0-9_.,:;=&%+~\[\]-]*)?$#D', $value ) ? $value : '';
}

/** The list to go back to: the one we came from, else the host's own. */
function booking_list( string $host, string $from ): string {
	$hosts = apply_filters( 'session_packages_hosts', array() );
	$menu  = str_of( map_of( $hosts, $host ), 'menu' );
	if ( '' !== list_from( $from ) ) {
		return admin_url( $from );
	}
	if ( '' === $menu ) {
		return '';
	}
	return false === strpos( $menu, '.php' ) ? add_query_arg( 'page', rawurlencode( $menu ), admin_url( 'admin.php' ) ) : admin_url( $menu );
}

/** "host|17", the object that forms of this screen are about; or the empty string. */
function booking_ref( string $value ): string {
	return preg_match( '/^[a-z0-9][a-z0-9_-]{0,31}\|[A-Za-z0-9_.:-]{1,64}$/D', $value ) ? $value : '';
}

/**
 * What the host tells of a booking that the sidecar cannot read by itself; nothing where it can.
 *
 * @return array<string,string|int>
 */
function told_facts( string $host, string $booking ): array {
	/** Documented in docs/hooks.md. */
	$told = apply_filters( 'session_packages_booking', null, array( 'host' => $host, 'booking' => $booking ) );
	if ( ! is_array( $told ) ) {
		return array();
	}
	$facts = array( 'people' => max( 1, int_of( $told, 'people' ) ), 'customer' => int_of( $told, 'customer' ) );
	foreach ( array( 'service', 'starts_at', 'status', 'payment_state' ) as $name ) {
		$facts[ $name ] = str_of( $told, $name );
	}
	return array_filter( $facts );
}

/** The screen. */
function booking_screen( string $host, string $id ): string {
	$told   = told_facts( $host, $id );
	$result = get( '/v1/manage/bookings', array( 'host' => $host, 'booking' => $id ) + $told );
	if ( ! $result->ok ) {
		return trouble( unknown_booking( $result, $told ) );
	}
	$from    = list_from( query( 'from' ) );
	$booking = map_of( $result->data, 'booking' );
	$over    = bool_of( $result->data, 'can_reinstate' );
	$give    = form_state( 'reinstate_booking', "{$host}|{$id}", $from );
	$use     = form_state( 'redeem_booking', "{$host}|{$id}", $from );
	return template(
		'admin/booking',
		array(
			'back'      => booking_list( $host, $from ),
			'title'     => booking_title( $booking ),
			'facts'     => array_filter( booking_facts( $booking, $host ) ),
			'package'   => paid_package( map_of( $result->data, 'package' ), $over ),
			'give_back' => $over && may( 'reinstate_booking' ) ? $give : array(),
			'payable'   => '' === str_of( $result->data, 'payable_code' ),
			'may_use'   => may( 'redeem_booking' ),
			'closed'    => closed_text( $result->data ),
			'offers'    => staff_offers( $result->data ),
			'effect'    => effect_text( $booking ),
			'use'       => $use,
			// It was carried out, so that its form is not shown any more; but nobody has heard of it.
			'again'     => $use['again'] ? $use : ( $give['again'] && ! $over ? $give : array() ),
		)
	);
}

/** Why a booking cannot be shown: of those that the sidecar does not read, we know what their plugin tells. */
function unknown_booking( Result $result, array $told ): Result {
	if ( 'invalid_fields' === $result->code ) {
		return failure( 'host_facts' );
	}
	if ( 'booking_unknown' !== $result->code ) {
		return $result;
	}
	$complete = isset( $told['service'], $told['starts_at'] );
	return failure( ! $told ? 'host_silent' : ( $complete ? 'host_guest' : 'host_facts' ) );
}

/** A form's hidden fields, and what was typed when it was refused. */
function form_state( string $do, string $ref, string $from ): array {
	$kept = kept( "{$do}-{$ref}" );
	return array(
		'head'   => form_head( $do, $ref, str_of( $kept, 'key' ) ),
		'again'  => '' !== str_of( $kept, 'key' ), // Nobody knows how it ended: it has to be sent once more, as it was.
		'from'   => $from,
		'values' => map_of( $kept, 'values' ),
		'error'  => field_error( 'reason', map_of( $kept, 'errors' ) ),
	);
}

/** "Yoga, November 27, 2026 9:00 am". */
function booking_title( array $booking ): string {
	$service = str_of( map_of( $booking, 'service' ), 'name' );
	return implode( ', ', array_filter( array( $service, moment( str_of( $booking, 'starts_at' ) ) ) ) );
}

/** Who, what, when. A host that is not read tells the number of a user only; WordPress knows the name. */
function booking_facts( array $booking, string $host ): array {
	$customer = map_of( $booking, 'customer' );
	$user     = '' === str_of( $customer, 'name' ) ? get_userdata( int_of( $customer, 'wp_user_id' ) ) : false;
	$label    = str_of( map_of( apply_filters( 'session_packages_hosts', array() ), $host ), 'label' );
	return array(
		__( 'Customer', 'session-packages' ) => $user ? $user->display_name : str_of( $customer, 'name' ),
		__( 'E-mail', 'session-packages' )   => $user ? $user->user_email : str_of( $customer, 'email' ),
		__( 'Service', 'session-packages' )  => str_of( map_of( $booking, 'service' ), 'name' ),
		__( 'When', 'session-packages' )     => moment( str_of( $booking, 'starts_at' ) ),
		__( 'People', 'session-packages' )   => number_format_i18n( max( 1, int_of( $booking, 'people' ) ) ),
		__( 'Status', 'session-packages' )   => booking_status_label( str_of( $booking, 'status' ) ),
		__( 'Payment', 'session-packages' )  => payment_state_label( $booking ),
		/* translators: 1: name of a booking plugin, 2: number of the booking */
		__( 'Booking', 'session-packages' )  => sprintf( __( '%1$s, no. %2$s', 'session-packages' ), '' === $label ? $host : $label, str_of( $booking, 'id' ) ),
	);
}

/** The package whose session was taken for it; empty when there is none, or only a try that came to nothing. */
function paid_package( array $said, bool $over ): array {
	$state  = str_of( $said, 'state' );
	$labels = array(
		'given_back' => __( 'Session given back', 'session-packages' ),
		'held'       => __( 'Reserved', 'session-packages' ),
		'committed'  => $over ? __( 'Session stays used', 'session-packages' ) : __( 'Paid by package', 'session-packages' ),
	);
	if ( ! isset( $labels[ $state ] ) ) {
		return array();
	}
	/* translators: %s: "3 sessions" */
	$used = sprintf( __( '%s used', 'session-packages' ), sessions_text( int_of( $said, 'sessions' ) ) );
	$left = remaining_text( int_of( $said, 'remaining' ), int_of( $said, 'total' ) );
	return array(
		'name'    => str_of( $said, 'package_name' ),
		'url'     => admin_page( array( 'tab' => 'customers', 'view' => str_of( $said, 'customer_package' ) ) ),
		'state'   => $state,
		'pill'    => pill( 'committed' === $state && ! $over ? 'active' : 'closed', $labels[ $state ] ),
		'summary' => 'given_back' === $state ? $left : "{$used} · {$left}",
	);
}

/** The customer's packages. Of a guest's booking they are everybody's with that address: then each says whose it is. */
function staff_offers( array $data ): array {
	$guest  = 0 === int_of( map_of( map_of( $data, 'booking' ), 'customer' ), 'wp_user_id' );
	$offers = array();
	foreach ( rows_of( $data, 'offers' ) as $said ) {
		$offers[] = staff_offer( $said, $guest ? str_of( $said, 'owner' ) : '' );
	}
	return $offers;
}

/** What the button will do besides taking the session. */
function effect_text( array $booking ): string {
	return 'pending' === str_of( $booking, 'status' )
		? __( 'The session is taken and the booking is confirmed, with nothing more to pay.', 'session-packages' )
		: __( 'The session is taken and the booking counts as paid by package.', 'session-packages' );
}

/** One of the customer's packages as a choice, or with the reason why it is none. */
function staff_offer( array $said, string $owner ): array {
	$offer = offer( $said );
	$lines = array( $owner, remaining_text( $offer['remaining'], $offer['total'] ) );
	$until = day( (string) $offer['expires_on'] );
	/* translators: %s: a date */
	$lines[] = '' === $until ? '' : sprintf( __( 'Valid until %s', 'session-packages' ), $until );
	/* translators: %s: "3 sessions" */
	$lines[] = $offer['usable'] && $offer['sessions'] > 1 ? sprintf( __( 'This booking takes %s', 'session-packages' ), sessions_text( $offer['sessions'] ) ) : '';
	return $offer + array( 'note' => implode( ' · ', array_filter( $lines ) ) );
}

/** Why there is nothing to choose, in one sentence; '' when there is, or when the package above says it all. */
function closed_text( array $data ): string {
	$code = str_of( $data, 'payable_code' );
	if ( '' === $code ) {
		return '';
	}
	$live = in_array( str_of( map_of( $data, 'package' ), 'state' ), array( 'committed', 'held' ), true );
	return $live ? '' : reason_text( $code );
}
