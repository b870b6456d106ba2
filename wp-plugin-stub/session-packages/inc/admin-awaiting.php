<?php
/**
 * Tab "Customer packages", orders awaiting payment: a view of the same list, with search and pages.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the view. */
function awaiting_view(): string {
	$search = query( 's' );
	$ask    = array_filter( array( 'status' => 'awaiting_payment', 'search' => $search ), 'strlen' );
	$result = get( '/v1/manage/orders', $ask + place_asked() + array( 'per_page' => per_page() ) );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	$counts = get( '/v1/manage/customer-packages', array( 'per_page' => 1 ) );
	$here   = array_filter( array( 'tab' => 'customers', 'status' => 'awaiting_payment', 's' => $search ), 'strlen' );
	return template(
		'admin/customers-awaiting',
		array(
			'views'  => view_links( map_of( $counts->data, 'counts' ), 'awaiting_payment' ),
			'orders' => awaiting_orders( $result, 'customers' ),
			'search' => $search,
			'none'   => '' !== $search && ! rows_of( $result->data, 'orders' ),
			'pages'  => list_pages( $result->data, $here ),
			'total'  => '' === $search ? orders_text( int_of( map_of( $result->data, 'counts' ), 'awaiting_payment' ) ) : '',
		)
	);
}

/** "3 orders". */
function orders_text( int $count ): string {
	/* translators: %s: a number */
	return sprintf( _n( '%s order', '%s orders', $count, 'session-packages' ), number_format_i18n( $count ) );
}
