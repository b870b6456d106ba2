<?php
/**
 * The connection to the sidecar: where it is and the shared key; agreed once by pairing.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const CONNECTION_OPTION = 'session_packages_connection';

/**
 * The connection, or null when this site is not paired.
 *
 * @return array{url:string,key_id:string,key:string,fingerprint:string,paired_at:int,fixed:bool}|null
 */
function connection(): ?array {
	$fixed  = defined( 'SESSION_PACKAGES_URL' ) && defined( 'SESSION_PACKAGES_KEY_ID' ) && defined( 'SESSION_PACKAGES_KEY' );
	$stored = $fixed ? array(
		'url'    => SESSION_PACKAGES_URL,
		'key_id' => SESSION_PACKAGES_KEY_ID,
		'key'    => SESSION_PACKAGES_KEY,
	) : get_option( CONNECTION_OPTION, array() );

	$url    = sidecar_url( str_of( $stored, 'url' ) );
	$key    = base64_decode( str_of( $stored, 'key' ), true );
	$key_id = str_of( $stored, 'key_id' );
	if ( '' === $url || false === $key || 32 !== strlen( $key ) || ! preg_match( '/^[A-Za-z0-9_.:-]{1,64}$/D', $key_id ) ) {
		return null;
	}
	return array(
		'url'         => $url,
		'key_id'      => $key_id,
		'key'         => $key,
		'fingerprint' => fingerprint( $key ),
		'paired_at'   => int_of( $stored, 'paired_at' ),
		'fixed'       => $fixed,
	);
}

/** The address without a slash at the end; '' unless it is https or a loopback address. */
function sidecar_url( string $url ): string {
	$parts = wp_parse_url( $url );
	if ( ! is_array( $parts ) || isset( $parts['user'] ) || isset( $parts['query'] ) || isset( $parts['fragment'] ) ) {
		return '';
	}
	if ( ! is_safe_address( $parts ) ) {
		return '';
	}
	return preg_match( '#^[A-Za-z0-9:/._~\[\]-]+$#D', $url ) ? untrailingslashit( $url ) : '';
}

/** Whether what is sent there cannot be read on the way: https, or this very machine. Takes what wp_parse_url() gives. */
function is_safe_address( array $parts ): bool {
	$scheme   = $parts['scheme'] ?? '';
	$host     = $parts['host'] ?? '';
	$loopback = in_array( $host, array( 'localhost', '[::1]' ), true ) || preg_match( '/^127(\.\d{1,3}){3}$/D', $host );
	return '' !== $host && ( 'https' === $scheme || ( 'http' === $scheme && $loopback ) );
}

/**
 * What a connection code says, or null when it is no connection code; url '' when it may not be called.
 *
 * @return array{url:string,code:string}|null
 */
function read_connection_code( string $text ): ?array {
	$text = (string) preg_replace( '/\s+/', '', $text );
	if ( ! preg_match( '/^sp1\.([A-Za-z0-9_-]+)=*$/D', $text, $found ) ) {
		return null;
	}
	$said = json_decode( (string) base64_decode( strtr( $found[1], '-_', '+/' ) ), true );
	$url  = sidecar_url( str_of( $said, 'u' ) );
	$code = str_of( $said, 'c' );
	return '' === str_of( $said, 'u' ) || '' === $code ? null : array(
		'url'  => $url,
		'code' => $code,
	);
}

/**
 * Hands a fresh key to the sidecar that made the code; the key is kept only when the sidecar accepted it.
 */
function pair( string $code ): Result {
	$target = read_connection_code( $code );
	if ( null === $target ) {
		return failure( 'code_malformed' );
	}
	if ( '' === $target['url'] ) {
		return failure( 'code_address' );
	}
	$key    = random_bytes( 32 );
	$result = call_unsigned(
		$target['url'] . '/v1/pairing',
		array(
			'code'              => $target['code'],
			'site_url'          => untrailingslashit( home_url() ),
			'table_prefix'      => $GLOBALS['wpdb']->prefix,
			'key'               => base64_encode( $key ),
			'plugin_version'    => VERSION,
			'wordpress_version' => get_bloginfo( 'version' ),
		)
	);
	if ( ! $result->ok ) {
		return $result;
	}
	update_option(
		CONNECTION_OPTION,
		array(
			'url'         => $target['url'],
			'key_id'      => str_of( $result->data, 'key_id' ),
			'key'         => base64_encode( $key ),
			'fingerprint' => fingerprint( $key ),
			'paired_at'   => time(),
		),
		false
	);
	reset_breaker();
	if ( null === connection() ) {
		disconnect();
		return failure( 'bad_answer' );
	}
	return $result;
}

/** What both sides show of a key, to be compared by eye (docs/api.md). */
function fingerprint( string $key ): string {
	return implode( '-', str_split( substr( hash( 'sha256', 'session-packages fingerprint' . $key ), 0, 16 ), 4 ) );
}

/** Forgets the connection; the sidecar keeps all its data. */
function disconnect(): void {
	delete_option( CONNECTION_OPTION );
	delete_transient( CATALOGUE_TRANSIENT );
	reset_breaker();
}
