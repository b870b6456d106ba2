<?php
/**
 * Settings, section "Mail log": what was sent to whom, what waits, what was given up and why.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the list. */
function mail_log_section(): string {
	$ask    = array_filter( log_asked(), 'strlen' );
	$result = get( '/v1/manage/mail-log', $ask );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	return template(
		'admin/mail-log',
		array(
			'hidden'  => array_diff_key( log_args( $ask ), array( 's' => 1 ) ),
			'search'  => $ask['search'] ?? '',
			'package' => isset( $ask['package'] ) ? admin_page( array( 'tab' => 'customers', 'view' => $ask['package'] ) ) : '',
			'all'     => settings_page( 'mail-log' ),
			'table'   => log_table( $result, $ask ),
		)
	);
}

/** What the address asks for. */
function log_asked(): array {
	return array(
		'status'  => isset( log_statuses()[ query( 'status' ) ] ) ? query( 'status' ) : '',
		'search'  => query( 's' ),
		'package' => id_from( query( 'package' ) ),
		'after'   => query( 'after' ),
	);
}

/** The list itself. */
function log_table( Result $result, array $ask ): string {
	$here = log_args( $ask );
	$next = str_of( $result->data, 'next' );
	return table(
		array(
			'columns' => log_columns(),
			'rows'    => rows_of( $result->data, 'items' ),
			'views'   => log_views( map_of( $result->data, 'counts' ), $ask ),
			'empty'   => $ask ? __( 'No e-mail matches.', 'session-packages' ) : __( 'No e-mail has been written yet.', 'session-packages' ),
			'first'   => isset( $ask['after'] ) ? admin_page( $here ) : '',
			'next'    => '' === $next ? '' : admin_page( $here + array( 'after' => $next ) ),
		)
	);
}

/** Arguments of the list's address; the place in it is not among them. */
function log_args( array $ask ): array {
	return array_filter( settings_args( 'mail-log', array( 'status' => $ask['status'] ?? '', 's' => $ask['search'] ?? '', 'package' => $ask['package'] ?? '' ) ), 'strlen' );
}

/** Address of the mails about one package. */
function package_mails( string $package ): string {
	return admin_page( log_args( array( 'package' => $package ) ) );
}

/** The filters as links; with counts where the sidecar counts. */
function log_views( array $counts, array $ask ): array {
	$links = array();
	foreach ( array( '' => array( __( 'All', 'session-packages' ) ) ) + log_statuses() as $status => $words ) {
		$links[ '' === $status ? 'all' : $status ] = array(
			'label'   => $words[0],
			'count'   => isset( $counts[ $status ] ) ? number_format_i18n( int_of( $counts, $status ) ) : '',
			'url'     => admin_page( log_args( array( 'status' => $status ) + $ask ) ),
			'current' => $status === ( $ask['status'] ?? '' ),
		);
	}
	return $links;
}

/** The columns: key → label and what a cell prints. */
function log_columns(): array {
	return array(
		'mail'   => array( __( 'E-mail', 'session-packages' ), __NAMESPACE__ . '\\logged_mail_cell' ),
		'to'     => array( __( 'To', 'session-packages' ), static function ( array $row ): string {
			$to = map_of( $row, 'to' );
			return esc_html( str_of( $to, 'name' ) ) . '<br><span class="sp-quiet sp-address">' . esc_html( str_of( $to, 'email' ) ) . '</span>';
		} ),
		'at'     => array( __( 'Date', 'session-packages' ), static fn( array $row ): string => esc_html( moment( str_of( $row, 'at' ) ) ) ),
		'status' => array( __( 'Status', 'session-packages' ), static fn( array $row ): string => log_status( str_of( $row, 'status' ) ) . '<br><span class="sp-quiet">' . esc_html( tries_text( $row ) ) . '</span>' ),
		'why'    => array( __( 'Why', 'session-packages' ), static fn( array $row ): string => '<span class="sp-address">' . esc_html( str_of( $row, 'error' ) ) . '</span>' ),
	);
}

/** What it was, with what can be done. */
function logged_mail_cell( array $row ): string {
	$id = str_of( $row, 'id' );
	$to = map_of( $row, 'to' );
	return template(
		'admin/logged-mail-name',
		array(
			'id'     => $id,
			'name'   => mail_label( str_of( $row, 'kind' ) ),
			'test'   => bool_of( $row, 'test' ),
			'to'     => str_of( $to, 'email' ),
			'status' => log_status( str_of( $row, 'status' ) ),
			'when'   => moment( str_of( $row, 'at' ) ),
			'url'    => settings_page( 'logged-mail', array( 'mail' => $id ) ),
			'resend' => can_resend( $row ),
		)
	);
}

/** One that still waits goes by itself. */
function can_resend( array $entry ): bool {
	return in_array( str_of( $entry, 'status' ), array( 'sent', 'failed' ), true );
}

/** Draws one mail of the log. */
function logged_mail_section(): string {
	$id     = id_from( query( 'mail' ) );
	$back   = way_back( settings_page( 'mail-log' ), __( 'Mail log', 'session-packages' ) );
	$result = get( '/v1/manage/mail-log/' . ( '' === $id ? '-' : $id ) );
	if ( ! $result->ok ) {
		return $back . trouble( $result );
	}
	$entry   = map_of( $result->data, 'mail' );
	$package = id_from( str_of( $entry, 'customer_package' ) );
	return $back . template(
		'admin/logged-mail',
		array(
			'id'      => $id,
			'title'   => mail_label( str_of( $entry, 'kind' ) ),
			'test'    => bool_of( $entry, 'test' ),
			'status'  => log_status( str_of( $entry, 'status' ) ),
			'error'   => str_of( $entry, 'error' ),
			'facts'   => array_filter( log_facts( $entry ) ),
			'package' => '' === $package ? '' : admin_page( array( 'tab' => 'customers', 'view' => $package ) ),
			'resend'  => can_resend( $entry ) && may( 'resend_mail' ) ? form_head( 'resend_mail', $id, str_of( kept( 'resend_mail' ), 'key' ) ) : '',
			'frame'   => '' === str_of( $entry, 'html' ) ? array() : array(
				'subject' => str_of( $entry, 'subject' ),
				'html'    => framed( str_of( $entry, 'html' ) ),
				'text'    => str_of( $entry, 'text' ),
			),
		)
	);
}

/** Its headers, and how it went. */
function log_facts( array $entry ): array {
	$to = map_of( $entry, 'to' );
	return array(
		__( 'To', 'session-packages' )         => trim( str_of( $to, 'name' ) . ' <' . str_of( $to, 'email' ) . '>' ),
		__( 'Written', 'session-packages' )    => moment( str_of( $entry, 'at' ) ),
		__( 'Sent', 'session-packages' )       => moment( str_of( $entry, 'sent_at' ) ),
		__( 'Tries', 'session-packages' )      => number_format_i18n( int_of( $entry, 'attempts' ) ),
		__( 'Next try', 'session-packages' )   => moment( str_of( $entry, 'next_try_at' ) ),
		__( 'Message-ID', 'session-packages' ) => str_of( $entry, 'message_id' ),
	);
}
