<?php
/**
 * A task of staff: what was checked, how far it is, what came of each item. Imports and bulk extensions look the same here.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** One task. */
function task_screen( string $id ): string {
	$found = get( '/v1/manage/tasks/' . $id );
	if ( ! $found->ok ) {
		return trouble( $found );
	}
	$task = map_of( $found->data, 'task' );
	$view = isset( task_views( $task )[ query( 'show' ) ] ) ? query( 'show' ) : ( 'checked' === str_of( $task, 'status' ) && int_of( $task, 'bad' ) > 0 ? 'bad' : 'all' );
	$list = get( "/v1/manage/tasks/{$id}/items", array( 'view' => $view, 'after' => (string) (int) query( 'after' ) ) );
	return template(
		'admin/task',
		array(
			'back'    => task_back( str_of( $task, 'kind' ) ),
			'title'   => task_title( $task ),
			'id'      => $id,
			'status'  => str_of( $task, 'status' ),
			'state'   => task_state( $task ),
			'done'    => int_of( $task, 'done' ),
			'good'    => int_of( $task, 'good' ),
			'reload'  => 'running' === str_of( $task, 'status' ) ? task_page( $id ) : '',
			'facts'   => array_filter( task_facts( $task ), 'strlen' ),
			'start'   => 'checked' === str_of( $task, 'status' ) && int_of( $task, 'good' ) > 0 && may( 'start_import' ) ? form_head( 'start_import', $id, str_of( kept( 'start_import' ), 'key' ) ) : '',
			/* translators: %s: a number of rows */
			'button'  => sprintf( _n( 'Import %s row', 'Import %s rows', int_of( $task, 'good' ), 'session-packages' ), number_format_i18n( int_of( $task, 'good' ) ) ),
			'csv'     => 'import' === str_of( $task, 'kind' ) && int_of( $task, 'bad' ) + int_of( $task, 'skipped' ) > 0 && may( 'import_errors' ) ? form_head( 'import_errors', $id ) : '',
			'views'   => task_view_links( $id, $task, $view ),
			'items'   => array_map( __NAMESPACE__ . '\\' . ( 'import' === str_of( $task, 'kind' ) ? 'import_item' : 'extension_item' ), rows_of( $list->data, 'items' ) ),
			'next'    => '' === str_of( $list->data, 'next' ) ? '' : task_page( $id, array( 'show' => $view, 'after' => str_of( $list->data, 'next' ) ) ),
			'first'   => '' === query( 'after' ) ? '' : task_page( $id, array( 'show' => $view ) ),
		)
	);
}

/** What it is called. */
function task_title( array $task ): string {
	/* translators: %s: the name of a file, or a reason */
	return sprintf( 'import' === str_of( $task, 'kind' ) ? __( 'Import of %s', 'session-packages' ) : __( 'Extension: %s', 'session-packages' ), str_of( $task, 'label' ) );
}

/** Where it stands, as a sentence. */
function task_state( array $task ): string {
	$done = number_format_i18n( int_of( $task, 'done' ) );
	$good = number_format_i18n( int_of( $task, 'good' ) );
	switch ( str_of( $task, 'status' ) ) {
		case 'checked':
			return __( 'Checked. Nothing has been imported yet.', 'session-packages' );
		case 'running':
			/* translators: 1, 2: numbers */
			return sprintf( __( 'Under way: %1$s of %2$s done. You can leave this page; it goes on.', 'session-packages' ), $done, $good );
		default:
			/* translators: 1: a number, 2: a number */
			return sprintf( __( 'Finished: %1$s done, %2$s skipped.', 'session-packages' ), number_format_i18n( int_of( $task, 'made' ) ), number_format_i18n( int_of( $task, 'skipped' ) ) );
	}
}

/** The figures. */
function task_facts( array $task ): array {
	$asked  = map_of( $task, 'asked' );
	$import = 'import' === str_of( $task, 'kind' );
	$facts  = array(
		$import ? __( 'Rows', 'session-packages' ) : __( 'Packages', 'session-packages' ) => number_format_i18n( int_of( $task, 'total' ) ),
		__( 'With errors', 'session-packages' ) => $import ? number_format_i18n( int_of( $task, 'bad' ) ) : '',
		__( 'Begun by', 'session-packages' )    => str_of( $task, 'created_by' ) . ', ' . moment( str_of( $task, 'created_at' ) ),
		__( 'E-mails', 'session-packages' )     => bool_of( $asked, 'mails' ) ? __( 'To each customer', 'session-packages' ) : __( 'None', 'session-packages' ),
	);
	return $facts + ( $import ? array(
		__( 'Sessions', 'session-packages' )    => number_format_i18n( int_of( $asked, 'sessions' ) ),
		__( 'Worth', 'session-packages' )       => str_of( $asked, 'value' ),
		__( 'To accounts', 'session-packages' ) => number_format_i18n( int_of( $asked, 'to_accounts' ) ),
	) : array( __( 'New last day', 'session-packages' ) => extension_text( $asked ) ) );
}

