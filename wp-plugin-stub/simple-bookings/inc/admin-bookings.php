<?php
/**
 * Bookings → All bookings.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

function load_bookings_screen(): void {
	require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';
	require_once __DIR__ . '/class-bookings-table.php';
	expire_due( 20 );
	if ( 'change' === posted( 'sb_action' ) ) {
		save_change();
	}
	$table = new Bookings_Table();
	if ( 'cancel' === $table->current_action() ) {
		$ids = isset( $_REQUEST['booking'] ) && is_array( $_REQUEST['booking'] ) ? implode( ',', array_map( 'absint', wp_unslash( $_REQUEST['booking'] ) ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification -- only asks.
		go_back( '' === $ids ? list_url() : screen_url( 'simple-bookings', [ 'sb_cancel' => $ids ] ) );
	}
	if ( '' !== query( '_wp_http_referer' ) ) { // The form's luggage does not belong into the address of a search.
		go_back( remove_query_arg( [ '_wp_http_referer', '_wpnonce', 'action', 'action2' ], wp_unslash( $_SERVER['REQUEST_URI'] ?? '' ) ) );
	}
}

/** "17,18" → the bookings of these numbers that can be cancelled. */
function cancellable( string $ids ): array {
	$bookings = array_map( __NAMESPACE__ . '\\booking', array_unique( array_map( 'absint', explode( ',', $ids ) ) ) );
	return array_values( array_filter( $bookings, static function ( ?array $booking ): bool { return $booking && in_array( 'cancelled', TRANSITIONS[ $booking['status'] ], true ); } ) );
}

/** The list as it was, without what was done. */
function list_url(): string {
	$back = wp_get_referer();
	$back = $back && false !== strpos( $back, 'page=simple-bookings' ) ? $back : screen_url( 'simple-bookings' );
	return remove_query_arg( [ 'action', 'action2', 'booking', '_wpnonce', '_wp_http_referer', 'sb_done', 'sb_refused', 'sb_cancelled', 'sb_cancel', 'sb_change' ], $back );
}

function bookings_screen(): void {
	$asked = cancellable( query( 'sb_cancel' ) );
	if ( $asked ) {
		echo view( 'admin-cancel', [ 'bookings' => $asked, 'back' => list_url() ] ); // phpcs:ignore WordPress.Security.EscapeOutput
		return;
	}
	$changed = booking( (int) query( 'sb_change' ) );
	if ( $changed && may_change( $changed ) ) {
		echo change_screen( $changed ); // phpcs:ignore WordPress.Security.EscapeOutput
		return;
	}
	$table = new Bookings_Table();
	$table->prepare_items();
	echo view( 'admin-bookings', [ 'table' => $table ] ); // phpcs:ignore WordPress.Security.EscapeOutput
}

/** A row's link: admin-post.php?action=simple_bookings_status&booking=17&to=completed&_wpnonce=… */
function status_link( int $id, string $to ): string {
	$url = add_query_arg( [ 'action' => 'simple_bookings_status', 'booking' => $id, 'to' => $to ], admin_url( 'admin-post.php' ) );
	return wp_nonce_url( $url, 'sb-status-' . $id );
}

function admin_change_status(): void {
	$id = (int) query( 'booking' );
	require_permission( 'sb-status-' . $id );
	$to = query( 'to' );
	if ( ! in_array( $to, [ 'confirmed', 'completed', 'no_show' ], true ) ) {
		go_back( add_query_arg( 'sb_refused', 'not_allowed', list_url() ) );
	}
	go_back_with( change_status( $id, $to, 'staff' ), $to );
}

/** The confirmed wish to cancel, one booking or several. */
function admin_cancel(): void {
	$ids = posted( 'booking' );
	require_permission( 'sb-cancel-' . $ids );
	$reason = posted( 'sb_reason' );
	if ( mb_strlen( $reason ) > 500 ) {
		go_back( screen_url( 'simple-bookings', [ 'sb_cancel' => $ids, 'sb_refused' => 'reason' ] ) );
	}
	$results = [];
	foreach ( explode( ',', $ids ) as $id ) {
		$results[] = change_status( (int) $id, 'cancelled', 'staff', $reason );
	}
	if ( 1 === count( $results ) ) {
		go_back_with( $results[0], 'cancelled' );
	}
	$done = array_filter( $results, static function ( Result $result ): bool { return $result->ok; } );
	go_back( add_query_arg( 'sb_cancelled', count( $done ), back_from_form() ) );
}

/** Where the form was opened from. */
function back_from_form(): string {
	return '' === posted( 'back' ) ? list_url() : wp_validate_redirect( posted( 'back' ), screen_url( 'simple-bookings' ) );
}

/** @return never */
function go_back_with( Result $result, string $to ): void {
	go_back( add_query_arg( $result->ok ? [ 'sb_done' => $to ] : [ 'sb_refused' => $result->code ], back_from_form() ) );
}

/** @return array{0: array[], 1: int} One page of bookings and how many there are. */
function find_bookings( string $status, string $search, string $order_by, string $order, int $page, int $per_page ): array {
	global $wpdb;
	$where = [ '1 = 1' ];
	$args  = [];
	if ( in_array( $status, STATUSES, true ) ) {
		$where[] = 'status = %s';
		$args[]  = $status;
	}
	if ( '' !== $search ) {
		$like    = '%' . $wpdb->esc_like( $search ) . '%';
		$where[] = '(id = %d OR customer_name LIKE %s OR customer_email LIKE %s OR service_name LIKE %s OR package_label LIKE %s)';
		array_push( $args, ctype_digit( $search ) ? (int) $search : 0, $like, $like, $like, $like );
	}
	$from   = ' FROM ' . table( 'bookings' ) . ' WHERE ' . implode( ' AND ', $where );
	$column = in_array( $order_by, [ 'id', 'starts_at', 'customer_name' ], true ) ? $order_by : 'id';
	$sql    = "SELECT *$from ORDER BY $column " . ( 'asc' === $order ? 'ASC' : 'DESC' ) . ', id DESC LIMIT %d OFFSET %d';
	// phpcs:disable WordPress.DB.PreparedSQL.NotPrepared -- built from the constants above.
	$total = (int) $wpdb->get_var( $args ? $wpdb->prepare( "SELECT COUNT(*)$from", $args ) : "SELECT COUNT(*)$from" );
	$rows  = (array) $wpdb->get_results( $wpdb->prepare( $sql, array_merge( $args, [ $per_page, ( $page - 1 ) * $per_page ] ) ), ARRAY_A );
	// phpcs:enable
	return [ array_map( __NAMESPACE__ . '\\booking_from_row', $rows ), $total ];
}

/** @return array<string,int> Status => how many. */
function count_bookings(): array {
	global $wpdb;
	$counts = array_fill_keys( STATUSES, 0 );
	// phpcs:ignore WordPress.DB.PreparedSQL -- table name only.
	foreach ( (array) $wpdb->get_results( 'SELECT status, COUNT(*) AS n FROM ' . table( 'bookings' ) . ' GROUP BY status', ARRAY_A ) as $row ) {
		$counts[ $row['status'] ] = (int) $row['n'];
	}
	return $counts;
}
