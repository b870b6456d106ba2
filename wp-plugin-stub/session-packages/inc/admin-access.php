<?php
/**
 * Settings, section "Who may do what": a table of roles and capabilities. Only who manages the whole site changes it.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Capability → short name, and in one sentence what it lets people do. */
function capability_words(): array {
	return array(
		VIEW   => array( __( 'See', 'session-packages' ), __( 'Opens this screen: customers’ packages, orders, packages for sale, the mail log. Changes nothing.', 'session-packages' ) ),
		SELL   => array( __( 'Sell', 'session-packages' ), __( 'Sells by hand, confirms bank transfers, cancels orders, uses a package session for a booking or gives it back, sends an e-mail again.', 'session-packages' ) ),
		REFUND => array( __( 'Refund', 'session-packages' ), __( 'Gives money back to customers.', 'session-packages' ) ),
		MANAGE => array( __( 'Manage', 'session-packages' ), __( 'Changes packages for sale, settings, keys and e-mails, corrects customers’ packages, sees what staff have done.', 'session-packages' ) ),
	);
}

/** Draws the section. */
function access_section(): string {
	$kept = kept( 'access' );
	return template(
		'admin/access',
		array(
			'head'  => may( 'save_access' ) ? form_head( 'save_access', '', str_of( $kept, 'key' ) ) : '',
			'words' => capability_words(),
			'roles' => with_typed( access_roles(), map_of( $kept, 'values' ) ),
		)
	);
}

/** The roles as rows: name, what each may do, whether that can be changed, and whether every new account has it. */
function access_roles(): array {
	$rows = array();
	foreach ( wp_roles()->role_objects as $name => $role ) {
		$rows[ $name ] = array(
			'label' => translate_user_role( wp_roles()->role_names[ $name ] ?? $name ),
			'may'   => role_capabilities( $role ),
			'fixed' => $role->has_cap( 'manage_options' ),
			'new'   => get_option( 'default_role' ) === $name,
		);
	}
	return $rows;
}

/** The rows as they were typed into a form that was not saved. */
function with_typed( array $roles, array $typed ): array {
	foreach ( array_intersect_key( $typed, $roles ) as $name => $may ) {
		$roles[ $name ]['may'] = $may;
	}
	return $roles;
}

/** Saves the table; rows that were not in it stay as they are. The sidecar is told first, so that nothing is done that is not in its list. */
function act_save_access( string $id, string $key ): array {
	$wanted = wanted_access();
	$saved  = settings_args( 'access', array( 'sp_notice' => 'access_saved' ) );
	if ( ! $wanted ) {
		return $saved;
	}
	$told   = tell_activity( 'access', array_map( __NAMESPACE__ . '\\access_line', array_keys( $wanted ), $wanted ), $key );
	if ( ! $told->ok ) {
		return settings_args( 'access', array( 'kept' => keep( 'access', $wanted, $told, $key ) ) );
	}
	foreach ( $wanted as $name => $may ) {
		set_role_capabilities( get_role( $name ), $may );
	}
	return $saved;
}

/** The roles that shall have other capabilities than they have now: name → capabilities. */
function wanted_access(): array {
	$posted = isset( $_POST['access'] ) && is_array( $_POST['access'] ) ? $_POST['access'] : array(); // phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- checked in handle_admin_post(), compared with capabilities().
	$wanted = array();
	foreach ( access_roles() as $name => $row ) {
		if ( ! $row['fixed'] && isset( $posted[ $name ] ) && is_array( $posted[ $name ] ) ) {
			$may = whole_capabilities( array_intersect( capabilities(), $posted[ $name ] ) );
			if ( $may !== $row['may'] ) {
				$wanted[ $name ] = $may;
			}
		}
	}
	return $wanted;
}

/** "Editor: See, Sell". */
function access_line( string $role, array $may ): string {
	$words = array_map( static fn( string $capability ): string => capability_words()[ $capability ][0], $may );
	return one_line( access_roles()[ $role ]['label'] . ': ' . ( $words ? implode( ', ', $words ) : '–' ) );
}
