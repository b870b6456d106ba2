<?php
/**
 * What WordPress keeps at the top of a screen: how many rows a page has, which columns are shown.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const PER_PAGE = 'session_packages_per_page';

/** Runs before the screen is drawn. */
function prepare_screen(): void {
	$screen = get_current_screen();
	if ( null === $screen || null === connection() || ! can( VIEW ) ) {
		return;
	}
	$view = current_list();
	// Hidden columns belong to one list, not to all tabs of this screen.
	$screen->id .= '' === $view ? '' : '-' . $view;
	if ( in_array( $view, array( 'customers', 'awaiting' ), true ) ) {
		$screen->add_option( 'per_page', array( 'label' => __( 'Rows per page', 'session-packages' ), 'default' => 20, 'option' => PER_PAGE ) );
	}
	$columns = array( 'customers' => 'customer_columns', 'packages' => 'package_columns' );
	if ( isset( $columns[ $view ] ) ) {
		$all = __NAMESPACE__ . '\\' . $columns[ $view ];
		add_filter( "manage_{$screen->id}_columns", static fn(): array => hideable_columns( $all() ) );
	}
}

/** Which list is asked for: customers, awaiting, packages, or '' where it is none of them. */
function current_list(): string {
	if ( 'packages' === current_tab() ) {
		return '' === query( 'edit' ) ? 'packages' : '';
	}
	$elsewhere = array_filter( array( query( 'view' ), query( 'customer' ), query( 'booking' ), query( 'sell' ), query( 'import' ), query( 'extend' ), query( 'task' ) ), 'strlen' );
	if ( 'customers' !== current_tab() || $elsewhere ) {
		return '';
	}
	return 'awaiting_payment' === query( 'status' ) ? 'awaiting' : 'customers';
}

/** What can be hidden: everything but the first, which says what a row is. */
function hideable_columns( array $columns ): array {
	return array_map( static fn( array $column ): string => $column[0], array_slice( $columns, 1, null, true ) );
}

/** Rows on a page, as this user has chosen. */
function per_page(): int {
	$chosen = (int) get_user_option( PER_PAGE );
	return $chosen >= 1 && $chosen <= 100 ? $chosen : 20;
}

/**
 * What may be kept of the screen's options.
 *
 * @param mixed $kept   Whether and what WordPress would keep.
 * @param mixed $option Its name.
 * @param mixed $value  What was typed.
 * @return mixed
 */
function keep_per_page( $kept, $option, $value ) {
	return is_numeric( $value ) ? min( 100, max( 1, (int) $value ) ) : 20;
}
