<?php
/**
 * What a customer has: orders awaiting payment, active and past packages, the statement of each.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** My Packages, below the cards; nothing for visitors who are not logged in. */
function my_packages(): string {
	if ( ! is_user_logged_in() || null === connection() ) {
		return '';
	}
	$result = get( '/v1/my/packages', array(), 'customer' );
	return template(
		'my-packages',
		array(
			'available' => $result->ok,
			'orders'    => array_map( __NAMESPACE__ . '\\order_view', rows_of( $result->data, 'orders' ) ),
			'active'    => array_map( __NAMESPACE__ . '\\package_view', rows_of( $result->data, 'active' ) ),
			'past'      => array_map( __NAMESPACE__ . '\\package_view', rows_of( $result->data, 'past' ) ),
		)
	);
}

/** Every movement of one of the customer's packages. */
function statement_page( string $id ): string {
	if ( ! is_user_logged_in() ) {
		return message( __( 'Please log in to see your package.', 'session-packages' ) ) . login_link( array( 'sp_statement' => $id ) );
	}
	$result = get( '/v1/my/packages/' . $id, array(), 'customer' );
	if ( ! $result->ok ) {
		return back_link() . message( $result->down() ? __( 'Your package cannot be shown at the moment. Please come back in a few minutes.', 'session-packages' ) : __( 'This package could not be found.', 'session-packages' ), '', 'warning' );
	}
	return back_link() . template(
		'statement',
		array(
			'package' => package_view( map_of( $result->data, 'customer_package' ) ),
			'entries' => array_map( static fn( array $entry ): array => entry_view( $entry, false ), rows_of( $result->data, 'ledger' ) ),
		)
	);
}
