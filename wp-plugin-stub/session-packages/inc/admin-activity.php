<?php
/**
 * Settings, section "Activity": what staff have done, by person and kind.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the list. */
function activity_section(): string {
	$ask    = array_filter( activity_asked(), 'strlen' );
	$result = get( '/v1/manage/activity', $ask );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	return template(
		'admin/activity',
		array(
			'kind'   => $ask['kind'] ?? '',
			'kinds'  => activity_kinds(),
			'person' => $ask['person'] ?? '',
			'people' => array_column( rows_of( $result->data, 'people' ), 'name', 'wp_user_id' ),
			'table'  => activity_table( $result, $ask ),
		)
	);
}

/** What the address asks for. */
function activity_asked(): array {
	return array(
		'kind'   => isset( activity_kinds()[ query( 'kind' ) ] ) ? query( 'kind' ) : '',
		'person' => ctype_digit( query( 'person' ) ) ? query( 'person' ) : '',
		'after'  => query( 'after' ),
	);
}

/** The list itself. */
function activity_table( Result $result, array $ask ): string {
	$here = settings_args( 'activity', array_diff_key( $ask, array( 'after' => 1 ) ) );
	$next = str_of( $result->data, 'next' );
	return table(
		array(
			'columns' => activity_columns(),
			'rows'    => rows_of( $result->data, 'items' ),
			'empty'   => $ask ? __( 'Nothing matches.', 'session-packages' ) : __( 'Nothing has been done yet.', 'session-packages' ),
			'first'   => isset( $ask['after'] ) ? admin_page( $here ) : '',
			'next'    => '' === $next ? '' : admin_page( $here + array( 'after' => $next ) ),
		)
	);
}

/** The columns: key → label and what a cell prints. */
function activity_columns(): array {
	return array(
		'what'   => array( __( 'What', 'session-packages' ), __NAMESPACE__ . '\\activity_cell' ),
		'who'    => array( __( 'Who', 'session-packages' ), static fn( array $row ): string => esc_html( str_of( map_of( $row, 'person' ), 'name' ) ) ),
		'when'   => array( __( 'Date', 'session-packages' ), static fn( array $row ): string => esc_html( moment( str_of( $row, 'at' ) ) ) ),
		'about'  => array( __( 'About', 'session-packages' ), __NAMESPACE__ . '\\activity_object_cell' ),
		'reason' => array( __( 'Reason', 'session-packages' ), static fn( array $row ): string => esc_html( str_of( $row, 'reason' ) ) ),
	);
}

/** The sentence, its values, and on a phone who and when. */
function activity_cell( array $row ): string {
	$action  = str_of( $row, 'action' );
	$details = activity_details( map_of( $row, 'details' ) );
	return template(
		'admin/activity-what',
		array(
			'text'    => activity_texts()[ $action ] ?? $action,
			'details' => $details,
			'narrow'  => implode( ' · ', array_filter( array( str_of( map_of( $row, 'person' ), 'name' ), moment( str_of( $row, 'at' ) ) ), 'strlen' ) ),
		)
	);
}

/** What it was done to, as a link where there is one. */
function activity_object_cell( array $row ): string {
	list( $label, $url ) = activity_object( map_of( $row, 'object' ), map_of( $row, 'details' ) );
	return '' === $url ? esc_html( $label ) : sprintf( '<a href="%s">%s</a>', esc_url( $url ), esc_html( $label ) );
}

/** Tells the sidecar what is done in WordPress alone. */
function tell_activity( string $what, array $changed, string $key ): Result {
	return send( 'POST', '/v1/manage/activity', array( 'what' => $what, 'changed' => $changed ), $key );
}
