<?php
/**
 * Calls from the sidecar: mails to send through wp_mail, bookings it has confirmed.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const DELIVER_LIMIT = 50;
/** Seconds in which another item is begun: the sidecar waits for 20 s, and would not know what became of any. */
const DELIVER_SECONDS = 10;
const MAX_CLOCK_GAP = 90;

/** POST /session-packages/v1/deliver: open to whoever holds the key, to nobody else. */
function register_routes(): void {
	register_rest_route(
		'session-packages/v1',
		'/deliver',
		array(
			'methods'             => 'POST',
			'callback'            => __NAMESPACE__ . '\\deliver',
			'permission_callback' => __NAMESPACE__ . '\\may_deliver',
		)
	);
}

/**
 * Whether the request was signed with our key, just now, and for the first time.
 *
 * @return true|\WP_Error
 */
function may_deliver( \WP_REST_Request $request ) {
	$connection = connection();
	$nonce      = null === $connection ? null : verify_signature(
		$connection,
		request_line( server_value( 'REQUEST_METHOD' ), server_value( 'REQUEST_URI' ) ),
		$request->get_body(),
		(string) $request->get_header( 'content-digest' ),
		(string) $request->get_header( 'signature-input' ),
		(string) $request->get_header( 'signature' )
	);
	if ( null === $nonce || ! first_use( $nonce ) ) {
		return new \WP_Error( 'signature_invalid', 'The signature is missing, wrong, too old or was used before.', array( 'status' => 401 ) );
	}
	return true;
}

/** A raw value the web server gave; compared with what was signed, so it must not be altered. */
function server_value( string $name ): string {
	return isset( $_SERVER[ $name ] ) && is_string( $_SERVER[ $name ] ) ? wp_unslash( $_SERVER[ $name ] ) : ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- only compared.
}

/**
 * Checks a callback's signature (docs/api.md) and returns its nonce, or null.
 *
 * @param array $line Components @method, @path, @query of the request as received.
 */
function verify_signature( array $connection, array $line, string $body, string $digest, string $input, string $signature ): ?string {
	$pattern = '/^([a-z*][a-z0-9_.*-]{0,31})=(\(((?:"[a-z@-]+" ?){4})\)((?:;[a-z]+=(?:\d{1,12}|"[\x20\x21\x23-\x5B\x5D-\x7E]*"))+))$/D';
	if ( ! preg_match( $pattern, $input, $found ) || ! hash_equals( content_digest( $body ), $digest ) ) {
		return null;
	}
	$values  = $line + array( 'content-digest' => $digest );
	$covered = explode( ' ', str_replace( '"', '', $found[3] ) );
	if ( array_diff( array_keys( $values ), $covered ) || count( $covered ) !== count( $values ) ) {
		return null;
	}
	$ordered = array();
	foreach ( $covered as $name ) {
		$ordered[ $name ] = $values[ $name ];
	}
	preg_match_all( '/;([a-z]+)="?([^";]*)"?/', $found[4], $pairs );
	$params = array_combine( $pairs[1], $pairs[2] );
	$mine   = hash_hmac( 'sha256', signature_base( $ordered, $found[2] ), $connection['key'], true );
	$theirs = preg_match( '/^' . preg_quote( $found[1], '/' ) . '=:([A-Za-z0-9+\/=]+):$/D', $signature, $sent ) ? (string) base64_decode( $sent[1], true ) : '';
	$fits   = hash_equals( $mine, $theirs )
		&& 'sp-callback-v1' === str_of( $params, 'tag' )
		&& hash_equals( $connection['key_id'], str_of( $params, 'keyid' ) )
		&& in_array( str_of( $params, 'alg' ), array( '', 'hmac-sha256' ), true )
		&& abs( time() - int_of( $params, 'created' ) ) <= MAX_CLOCK_GAP
		&& '' !== str_of( $params, 'nonce' );
	return $fits ? str_of( $params, 'nonce' ) : null;
}

/** Remembers a nonce for as long as its signature could be replayed. Only signed nonces get here. */
function first_use( string $nonce ): bool {
	$name = 'session_packages_nonce_' . md5( $nonce );
	if ( false !== get_transient( $name ) ) {
		return false;
	}
	return set_transient( $name, 1, 3 * MAX_CLOCK_GAP );
}

/**
 * Does what each item says and tells, per id, whether it worked.
 *
 * @return \WP_REST_Response|\WP_Error
 */
function deliver( \WP_REST_Request $request ) {
	$items = rows_of( json_decode( $request->get_body(), true ), 'items' );
	if ( count( $items ) > DELIVER_LIMIT ) {
		return new \WP_Error( 'too_many_items', 'At most 50 items at a time.', array( 'status' => 413 ) );
	}
	$results = array();
	$until   = microtime( true ) + DELIVER_SECONDS;
	delivering( true );
	foreach ( $items as $item ) {
		$id = id_from( str_of( $item, 'id' ) );
		if ( '' !== $id ) {
			$results[ $id ] = microtime( true ) < $until ? result_of( deliver_item( $id, $item ) ) : array(
				'ok'    => false,
				'later' => true,
				'error' => 'the site takes long for each mail',
			);
		}
	}
	delivering( false );
	return new \WP_REST_Response( array( 'results' => (object) $results ), 200 );
}

