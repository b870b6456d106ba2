<?php
/**
 * "Sell a package" in three steps: to whom, what for how much, look at it and confirm. The sidecar judges and does the sums.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const PEOPLE_SHOWN = 20;

/** Draws the step that the address asks for. */
function sale_screen(): string {
	if ( 'who' === query( 'sell' ) ) {
		return sale_back() . sale_who();
	}
	$typed = sale_typed();
	if ( 'confirm' !== query( 'sell' ) ) {
		return sale_back() . sale_what( $typed, new Result() );
	}
	$result = get( '/v1/manage/sales', array_filter( sale_body( $typed ), static fn( $value ): bool => '' !== $value && false !== $value ) );
	return sale_back() . ( $result->ok ? sale_confirm( $typed, map_of( $result->data, 'preview' ) ) : sale_what( $typed, $result ) );
}

/** Step 1: an account, found by name or e-mail, or somebody without one. */
function sale_who(): string {
	$text   = query( 'who' );
	$people = '' === $text ? array() : accounts_like( $text );
	return template(
		'admin/sale-who',
		array(
			'action'  => strtok( admin_page(), '?' ),
			'hidden'  => array( 'page' => PAGE, 'tab' => 'customers', 'sell' => 'who' ),
			'text'    => $text,
			'people'  => array_map( __NAMESPACE__ . '\\person_view', array_slice( $people, 0, PEOPLE_SHOWN ) ),
			'more'    => count( $people ) > PEOPLE_SHOWN,
			'without' => sale_page( 'what', array( 'email' => is_email( $text ) ? $text : '' ) ),
		)
	);
}

/** Accounts of this site, one more than are shown. */
function accounts_like( string $text ): array {
	return get_users(
		array(
			'search'         => '*' . $text . '*',
			'search_columns' => array( 'user_login', 'user_email', 'display_name' ),
			'orderby'        => 'display_name',
			'number'         => PEOPLE_SHOWN + 1,
		)
	);
}

/** One account to choose. */
function person_view( \WP_User $user ): array {
	return array(
		'name'  => $user->display_name,
		'email' => $user->user_email,
		'url'   => sale_page( 'what', array( 'user' => (string) $user->ID ) ),
	);
}

/** Step 2: which package, how it is paid, for how much. */
function sale_what( array $typed, Result $asked ): string {
	$shelf = get( '/v1/manage/packages' );
	if ( ! $shelf->ok ) {
		return trouble( $shelf );
	}
	$fields = sale_fields( sellable( rows_of( $shelf->data, 'packages' ) ), $typed );
	return template(
		'admin/sale-what',
		array(
			'action' => strtok( admin_page(), '?' ),
			'hidden' => array( 'page' => PAGE, 'tab' => 'customers', 'sell' => 'confirm', 'f[user]' => $typed['user'] ),
			'buyer'  => buyer_text( $typed ),
			'change' => sale_page( 'who' ),
			'rows'   => form_rows( $fields, $typed, $asked->fields ),
			'error'  => '' === $asked->code ? '' : error_text( $asked ),
		)
	);
}

/** The form. Names are the sidecar's, so that its refusals find their field. */
function sale_fields( array $packages, array $typed ): array {
	$person = array(
		array( 'name' => 'name', 'type' => 'text', 'label' => __( 'Name', 'session-packages' ), 'required' => true ),
		array( 'name' => 'email', 'type' => 'text', 'label' => __( 'E-mail', 'session-packages' ), 'required' => true, 'help' => __( 'Whoever has this mailbox gets the e-mails. The package can be used with an account once this address is proven.', 'session-packages' ) ),
	);
	$sale   = array(
		array( 'name' => 'package', 'type' => 'select', 'label' => __( 'Package', 'session-packages' ), 'required' => true, 'options' => $packages ),
		array( 'name' => 'method', 'type' => 'select', 'label' => __( 'Paid by', 'session-packages' ), 'required' => true, 'options' => sale_methods(), 'help' => __( 'A gift and what is free of charge cost nothing; their sessions are worth nothing when something is refunded.', 'session-packages' ) ),
		array( 'name' => 'later', 'type' => 'checkbox', 'label' => __( 'Pay later', 'session-packages' ), 'suffix' => __( 'The invoice is still to be paid', 'session-packages' ), 'help' => __( 'The package becomes usable when you confirm the money under “Awaiting payment”. Otherwise it is paid and usable at once.', 'session-packages' ) ),
		array( 'name' => 'price', 'type' => 'amount', 'label' => __( 'Another price', 'session-packages' ), 'help' => __( 'Left empty: the package’s own price.', 'session-packages' ) ),
		array( 'name' => 'reason', 'type' => 'text', 'label' => __( 'Reason or note', 'session-packages' ), 'help' => __( 'Needed where the price is another. Stays in the package’s history; the customer can read it.', 'session-packages' ) ),
	);
	return '' === $typed['user'] ? array_merge( $person, $sale ) : $sale;
}

