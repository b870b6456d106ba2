<?php
/**
 * WordPress configuration of the private stack: everything that differs per start is in wordpress.json beside the docroot.
 */

$sp_stack = json_decode( file_get_contents( dirname( __DIR__ ) . '/wordpress.json' ), true );

define( 'DB_NAME', $sp_stack['database'] );
define( 'DB_USER', $sp_stack['db_user'] );
define( 'DB_PASSWORD', $sp_stack['db_password'] );
define( 'DB_HOST', $sp_stack['db_host'] );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
$table_prefix = 'wp_';

foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $sp_name ) {
	define( $sp_name . '_KEY', hash_hmac( 'sha256', $sp_name . '_KEY', $sp_stack['secret'] ) );
	define( $sp_name . '_SALT', hash_hmac( 'sha256', $sp_name . '_SALT', $sp_stack['secret'] ) );
}

// The port may be another one at each start.
define( 'WP_HOME', empty( $_SERVER['HTTP_HOST'] ) ? $sp_stack['url'] : 'http://' . $_SERVER['HTTP_HOST'] );
define( 'WP_SITEURL', WP_HOME );

// Otherwise admin pages ask wordpress.org and wait where there is no internet.
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_ACCESSIBLE_HOSTS', '127.0.0.1,localhost' );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'DISABLE_WP_CRON', true );
define( 'FS_METHOD', 'direct' );
define( 'WP_ENVIRONMENT_TYPE', 'local' );

// Warnings and errors go to log/php-errors.log; WP_DEBUG would add a page of deprecations of WordPress's own per request.
define( 'WP_DEBUG', false );

define( 'DEVSTACK_SMTP_PORT', $sp_stack['smtp_port'] );

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
