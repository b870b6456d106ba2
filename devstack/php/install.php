<?php
/**
 * Installs WordPress without sample content: php install.php DOCROOT, options as JSON on stdin.
 */

$sp_input                   = json_decode( stream_get_contents( STDIN ), true );
$_SERVER['HTTP_HOST']       = $sp_input['host'];
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

define( 'WP_INSTALLING', true );
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

add_filter( 'pre_wp_mail', '__return_true' ); // no mail about the new site
wp_install( $sp_input['title'], $sp_input['login'], $sp_input['email'], true, '', $sp_input['password'] );

foreach ( get_posts( array( 'post_type' => array( 'post', 'page' ), 'post_status' => 'any', 'numberposts' => -1 ) ) as $sp_sample ) {
	wp_delete_post( $sp_sample->ID, true );
}
foreach ( $sp_input['options'] as $sp_name => $sp_value ) {
	update_option( $sp_name, $sp_value );
}
$wp_rewrite->init();
$wp_rewrite->flush_rules( false );
echo 'true';
