<?php
/**
 * One customer: contact, sums, packages, orders, what happened lately.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the page. */
function one_customer( string $id ): string {
	$after  = id_from( query( 'paged' ) );
	$result = get( '/v1/manage/customers/' . ( '' === $id ? '-' : $id ), array_filter( array( 'after' => $after ), 'strlen' ) );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	$customer = map_of( $result->data, 'customer' );
	$next     = str_of( $result->data, 'next' );
	return template(
		'admin/customer',
		array(
			'name'     => str_of( $customer, 'name' ) ? str_of( $customer, 'name' ) : str_of( $customer, 'email' ),
			'contact'  => array_filter( contact_facts( $customer ) ),
			'account'  => account_link( $customer ),
			'sell'     => may( 'sell_package' ) ? sale_page( 'what', sale_to( $customer ) ) : '',
			'sums'     => customer_sums( map_of( $result->data, 'totals' ) ),
			'packages' => customer_packages_table( $result->data ),
			'orders'   => customer_orders_table( $result->data ),
			'usage'    => customer_usage_table( $result->data ),
			'newest'   => '' === $after ? '' : customer_page( $customer ) . '#sp-usage',
			'older'    => '' === $next ? '' : customer_page( $customer, array( 'paged' => $next ) ) . '#sp-usage',
			'back'     => admin_page( array( 'tab' => 'customers' ) ),
		)
	);
}

/** Who it is. */
function contact_facts( array $customer ): array {
	$proven = moment( str_of( $customer, 'email_proven_at' ) );
	return array(
		__( 'E-mail', 'session-packages' )         => str_of( $customer, 'email' ),
		__( 'Address confirmed', 'session-packages' ) => $proven,
		__( 'Customer since', 'session-packages' ) => day_of( str_of( $customer, 'since' ) ),
		__( 'Reminders', 'session-packages' )      => bool_of( $customer, 'reminders' ) ? __( 'Yes', 'session-packages' ) : __( 'Stopped by the customer', 'session-packages' ),
	);
}

/** The way to the WordPress account, for who may edit it; '' without one. */
function account_link( array $customer ): string {
	$user = int_of( $customer, 'wp_user_id' );
	return $user > 0 && current_user_can( 'edit_user', $user ) ? (string) get_edit_user_link( $user ) : '';
}

/** The sums, already made by the sidecar. */
function customer_sums( array $totals ): array {
	$money = static fn( string $name ): string => implode( ' + ', array_map( static fn( array $amount ): string => str_of( $amount, 'text' ), rows_of( $totals, $name ) ) );
	return array_filter(
		array(
			__( 'Packages', 'session-packages' )           => number_format_i18n( int_of( $totals, 'packages' ) ),
			__( 'Sessions remaining', 'session-packages' ) => number_format_i18n( int_of( $totals, 'remaining' ) ),
			__( 'Sessions used', 'session-packages' )      => number_format_i18n( int_of( $totals, 'used' ) ),
			__( 'Value left', 'session-packages' )         => $money( 'value_left' ),
			__( 'Paid', 'session-packages' )               => $money( 'paid' ),
			__( 'Refunded', 'session-packages' )           => $money( 'refunded' ),
		),
		'strlen'
	);
}

/** All packages, newest first. */
function customer_packages_table( array $data ): string {
	$columns = customer_columns();
	unset( $columns['customer'] );
	$columns['package'][1] = static fn( array $row ): string => '<strong>' . package_cell( $row ) . '</strong><span class="sp-narrow">' . esc_html( status_label( str_of( $row, 'status' ) ) . ' · ' . remaining_text( int_of( $row, 'remaining' ), int_of( $row, 'sessions_total' ) ) ) . '</span>';
	return table(
		array(
			'title'   => __( 'Packages', 'session-packages' ),
			'columns' => array_map( static fn( array $column ): array => array_slice( $column, 0, 2 ), $columns ),
			'rows'    => rows_of( $data, 'packages' ),
			'empty'   => __( 'No package yet.', 'session-packages' ),
		)
	) . more_note( bool_of( $data, 'more_packages' ), __( 'These are the newest fifty. Find the others in the list of customer packages, by the customer’s name.', 'session-packages' ) );
}

/** All orders, newest first. */
function customer_orders_table( array $data ): string {
	return table(
		array(
			'title'   => __( 'Orders', 'session-packages' ),
			'columns' => order_columns(),
			'rows'    => rows_of( $data, 'orders' ),
			'empty'   => __( 'No order yet.', 'session-packages' ),
		)
	) . more_note( bool_of( $data, 'more_orders' ), __( 'These are the newest fifty.', 'session-packages' ) );
}

