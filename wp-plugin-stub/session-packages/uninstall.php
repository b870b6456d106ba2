<?php
/**
 * Removes what this plugin stored in WordPress: the connection, what roles may do, what people chose for
 * their lists, and short-lived notes.
 *
 * Packages, orders and balances live in the sidecar's tables and stay: they are money that customers have paid.
 *
 * @package SessionPackages
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/** Forgets everything on the current site. */
function session_packages_uninstall_site(): void {
	global $wpdb;
	delete_option( 'session_packages_connection' );
	delete_option( 'session_packages_roles' );
	foreach ( wp_roles()->role_objects as $role ) {
		foreach ( array( 'view', 'sell', 'refund', 'manage' ) as $power ) {
			$role->remove_cap( "{$power}_session_packages" );
		}
	}
	wp_unschedule_hook( 'sp_finish_hold' );
	$names = $wpdb->get_col( // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- transients have no list of their own.
		$wpdb->prepare(
			"SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s OR option_name LIKE %s",
			$wpdb->esc_like( '_transient_session_packages_' ) . '%',
			$wpdb->esc_like( '_transient_timeout_session_packages_' ) . '%'
		)
	);
	array_map( 'delete_option', $names );
}

/** Forgets what people chose for our lists: rows on a page, hidden columns. All sites share it. */
function session_packages_uninstall_choices(): void {
	global $wpdb;
	$hidden = $wpdb->get_col( // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- the names of screens stand in these keys only.
		$wpdb->prepare( "SELECT DISTINCT meta_key FROM {$wpdb->usermeta} WHERE meta_key LIKE %s", 'manage%' . $wpdb->esc_like( 'session-packages' ) . '%columnshidden' )
	);
	foreach ( array_merge( array( 'session_packages_per_page' ), $hidden ) as $key ) {
		delete_metadata( 'user', 0, $key, '', true );
	}
}

session_packages_uninstall_choices();
if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $session_packages_site ) {
		switch_to_blog( (int) $session_packages_site );
		session_packages_uninstall_site();
		restore_current_blog();
	}
} else {
	session_packages_uninstall_site();
}