/** What can be sold: id → name, price and state, those on sale first. */
function sellable( array $packages ): array {
	$found = array( array(), array() );
	foreach ( $packages as $package ) {
		$status = str_of( $package, 'status' );
		$text   = str_of( $package, 'name' ) . ' – ' . money_of( $package, 'price' );

		$found[ 'on_sale' === $status ? 0 : 1 ][ str_of( $package, 'id' ) ] = 'on_sale' === $status ? $text : $text . ' (' . sale_label( $status ) . ')';
	}
	return array_merge( $found[0], $found[1] );
}

/** The ways to pay of a sale by hand. */
function sale_methods(): array {
	$ways = array();
	foreach ( array( 'cash', 'invoice', 'gift', 'free' ) as $way ) {
		$ways[ $way ] = method_label( $way );
	}
	return $ways;
}

/** Step 3: what will be sold, and the button. */
function sale_confirm( array $typed, array $preview ): string {
	$amount  = money_of( $preview, 'amount' );
	$account = map_of( $preview, 'account' );
	return template(
		'admin/sale-confirm',
		array(
			'head'     => form_head( 'sell_package', '', str_of( kept( 'sale' ), 'key' ) ),
			'typed'    => $typed,
			'seen'     => array( 'version' => str_of( map_of( $preview, 'package' ), 'version' ), 'expected' => str_of( map_of( $preview, 'amount' ), 'plain' ), 'knowing' => implode( ',', map_of( $preview, 'warnings' ) ) ),
			'facts'    => array_filter( sale_facts( $typed, $preview ) ),
			'warnings' => array_filter( array_map( __NAMESPACE__ . '\\sale_warning', map_of( $preview, 'warnings' ) ) ),
			'unproven' => '' === $typed['user'],
			'account'  => str_of( $account, 'name' ),
			'instead'  => $account ? sale_page( 'confirm', array( 'user' => str_of( $account, 'wp_user_id' ) ) + $typed ) : '',
			'change'   => sale_page( 'what', $typed ),
			/* translators: %s: an amount of money */
			'button'   => '1' === $typed['later'] ? sprintf( __( 'Order for %s', 'session-packages' ), $amount ) : sprintf( __( 'Sell for %s', 'session-packages' ), $amount ),
		)
	);
}

/** What the preview says. */
function sale_facts( array $typed, array $preview ): array {
	$package = map_of( $preview, 'package' );
	$other   = money_of( $preview, 'amount' ) !== money_of( $preview, 'list_price' );
	return array(
		__( 'Customer', 'session-packages' )       => buyer_text( $typed ),
		__( 'Package', 'session-packages' )        => str_of( $package, 'name' ) . ' · ' . sessions_text( int_of( $package, 'sessions' ) ),
		__( 'Amount', 'session-packages' )         => money_of( $preview, 'amount' ),
		__( 'Instead of', 'session-packages' )     => $other ? money_of( $preview, 'list_price' ) : '',
		__( 'Paid by', 'session-packages' )        => method_label( $typed['method'] ),
		__( 'Usable', 'session-packages' )         => '1' === $typed['later'] ? __( 'When the money is confirmed', 'session-packages' ) : __( 'At once', 'session-packages' ),
		__( 'Last day', 'session-packages' )       => day( str_of( $preview, 'valid_through' ) ),
		__( 'Reason or note', 'session-packages' ) => $typed['reason'],
		__( 'E-mail', 'session-packages' )         => bool_of( $preview, 'writes' ) ? __( 'The customer gets one at once.', 'session-packages' ) : __( 'The customer gets none now.', 'session-packages' ),
	);
}

