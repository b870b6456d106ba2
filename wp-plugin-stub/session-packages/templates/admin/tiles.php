<?php
/**
 * Figures, each with the way to what is behind it.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<ul class="sp-tiles<?php echo esc_attr( $view['class'] ); ?>">
	<?php foreach ( $view['tiles'] as $tile ) : ?>
		<li class="sp-tile" data-tile="<?php echo esc_attr( $tile['name'] ); ?>">
			<a href="<?php echo esc_url( $tile['url'] ); ?>">
				<span class="sp-tile__label"><?php echo esc_html( $tile['label'] ); ?></span>
				<strong class="sp-tile__number"><?php echo esc_html( $tile['number'] ); ?></strong>
				<span class="sp-quiet"><?php echo esc_html( $tile['help'] ); ?></span>
			</a>
		</li>
	<?php endforeach; ?>
</ul>
