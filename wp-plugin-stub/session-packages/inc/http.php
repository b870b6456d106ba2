<?php
/**
 * The only file that speaks HTTP: signs (RFC 9421, docs/api.md), calls, reads the answer.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const ANSWER_LIMIT  = 2 * MB_IN_BYTES;

// Seconds. However often a page asks, a sidecar that hangs costs it one of these (inc/breaker.php).
const READ_TIMEOUT  = 1.5;
const WRITE_TIMEOUT = 3.0;
// The sidecar asks a payment provider before it answers: its own calls there may take 3 s to connect and some to answer.
const LOOK_TIMEOUT = 6.0;  // is the money there? A customer who has just paid is looking at the page.
const PAY_TIMEOUT  = 10.0; // open a checkout; keys and settings that are checked at the provider

/** What came of a call. Pages look at this; nothing is ever thrown at them. */
final class Result {
	public bool $ok        = false;
	public int $status     = 0;
	public array $data     = array();
	public string $code    = '';
	public string $message = '';
	/** @var array<string,string> Field name to what is wrong with it. */
	public array $fields = array();
	public array $params = array();
	/** True when a write may or may not have happened: repeat it with the same key. */
	public bool $unknown = false;

	/** Whether the trouble is with the connection, not with what was asked. */
	public function down(): bool {
		return ! $this->ok && in_array( $this->code, array( 'unavailable', 'bad_answer', 'not_paired', 'signature_invalid', 'database_unavailable' ), true );
	}
}

/** A result that says no. */
function failure( string $code, int $status = 0, bool $unknown = false ): Result {
	$result          = new Result();
	$result->code    = $code;
	$result->status  = $status;
	$result->unknown = $unknown;
	return $result;
}

/** Asks the sidecar for something; changes nothing there. */
function get( string $path, array $query = array(), string $as = '' ): Result {
	return call( 'GET', $path . ( $query ? '?' . http_build_query( $query, '', '&', PHP_QUERY_RFC3986 ) : '' ), '', '', $as, READ_TIMEOUT );
}

/** Tells the sidecar to do something, at most once per key. */
function send( string $method, string $path, array $body, string $key, string $as = '', float $timeout = WRITE_TIMEOUT ): Result {
	return call( $method, $path, (string) wp_json_encode( (object) $body ), $key, $as, $timeout );
}

/** Tells the sidecar something that it would also find by itself: one short try, so nobody waits for it. */
function tell( string $path, array $body, string $as ): Result {
	return call( 'POST', $path, (string) wp_json_encode( (object) $body ), wp_generate_uuid4(), $as, READ_TIMEOUT );
}

/** One signed call; a write whose connection broke is repeated once with the same key, if it is worth waiting for. */
function call( string $method, string $target, string $body, string $key, string $as, float $timeout ): Result {
	$connection = connection();
	if ( null === $connection ) {
		return failure( 'not_paired' );
	}
	if ( is_silent() || ! breaker_allows() ) {
		return failure( 'unavailable' );
	}
	$actor  = actor( $as );
	$answer = transport( $connection, $method, $target, $body, $key, $actor, $timeout );
	if ( $timeout > READ_TIMEOUT && is_wp_error( $answer ) && outcome_unknown( $answer ) && ! timed_out( $answer ) ) {
		$answer = transport( $connection, $method, $target, $body, $key, $actor, $timeout > WRITE_TIMEOUT ? WRITE_TIMEOUT : READ_TIMEOUT );
	}
	if ( is_wp_error( $answer ) && timed_out( $answer ) && $timeout > WRITE_TIMEOUT ) {
		return read_answer( $answer, true ); // Perhaps it is the provider who says nothing: no reason to ask the sidecar less.
	}
	if ( is_wp_error( $answer ) ) {
		is_silent( time() + SILENCE );
	}
	$result = read_answer( $answer, 'GET' !== $method );
	record_outcome( $result );
	return $result;
}

/**
 * Signs and sends.
 *
 * @return array|\WP_Error
 */
