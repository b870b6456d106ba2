<?php
/**
 * One customer package: how it stands, what can be done, its order and money, its mails, and everything that ever happened to it.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws it, or a screen that belongs to it. */
function package_tab( string $id ): string {
	if ( '' !== query( 'change' ) ) {
		return change_screen( $id, query( 'change' ) );
	}
	return '' === query( 'refund' ) ? customer_package( $id ) : refund_screen( $id );
}

/** One package with everything that ever happened to it. */
function customer_package( string $id ): string {
	$result = get( '/v1/manage/customer-packages/' . $id );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	$package = map_of( $result->data, 'customer_package' );
	$rolled  = map_of( $result->data, 'rolled' );
	return template(
		'admin/customer-package',
		array(
			'package' => package_view( $package ),
			'used'    => sessions_text( int_of( $package, 'used' ) ),
			'facts'   => array_filter( package_facts( $package ) ),
			'rolled'  => array_filter( array( 'from' => rolled_page( $rolled, 'from' ), 'into' => rolled_page( $rolled, 'into' ) ) ),
			'steps'   => package_steps( $id, $result->data ),
			'order'   => array_filter( order_facts( $package, map_of( $result->data, 'order' ) ) ),
			'money'   => money_blocks( $id, $result->data ),
			'entries' => array_map( static fn( array $entry ): array => entry_for_staff( $id, $entry ), rows_of( $result->data, 'ledger' ) ),
			'back'    => admin_page( array( 'tab' => 'customers' ) ),
			'owner'   => customer_page( map_of( $package, 'customer' ) ),
			'mails'   => package_mails( $id ),
			'sent'    => mails_of_package( $id ),
		)
	);
}

/** The way to the package before or after a roll over. */
function rolled_page( array $rolled, string $which ): string {
	$id = id_from( str_of( $rolled, $which ) );
	return '' === $id ? '' : admin_page( package_screen( $id ) );
}

/** What can be done now, and why the rest cannot. */
function package_steps( string $id, array $data ): array {
	$can   = array();
	$why   = array();
	$specs = change_specs();
	foreach ( rows_of( $data, 'steps' ) as $step ) {
		$name = str_of( $step, 'id' );
		$code = str_of( $step, 'code' );
		if ( ! isset( $specs[ $name ] ) || ! $specs[ $name ]['may'] ) {
			continue;
		}
		if ( '' === $code ) {
			$can[ change_page( $id, $name ) ] = $specs[ $name ]['title'] . '…';
		} elseif ( ! in_array( $code, array( 'already_suspended', 'not_suspended', 'not_active' ), true ) ) { // Its counterpart is there; a closed one says so above.
			$why[ $specs[ $name ]['title'] ] = reason_text( $code );
		}
	}
	$refund = refund_entry( $id, $data );
	if ( '' !== $refund['refund_url'] ) {
		$can[ $refund['refund_url'] ] = __( 'Refund…', 'session-packages' );
	}
	return array( 'can' => $can, 'why' => $why );
}

/** One movement, with the way to its booking and what can be done about it. */
function entry_for_staff( string $package, array $entry ): array {
	$host = str_of( $entry, 'host' );
	$id   = str_of( $entry, 'booking' );
	$view = entry_view( $entry, true );
	if ( bool_of( $entry, 'undoes' ) ) {
		/* translators: %s: a step, e.g. "Balance adjusted" */
		$view['what'] = sprintf( __( 'Undone: %s', 'session-packages' ), undone_label( str_of( $entry, 'kind' ) ) );
	}
	$view['why'] = implode( ' · ', array_filter( array( entry_note( $entry ), $view['why'] ) ) );
	return $view + array(
		'booking_url' => '' === booking_ref( "{$host}|{$id}" ) ? '' : booking_page( $host, $id ),
		'undone'      => bool_of( $entry, 'undone' ),
		'links'       => entry_links( $package, $entry ),
	);
}

