<?php
/**
 * The way to the login and back.
 *
 * @package SessionPackages
 * @var array{url:string} $view
 */

defined( 'ABSPATH' ) || exit;
?>
<p><a class="sp-button wp-element-button" href="<?php echo esc_url( $view['url'] ); ?>"><?php esc_html_e( 'Log in', 'session-packages' ); ?></a></p>
