<?php
/**
 * Which role of WordPress may do what. WordPress keeps it, among the capabilities of its roles.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const ROLES_OPTION  = 'session_packages_roles';
const ROLES_VERSION = 1;

/** On activation, and after an update that brought new capabilities: who could manage everything so far still can. */
function give_first_roles(): void {
	if ( (int) get_option( ROLES_OPTION, 0 ) >= ROLES_VERSION ) {
		return;
	}
	foreach ( wp_roles()->role_objects as $role ) {
		if ( $role->has_cap( 'manage_options' ) || $role->has_cap( MANAGE ) ) {
			array_map( array( $role, 'add_cap' ), capabilities() );
		}
	}
	update_option( ROLES_OPTION, ROLES_VERSION );
}

/** What a role may do here. Whoever manages the site may do everything, and nobody can take it from them. */
function role_capabilities( \WP_Role $role ): array {
	$all = array_filter( (array) grant_capabilities( $role->capabilities ) );
	return array_values( array_filter( capabilities(), static fn( string $capability ): bool => isset( $all[ $capability ] ) ) );
}

/** These, and what they bring with them: whoever may do anything may look. */
function whole_capabilities( array $some ): array {
	return role_capabilities( new \WP_Role( '', array_fill_keys( $some, true ) ) );
}

/** Gives a role exactly these. */
function set_role_capabilities( \WP_Role $role, array $wanted ): void {
	foreach ( capabilities() as $capability ) {
		if ( in_array( $capability, $wanted, true ) ) {
			$role->add_cap( $capability );
		} else {
			$role->remove_cap( $capability );
		}
	}
}
