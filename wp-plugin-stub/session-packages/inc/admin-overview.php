<?php
/**
 * Tab "Overview": set-up checklist, what needs attention, orders awaiting payment, numbers.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the tab. */
function overview_tab(): string {
	$overview = get( '/v1/manage/overview' );
	if ( ! $overview->ok ) {
		return trouble( $overview );
	}
	$orders = get( '/v1/manage/orders', array( 'status' => 'awaiting_payment' ) );
	return template(
		'admin/overview',
		array(
			'checklist' => checklist( $overview->data ),
			'may_set_up' => can( MANAGE ),
			'attention' => attention_list(),
			'tiles'     => template( 'admin/tiles', array( 'class' => '', 'tiles' => tiles( map_of( $overview->data, 'totals' ) ) ) ),
			'figures'   => figures_block(),
			'exports'   => export_box(),
			'orders'    => $orders->ok ? awaiting_orders( $orders, 'overview' ) : trouble( $orders ),
			'more'      => '' === str_of( $orders->data, 'next' ) ? array() : array(
				'url'   => admin_page( array( 'tab' => 'customers', 'status' => 'awaiting_payment' ) ),
				/* translators: %s: "30 orders" */
				'label' => sprintf( __( 'All %s awaiting payment', 'session-packages' ), orders_text( int_of( map_of( $orders->data, 'counts' ), 'awaiting_payment' ) ) ),
			),
		)
	);
}

/** The numbers, already counted by the sidecar. */
function tiles( array $totals ): array {
	$labels = array(
		'active'     => array( __( 'Active packages', 'session-packages' ), __( 'that customers can use now', 'session-packages' ) ),
		'remaining'  => array( __( 'Sessions remaining', 'session-packages' ), __( 'still to be given', 'session-packages' ) ),
		'sold'       => array( __( 'Sessions sold', 'session-packages' ), __( 'in all packages', 'session-packages' ) ),
		'used'       => array( __( 'Sessions used', 'session-packages' ), __( 'for bookings', 'session-packages' ) ),
		'given_back' => array( __( 'Given back', 'session-packages' ), __( 'after cancelled bookings', 'session-packages' ) ),
	);
	$tiles  = array();
	foreach ( $labels as $name => $words ) {
		$tiles[] = array(
			'name'   => $name,
			'number' => number_format_i18n( int_of( $totals, $name ) ),
			'label'  => $words[0],
			'help'   => $words[1],
			'url'    => admin_page( array( 'tab' => 'customers', 'status' => in_array( $name, array( 'active', 'remaining' ), true ) ? 'active' : '' ) ),
		);
	}
	return $tiles;
}

/** The steps to the first sale; empty when all are done. */
function checklist( array $overview ): array {
	$page  = packages_page();
	$words = array(
		'paired'        => array( __( 'Connect your site with the sidecar', 'session-packages' ), array( 'tab' => 'settings' ) ),
		'currency'      => array( __( 'Choose your currency', 'session-packages' ), array( 'tab' => 'settings' ) ),
		'way_to_pay'    => array( __( 'Set up how customers pay: card, PayPal or bank transfer', 'session-packages' ), array( 'tab' => 'settings' ) ),
		'first_package' => array( __( 'Create your first package and put it on sale', 'session-packages' ), array( 'tab' => 'packages', 'edit' => 'new' ) ),
	);
	$steps = array();
	$open  = 0 === $page;
	foreach ( rows_of( $overview, 'checklist' ) as $step ) {
		$id = str_of( $step, 'id' );
		if ( isset( $words[ $id ] ) ) {
			$steps[] = array( 'id' => $id, 'label' => $words[ $id ][0], 'done' => bool_of( $step, 'done' ), 'url' => admin_page( $words[ $id ][1] ) );
			$open    = $open || ! bool_of( $step, 'done' );
		}
	}
	$steps[] = array(
		'id'    => 'page',
		'label' => __( 'Put your packages on a page', 'session-packages' ),
		'done'  => 0 !== $page,
		'url'   => '',
	);
	return $open ? $steps : array();
}

/** Orders whose money is awaited, each with its forms. */
function awaiting_orders( Result $result, string $from ): string {
	$orders = array();
	foreach ( rows_of( $result->data, 'orders' ) as $order ) {
		$id       = str_of( $order, 'id' );
		$kept     = kept( "order-{$id}" );
		$values   = map_of( $kept, 'values' );
		$error    = str_of( $kept, 'message' );
		$specific = 'invalid_fields' === str_of( $kept, 'code' ) ? (string) reset( $kept['errors'] ) : '';
		$orders[] = order_view( $order ) + array(
			'amount_typed' => str_of( $values, 'amount' ),
			'reason_typed' => str_of( $values, 'reason' ),
			'error'        => '' === $specific ? $error : field_text( $specific ),
			'error_at'     => isset( $values['reason'] ) ? 'reason' : 'amount',
			'too_much'     => 'over' === str_of( map_of( $kept, 'params' ), 'direction' ) ? str_of( $kept['params'], 'difference' ) : '',
			'key'          => str_of( $kept, 'key' ),
			'online'       => online_text( $order ),
		);
	}
	return template( 'admin/awaiting', array( 'orders' => $orders, 'from' => $from ) );
}

/** Of an order that is paid online: that nobody has to confirm it, and where it stands. '' for a bank transfer. */
function online_text( array $order ): string {
	$provider = provider_name( str_of( $order, 'method' ) );
	if ( '' === $provider ) {
		return '';
	}
	$states = array(
		/* translators: %s: Stripe or PayPal */
		'waiting' => __( 'The customer has done their part; %s waits for their bank. It is confirmed by itself, or said to have failed.', 'session-packages' ),
		/* translators: %s: Stripe or PayPal */
		'failed'  => __( 'The payment by %s did not go through. The customer can try again.', 'session-packages' ),
		/* translators: %s: Stripe or PayPal */
		'expired' => __( 'The customer did not finish the payment by %s. They can go on at any time.', 'session-packages' ),
	);
	/* translators: %s: Stripe or PayPal */
	$open = __( 'The customer has not paid yet. A payment by %s is confirmed by itself.', 'session-packages' );
	return sprintf( $states[ str_of( map_of( $order, 'payment' ), 'state' ) ] ?? $open, $provider );
}
