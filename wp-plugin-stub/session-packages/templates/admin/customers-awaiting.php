<?php
/**
 * Tab Customer packages: orders awaiting payment.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<?php
$hidden = array( 'tab' => 'customers', 'status' => 'awaiting_payment' );
$label  = __( 'Search orders awaiting payment', 'session-packages' );
SessionPackages\print_template( 'admin/search', array( 'label' => $label, 'hidden' => $hidden, 'search' => $view['search'] ) );
$pages = array( 'pages' => $view['pages'], 'any' => (bool) array_filter( $view['pages'], 'strlen' ), 'total' => $view['total'] );
?>
<h2 class="screen-reader-text"><?php esc_html_e( 'Filter: orders awaiting payment', 'session-packages' ); ?></h2>
<ul class="subsubsub sp-views">
	<?php foreach ( $view['views'] as $link ) : ?>
		<li><?php echo SessionPackages\view_link( $link ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?></li>
	<?php endforeach; ?>
</ul>
<?php SessionPackages\print_template( 'admin/list-pages', $pages + array( 'which' => 'top' ) ); ?>
<h2 class="screen-reader-text"><?php esc_html_e( 'Orders awaiting payment', 'session-packages' ); ?></h2>
<?php if ( $view['none'] ) : ?>
	<p class="sp-quiet sp-none"><?php esc_html_e( 'No order awaiting payment matches.', 'session-packages' ); ?></p>
<?php else : ?>
	<?php echo $view['orders']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
	<?php if ( $pages['any'] ) : ?>
		<?php SessionPackages\print_template( 'admin/list-pages', $pages + array( 'which' => 'bottom' ) ); ?>
	<?php endif; ?>
<?php endif; ?>
