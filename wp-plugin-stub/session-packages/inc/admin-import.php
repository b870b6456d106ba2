<?php
/**
 * "Import balances": a file from another system is uploaded and checked; the task's own screen shows what comes of it.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** The form, what a file looks like, and earlier imports. */
function import_screen(): string {
	$about = get( '/v1/manage/imports' );
	if ( ! $about->ok ) {
		return trouble( $about );
	}
	$kept   = kept( 'import' );
	$values = map_of( $kept, 'values' );
	$limits = map_of( $about->data, 'limits' );
	return sale_back() . template(
		'admin/import',
		array(
			'head'     => form_head( 'import_balances', '', str_of( $kept, 'key' ) ),
			'sample'   => may( 'import_sample' ) ? form_head( 'import_sample' ) : '',
			'accounts' => ! $values || '1' === str_of( $values, 'accounts' ),
			'mails'    => '1' === str_of( $values, 'mails' ),
			'error'    => field_error( 'file', map_of( $kept, 'errors' ) ),
			/* translators: 1: a number of rows, 2: a size such as 2 MB */
			'limit'    => sprintf( __( 'At most %1$s rows and %2$s.', 'session-packages' ), number_format_i18n( int_of( $limits, 'rows' ) ), size_format( min( int_of( $limits, 'bytes' ), wp_max_upload_size() ) ) ),
			'columns'  => array_map( static fn( $name ): array => array( 'name' => (string) $name ) + column_words( (string) $name ), map_of( $about->data, 'columns' ) ),
			'tasks'    => task_list( 'import' ),
		)
	);
}

/** What a column holds. */
function column_words( string $name ): array {
	$words = array(
		'row'            => array( __( 'Row', 'session-packages' ), '' ),
		'email'          => array( __( 'E-mail', 'session-packages' ), __( 'Needed. Whose package it is.', 'session-packages' ) ),
		'name'           => array( __( 'Name', 'session-packages' ), __( 'The customer’s name. Where an account has the address, the account’s own name is used.', 'session-packages' ) ),
		'package'        => array( __( 'Package', 'session-packages' ), __( 'Needed. Name or id of one of your packages, whatever its status.', 'session-packages' ) ),
		'sessions_left'  => array( __( 'Sessions left', 'session-packages' ), __( 'Needed. How many can still be used.', 'session-packages' ) ),
		'sessions_total' => array( __( 'Sessions in total', 'session-packages' ), __( 'How many were bought. Left empty: as many as are left.', 'session-packages' ) ),
		'valid_until'    => array( __( 'Valid until', 'session-packages' ), __( 'The last day, such as 2027-02-20 or 20.02.2027. Left empty: it never expires.', 'session-packages' ) ),
		'paid_value'     => array( __( 'Paid value', 'session-packages' ), __( 'What was paid for all sessions bought; what is left of it is taken over. Left empty: the sessions are free and worth nothing.', 'session-packages' ) ),
		'reference'      => array( __( 'Reference', 'session-packages' ), __( 'Your own number of this row. The same one is never imported twice.', 'session-packages' ) ),
		'note'           => array( __( 'Note', 'session-packages' ), __( 'Stays in the package’s history; the customer can read it.', 'session-packages' ) ),
	);
	list( $label, $help ) = $words[ $name ] ?? array( $name, '' );
	return array( 'label' => $label, 'help' => $help );
}

/** What it is called. */
function column_label( string $name ): string {
	return column_words( $name )['label'];
}

/** Sends the file to be checked. */
function act_import_balances( string $id, string $key ): array {
	$typed  = array( 'accounts' => posted( 'accounts', 1 ), 'mails' => posted( 'mails', 1 ) );
	$file   = uploaded_file();
	$result = is_string( $file['error'] ) ? failure( 'invalid_fields', 422 ) : send( 'POST', '/v1/manage/imports', $typed + array( 'file_name' => $file['name'], 'content' => base64_encode( $file['content'] ) ), $key, '', PAY_TIMEOUT );
	if ( is_string( $file['error'] ) ) {
		$result->fields = array( 'file' => $file['error'] );
	}
	if ( $result->ok ) {
		return array( 'tab' => 'customers', 'task' => str_of( map_of( $result->data, 'task' ), 'id' ) );
	}
	return array( 'tab' => 'customers', 'import' => '1', 'kept' => keep( 'import', $typed, $result, $key, array( 'file' => __( 'File', 'session-packages' ) ), __( 'Nothing was imported.', 'session-packages' ) ) );
}

/** What the browser sent: name and content, or what is wrong with it. */
function uploaded_file(): array {
	$file = isset( $_FILES['file'] ) && is_array( $_FILES['file'] ) ? $_FILES['file'] : array(); // phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- checked in handle_admin_post(); only read.
	$path = str_of( $file, 'tmp_name' );
	if ( UPLOAD_ERR_NO_FILE === int_of( $file, 'error' ) || ! $file ) {
		return array( 'error' => 'is needed' );
	}
	if ( UPLOAD_ERR_OK !== int_of( $file, 'error' ) || ! is_uploaded_file( $path ) ) {
		return array( 'error' => 'was not uploaded whole; is it too large?' );
	}
	return array(
		'error'   => null,
		'name'    => one_line( mb_substr( sanitize_file_name( str_of( $file, 'name' ) ), 0, 190, 'UTF-8' ) ),
		'content' => (string) file_get_contents( $path ), // phpcs:ignore WordPress.WP.AlternativeFunctions -- an uploaded file, not a URL.
	);
}

/** Carries out what was checked. */
function act_start_import( string $id, string $key ): array {
	$result = send( 'POST', "/v1/manage/tasks/{$id}/start", array(), $key );
	return array( 'tab' => 'customers', 'task' => $id ) + ( $result->ok ? array() : array( 'kept' => keep( 'start_import', array(), $result, $key ) ) );
}

/** A file to begin with. */
function act_import_sample(): array {
	$about = get( '/v1/manage/imports' );
	if ( ! $about->ok ) {
		return array( 'tab' => 'customers', 'import' => '1' );
	}
	start_download( 'balances.csv' );
	print_page( "\xEF\xBB\xBF" . str_of( $about->data, 'sample' ) );
	exit;
}

/** The rows that were not imported, with what was expected. */
function act_import_errors( string $id ): array {
	$page = get( "/v1/manage/tasks/{$id}/csv" );
	if ( ! $page->ok ) {
		return array( 'tab' => 'customers', 'task' => $id );
	}
	start_download( 'not-imported.csv' );
	print_page( "\xEF\xBB\xBF" );
	while ( $page->ok ) {
		print_page( str_of( $page->data, 'csv' ) );
		$next = str_of( $page->data, 'next' );
		if ( '' === $next ) {
			exit;
		}
		$page = get( "/v1/manage/tasks/{$id}/csv", array( 'after' => $next ) );
	}
	print_page( "\r\n" . __( 'INCOMPLETE: this export broke off here. Please start it again.', 'session-packages' ) . "\r\n" );
	exit;
}