/** As the sidecar is told; '' is no error. */
function result_of( string $error ): array {
	return '' === $error ? array( 'ok' => true ) : array(
		'ok'    => false,
		'error' => $error,
	);
}

/** One item, at most once even if our answer got lost; '' or what went wrong. */
function deliver_item( string $id, array $item ): string {
	$done = 'session_packages_done_' . $id;
	if ( false !== get_transient( $done ) ) {
		return '';
	}
	try {
		$error = 'mail' === str_of( $item, 'kind' ) ? deliver_mail( $item ) : deliver_event( $id, $item );
	} catch ( \Throwable $trouble ) {
		$error = get_class( $trouble );
	}
	if ( '' === $error ) {
		set_transient( $done, 1, DAY_IN_SECONDS );
	}
	return $error;
}

/** Asks the host to send its own confirmation of a booking. */
function deliver_event( string $id, array $item ): string {
	if ( 'booking_confirmed' !== str_of( $item, 'kind' ) ) {
		return 'unknown_kind';
	}
	$event = array(
		'host'    => str_of( $item, 'host' ),
		'booking' => str_of( $item, 'booking' ),
		'event'   => $id,
	);
	told_package( $event, map_of( $item, 'package' ) );
	/** Documented in docs/hooks.md. */
	$answer = apply_filters( 'session_packages_booking_confirmed', null, $event );
	told_package( $event, array() );
	if ( true === $answer ) {
		return '';
	}
	return null === $answer ? 'no_host' : 'try_later';
}

/** With the way out of reminders, which mail programs show as a button (RFC 8058); the others have none. */
function mail_headers( string $html, string $unsubscribe ): array {
	$headers = array( 'Content-Type: ' . ( '' === $html ? 'text/plain' : 'text/html' ) . '; charset=UTF-8', 'X-Auto-Response-Suppress: All', 'Auto-Submitted: auto-generated' );
	return '' === $unsubscribe ? $headers : array_merge( $headers, array( "List-Unsubscribe: <{$unsubscribe}>", 'List-Unsubscribe-Post: List-Unsubscribe=One-Click' ) );
}

/** Sends one mail with an HTML and a text part. */
function deliver_mail( array $item ): string {
	$to      = map_of( $item, 'to' );
	$address = sanitize_email( str_of( $to, 'email' ) );
	if ( '' === $address || str_of( $to, 'email' ) !== $address ) { // What WordPress leaves out of an address makes it another person's.
		return 'address_invalid';
	}
	$name    = str_replace( array( '"', '<', '>', ',', ';', '\\' ), '', one_line( str_of( $to, 'name' ) ) );
	$html    = str_of( $item, 'html' );
	$text    = str_of( $item, 'text' );
	$id      = trim( one_line( str_of( $item, 'message_id' ), 250 ), '<> ' );
	$error   = '';
	$prepare = static function ( $mailer ) use ( $html, $text, $id ): void {
		$mailer->AltBody   = '' === $html ? '' : $text; // phpcs:ignore WordPress.NamingConventions.ValidVariableName
		$mailer->MessageID = '' === $id ? '' : "<{$id}>"; // phpcs:ignore WordPress.NamingConventions.ValidVariableName
	};
	$failed  = static function ( $trouble ) use ( &$error ): void {
		$error = $trouble instanceof \WP_Error ? $trouble->get_error_message() : 'failed';
	};
	add_action( 'phpmailer_init', $prepare, 99 );
	add_action( 'wp_mail_failed', $failed );
	$sent = wp_mail(
		'' === $name ? $address : "{$name} <{$address}>",
		one_line( str_of( $item, 'subject' ), 250 ),
		'' === $html ? $text : $html,
		mail_headers( $html, esc_url_raw( one_line( str_of( $item, 'unsubscribe' ), 1000 ), array( 'http', 'https' ) ) )
	);
	remove_action( 'phpmailer_init', $prepare, 99 );
	remove_action( 'wp_mail_failed', $failed );
	if ( isset( $GLOBALS['phpmailer'] ) && is_object( $GLOBALS['phpmailer'] ) ) {
		$GLOBALS['phpmailer']->MessageID = ''; // phpcs:ignore WordPress.NamingConventions.ValidVariableName -- WordPress keeps this object for the next mail.
		$GLOBALS['phpmailer']->AltBody   = ''; // phpcs:ignore WordPress.NamingConventions.ValidVariableName
	}
	if ( $sent ) {
		return '';
	}
	return '' === $error ? 'wp_mail_failed' : substr( $error, 0, 300 );
}
