<?php
/**
 * The second row of navigation, below the tabs.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<nav aria-label="<?php esc_attr_e( 'Settings', 'session-packages' ); ?>">
	<ul class="subsubsub sp-views sp-sections">
		<?php foreach ( $view['links'] as $link ) : ?>
			<li><?php echo SessionPackages\view_link( $link ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?></li>
		<?php endforeach; ?>
	</ul>
</nav>
<div class="clear"></div>
