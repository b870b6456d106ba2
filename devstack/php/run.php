<?php
/**
 * Runs PHP inside WordPress: php run.php DOCROOT, {host, file or code, input} as JSON on stdin.
 *
 * The file or code sees $input and returns its answer, which is printed as JSON. Anything it prints goes to stderr.
 */

$sp_call                    = json_decode( stream_get_contents( STDIN ), true );
$_SERVER['HTTP_HOST']       = $sp_call['host'];
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

define( 'WP_DISABLE_FATAL_ERROR_HANDLER', true ); // it would answer with a page of HTML
ob_start();
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
wp_set_current_user( 1 ); // as the owner: WordPress would strip markup from what nobody writes

$sp_answer = ( static function ( $input ) use ( $sp_call ) {
	return null === $sp_call['file'] ? eval( $sp_call['code'] ) : require $sp_call['file'];
} )( $sp_call['input'] );

fwrite( STDERR, ob_get_clean() );
if ( is_wp_error( $sp_answer ) ) {
	fwrite( STDERR, $sp_answer->get_error_code() . ': ' . $sp_answer->get_error_message() . "\n" );
	exit( 1 );
}
echo wp_json_encode( $sp_answer );