/** The columns of the orders. */
function order_columns(): array {
	$text = static fn( string $part ): \Closure => static fn( array $row ): string => esc_html( order_view( $row )[ $part ] );
	return array(
		'reference' => array( __( 'Order', 'session-packages' ), static fn( array $row ): string => '<strong>' . order_link( $row ) . '</strong><span class="sp-narrow">' . esc_html( order_view( $row )['label'] . ' · ' . order_view( $row )['amount'] ) . '</span>' ),
		'package'   => array( __( 'Package', 'session-packages' ), $text( 'package' ) ),
		'placed'    => array( __( 'Date', 'session-packages' ), $text( 'placed' ) ),
		'amount'    => array( __( 'Amount', 'session-packages' ), $text( 'amount' ) ),
		'method'    => array( __( 'Paid by', 'session-packages' ), $text( 'method' ) ),
		'status'    => array( __( 'Status', 'session-packages' ), static fn( array $row ): string => pill( str_of( $row, 'status' ), order_label( str_of( $row, 'status' ) ) ) ),
	);
}

/** The reference, with the way to where something can be done about the order. */
function order_link( array $order ): string {
	$text = esc_html( str_of( $order, 'reference' ) );
	$held = str_of( $order, 'customer_package' );
	if ( '' !== $held ) {
		return sprintf( '<a href="%s">%s</a>', esc_url( package_page( $held ) ), $text );
	}
	$find = admin_page( array( 'tab' => 'customers', 'status' => 'awaiting_payment', 's' => str_of( $order, 'reference' ) ) );
	return 'awaiting_payment' === str_of( $order, 'status' ) ? sprintf( '<a href="%s">%s</a>', esc_url( $find ), $text ) : $text;
}

/** What happened, newest first. */
function customer_usage_table( array $data ): string {
	$cell = static fn( string $part ): \Closure => static fn( array $row ): string => esc_html( entry_for_staff( str_of( $row, 'customer_package' ), $row )[ $part ] );
	return table(
		array(
			'title'   => __( 'Usage', 'session-packages' ),
			'columns' => array(
				'when'    => array( __( 'Date', 'session-packages' ), static fn( array $row ): string => esc_html( entry_for_staff( str_of( $row, 'customer_package' ), $row )['when'] ) . '<span class="sp-narrow">' . esc_html( entry_for_staff( str_of( $row, 'customer_package' ), $row )['what'] . ' · ' . entry_for_staff( str_of( $row, 'customer_package' ), $row )['delta'] ) . '</span>' ),
				'what'    => array( __( 'What', 'session-packages' ), $cell( 'what' ) ),
				'delta'   => array( __( 'Sessions', 'session-packages' ), $cell( 'delta' ) ),
				'package' => array( __( 'Package', 'session-packages' ), static fn( array $row ): string => sprintf( '<a href="%s">%s</a>', esc_url( package_page( str_of( $row, 'customer_package' ) ) ), esc_html( str_of( $row, 'package_name' ) ) ) ),
				'balance' => array( __( 'Balance after', 'session-packages' ), $cell( 'balance' ) ),
				'service' => array( __( 'Service', 'session-packages' ), $cell( 'service' ) ),
				'booking' => array( __( 'Booking', 'session-packages' ), __NAMESPACE__ . '\\booking_cell' ),
				'who'     => array( __( 'Who', 'session-packages' ), $cell( 'who' ) ),
				'why'     => array( __( 'Why', 'session-packages' ), $cell( 'why' ) ),
			),
			'rows'    => rows_of( $data, 'usage' ),
			'empty'   => __( 'Nothing has happened yet.', 'session-packages' ),
		)
	);
}

/** The booking as a link where it can be looked at. */
function booking_cell( array $row ): string {
	$entry = entry_for_staff( str_of( $row, 'customer_package' ), $row );
	return '' === $entry['booking_url'] ? esc_html( $entry['booking'] ) : sprintf( '<a href="%s">%s</a>', esc_url( $entry['booking_url'] ), esc_html( $entry['booking'] ) );
}

/** Says that there are more than are shown. */
function more_note( bool $more, string $text ): string {
	return $more ? '<p class="sp-quiet">' . esc_html( $text ) . '</p>' : '';
}
