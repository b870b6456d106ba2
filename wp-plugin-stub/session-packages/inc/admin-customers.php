<?php
/**
 * Tab "Customer packages": who owns what, and the full history of one package. A booking's screen stands here too.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the list, the orders awaiting payment, or one package. */
function customers_tab(): string {
	if ( '' !== query( 'sell' ) && may( 'sell_package' ) ) {
		return sale_screen();
	}
	if ( '' !== query( 'import' ) && may( 'import_balances' ) ) {
		return import_screen();
	}
	if ( ( '' !== query( 'extend' ) || array() !== picked_ids() ) && may( 'extend_packages' ) ) {
		return extension_screen();
	}
	if ( '' !== id_from( query( 'task' ) ) && can( MANAGE ) ) {
		return task_screen( id_from( query( 'task' ) ) );
	}
	if ( '' !== query( 'customer' ) ) {
		return one_customer( id_from( query( 'customer' ) ) );
	}
	$id = id_from( query( 'view' ) );
	if ( '' !== $id ) {
		return package_tab( $id );
	}
	if ( '' !== booking_ref( query( 'host' ) . '|' . query( 'booking' ) ) ) {
		return booking_screen( query( 'host' ), query( 'booking' ) );
	}
	return 'awaiting_payment' === query( 'status' ) ? awaiting_view() : customer_tools() . customer_packages_list();
}

/** The list. */
function customer_packages_list(): string {
	$ask    = array_filter( customers_asked(), 'strlen' );
	$result = get( '/v1/manage/customer-packages', $ask + place_asked() + array( 'per_page' => per_page() ) );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	$sorted = str_of( $result->data, 'sort' );
	return template(
		'admin/customers',
		array(
			'table'  => customers_table( $result->data, $ask, $sorted ),
			'hidden' => array_diff_key( customers_args( $ask ), array( 's' => 1 ) ),
			'action' => strtok( admin_page(), '?' ),
			'kept'   => array( 'page' => PAGE ) + customers_args( $ask ),
			'search' => $ask['search'] ?? '',
			'note'   => isset( $ask['sort'] ) && $ask['sort'] !== $sorted
				? __( 'Very many match, so they are shown by the date of purchase. Type more to sort them otherwise.', 'session-packages' )
				: '',
		)
	);
}

/** What the address asks for, but for the page. */
function customers_asked(): array {
	$order = query( 'order' );
	return array(
		'status' => isset( customer_views()[ query( 'status' ) ] ) ? query( 'status' ) : '',
		'search' => query( 's' ),
		'sort'   => in_array( query( 'orderby' ), array( 'purchased', 'expiry', 'customer' ), true ) ? query( 'orderby' ) : '',
		'order'  => in_array( $order, array( 'asc', 'desc' ), true ) ? $order : '',
	);
}