function transport( array $connection, string $method, string $target, string $body, string $key, array $actor, float $timeout ) {
	$write   = 'GET' !== $method;
	$url     = $connection['url'] . $target;
	$headers = array(
		'content-digest'   => content_digest( $body ),
		'x-sp-actor'       => (string) wp_json_encode( $actor ),
		'x-sp-deadline-ms' => (string) (int) ( 1000 * ( $timeout > READ_TIMEOUT ? $timeout - 0.5 : $timeout - 0.3 ) ), // so that its answer is still heard
		'x-sp-request-id'  => request_id(),
	);
	if ( $write ) {
		$headers['idempotency-key'] = $key;
	}
	$params    = sprintf(
		'("@method" "@path" "@query" "%s");created=%d;keyid="%s";alg="hmac-sha256";nonce="%s";tag="sp-v1"',
		implode( '" "', array_keys( $headers ) ),
		time(),
		$connection['key_id'],
		bin2hex( random_bytes( 16 ) )
	);
	$base      = signature_base( request_line( $method, $url ) + $headers, $params );
	$headers  += array(
		'signature-input' => 'sp=' . $params,
		'signature'       => 'sp=:' . base64_encode( hash_hmac( 'sha256', $base, $connection['key'], true ) ) . ':',
	);
	return raw_request( $method, $url, $body, $headers, $timeout );
}

/** The line-by-line text that is signed (RFC 9421, section 2.5). */
function signature_base( array $components, string $params ): string {
	$lines = array();
	foreach ( $components as $name => $value ) {
		$lines[] = '"' . $name . '": ' . $value;
	}
	$lines[] = '"@signature-params": ' . $params;
	return implode( "\n", $lines );
}

/** Method, path and query of a request as signature components, raw, without scheme and host. */
function request_line( string $method, string $url ): array {
	$target = (string) preg_replace( '#^[a-z]+://[^/?]*#i', '', $url );
	$parts  = explode( '?', $target, 2 );
	return array(
		'@method' => $method,
		'@path'   => '' === $parts[0] ? '/' : $parts[0],
		'@query'  => '?' . ( $parts[1] ?? '' ),
	);
}

/** RFC 9530. */
function content_digest( string $body ): string {
	return 'sha-256=:' . base64_encode( hash( 'sha256', $body, true ) ) . ':';
}

/** One id for everything this page view asks, so a person can follow it through the logs. */
function request_id(): string {
	static $id = '';
	if ( '' === $id ) {
		$id = wp_generate_uuid4();
	}
	return $id;
}

/** Pairing has no key yet, so it is the one call without a signature. */
function call_unsigned( string $url, array $body ): Result {
	return read_answer( raw_request( 'POST', $url, (string) wp_json_encode( $body ), array( 'x-sp-request-id' => request_id() ), WRITE_TIMEOUT ), true );
}

/**
 * The request itself. Not wp_safe_remote_request(): the sidecar is on loopback, and its address comes from an administrator.
 *
 * @return array|\WP_Error
 */
function raw_request( string $method, string $url, string $body, array $headers, float $timeout ) {
	$args = array(
		'method'              => $method,
		'timeout'             => $timeout,
		'redirection'         => 0,
		'limit_response_size' => ANSWER_LIMIT,
		'user-agent'          => 'SessionPackages/' . VERSION,
		'headers'             => $headers + array( 'accept' => 'application/json' ),
	);
	if ( 'GET' !== $method ) {
		$args['body']                     = $body;
		$args['headers']['content-type'] = 'application/json';
	}
	return wp_remote_request( $url, $args );
}

/** Whether nothing came at all: who waited that long shall not wait once more for the same silence. */
function timed_out( \WP_Error $error ): bool {
	return 1 === preg_match( '/cURL error 28\b|timed out/i', $error->get_error_message() );
}

/** Whether a failed write may have arrived: always, unless no connection came about at all. */
function outcome_unknown( \WP_Error $error ): bool {
	return ! preg_match( '/cURL error (5|6|7|35|60)\b/', $error->get_error_message() );
}

/**
 * Turns an answer into a result; whatever is not the agreed shape is a failure of the sidecar.
 *
 * @param array|\WP_Error $answer What the transport gave.
 */
function read_answer( $answer, bool $write ): Result {
	if ( is_wp_error( $answer ) ) {
		return failure( 'unavailable', 0, $write && outcome_unknown( $answer ) );
	}
	$status = (int) wp_remote_retrieve_response_code( $answer );
	$data   = json_decode( wp_remote_retrieve_body( $answer ), true );
	$result = failure( $status >= 500 ? 'unavailable' : 'bad_answer', $status, $write && $status >= 500 );
	if ( ! is_array( $data ) ) {
		return $result;
	}
	if ( $status >= 200 && $status < 300 ) {
		$result->ok   = true;
		$result->code = '';
		$result->data = $data;
		return $result;
	}
	$error           = map_of( $data, 'error' );
	$result->code    = str_of( $error, 'code' ) ? str_of( $error, 'code' ) : $result->code;
	$result->message = str_of( $error, 'message' );
	$result->params  = map_of( $error, 'params' );
	$result->fields  = array_filter( map_of( $error, 'fields' ), 'is_string' );
	return $result;
}
