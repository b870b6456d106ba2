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
	return template(
		'admin/access',
		array(
			'head'  => may( 'save_access' ) ? form_head( 'save_access' ) : '',
			'words' => capability_words(),
			'roles' => access_roles(),
		)
	);
}

/** The roles as rows: name, what each may do, and whether that can be changed. */
function access_roles(): array {
	$rows = array();
	foreach ( wp_roles()->role_objects as $name => $role ) {
		$rows[ $name ] = array(
			'label' => translate_user_role( wp_roles()->role_names[ $name ] ?? $name ),
			'may'   => role_capabilities( $role ),
			'fixed' => $role->has_cap( 'manage_options' ),
		);
	}
	return $rows;
}

/** Saves the table; rows that were not in it stay as they are. */
function act_save_access(): array {
	$posted = isset( $_POST['access'] ) && is_array( $_POST['access'] ) ? $_POST['access'] : array(); // phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- checked in handle_admin_post(), compared with capabilities().
	foreach ( access_roles() as $name => $row ) {
		$role = get_role( $name );
		if ( $role && ! $row['fixed'] && isset( $posted[ $name ] ) && is_array( $posted[ $name ] ) ) {
			set_role_capabilities( $role, array_intersect( capabilities(), $posted[ $name ] ) );
		}
	}
	return settings_args( 'access', array( 'sp_notice' => 'access_saved' ) );
}
