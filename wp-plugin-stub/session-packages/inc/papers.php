<?php
/**
 * Receipt and statement, to be printed: pages of their own, the same for the customer and for staff.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Which there are. */
function paper_kinds(): array {
	return array(
		'receipt'   => __( 'Receipt', 'session-packages' ),
		'statement' => __( 'Statement', 'session-packages' ),
	);
}

/** Address of a customer's own paper. */
function paper_url( string $kind, string $package ): string {
	return add_query_arg( array( 'sp_paper' => $kind, 'sp_package' => rawurlencode( $package ) ), home_url( '/' ) );
}

/** Before a theme begins: somebody asks for a paper of theirs. */
function show_own_paper(): void {
	// phpcs:disable WordPress.Security.NonceVerification.Recommended -- reading only; the sidecar shows nobody what is not theirs.
	$kind = input( $_GET, 'sp_paper', 20 );
	$id   = id_from( input( $_GET, 'sp_package' ) );
	// phpcs:enable
	if ( '' === $id || ! isset( paper_kinds()[ $kind ] ) ) {
		return;
	}
	forbid_caching();
	if ( ! is_user_logged_in() ) {
		wp_safe_redirect( wp_login_url( paper_url( $kind, $id ) ) );
		exit;
	}
	print_paper( $kind, get( "/v1/my/packages/{$id}/paper", array(), 'customer' ) );
}

/** The same for staff (admin-post.php). */
function show_paper_to_staff(): void {
	$kind = query( 'sp_paper' );
	$id   = id_from( query( 'sp_package' ) );
	if ( ! can( VIEW ) ) {
		wp_die( esc_html__( 'You are not allowed to do this.', 'session-packages' ), '', array( 'response' => 403 ) );
	}
	forbid_caching();
	print_paper( isset( paper_kinds()[ $kind ] ) ? $kind : 'statement', get( "/v1/manage/customer-packages/{$id}/paper" ) );
}

/** Address of the same for staff. */
function staff_paper_url( string $kind, string $package ): string {
	return add_query_arg( array( 'action' => 'session_packages_paper', 'sp_paper' => $kind, 'sp_package' => rawurlencode( $package ) ), admin_url( 'admin-post.php' ) );
}

/** Prints it, or says why not, and ends. */
function print_paper( string $kind, Result $result ): void {
	$receipt = map_of( $result->data, 'receipt' );
	$missing = ! $result->ok || ( 'receipt' === $kind && ! $receipt );
	status_header( $missing ? ( $result->down() ? 503 : 404 ) : 200 );
	header( 'X-Robots-Tag: noindex, nofollow' );
	print_template( 'paper', $missing ? no_paper( $kind, $result ) : paper_view( $kind, $result->data ) );
	exit;
}

/** Instead of a paper. */
function no_paper( string $kind, Result $result ): array {
	$text = $result->ok ? __( 'There is no receipt for this package.', 'session-packages' ) : __( 'This page could not be found.', 'session-packages' );
	$text = $result->down() ? __( 'It cannot be shown at the moment. Please come back in a few minutes.', 'session-packages' ) : $text;
	return array( 'kind' => $kind, 'title' => paper_kinds()[ $kind ], 'site' => wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ), 'text' => $text, 'facts' => array(), 'sums' => array(), 'entries' => array() );
}

/** What stands on it. */
function paper_view( string $kind, array $data ): array {
	$package = map_of( $data, 'package' );
	$receipt = map_of( $data, 'receipt' );
	$is_one  = 'receipt' === $kind;
	return array(
		'kind'    => $kind,
		/* translators: %s: number of a receipt */
		'title'   => $is_one ? sprintf( __( 'Receipt %s', 'session-packages' ), str_of( $receipt, 'number' ) ) : __( 'Statement', 'session-packages' ),
		'site'    => str_of( $data, 'seller' ),
		'text'    => 'test' === str_of( $receipt, 'mode' ) ? __( 'Made in test mode: no money was paid.', 'session-packages' ) : '',
		'facts'   => array_filter( $is_one ? receipt_facts( $package, $receipt ) : statement_facts( $package, $receipt ) ),
		'sums'    => $is_one ? receipt_sums( $package, $receipt ) : account_sums( map_of( $data, 'account' ) ),
		'entries' => $is_one ? array() : array_map( __NAMESPACE__ . '\\paper_entry', rows_of( $data, 'entries' ) ),
	);
}

