<?php
/**
 * Pretty permalinks for PHP's built-in web server.
 *
 * A static file is left to the server (return false), a PHP file or a folder's index.php is run where it lies, and
 * everything else is WordPress's own index.php.
 */

$sp_root = $_SERVER['DOCUMENT_ROOT'];
$sp_path = '/' . ltrim( rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) ), '/' );
$sp_file = realpath( $sp_root . $sp_path );

if ( false !== $sp_file && 0 !== strpos( "$sp_file/", realpath( $sp_root ) . '/' ) ) {
	$sp_file = false; // outside of the site
}
if ( false !== $sp_file ) {
	if ( is_dir( $sp_file ) && is_file( "$sp_file/index.php" ) ) {
		if ( '/' !== substr( $sp_path, -1 ) ) {
			header( "Location: $sp_path/", true, 301 );
			exit;
		}
		$sp_path .= 'index.php';
		$sp_file .= '/index.php';
	}
	if ( is_file( $sp_file ) && '.php' !== substr( $sp_file, -4 ) ) {
		return false;
	}
}

if ( false === $sp_file || ! is_file( $sp_file ) ) {
	$sp_path = '/index.php';
	$sp_file = $sp_root . $sp_path;
}

$_SERVER['SCRIPT_NAME']     = $sp_path;
$_SERVER['PHP_SELF']        = $sp_path;
$_SERVER['SCRIPT_FILENAME'] = $sp_file;
chdir( dirname( $sp_file ) );
require $sp_file;
