<?php
/**
 * "Extend many packages": whom, by how much, a look at who is touched, one button. The task's own screen shows what comes of it.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** The form, and below it who would be touched. */
function extension_screen(): string {
	$typed = extension_typed();
	$asked = 'preview' === query( 'extend' ) || kept( 'extension' );
	$found = $asked ? get( '/v1/manage/extension', array_filter( $typed, 'strlen' ) ) : new Result();
	$shelf = get( '/v1/manage/packages' );
	if ( ! $shelf->ok ) {
		return trouble( $shelf );
	}
	$form = template(
		'admin/extension',
		array(
			'action' => strtok( admin_page(), '?' ),
			'hidden' => array( 'page' => PAGE, 'tab' => 'customers', 'extend' => 'preview', 'f[ids]' => $typed['ids'] ),
			'picked' => '' === $typed['ids'] ? 0 : count( explode( ',', $typed['ids'] ) ),
			'rows'   => form_rows( extension_fields( $typed, rows_of( $shelf->data, 'packages' ) ), $typed, $found->fields ),
			'error'  => $asked && ! $found->ok ? error_text( $found ) : '',
		)
	);
	return sale_back() . $form . ( $found->ok ? extension_confirm( $typed, map_of( $found->data, 'preview' ) ) : '' ) . task_list( 'extension' );
}

/** Whom, and by how much. */
function extension_fields( array $typed, array $packages ): array {
	$names = array( '' => __( 'All packages', 'session-packages' ) );
	foreach ( $packages as $package ) {
		$names[ str_of( $package, 'id' ) ] = str_of( $package, 'name' );
	}
	$whom = array(
		array( 'name' => 'packages', 'type' => 'select', 'label' => __( 'Package', 'session-packages' ), 'options' => $names ),
		array( 'name' => 'ends_from', 'type' => 'day', 'label' => __( 'Ends on or after', 'session-packages' ) ),
		array( 'name' => 'ends_until', 'type' => 'day', 'label' => __( 'Ends on or before', 'session-packages' ) ),
	);
	return array_merge(
		array( array( 'name' => 'status', 'type' => 'select', 'label' => __( 'Status', 'session-packages' ), 'options' => array( 'active' => status_label( 'active' ), 'expired' => status_label( 'expired' ), 'both' => __( 'Active and expired', 'session-packages' ) ), 'help' => __( 'Suspended, refunded and fully redeemed packages, and those that never expire, are left alone.', 'session-packages' ) ) ),
		'' === $typed['ids'] ? $whom : array(),
		array(
			array( 'name' => 'days', 'type' => 'int', 'label' => __( 'Extend by', 'session-packages' ), 'suffix' => __( 'days', 'session-packages' ), 'help' => __( 'Counted from each package’s own last day.', 'session-packages' ) ),
			array( 'name' => 'until', 'type' => 'day', 'label' => __( 'or until', 'session-packages' ), 'help' => __( 'The new last day. Packages that end later keep their end.', 'session-packages' ) ),
		)
	);
}

/** Who is touched, and the button. */
function extension_confirm( array $typed, array $preview ): string {
	$kept  = kept( 'extension' );
	$count = int_of( $preview, 'count' );
	return template(
		'admin/extension-confirm',
		array(
			'head'   => may( 'extend_packages' ) ? form_head( 'extend_packages', '', str_of( $kept, 'key' ) ) : '',
			'typed'  => $typed + array( 'expected' => (string) $count ),
			'count'  => $count,
			/* translators: %s: a number of packages */
			'title'  => sprintf( _n( '%s package is extended', '%s packages are extended', $count, 'session-packages' ), number_format_i18n( $count ) ),
			'first'  => array_map( __NAMESPACE__ . '\\touched_view', rows_of( $preview, 'first' ) ),
			'more'   => max( 0, $count - count( rows_of( $preview, 'first' ) ) ),
			'reason' => str_of( map_of( $kept, 'values' ), 'reason' ),
			'mails'  => '1' === str_of( map_of( $kept, 'values' ), 'mails' ),
			'error'  => field_error( 'reason', map_of( $kept, 'errors' ) ),
			/* translators: %s: a number of packages */
			'button' => sprintf( _n( 'Extend %s package', 'Extend %s packages', $count, 'session-packages' ), number_format_i18n( $count ) ),
		)
	);
}

/** One of those who are touched. */
function touched_view( array $row ): array {
	return array(
		'customer' => str_of( $row, 'customer' ),
		'package'  => str_of( $row, 'name' ),
		'url'      => admin_page( array( 'tab' => 'customers', 'view' => str_of( $row, 'customer_package' ) ) ),
		'left'     => sessions_text( int_of( $row, 'remaining' ) ),
		'before'   => day( str_of( $row, 'before' ) ),
		'after'    => day( str_of( $row, 'after' ) ),
	);
}

/** What was typed: in the address, or kept when it was refused. */
function extension_typed(): array {
	$from  = map_of( kept( 'extension' ), 'values' );
	$from  = $from || ! picked_ids() ? $from : array( 'ids' => implode( ',', picked_ids() ) );
	$from  = $from ? $from : wp_unslash( map_of( $_GET, 'f' ) ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput -- only read, narrowed by str_of().
	$typed = array();
	foreach ( array( 'status', 'packages', 'ids', 'ends_from', 'ends_until', 'days', 'until' ) as $name ) {
		$typed[ $name ] = trim( mb_substr( wp_check_invalid_utf8( str_of( $from, $name ) ), 0, 3000, 'UTF-8' ) );
	}
	$typed['status'] = '' === $typed['status'] ? ( '' === $typed['ids'] ? 'active' : 'both' ) : $typed['status'];
	return $typed;
}

/** Begins it; the sidecar refuses when it is not as many as were shown. */
function act_extend_packages( string $id, string $key ): array {
	$typed = array();
	foreach ( array( 'status', 'packages', 'ids', 'ends_from', 'ends_until', 'days', 'until', 'reason', 'mails' ) as $name ) {
		$typed[ $name ] = posted( $name, 3000 );
	}
	$body   = array( 'mails' => '1' === $typed['mails'], 'expected' => json_value( 'int', posted( 'expected', 12 ) ) ) + $typed;
	$result = send( 'POST', '/v1/manage/extension', $body, $key, '', PAY_TIMEOUT );
	if ( $result->ok ) {
		return array( 'tab' => 'customers', 'task' => str_of( map_of( $result->data, 'task' ), 'id' ) );
	}
	return array( 'tab' => 'customers', 'extend' => 'preview', 'kept' => keep( 'extension', $typed, $result, $key, array( 'reason' => __( 'Reason', 'session-packages' ) ), __( 'Nothing was extended.', 'session-packages' ) ) );
}

/** By how much, in words. */
function extension_text( array $asked ): string {
	/* translators: %s: number of days */
	return '' === str_of( $asked, 'until' ) ? sprintf( __( '%s days later', 'session-packages' ), number_format_i18n( int_of( $asked, 'days' ) ) ) : day( str_of( $asked, 'until' ) );
}

/** The packages that were picked in the list, if that is what shall be done with them. */
function picked_ids(): array {
	$picked = array_filter( map_of( $_GET, 'picked' ), 'is_string' ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput -- only read, narrowed by id_from().
	return in_array( 'extend', array( query( 'action' ), query( 'action2' ) ), true ) ? array_slice( array_filter( array_map( __NAMESPACE__ . '\\id_from', $picked ) ), 0, 100 ) : array();
}
