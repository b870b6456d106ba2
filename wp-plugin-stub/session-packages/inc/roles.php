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
	return array_keys( array_filter( array_intersect_key( (array) grant_capabilities( $role->capabilities ), array_flip( capabilities() ) ) ) );
}

/** Gives a role exactly these. */
function set_role_capabilities( \WP_Role $role, array $wanted ): void {
	$wanted = role_capabilities( new \WP_Role( $role->name, array_fill_keys( $wanted, true ) ) ); // Whoever may do anything may look.
	foreach ( capabilities() as $capability ) {
		if ( in_array( $capability, $wanted, true ) ) {
			$role->add_cap( $capability );
		} else {
			$role->remove_cap( $capability );
		}
	}
}
