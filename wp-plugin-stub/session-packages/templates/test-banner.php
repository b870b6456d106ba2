<?php
/**
 * No real money is taken.
 *
 * @package SessionPackages
 */

defined( 'ABSPATH' ) || exit;
?>
<p class="sp-test" role="note"><strong><?php esc_html_e( 'Test payments', 'session-packages' ); ?></strong> <?php esc_html_e( 'No real money is taken here.', 'session-packages' ); ?></p>
