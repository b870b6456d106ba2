<?php
/**
 * Deleting the plugin keeps the studio's bookings, unless its settings (or SIMPLE_BOOKINGS_DELETE_DATA) say otherwise.
 */

namespace SimpleBookings;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

function delete_data(): void {
	global $wpdb;
	$settings = get_option( 'simple_bookings_settings', [] );
	$wanted   = is_array( $settings ) && ! empty( $settings['delete_data'] );
	if ( ! $wanted && ! ( defined( 'SIMPLE_BOOKINGS_DELETE_DATA' ) && SIMPLE_BOOKINGS_DELETE_DATA ) ) {
		return;
	}
	foreach ( [ 'bookings', 'hours', 'services' ] as $table ) {
		$wpdb->query( "DROP TABLE IF EXISTS {$wpdb->prefix}sb_$table" ); // phpcs:ignore WordPress.DB
	}
	delete_option( 'simple_bookings_settings' );
	delete_option( 'simple_bookings_schema' );
}

if ( is_multisite() ) {
	foreach ( get_sites( [ 'fields' => 'ids', 'number' => 0 ] ) as $site ) {
		switch_to_blog( (int) $site );
		delete_data();
		restore_current_blog();
	}
} else {
	delete_data();
}