/** Beside the sums of a receipt. */
function receipt_facts( array $package, array $receipt ): array {
	$buyer = map_of( $receipt, 'buyer' );
	return array(
		__( 'Customer', 'session-packages' )   => trim( str_of( $buyer, 'name' ) . ' · ' . str_of( $buyer, 'email' ), ' ·' ),
		__( 'Order', 'session-packages' )      => str_of( $receipt, 'reference' ),
		__( 'Order date', 'session-packages' ) => day_of( str_of( $receipt, 'placed_at' ) ),
		__( 'Paid on', 'session-packages' )    => day_of( str_of( $receipt, 'paid_at' ) ),
		__( 'Paid by', 'session-packages' )    => method_label( str_of( $receipt, 'method' ) ),
	);
}

/** Net, tax, gross, and what went back later: label and amount. */
function receipt_sums( array $package, array $receipt ): array {
	$name = str_of( $package, 'name' ) . ' (' . sessions_text( int_of( $receipt, 'sessions' ) ) . ')';
	$sums = array( array( $name, money_of( $receipt, 'net' ), '' ) );
	if ( '' !== str_of( $receipt, 'tax_label' ) ) {
		$sums[] = array( str_of( $receipt, 'tax_label' ), money_of( $receipt, 'tax' ), '' );
	}
	$sums[] = array( __( 'Total', 'session-packages' ), money_of( $receipt, 'gross' ), 'total' );
	$sums[] = array( __( 'Paid', 'session-packages' ), money_of( $receipt, 'paid' ), '' );
	foreach ( rows_of( $receipt, 'refunds' ) as $refund ) {
		/* translators: %s: a date */
		$sums[] = array( sprintf( __( 'Refunded on %s', 'session-packages' ), day_of( str_of( $refund, 'at' ) ) ), money_of( $refund, 'amount' ), '' );
	}
	return $sums;
}

/** Beside the entries of a statement. */
function statement_facts( array $package, array $receipt ): array {
	$customer = map_of( $package, 'customer' );
	return array(
		__( 'Package', 'session-packages' )  => str_of( $package, 'name' ),
		__( 'Customer', 'session-packages' ) => trim( str_of( $customer, 'name' ) . ' · ' . str_of( $customer, 'email' ), ' ·' ),
		__( 'Sessions', 'session-packages' ) => remaining_text( int_of( $package, 'remaining' ), int_of( $package, 'sessions_total' ) ),
		__( 'Validity', 'session-packages' ) => expiry_text( $package ),
		__( 'Status', 'session-packages' )   => status_label( str_of( $package, 'status' ) ),
		__( 'Order', 'session-packages' )    => str_of( $receipt, 'reference' ),
		__( 'Receipt', 'session-packages' )  => str_of( $receipt, 'number' ),
	);
}

/** What became of the money; what is nothing is left out, but never what was paid and what is left. */
function account_sums( array $account ): array {
	$labels = array(
		'money_in'    => __( 'Paid for sessions', 'session-packages' ),
		'used'        => __( 'Value of the sessions used', 'session-packages' ),
		'refunded'    => __( 'Refunded', 'session-packages' ),
		'kept'        => __( 'Difference between sessions and money of refunds', 'session-packages' ),
		'corrected'   => __( 'Value of the sessions taken by staff', 'session-packages' ),
		'moved'       => __( 'Moved to another package', 'session-packages' ),
		'forfeited'   => __( 'Forfeited', 'session-packages' ),
		'outstanding' => __( 'Value of the sessions left', 'session-packages' ),
	);
	$sums   = array();
	foreach ( $labels as $name => $label ) {
		$minor = int_of( map_of( $account, $name ), 'minor' );
		if ( 0 !== $minor || 'money_in' === $name || 'outstanding' === $name ) {
			$sums[] = array( $label, money_of( $account, $name ), 'outstanding' === $name ? 'total' : '' );
		}
	}
	return $sums;
}

/** One movement. */
function paper_entry( array $entry ): array {
	/* translators: %s: number of a booking */
	$booking = '' === str_of( $entry, 'booking' ) ? '' : sprintf( __( 'Booking %s', 'session-packages' ), str_of( $entry, 'booking' ) );
	return array(
		'when'    => moment( str_of( $entry, 'at' ) ),
		'what'    => entry_label( str_of( $entry, 'kind' ) ),
		'about'   => implode( ' · ', array_filter( array( str_of( $entry, 'service_name' ), $booking ) ) ),
		'delta'   => delta_text( int_of( $entry, 'delta' ) ),
		'balance' => number_format_i18n( int_of( $entry, 'balance_after' ) ),
		'value'   => money_of( $entry, 'value' ),
	);
}