/** Views of the items: name → label and count. */
function task_views( array $task ): array {
	$views = array(
		'all'     => array( __( 'All', 'session-packages' ), int_of( $task, 'total' ) ),
		'bad'     => array( __( 'With errors', 'session-packages' ), int_of( $task, 'bad' ) ),
		'made'    => array( __( 'Done', 'session-packages' ), int_of( $task, 'made' ) ),
		'skipped' => array( __( 'Skipped', 'session-packages' ), int_of( $task, 'skipped' ) ),
	);
	return array_filter( $views, static fn( array $view ): bool => $view[1] > 0 );
}

/** As links with their counts. */
function task_view_links( string $id, array $task, string $current ): array {
	$links = array();
	foreach ( task_views( $task ) as $name => $view ) {
		$links[ $name ] = array(
			'label'   => $view[0],
			'count'   => number_format_i18n( $view[1] ),
			'url'     => task_page( $id, array( 'show' => $name ) ),
			'current' => $name === $current,
		);
	}
	return $links;
}

/** One row of a file. */
function import_item( array $item ): array {
	$values = map_of( $item, 'values' );
	$wrong  = array();
	foreach ( rows_of( $item, 'problems' ) as $problem ) {
		$wrong[] = column_label( str_of( $problem, 'column' ) ) . ': ' . field_text( str_of( $problem, 'expected' ) );
	}
	/* translators: 1: sessions left, 2: sessions bought */
	$sessions = sprintf( __( '%1$s of %2$s', 'session-packages' ), str_of( $values, 'sessions_left' ), '' === str_of( $values, 'sessions_total' ) ? str_of( $values, 'sessions_left' ) : str_of( $values, 'sessions_total' ) );
	return array(
		/* translators: %s: number of a line */
		'name'  => sprintf( __( 'Line %s', 'session-packages' ), str_of( $item, 'line' ) ) . ' · ' . str_of( $values, 'email' ),
		'what'  => implode( ' · ', array_filter( array( str_of( $values, 'package' ), $sessions, str_of( $values, 'valid_until' ), str_of( $values, 'paid_value' ), str_of( $values, 'reference' ) ), 'strlen' ) ),
		'wrong' => $wrong,
	) + item_state( $item );
}

/** One extended package. */
function extension_item( array $item ): array {
	return array(
		'name'  => str_of( $item, 'customer' ),
		/* translators: %s: a date */
		'what'  => sprintf( __( 'Before: %s', 'session-packages' ), day( str_of( $item, 'before' ) ) ),
		'wrong' => array(),
	) + item_state( $item );
}

/** What came of an item. */
function item_state( array $item ): array {
	$labels = array(
		'good'    => __( 'To do', 'session-packages' ),
		'bad'     => __( 'Error', 'session-packages' ),
		'made'    => __( 'Done', 'session-packages' ),
		'skipped' => __( 'Skipped', 'session-packages' ),
	);
	$code   = str_of( $item, 'code' );
	return array(
		'state' => pill( 'task-' . str_of( $item, 'state' ), $labels[ str_of( $item, 'state' ) ] ?? '' ),
		'why'   => in_array( $code, array( '', 'invalid_fields' ), true ) ? '' : reason_text( $code ),
		'url'   => '' === id_from( str_of( $item, 'customer_package' ) ) ? '' : admin_page( array( 'tab' => 'customers', 'view' => str_of( $item, 'customer_package' ) ) ),
	);
}

/** Tasks of a kind, newest first. */
function task_list( string $kind ): string {
	$found = get( '/v1/manage/tasks', array( 'kind' => $kind ) );
	$rows  = array();
	foreach ( rows_of( $found->data, 'tasks' ) as $task ) {
		$rows[] = array(
			'url'   => task_page( str_of( $task, 'id' ) ),
			'label' => str_of( $task, 'label' ),
			'when'  => moment( str_of( $task, 'created_at' ) ),
			'by'    => str_of( $task, 'created_by' ),
			'state' => task_state( $task ),
		);
	}
	return $rows ? template( 'admin/task-list', array( 'rows' => $rows ) ) : '';
}

/** Address of a task. */
function task_page( string $id, array $args = array() ): string {
	return admin_page( array( 'tab' => 'customers', 'task' => $id ) + $args );
}

/** Where it was begun. */
function task_back( string $kind ): string {
	return 'import' === $kind
		? sprintf( '<p><a href="%s">← %s</a></p>', esc_url( admin_page( array( 'tab' => 'customers', 'import' => '1' ) ) ), esc_html__( 'Import balances', 'session-packages' ) )
		: sprintf( '<p><a href="%s">← %s</a></p>', esc_url( admin_page( array( 'tab' => 'customers', 'extend' => '1' ) ) ), esc_html__( 'Extend many packages', 'session-packages' ) );
}

/** The ways from the list of customer packages to what is done with many. */
function customer_tools(): string {
	$links = array();
	if ( may( 'extend_packages' ) ) {
		$links[ admin_page( array( 'tab' => 'customers', 'extend' => '1' ) ) ] = __( 'Extend many', 'session-packages' );
	}
	if ( may( 'import_balances' ) ) {
		$links[ admin_page( array( 'tab' => 'customers', 'import' => '1' ) ) ] = __( 'Import balances', 'session-packages' );
	}
	return $links ? template( 'admin/customer-tools', array( 'links' => $links ) ) : '';
}
