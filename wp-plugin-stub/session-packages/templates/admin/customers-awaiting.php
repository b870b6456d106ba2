<?php
/**
 * Tab Customer packages: orders awaiting payment.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<ul class="subsubsub sp-views">
	<?php foreach ( $view['views'] as $link ) : ?>
		<li><?php echo SessionPackages\view_link( $link ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?></li>
	<?php endforeach; ?>
</ul>
<div class="clear"></div>
<?php echo $view['orders']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