/** Which page: WordPress' own argument, which a heading that sorts leaves out. */
function place_asked(): array {
	$place = explode( '.', trim( input( $_GET, 'paged', 1000 ) ), 2 ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading.
	if ( 'last' === $place[0] ) {
		return array( 'last' => '1' );
	}
	return in_array( $place[0], array( 'after', 'before' ), true ) && isset( $place[1] ) ? array( $place[0] => $place[1] ) : array();
}

/** Arguments of the list's address; the place in it is not among them. */
function customers_args( array $ask ): array {
	$args = array( 'tab' => 'customers', 'status' => $ask['status'] ?? '', 's' => $ask['search'] ?? '', 'orderby' => $ask['sort'] ?? '', 'order' => $ask['order'] ?? '' );
	return array_filter( $args, 'strlen' );
}

/** The table with its views and pages. */
function customers_table( array $data, array $ask, string $sorted ): string {
	$counts = map_of( $data, 'counts' );
	$view   = $ask['status'] ?? 'all';
	$here   = customers_args( $ask );
	if ( isset( $ask['sort'] ) && $ask['sort'] !== $sorted ) {
		$here = array( 'orderby' => $sorted, 'order' => str_of( $data, 'order' ) ) + $here;
	}
	return table(
		array(
			'title'    => __( 'Customer packages', 'session-packages' ),
			'hideable' => true,
			'sorted'   => array( 'orderby' => $sorted, 'order' => str_of( $data, 'order' ) ),
			'columns'  => customer_columns(),
			'rows'     => rows_of( $data, 'items' ),
			'views'    => view_links( $counts, $ask['status'] ?? '' ),
			'empty'    => isset( $ask['search'] ) || isset( $ask['status'] )
				? __( 'No customer package matches.', 'session-packages' )
				: __( 'No package has been sold yet. As soon as the money of an order is confirmed, it appears here.', 'session-packages' ),
			'bulk'     => may( 'extend_packages' ) ? array( 'extend' => __( 'Extend…', 'session-packages' ) ) : array(),
			'named'    => static fn( array $row ): string => str_of( $row, 'name' ) . ', ' . str_of( map_of( $row, 'customer' ), 'name' ),
			'pages'    => list_pages( $data, $here ),
			'total'    => isset( $ask['search'] ) ? '' : packages_text( int_of( $counts, $view ) ),
		)
	);
}

/** The pages around: addresses by name, empty where there is none. */
function list_pages( array $data, array $here ): array {
	$next     = str_of( $data, 'next' );
	$previous = str_of( $data, 'previous' );
	return array(
		'first'    => '' === $previous ? '' : admin_page( $here ),
		'previous' => '' === $previous ? '' : admin_page( $here + array( 'paged' => 'before.' . $previous ) ),
		'next'     => '' === $next ? '' : admin_page( $here + array( 'paged' => 'after.' . $next ) ),
		'last'     => '' === $next ? '' : admin_page( $here + array( 'paged' => 'last' ) ),
	);
}

/** "3 packages". */
function packages_text( int $count ): string {
	/* translators: %s: a number */
	return sprintf( _n( '%s package', '%s packages', $count, 'session-packages' ), number_format_i18n( $count ) );
}

/** Filters of the list: status → label. */
function customer_views(): array {
	$views = array( '' => __( 'All', 'session-packages' ) );
	foreach ( array( 'active', 'not_started', 'expired', 'fully_redeemed', 'suspended', 'refund_pending', 'refunded', 'closed' ) as $status ) {
		$views[ $status ] = status_label( $status );
	}
	return $views;
}

/** The filters as links with counts, and the orders whose money is awaited. What is rare is a filter only while there is some. */
function view_links( array $counts, string $current ): array {
	$links = array();
	$rare  = array( 'not_started', 'refund_pending', 'closed' );
	$views = customer_views() + array( 'awaiting_payment' => order_label( 'awaiting_payment' ) );
	foreach ( $views as $status => $label ) {
		$name = '' === $status ? 'all' : $status;
		if ( in_array( $status, $rare, true ) && 0 === int_of( $counts, $name ) && $status !== $current ) {
			continue;
		}
		$links[ $name ] = array(
			'label'   => $label,
			'count'   => isset( $counts[ $name ] ) ? number_format_i18n( int_of( $counts, $name ) ) : '',
			'url'     => admin_page( array( 'tab' => 'customers', 'status' => $status ) ),
			'current' => $status === $current,
		);
	}
	return $links;
}

/** Address of the page of one customer. */
function customer_page( array $customer, array $more = array() ): string {
	return admin_page( array( 'tab' => 'customers', 'customer' => str_of( $customer, 'id' ) ) + $more );
}

/** The columns: key → label, what a cell prints, and the order it stands for. */
function customer_columns(): array {
	$number = static fn( string $name ): \Closure => static fn( array $row ): string => esc_html( number_format_i18n( int_of( $row, $name ) ) );
	return array(
		'customer'   => array( __( 'Customer', 'session-packages' ), __NAMESPACE__ . '\\customer_cell', 'customer' ),
		'package'    => array( __( 'Package', 'session-packages' ), __NAMESPACE__ . '\\package_cell' ),
		'purchased'  => array( __( 'Purchase date', 'session-packages' ), static fn( array $row ): string => esc_html( day_of( str_of( $row, 'purchased_at' ) ) ), 'purchased', true ),
		'used'       => array( __( 'Used', 'session-packages' ), $number( 'used' ) ),
		'remaining'  => array( __( 'Remaining', 'session-packages' ), __NAMESPACE__ . '\\remaining_cell' ),
		'value_left' => array( __( 'Value left', 'session-packages' ), static fn( array $row ): string => esc_html( money_of( $row, 'value_left' ) ) ),
		'expiry'     => array( __( 'Expiry date', 'session-packages' ), static function ( array $row ): string {
			$day = day( str_of( $row, 'expires_on' ) );
			return esc_html( '' === $day ? expiry_text( $row ) : $day );
		}, 'expiry' ),
		'status'     => array( __( 'Status', 'session-packages' ), static fn( array $row ): string => pill( str_of( $row, 'status' ), status_label( str_of( $row, 'status' ) ) ) ),
	);
}

/** Whose it is. */
function customer_cell( array $row ): string {
	$customer = map_of( $row, 'customer' );
	return sprintf(
		'<strong><a class="row-title" href="%s">%s</a></strong><br><span class="sp-quiet sp-address">%s</span><span class="sp-narrow"><a href="%s">%s</a></span>',
		esc_url( customer_page( $customer ) ),
		esc_html( str_of( $customer, 'name' ) ? str_of( $customer, 'name' ) : str_of( $customer, 'email' ) ),
		esc_html( str_of( $customer, 'email' ) ),
		esc_url( package_page( str_of( $row, 'id' ) ) ),
		// What counts, where there is room for one column only.
		esc_html( str_of( $row, 'name' ) . ' · ' . remaining_text( int_of( $row, 'remaining' ), int_of( $row, 'sessions_total' ) ) )
	);
}

/** What it is, with the way to it. */
function package_cell( array $row ): string {
	return sprintf( '<a href="%s">%s</a>', esc_url( package_page( str_of( $row, 'id' ) ) ), esc_html( str_of( $row, 'name' ) ) );
}

/** Address of one customer package. */
function package_page( string $id ): string {
	return admin_page( array( 'tab' => 'customers', 'view' => $id ) );
}

/** How many are left, as text and as a bar. */
function remaining_cell( array $row ): string {
	$left  = int_of( $row, 'remaining' );
	$total = int_of( $row, 'sessions_total' );
	/* translators: 1: sessions left, 2: sessions bought */
	$text = sprintf( __( '%1$s of %2$s', 'session-packages' ), number_format_i18n( $left ), number_format_i18n( $total ) );
	return sprintf( '<span class="sp-remaining">%s %s</span>', esc_html( $text ), progress_bar( $left, $total ) );
}

/** A list of WordPress' own kind from a descriptor. */
function table( array $spec ): string {
	require_once __DIR__ . '/class-table.php';
	$table = new Table( $spec );
	ob_start();
	$table->views();
	$table->display();
	return (string) ob_get_clean();
}