/** The step that a counter entry of this kind takes back. */
function undone_label( string $kind ): string {
	$steps = array( 'transfer_in' => 'transfer_out', 'transfer_out' => 'transfer_in', 'suspend' => 'resume', 'resume' => 'suspend' );
	return entry_label( $steps[ $kind ] ?? $kind );
}

/** Paid or free, and from whom to whom. */
function entry_note( array $entry ): string {
	if ( 'adjust' === str_of( $entry, 'kind' ) ) {
		return 0 === int_of( $entry, 'delta_paid' ) ? __( 'free', 'session-packages' ) : __( 'paid', 'session-packages' );
	}
	$old = str_of( $entry, 'customer_old' );
	return '' === $old ? '' : "{$old} → " . str_of( $entry, 'customer_new' );
}

/** What can be done about a movement: address → words. */
function entry_links( string $package, array $entry ): array {
	$links = array();
	if ( bool_of( $entry, 'undo' ) && may( 'undo_change' ) ) {
		$links[ change_page( $package, 'undo', array( 'entry' => str_of( $entry, 'id' ) ) ) ] = __( 'Undo', 'session-packages' );
	}
	if ( bool_of( $entry, 'reinstate' ) && may( 'reinstate_session' ) ) {
		$links[ change_page( $package, 'reinstate', array( 'host' => str_of( $entry, 'host' ), 'booking' => str_of( $entry, 'booking' ) ) ) ] = __( 'Reinstate', 'session-packages' );
	}
	return $links;
}

/** The facts of the package itself. */
function package_facts( array $package ): array {
	$customer = map_of( $package, 'customer' );
	return array(
		__( 'Customer', 'session-packages' )      => str_of( $customer, 'name' ),
		__( 'E-mail', 'session-packages' )        => str_of( $customer, 'email' ),
		__( 'Purchase date', 'session-packages' ) => day_of( str_of( $package, 'purchased_at' ) ),
		__( 'Active since', 'session-packages' )  => day_of( str_of( $package, 'activated_at' ) ),
		__( 'Validity', 'session-packages' )      => expiry_text( $package ),
		__( 'Services', 'session-packages' )      => services_text( $package ),
	);
}

/** The facts of its order. */
function order_facts( array $package, array $order ): array {
	return array(
		__( 'Order', 'session-packages' )           => str_of( $package, 'order_reference' ),
		__( 'Order status', 'session-packages' )    => order_label( str_of( $order, 'status' ) ),
		__( 'Amount', 'session-packages' )          => money_of( $package, 'amount' ),
		__( 'Paid by', 'session-packages' )         => method_label( str_of( $package, 'method' ) ),
		__( 'Money confirmed', 'session-packages' ) => moment( str_of( $order, 'paid_at' ) ),
		__( 'Receipt', 'session-packages' )         => str_of( $order, 'receipt_number' ),
	);
}

/** The newest mails about it. */
function mails_of_package( string $id ): array {
	$result = get( '/v1/manage/mail-log', array( 'package' => $id ) );
	return array_map( static fn( array $row ): array => sent_mail( $id, $row ), rows_of( $result->data, 'items' ) );
}

/** One of them. */
function sent_mail( string $package, array $row ): array {
	$id = str_of( $row, 'id' );
	return array(
		'id'     => $id,
		'name'   => mail_label( str_of( $row, 'kind' ) ),
		'to'     => str_of( map_of( $row, 'to' ), 'email' ),
		'when'   => moment( str_of( $row, 'at' ) ),
		'status' => log_status( str_of( $row, 'status' ) ),
		'url'    => settings_page( 'logged-mail', array( 'mail' => $id ) ),
		'head'   => can_resend( $row ) && may( 'resend_mail' ) ? form_head( 'resend_mail', $id ) . sprintf( '<input type="hidden" name="package" value="%s">', esc_attr( $package ) ) : '',
	);
}