/** A rule of selling that this sale passes over. */
function sale_warning( string $code ): string {
	$texts = array(
		'package_not_on_sale' => __( 'This package is not on sale at the moment.', 'session-packages' ),
		'sold_out'            => __( 'This package is sold out; the stock grows by one.', 'session-packages' ),
		'limit_reached'       => __( 'This customer has it as often as it may be bought.', 'session-packages' ),
	);
	return $texts[ $code ] ?? $code;
}

/** The form's first values for a customer who is known. */
function sale_to( array $customer ): array {
	return int_of( $customer, 'wp_user_id' ) > 0
		? array( 'user' => str_of( $customer, 'wp_user_id' ) )
		: array( 'name' => str_of( $customer, 'name' ), 'email' => str_of( $customer, 'email' ) );
}

/** Whom it is sold to. */
function buyer_text( array $typed ): string {
	$user = get_userdata( (int) $typed['user'] );
	return $user ? "{$user->display_name} ({$user->user_email})" : trim( $typed['name'] . ( '' === $typed['email'] ? '' : " ({$typed['email']})" ) );
}

/** What was typed: in the address, or kept when it was refused. */
function sale_typed(): array {
	$from  = map_of( kept( 'sale' ), 'values' );
	$from  = $from ? $from : wp_unslash( map_of( $_GET, 'f' ) ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput -- only read, narrowed by str_of().
	$typed = array();
	foreach ( array( 'user', 'name', 'email', 'package', 'method', 'later', 'price', 'reason' ) as $name ) {
		$typed[ $name ] = trim( mb_substr( wp_check_invalid_utf8( str_of( $from, $name ) ), 0, 255, 'UTF-8' ) );
	}
	$typed['user'] = get_userdata( (int) $typed['user'] ) ? $typed['user'] : '';
	return $typed;
}

/** What the sidecar is told: an account with the name and address that WordPress knows, or what was typed. */
function sale_body( array $typed ): array {
	$user = get_userdata( (int) $typed['user'] );
	return array(
		'package'    => $typed['package'],
		'wp_user_id' => $user ? $user->ID : '',
		'name'       => $user ? one_line( $user->display_name ) : $typed['name'],
		'email'      => $user ? one_line( $user->user_email ) : $typed['email'],
		'method'     => $typed['method'],
		'price'      => $typed['price'],
		'reason'     => $typed['reason'],
		'later'      => '1' === $typed['later'],
	);
}

/** Sells as it was previewed; the sidecar refuses another amount, other terms, or a rule that was not shown. */
function act_sell_package( string $id, string $key ): array {
	$typed = array();
	foreach ( array( 'user', 'name', 'email', 'package', 'method', 'later', 'price', 'reason' ) as $name ) {
		$typed[ $name ] = posted( $name, 255 );
	}
	$seen   = array(
		'version'  => json_value( 'int', posted( 'version', 12 ) ),
		'expected' => posted( 'expected', 40 ),
		'knowing'  => array_values( array_filter( explode( ',', posted( 'knowing', 200 ) ) ) ),
	);
	$result = send( 'POST', '/v1/manage/sales', $seen + sale_body( $typed ), $key );
	if ( ! $result->ok ) {
		return array( 'tab' => 'customers', 'sell' => 'confirm', 'kept' => keep( 'sale', $typed, $result, $key, array(), __( 'Nothing was sold.', 'session-packages' ) ) );
	}
	$package = str_of( map_of( $result->data, 'order' ), 'customer_package' );
	return '' === $package
		? array( 'tab' => 'customers', 'status' => 'awaiting_payment', 'sp_notice' => 'ordered' )
		: package_screen( $package ) + array( 'sp_notice' => 'sold' );
}

/** Address of a step. */
function sale_page( string $step, array $typed = array() ): string {
	$typed = array_filter( $typed, 'strlen' );
	return admin_page( array( 'tab' => 'customers', 'sell' => $step ) ) . ( $typed ? '&' . http_build_query( array( 'f' => $typed ) ) : '' );
}

/** The way back to the list. */
function sale_back(): string {
	return sprintf( '<p><a href="%s">← %s</a></p>', esc_url( admin_page( array( 'tab' => 'customers' ) ) ), esc_html__( 'All customer packages', 'session-packages' ) );
}
