<?php
/**
 * Forms from descriptors: one array per form says names, labels, types and help; this file draws, reads and converts.
 *
 * Names are the sidecar's dotted names, so its field errors find their field by themselves. Types: text, textarea, int,
 * amount, checkbox, select, moment, day, services, secret (shown never, kept nowhere: empty means "as it is", FORGET means "none").
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const FORGET = '-';
const RETYPE = '*'; // stands where a secret was typed into a form that was refused

/** Id of a field's element. */
function field_id( string $name ): string {
	return 'sp-' . str_replace( array( '.', '_' ), '-', $name );
}

/** The rows of a form-table. */
function form_rows( array $fields, array $values, array $errors ): string {
	$rows = '';
	foreach ( $fields as $field ) {
		$field += array( 'required' => false, 'help' => '', 'suffix' => '', 'options' => array(), 'attrs' => array(), 'stored' => false, 'text' => '' );
		$rows  .= template(
			'admin/field',
			array(
				'field' => $field,
				'id'    => field_id( $field['name'] ),
				'value' => $values[ $field['name'] ] ?? '',
				'error' => field_error( $field['name'], $errors ),
			)
		);
	}
	return $rows;
}

/** What is wrong with a field; an error inside a list (`services.0.id`) belongs to the list's field. */
function field_error( string $name, array $errors ): string {
	foreach ( $errors as $path => $text ) {
		$inside = 0 === strpos( (string) $path, $name . '.' ) || ( 'services' === $name && 'any_service' === $path );
		if ( $path === $name || $inside ) {
			return field_text( $text );
		}
	}
	return '';
}

/** What a form shows: data of the sidecar as strings, by dotted name. */
function display_values( array $fields, array $data ): array {
	$values = array();
	foreach ( $fields as $field ) {
		$found = $data;
		foreach ( explode( '.', $field['name'] ) as $step ) {
			$found = is_array( $found ) ? ( $found[ $step ] ?? null ) : null;
		}
		$values[ $field['name'] ] = display_value( $field['type'], $found, $data );
	}
	return $values;
}

/**
 * One value as its input shows it.
 *
 * @param mixed $found What the sidecar has.
 * @return string|array
 */
function display_value( string $type, $found, array $data ) {
	switch ( $type ) {
		case 'secret':
			return '';
		case 'checkbox':
			return $found ? '1' : '';
		case 'services':
			return array(
				'any' => bool_of( $data, 'any_service' ) ? '1' : '',
				'ids' => array_map( __NAMESPACE__ . '\\service_token', rows_of( $data, 'services' ) ),
			);
		case 'moment':
			$timestamp = is_string( $found ) && '' !== $found ? strtotime( $found ) : false;
			return false === $timestamp ? '' : (string) wp_date( 'Y-m-d\TH:i', $timestamp );
		default:
			return is_scalar( $found ) ? (string) $found : '';
	}
}

/** A service as one value of a checkbox. */
function service_token( array $service ): string {
	return str_of( $service, 'host' ) . '|' . str_of( $service, 'id' );
}

/** What was typed, by dotted name, exactly as typed. The caller has checked capability and nonce. */
function typed_values( array $fields ): array {
	$posted = isset( $_POST['f'] ) && is_array( $_POST['f'] ) ? $_POST['f'] : array(); // phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- narrowed by input().
	$values = array();
	foreach ( $fields as $field ) {
		$name = $field['name'];
		if ( 'services' === $field['type'] ) {
			$ids             = array_filter( map_of( $posted, 'services' ), 'is_string' );
			$values[ $name ] = array(
				'any' => '1' === input( $posted, 'any_service' ) ? '1' : '',
				'ids' => array_slice( array_values( wp_unslash( $ids ) ), 0, 500 ),
			);
			continue;
		}
		if ( 'secret' === $field['type'] ) {
			$values[ $name ] = '1' === input( $posted, $name . '.forget' ) ? FORGET : trim( input( $posted, $name, 1000 ) );
			continue;
		}
		$typed           = input( $posted, $name, 'textarea' === $field['type'] ? 40000 : 1000 );
		$values[ $name ] = 'textarea' === $field['type'] ? str_replace( "\r\n", "\n", $typed ) : trim( $typed );
	}
	return $values;
}

/**
 * What to send: typed values as JSON types, dotted names as nested objects. What does not convert goes as typed: the sidecar judges.
 * A time without a zone is one of the site's zone.
 */
