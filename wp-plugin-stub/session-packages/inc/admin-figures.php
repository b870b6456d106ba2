<?php
/**
 * The owner's figures on the overview: charts whose bars the sidecar has measured, each with its table and the way to what is behind it.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const FIGURES_TIMEOUT = 5.0; // The whole history is summed up; the rest of the page is there already.

/** Draws them, or says that they cannot be shown: the page above is none the worse. */
function figures_block(): string {
	$result = call( 'GET', '/v1/manage/figures', '', '', '', FIGURES_TIMEOUT );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	return template(
		'admin/figures',
		array(
			'tiles'  => template( 'admin/tiles', array( 'class' => ' sp-tiles--owed', 'tiles' => owed_tiles( $result->data ) ) ),
			'charts' => array( sales_chart( $result->data ), usage_chart( $result->data ) ),
			'best'   => best_packages( $result->data ),
			'tests'  => 'test' === str_of( $result->data, 'mode' ),
		)
	);
}

/** What is owed to customers, what of it ends soon, and what has ended. Paused packages are owed as well: no one view has all that is. */
function owed_tiles( array $figures ): array {
	$words = array(
		'outstanding' => array( __( 'Outstanding', 'session-packages' ), array( 'orderby' => 'expiry', 'order' => 'desc' ) ),
		'ending'      => array( __( 'Ends within 30 days', 'session-packages' ), array( 'status' => 'active', 'orderby' => 'expiry', 'order' => 'asc' ) ),
		'forfeited'   => array( __( 'Forfeited', 'session-packages' ), array( 'status' => 'expired' ) ),
	);
	$tiles = array();
	foreach ( $words as $name => $known ) {
		$held    = map_of( $figures, $name );
		$count   = int_of( $held, 'packages' );
		$tiles[] = array(
			'name'   => $name,
			'label'  => $known[0],
			'number' => money_of( $held, 'money' ),
			/* translators: 1: "3 sessions", 2: number of packages */
			'help'   => sprintf( _n( '%1$s in %2$s package', '%1$s in %2$s packages', $count, 'session-packages' ), sessions_text( int_of( $held, 'sessions' ) ), number_format_i18n( $count ) ),
			'url'    => admin_page( array( 'tab' => 'customers' ) + $known[1] ),
		);
	}
	return $tiles;
}

/** Money that came in, week by week. */
function sales_chart( array $figures ): array {
	$rows = array();
	foreach ( rows_of( $figures, 'weeks' ) as $week ) {
		$rows[] = array( str_of( $week, 'label' ), number_format_i18n( int_of( $week, 'orders' ) ), money_of( $week, 'money' ) );
	}
	return chart(
		$figures,
		'sales_bar',
		array(
			'name'    => 'sales',
			'title'   => __( 'Sales per week', 'session-packages' ),
			'most'    => money_of( map_of( $figures, 'most' ), 'money' ),
			'columns' => array( __( 'Week from', 'session-packages' ), __( 'Orders', 'session-packages' ), __( 'Money', 'session-packages' ) ),
			'rows'    => $rows,
			'url'     => admin_page( array( 'tab' => 'customers', 'orderby' => 'purchased', 'order' => 'desc' ) ),
			'link'    => __( 'What was sold', 'session-packages' ),
		)
	);
}

/** Sessions that were used, week by week. */
function usage_chart( array $figures ): array {
	$rows = array();
	foreach ( rows_of( $figures, 'weeks' ) as $week ) {
		$rows[] = array( str_of( $week, 'label' ), number_format_i18n( int_of( $week, 'sessions' ) ), money_of( $week, 'used' ) );
	}
	return chart(
		$figures,
		'usage_bar',
		array(
			'name'    => 'usage',
			'title'   => __( 'Sessions used per week', 'session-packages' ),
			'most'    => sessions_text( int_of( map_of( $figures, 'most' ), 'sessions' ) ),
			'columns' => array( __( 'Week from', 'session-packages' ), __( 'Sessions', 'session-packages' ), __( 'Value used', 'session-packages' ) ),
			'rows'    => $rows,
			'url'     => admin_page( array( 'tab' => 'customers' ) ),
			'link'    => __( 'Whose they were', 'session-packages' ),
		)
	);
}

/** One chart: the sidecar's bars with what each says, first and last week below. */
function chart( array $figures, string $bar, array $words ): array {
	$weeks = rows_of( $figures, 'weeks' );
	$bars  = array();
	foreach ( $weeks as $number => $week ) {
		$bars[] = array(
			'at'   => map_of( $week, $bar ),
			'says' => implode( ' · ', $words['rows'][ $number ] ),
		);
	}
	$first = str_of( reset( $weeks ), 'label' );
	return $words + array(
		'bars'   => $bars,
		'width'  => int_of( $figures, 'width' ),
		'height' => int_of( $figures, 'height' ),
		'first'  => $first,
		'last'   => str_of( end( $weeks ), 'label' ),
		/* translators: 1: a date, 2: an amount of money or a number of sessions */
		'desc'   => sprintf( __( 'Bars for each week since %1$s. The most in one week: %2$s. The table below has every number.', 'session-packages' ), $first, $words['most'] ),
	);
}

/** What brought most money in these weeks. */
function best_packages( array $figures ): array {
	$rows = array();
	foreach ( rows_of( $figures, 'best' ) as $sold ) {
		$rows[] = array(
			'name'    => str_of( $sold, 'name' ),
			'url'     => admin_page( array( 'tab' => 'customers', 's' => str_of( $sold, 'name' ) ) ),
			'orders'  => number_format_i18n( int_of( $sold, 'orders' ) ),
			'money'   => money_of( $sold, 'money' ),
			'percent' => str_of( $sold, 'percent' ),
		);
	}
	return $rows;
}
