<?php
/**
 * The three tables. Their columns are a promise to the sidecar: see docs/hooks.md.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

const SCHEMA_VERSION = 1;

function table( string $name ): string {
	global $wpdb;
	return $wpdb->prefix . 'sb_' . $name;
}

function activate(): void {
	upgrade();
	schedule();
}

function schedule(): void {
	if ( ! wp_next_scheduled( 'simple_bookings_expire' ) ) {
		wp_schedule_event( time() + 300, 'simple_bookings_five_minutes', 'simple_bookings_expire' );
	}
}

function deactivate(): void {
	wp_clear_scheduled_hook( 'simple_bookings_expire' );
}

/** Also runs on every request, because an updated or network-activated plugin is never "activated" on each site. */
function upgrade(): void {
	if ( (int) get_option( 'simple_bookings_schema', 0 ) >= SCHEMA_VERSION ) {
		return;
	}
	if ( create_tables() ) {
		update_option( 'simple_bookings_schema', SCHEMA_VERSION );
		add_option( 'simple_bookings_settings', default_settings() );
		schedule();
	}
}

function create_tables(): bool {
	global $wpdb;
	$rest = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
	foreach ( [ 'services' => services_columns(), 'hours' => hours_columns(), 'bookings' => bookings_columns() ] as $name => $columns ) {
		// phpcs:ignore WordPress.DB.PreparedSQL -- constants of this file only.
		if ( false === $wpdb->query( 'CREATE TABLE IF NOT EXISTS ' . table( $name ) . " ($columns) $rest" ) ) {
			return false;
		}
	}
	return true;
}

function services_columns(): string {
	return "id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
		name VARCHAR(190) NOT NULL,
		description TEXT NOT NULL,
		duration_min SMALLINT UNSIGNED NOT NULL,
		price_minor BIGINT UNSIGNED NOT NULL,
		currency CHAR(3) NOT NULL,
		capacity SMALLINT UNSIGNED NOT NULL DEFAULT 1,
		active TINYINT(1) NOT NULL DEFAULT 1,
		sort INT NOT NULL DEFAULT 0,
		created_at DATETIME NOT NULL,
		updated_at DATETIME NOT NULL,
		PRIMARY KEY (id),
		KEY active_sort (active, sort)";
}

function hours_columns(): string {
	return 'id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
		weekday TINYINT UNSIGNED NOT NULL,
		opens TIME NOT NULL,
		closes TIME NOT NULL,
		PRIMARY KEY (id),
		KEY weekday (weekday, opens)';
}

/** One character set for the whole table: wpdb refuses non-ASCII text ("Ekström") for a table that mixes them. */
function bookings_columns(): string {
	return "id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
		token CHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
		service_id BIGINT UNSIGNED NOT NULL,
		service_name VARCHAR(190) NOT NULL,
		user_id BIGINT UNSIGNED NULL DEFAULT NULL,
		customer_name VARCHAR(190) NOT NULL,
		customer_email VARCHAR(190) NOT NULL,
		customer_phone VARCHAR(60) NOT NULL DEFAULT '',
		people SMALLINT UNSIGNED NOT NULL DEFAULT 1,
		starts_at DATETIME NOT NULL,
		ends_at DATETIME NOT NULL,
		status VARCHAR(20) NOT NULL DEFAULT 'pending',
		payment_method VARCHAR(20) NOT NULL DEFAULT '',
		payment_state VARCHAR(20) NOT NULL DEFAULT 'unpaid',
		package_label VARCHAR(190) NULL DEFAULT NULL,
		price_minor BIGINT UNSIGNED NOT NULL,
		currency CHAR(3) NOT NULL,
		hold_expires_at DATETIME NULL DEFAULT NULL,
		confirmed_at DATETIME NULL DEFAULT NULL,
		cancelled_at DATETIME NULL DEFAULT NULL,
		cancelled_by VARCHAR(20) NULL DEFAULT NULL,
		cancel_reason VARCHAR(500) NULL DEFAULT NULL,
		confirmation_mail_at DATETIME NULL DEFAULT NULL,
		created_at DATETIME NOT NULL,
		updated_at DATETIME NOT NULL,
		PRIMARY KEY (id),
		UNIQUE KEY token (token),
		KEY service_start (service_id, starts_at),
		KEY user_start (user_id, starts_at),
		KEY status_hold (status, hold_expires_at),
		KEY starts_at (starts_at)";
}

/** @param mixed $schedules Filtered by anybody. */
function cron_schedules( $schedules ): array {
	$schedules = is_array( $schedules ) ? $schedules : [];
	$schedules['simple_bookings_five_minutes'] = [ 'interval' => 300, 'display' => __( 'Every five minutes', 'simple-bookings' ) ];
	return $schedules;
}
