<?php
/**
 * Plugin Name: My Salon
 * Description: As small as a booking plugin can be: rows, and a guarded way to change one. Its bridge is the example of docs/hooks.md.
 */

namespace MySalon;

defined( 'ABSPATH' ) || exit;

require __DIR__ . '/bridge.php'; // cut out of docs/hooks.md by the test

function table(): string {
	global $wpdb;
	return $wpdb->prefix . 'my_salon_bookings';
}

function install(): void {
	global $wpdb;
	$wpdb->query( // phpcs:ignore WordPress.DB
		'CREATE TABLE IF NOT EXISTS ' . table() . " (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, token CHAR(36) NOT NULL UNIQUE,
		user_id BIGINT UNSIGNED NOT NULL, service VARCHAR(64) NOT NULL, starts_at CHAR(20) NOT NULL, people INT UNSIGNED NOT NULL,
		status VARCHAR(16) NOT NULL DEFAULT 'pending', payment VARCHAR(16) NOT NULL DEFAULT 'unpaid', changed_by VARCHAR(16) NOT NULL DEFAULT '',
		changed_at CHAR(20) NOT NULL DEFAULT '', changes INT UNSIGNED NOT NULL DEFAULT 0) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
	);
}

/** A pending booking of the acting user, committed before anybody is asked about it. */
function book( string $service, string $starts_at, int $people ): int {
	global $wpdb;
	$row = array( 'token' => wp_generate_uuid4(), 'user_id' => get_current_user_id(), 'service' => $service, 'starts_at' => $starts_at, 'people' => $people );
	$wpdb->insert( table(), $row );
	return $wpdb->insert_id;
}

function booking( int $id ): array {
	global $wpdb;
	return $wpdb->get_row( $wpdb->prepare( 'SELECT * FROM ' . table() . ' WHERE id = %d', $id ), ARRAY_A ); // phpcs:ignore WordPress.DB
}

/** Changes a booking if its status is still the one that was seen: one UPDATE decides, and says whether it did. */
function move( int $id, string $seen, array $set ): bool {
	global $wpdb;
	$set   += array( 'changed_at' => gmdate( 'Y-m-d\TH:i:s\Z' ) );
	$fields = implode( ', ', array_map( static fn( $name ) => "$name = %s", array_keys( $set ) ) );
	$sql    = 'UPDATE ' . table() . " SET $fields, changes = changes + 1 WHERE id = %d AND status = %s";
	return 1 === $wpdb->query( $wpdb->prepare( $sql, array_merge( array_values( $set ), array( $id, $seen ) ) ) ); // phpcs:ignore WordPress.DB
}

/** @return int[] Bookings of the last day's changes. */
function changed_lately(): array {
	global $wpdb;
	$since = gmdate( 'Y-m-d\TH:i:s\Z', time() - DAY_IN_SECONDS );
	return array_map( 'intval', $wpdb->get_col( $wpdb->prepare( 'SELECT id FROM ' . table() . ' WHERE changed_at > %s', $since ) ) ); // phpcs:ignore WordPress.DB
}
