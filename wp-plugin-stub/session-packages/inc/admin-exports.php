<?php
/**
 * Exports for accounting: the sidecar makes the lines, page by page; here they go straight on to the browser.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const EXPORT_TIMEOUT = 20.0;
const EXPORT_TRIES   = 3;

/** The form: what, of which days, how. */
function export_fields(): array {
	return array(
		array( 'name' => 'kind', 'type' => 'select', 'label' => __( 'What', 'session-packages' ), 'options' => export_kinds() ),
		array( 'name' => 'start', 'type' => 'day', 'label' => __( 'From', 'session-packages' ), 'help' => __( 'Left empty: from the beginning.', 'session-packages' ) ),
		array( 'name' => 'until', 'type' => 'day', 'label' => __( 'Until', 'session-packages' ), 'help' => __( 'This day is included. Left empty: until now. For what is owed to customers: as of the end of this day.', 'session-packages' ) ),
		array( 'name' => 'excel', 'type' => 'checkbox', 'label' => __( 'Excel', 'session-packages' ), 'suffix' => __( 'The file will be opened by double click in Excel', 'session-packages' ) ),
		array( 'name' => 'test', 'type' => 'checkbox', 'label' => __( 'Test mode', 'session-packages' ), 'suffix' => __( 'Only what was bought in test mode; otherwise only real sales', 'session-packages' ) ),
	);
}

/** The sheets. */
function export_kinds(): array {
	return array(
		'sales'                => __( 'Sales: orders with tax and receipt numbers', 'session-packages' ),
		'payments'             => __( 'Payments and refunds', 'session-packages' ),
		'usage'                => __( 'Usage: every movement of sessions with its value', 'session-packages' ),
		'customer-packages'    => __( 'Customer packages with what became of their money', 'session-packages' ),
		'liability'            => __( 'Owed to customers, by customer package', 'session-packages' ),
		'liability-by-package' => __( 'Owed to customers, by package', 'session-packages' ),
	);
}

/** The box on the overview; nothing for who may not take the books away. */
function export_box(): string {
	if ( ! may( 'export' ) ) {
		return '';
	}
	$kept = kept( 'export' );
	return template(
		'admin/exports',
		array(
			'head' => form_head( 'export' ),
			'rows' => form_rows( export_fields(), map_of( $kept, 'values' ), map_of( $kept, 'errors' ) ),
			'open' => array() !== $kept,
		)
	);
}

/** Streams the file. Only what is wrong with the first page leads back to the form; after that the file itself would say so. */
function act_export(): array {
	$typed = typed_values( export_fields() );
	$kind  = isset( export_kinds()[ $typed['kind'] ] ) ? $typed['kind'] : 'sales';
	$ask   = array(
		'start' => $typed['start'],
		'until' => $typed['until'],
		'on'    => $typed['until'],
		'excel' => $typed['excel'],
		'mode'  => '1' === $typed['test'] ? 'test' : 'live',
	);
	$page  = export_page( $kind, $ask, '' );
	if ( ! $page->ok ) {
		return array( 'tab' => 'overview', 'kept' => keep( 'export', $typed, $page, '', array_column( export_fields(), 'label', 'name' ) ) );
	}
	start_download( str_of( $page->data, 'file' ) );
	while ( $page->ok ) {
		print_page( str_of( $page->data, 'text' ) );
		$next = str_of( $page->data, 'next' );
		if ( '' === $next ) {
			exit;
		}
		$page = export_page( $kind, $ask, $next );
	}
	// A file that broke off must not look whole.
	print_page( "\r\n" . __( 'INCOMPLETE: this export broke off here. Please start it again.', 'session-packages' ) . "\r\n" );
	exit;
}

/** One page; what fails for a moment is asked again, nothing is changed by asking. */
function export_page( string $kind, array $ask, string $cursor ): Result {
	$target = "/v1/manage/exports/{$kind}?" . http_build_query( $ask + array( 'cursor' => $cursor ), '', '&', PHP_QUERY_RFC3986 );
	$tries  = 0;
	do {
		is_silent( 0 ); // Who has waited asks again, though nothing was heard a moment ago.
		$page = call( 'GET', $target, '', '', '', EXPORT_TIMEOUT );
		++$tries;
	} while ( ! $page->ok && '' !== $cursor && $tries < EXPORT_TRIES && 0 === sleep( 1 === $tries ? 1 : SILENCE ) );
	return $page;
}

/** From here on everything that is printed is the file: no buffer holds it back, no time limit ends it. */
function start_download( string $file ): void {
	if ( function_exists( 'set_time_limit' ) ) {
		set_time_limit( 0 );
	}
	while ( ob_get_level() > 0 && ob_end_clean() ) {
		continue;
	}
	nocache_headers();
	header( 'Content-Type: text/csv; charset=UTF-8' );
	header( 'Content-Disposition: attachment; filename="' . sanitize_file_name( $file ) . '"' );
	header( 'X-Accel-Buffering: no' );
	header( 'X-Content-Type-Options: nosniff' );
}

/** Text of a CSV file, made safe cell by cell in the sidecar. */
function print_page( string $text ): void {
	echo $text; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a file, not a page.
	flush();
}
