<?php
/**
 * The way back to all packages.
 *
 * @package SessionPackages
 * @var array{url:string} $view
 */

defined( 'ABSPATH' ) || exit;
?>
<p class="sp-back"><a href="<?php echo esc_url( $view['url'] ); ?>"><span aria-hidden="true">←</span> <?php esc_html_e( 'All packages', 'session-packages' ); ?></a></p>
