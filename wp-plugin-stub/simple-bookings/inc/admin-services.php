<?php
/**
 * Bookings → Services.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

const SERVICE_FIELDS = [ 'name', 'description', 'duration_min', 'price', 'capacity', 'sort', 'active' ];

function load_services_screen(): void {
	if ( 'service' === posted( 'sb_action' ) ) {
		save_service();
	}
	if ( 'service_active' === posted( 'sb_action' ) ) {
		$id = (int) posted( 'sb_id' );
		require_permission( 'sb-service-active-' . $id );
		update_service( $id, [ 'active' => '' === posted( 'sb_active' ) ? 0 : 1 ] );
		go_back( screen_url( 'simple-bookings-services', [ 'sb_done' => 'saved' ] ) );
	}
}

function save_service(): void {
	$id = (int) posted( 'sb_id' );
	require_permission( 'sb-service-' . $id );
	$typed = [];
	foreach ( SERVICE_FIELDS as $field ) {
		$typed[ $field ] = 'description' === $field ? posted_lines( 'sb_description' ) : posted( 'sb_' . $field );
	}
	list( $values, $errors ) = check_service( $typed, settings()['currency'] );
	if ( $errors || ( $id && ! service( $id ) ) ) {
		said( [ 'typed' => $typed, 'errors' => $errors ?: [ 'name' => __( 'This service no longer exists.', 'simple-bookings' ) ] ] );
		return;
	}
	$id ? update_service( $id, $values ) : insert_service( $values );
	go_back( screen_url( 'simple-bookings-services', [ 'sb_done' => 'saved' ] ) );
}

function services_screen(): void {
	$id      = (int) query( 'edit' );
	$service = $id ? service( $id ) : null;
	if ( $service || '' !== query( 'add' ) ) {
		$said = said();
		$args = [
			'id'     => $service['id'] ?? 0,
			'typed'  => $said['typed'] ?: ( $service ? service_as_typed( $service ) : new_service() ),
			'errors' => $said['errors'],
		];
		echo view( 'admin-service', $args ); // phpcs:ignore WordPress.Security.EscapeOutput
		return;
	}
	echo view( 'admin-services', [ 'services' => services() ] ); // phpcs:ignore WordPress.Security.EscapeOutput
}

function service_as_typed( array $service ): array {
	return [ 'price' => price_digits( $service['price_minor'], $service['currency'] ), 'active' => $service['active'] ? '1' : '' ]
		+ array_map( 'strval', array_intersect_key( $service, array_flip( SERVICE_FIELDS ) ) );
}

function new_service(): array {
	return [ 'name' => '', 'description' => '', 'duration_min' => '60', 'price' => '', 'capacity' => '1', 'sort' => '0', 'active' => '1' ];
}
