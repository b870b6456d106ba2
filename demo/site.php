<?php
/**
 * The studio's pages, people, services and hours.
 *
 * @var array $input people, services, hours
 * @return array user ids by login, service ids by name
 */
wp_update_user( [ 'ID' => 1, 'display_name' => 'Carol Clark', 'first_name' => 'Carol', 'last_name' => 'Clark' ] );
update_option( 'blogdescription', 'Yoga, pilates and a quiet hour' );
$users = [];
foreach ( $input['people'] as $person ) {
	$id = wp_insert_user( [
		'user_login'   => $person['login'],
		'user_pass'    => $person['password'],
		'user_email'   => $person['email'],
		'display_name' => $person['name'],
		'first_name'   => strtok( $person['name'], ' ' ),
		'last_name'    => strtok( '' ),
		'role'         => 'subscriber',
	] );
	if ( is_wp_error( $id ) ) {
		return $id;
	}
	$users[ $person['login'] ] = $id;
}
$services = [];
foreach ( $input['services'] as $index => $service ) {
	$services[ $service['name'] ] = SimpleBookings\create_service( $service + [ 'currency' => 'EUR', 'sort' => $index ] );
}
SimpleBookings\set_hours( $input['hours'] );
return [ 'users' => $users, 'services' => $services ];