function form_body( array $fields, array $typed ): array {
	$body = array();
	foreach ( $fields as $field ) {
		$value = $typed[ $field['name'] ];
		if ( 'services' === $field['type'] ) {
			$body['any_service'] = '1' === $value['any'];
			$body['services']    = $body['any_service'] ? array() : array_map( __NAMESPACE__ . '\\service_from', $value['ids'] );
			continue;
		}
		if ( '' === $value && in_array( $field['type'], array( 'int', 'moment' ), true ) && empty( $field['required'] ) ) {
			continue; // Left empty: the sidecar's default.
		}
		$path = explode( '.', $field['name'], 2 );
		if ( isset( $path[1] ) ) {
			$body[ $path[0] ][ $path[1] ] = json_value( $field['type'], $value );
		} else {
			$body[ $path[0] ] = json_value( $field['type'], $value );
		}
	}
	return $body;
}

/**
 * One typed value as JSON.
 *
 * @return mixed
 */
function json_value( string $type, string $typed ) {
	switch ( $type ) {
		case 'checkbox':
			return '1' === $typed;
		case 'int':
			return preg_match( '/^-?\d{1,15}$/D', $typed ) ? (int) $typed : $typed;
		default:
			return $typed;
	}
}

/** The service of a checkbox. */
function service_from( string $token ): array {
	$parts = explode( '|', $token, 2 );
	return array(
		'host' => $parts[0],
		'id'   => $parts[1] ?? '',
	);
}

/** Hidden fields every form of ours carries: what to do, to what, nonce, idempotency key. */
function form_head( string $do, string $id = '', string $key = '' ): string {
	return template(
		'admin/form-head',
		array(
			'do'    => $do,
			'id'    => $id,
			'nonce' => wp_create_nonce( nonce_action( $do, $id ) ),
			'key'   => '' === $key ? wp_generate_uuid4() : $key,
		)
	);
}

/** The nonce of one action on one object. */
function nonce_action( string $do, string $id ): string {
	return "session-packages-{$do}-{$id}";
}

/** What may be kept of typed values: of a secret only that there was one. */
function without_secrets( array $fields, array $typed ): array {
	foreach ( $fields as $field ) {
		$value = 'secret' === $field['type'] ? $typed[ $field['name'] ] : '';
		if ( '' !== $value && FORGET !== $value ) {
			$typed[ $field['name'] ] = RETYPE;
		}
	}
	return $typed;
}

/** Keeps what was typed for the same person, for a short time; returns what names it in the address. $lead says what a refusal means. */
function keep( string $form, array $values, Result $result, string $key, array $labels = array(), string $lead = '' ): string {
	$name = strtolower( wp_generate_password( 20, false ) );
	$kept = array(
		'form'    => $form,
		'values'  => $values,
		'errors'  => $result->fields,
		'code'    => $result->code,
		'params'  => $result->params,
		'message' => $result->unknown
			? __( 'The package service did not answer in time. Please send the form again: it is never carried out twice.', 'session-packages' )
			: trim( $lead . ' ' . error_text( $result ) ),
		'labels'  => $labels,
		// An unknown outcome is repeated with its own key, so it happens once; a refusal needs a new one.
		'key'     => $result->unknown ? $key : '',
	);
	set_transient( 'session_packages_kept_' . get_current_user_id() . '_' . $name, $kept, 15 * MINUTE_IN_SECONDS );
	return $name;
}

/** Keeps what is not refused, only not saved: tried out, or looked at. */
function keep_typed( string $form, array $values ): string {
	$name = strtolower( wp_generate_password( 20, false ) );
	$kept = array( 'form' => $form, 'values' => $values, 'errors' => array(), 'message' => '' );
	set_transient( 'session_packages_kept_' . get_current_user_id() . '_' . $name, $kept, 15 * MINUTE_IN_SECONDS );
	return $name;
}

/** What was kept for a form, or an empty array. */
function kept( string $form ): array {
	$kept = kept_any();
	return str_of( $kept, 'form' ) === $form ? $kept : array();
}

/** What the address names, if it belongs to this person. */
function kept_any(): array {
	$name = query( 'kept' );
	$kept = preg_match( '/^[a-z0-9]{20}$/D', $name ) ? get_transient( 'session_packages_kept_' . get_current_user_id() . '_' . $name ) : false;
	return is_array( $kept ) ? $kept : array();
}

/** The summary above a form that was refused: sentence and the fields it is about. */
function kept_problem(): array {
	$kept = kept_any();
	if ( '' === str_of( $kept, 'message' ) ) {
		return array();
	}
	$fields = array();
	foreach ( 'invalid_fields' === $kept['code'] ? $kept['errors'] : array() as $path => $text ) {
		$name     = isset( $kept['labels'][ $path ] ) ? $path : explode( '.', (string) $path )[0];
		$name     = 'any_service' === $name ? 'services' : $name;
		$fields[] = array(
			'target' => isset( $kept['labels'][ $name ] ) ? field_id( $name ) : '',
			'label'  => $kept['labels'][ $name ] ?? (string) $path,
			'text'   => field_text( $text ),
		);
	}
	return array(
		'message' => $kept['message'],
		'fields'  => $fields,
	);
}
