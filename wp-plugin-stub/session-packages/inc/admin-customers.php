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
	if ( '' !== query( 'extend' ) && may( 'extend_packages' ) ) {
		return extension_screen();
	}
	if ( '' !== id_from( query( 'task' ) ) && can( MANAGE ) ) {
		return task_screen( id_from( query( 'task' ) ) );
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
	$ask    = array_filter(
		array(
			'status' => isset( customer_views()[ query( 'status' ) ] ) ? query( 'status' ) : '',
			'search' => query( 's' ),
			'after'  => query( 'after' ),
		),
		'strlen'
	);
	$result = get( '/v1/manage/customer-packages', $ask );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	$here  = array( 'tab' => 'customers', 'status' => $ask['status'] ?? '', 's' => $ask['search'] ?? '' );
	$next  = str_of( $result->data, 'next' );
	$table = table(
		array(
			'columns' => customer_columns(),
			'rows'    => rows_of( $result->data, 'items' ),
			'views'   => view_links( map_of( $result->data, 'counts' ), $ask['status'] ?? '' ),
			'empty'   => isset( $ask['search'] ) || isset( $ask['status'] )
				? __( 'No customer package matches.', 'session-packages' )
				: __( 'No package has been sold yet. As soon as the money of an order is confirmed, it appears here.', 'session-packages' ),
			'first'   => isset( $ask['after'] ) ? admin_page( $here ) : '',
			'next'    => '' === $next ? '' : admin_page( $here + array( 'after' => $next ) ),
		)
	);
	return template( 'admin/customers', array( 'table' => $table, 'search' => $ask['search'] ?? '', 'status' => $ask['status'] ?? '' ) );
}

/** Filters of the list: status → label. */
function customer_views(): array {
	$views = array( '' => __( 'All', 'session-packages' ) );
	foreach ( array( 'active', 'expired', 'fully_redeemed', 'suspended', 'refunded' ) as $status ) {
		$views[ $status ] = status_label( $status );
	}
	return $views;
}

/** The filters as links with counts, and the orders whose money is awaited. */
function view_links( array $counts, string $current ): array {
	$links = array();
	foreach ( customer_views() as $status => $label ) {
		$name           = '' === $status ? 'all' : $status;
		$links[ $name ] = array(
			'label'   => $label,
			'count'   => isset( $counts[ $name ] ) ? number_format_i18n( int_of( $counts, $name ) ) : '',
			'url'     => admin_page( array( 'tab' => 'customers', 'status' => $status ) ),
			'current' => $status === $current,
		);
	}
	$awaiting = get( '/v1/manage/overview' );

	$links['awaiting_payment'] = array(
		'label'   => order_label( 'awaiting_payment' ),
		'count'   => $awaiting->ok ? number_format_i18n( int_of( map_of( $awaiting->data, 'totals' ), 'awaiting' ) ) : '',
		'url'     => admin_page( array( 'tab' => 'customers', 'status' => 'awaiting_payment' ) ),
		'current' => 'awaiting_payment' === $current,
	);
	return $links;
}

/** The columns: key → label and what a cell prints. */
function customer_columns(): array {
	return array(
		'customer'  => array( __( 'Customer', 'session-packages' ), static function ( array $row ): string {
			$customer = map_of( $row, 'customer' );
			return sprintf(
				'<strong><a class="row-title" href="%s">%s</a></strong><br><span class="sp-quiet">%s</span><span class="sp-narrow">%s</span>',
				esc_url( admin_page( array( 'tab' => 'customers', 'view' => str_of( $row, 'id' ) ) ) ),
				esc_html( str_of( $customer, 'name' ) ? str_of( $customer, 'name' ) : str_of( $customer, 'email' ) ),
				esc_html( str_of( $customer, 'email' ) ),
				// What counts, where there is room for one column only.
				esc_html( str_of( $row, 'name' ) . ' · ' . remaining_text( int_of( $row, 'remaining' ), int_of( $row, 'sessions_total' ) ) )
			);
		} ),
		'package'   => array( __( 'Package', 'session-packages' ), static fn( array $row ): string => esc_html( str_of( $row, 'name' ) ) ),
		'purchased' => array( __( 'Purchase date', 'session-packages' ), static fn( array $row ): string => esc_html( day_of( str_of( $row, 'purchased_at' ) ) ) ),
		'used'      => array( __( 'Used', 'session-packages' ), static fn( array $row ): string => esc_html( number_format_i18n( int_of( $row, 'used' ) ) ) ),
		'remaining' => array( __( 'Remaining', 'session-packages' ), static function ( array $row ): string {
			$left  = int_of( $row, 'remaining' );
			$total = int_of( $row, 'sessions_total' );
			/* translators: 1: sessions left, 2: sessions bought */
			$text = sprintf( __( '%1$s of %2$s', 'session-packages' ), number_format_i18n( $left ), number_format_i18n( $total ) );
			return sprintf( '<span class="sp-remaining">%s %s</span>', esc_html( $text ), progress_bar( $left, $total ) );
		} ),
		'expiry'    => array( __( 'Expiry date', 'session-packages' ), static function ( array $row ): string {
			$day = day( str_of( $row, 'expires_on' ) );
			return esc_html( '' === $day ? expiry_text( $row ) : $day );
		} ),
		'status'    => array( __( 'Status', 'session-packages' ), static fn( array $row ): string => pill( str_of( $row, 'status' ), status_label( str_of( $row, 'status' ) ) ) ),
	);
}

/** Orders awaiting payment, as a view of the same tab. */
function awaiting_view(): string {
	$result = get( '/v1/manage/orders', array( 'status' => 'awaiting_payment' ) );
	$list   = get( '/v1/manage/customer-packages' );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	return template(
		'admin/customers-awaiting',
		array(
			'views'  => view_links( map_of( $list->data, 'counts' ), 'awaiting_payment' ),
			'orders' => awaiting_orders( $result, 'customers' ),
		)
	);
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
