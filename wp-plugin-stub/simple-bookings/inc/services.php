<?php
namespace SimpleBookings;

use InvalidArgumentException;

defined( 'ABSPATH' ) || exit;

/** @return array<int,array> By id, in the order to show them. */
function services( bool $active_only = false ): array {
	global $wpdb;
	// phpcs:ignore WordPress.DB.PreparedSQL -- table name only.
	$rows = $wpdb->get_results( 'SELECT * FROM ' . table( 'services' ) . ( $active_only ? ' WHERE active = 1' : '' ) . ' ORDER BY active DESC, sort, name, id', ARRAY_A );
	$list = [];
	foreach ( (array) $rows as $row ) {
		$list[ (int) $row['id'] ] = service_from_row( $row );
	}
	return $list;
}

function service( int $id ): ?array {
	global $wpdb;
	// phpcs:ignore WordPress.DB.PreparedSQL.NotPrepared -- table name only.
	$row = $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . table( 'services' ) . ' WHERE id = %d', $id ), ARRAY_A );
	return $row ? service_from_row( $row ) : null;
}

function service_from_row( array $row ): array {
	foreach ( [ 'id', 'duration_min', 'price_minor', 'capacity', 'active', 'sort' ] as $field ) {
		$row[ $field ] = (int) $row[ $field ];
	}
	return $row;
}

/**
 * Creates a service. Keys: name, duration_min, price_minor; optional description, currency, capacity, active, sort.
 *
 * @throws InvalidArgumentException Naming what is wrong.
 */
function create_service( array $service ): int {
	global $wpdb;
	$service = array_merge( [ 'description' => '', 'currency' => settings()['currency'], 'capacity' => 1, 'active' => true, 'sort' => 0 ], $service );
	$price   = price_digits( (int) ( $service['price_minor'] ?? -1 ), $service['currency'] );
	$typed   = array_map( 'strval', [ 'price' => $price ] + array_intersect_key( $service, array_flip( [ 'name', 'description', 'duration_min', 'capacity', 'sort' ] ) ) );
	list( $values, $errors ) = check_service( $typed + [ 'name' => '', 'duration_min' => '', 'active' => $service['active'] ? '1' : '' ], $service['currency'] );
	if ( $errors ) {
		throw new InvalidArgumentException( esc_html( wp_json_encode( $errors ) ) );
	}
	return insert_service( $values );
}

/** @param array $values From check_service(). */
function insert_service( array $values ): int {
	global $wpdb;
	$now = utc( time() );
	$wpdb->insert( table( 'services' ), $values + [ 'created_at' => $now, 'updated_at' => $now ] );
	return (int) $wpdb->insert_id;
}

/** @param array $values From check_service(). */
function update_service( int $id, array $values ): void {
	global $wpdb;
	$wpdb->update( table( 'services' ), $values + [ 'updated_at' => utc( time() ) ], [ 'id' => $id ] );
}

/**
 * What the service form typed, checked.
 *
 * @param array<string,string> $typed name, description, duration_min, price, capacity, sort, active.
 * @return array{0: array, 1: array<string,string>} Columns to store; messages by field.
 */
function check_service( array $typed, string $currency ): array {
	$errors = [];
	$name   = trim( $typed['name'] );
	if ( '' === $name || mb_strlen( $name ) > 190 ) {
		$errors['name'] = __( 'Please enter a name of at most 190 characters.', 'simple-bookings' );
	}
	if ( strlen( $typed['description'] ) > 10000 ) {
		$errors['description'] = __( 'Please shorten the description to 10,000 characters.', 'simple-bookings' );
	}
	$price = parse_price( $typed['price'], $currency );
	if ( null === $price ) {
		/* translators: %s: an example such as 40.00 */
		$errors['price'] = sprintf( __( 'Please enter an amount such as %s, without a currency sign and without thousands separators.', 'simple-bookings' ), price_digits( 40 * 10 ** currency_decimals( $currency ), $currency ) );
	}
	$numbers = [];
	foreach ( [ 'duration_min' => [ 5, 720 ], 'capacity' => [ 1, 500 ], 'sort' => [ 0, 9999 ] ] as $field => $range ) {
		$numbers[ $field ] = whole_number( $typed[ $field ], $range[0], $range[1] );
		if ( null === $numbers[ $field ] ) {
			/* translators: 1: lowest, 2: highest number allowed */
			$errors[ $field ] = sprintf( __( 'Please enter a whole number from %1$d to %2$d.', 'simple-bookings' ), $range[0], $range[1] );
		}
	}
	$values = [ 'name' => $name, 'description' => trim( $typed['description'] ), 'price_minor' => $price, 'currency' => $currency, 'active' => '' !== $typed['active'] ? 1 : 0 ];
	return [ $values + $numbers, $errors ];
}
