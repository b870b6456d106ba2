<?php
/**
 * One package for sale.
 *
 * @package SessionPackages
 * @var array $view See card_view().
 */

defined( 'ABSPATH' ) || exit;
?>
<article class="sp-card" data-package="<?php echo esc_attr( $view['id'] ); ?>">
	<header class="sp-card__head">
		<h2 class="sp-card__name"><?php echo esc_html( $view['name'] ); ?></h2>
		<?php if ( '' !== $view['saving'] ) : ?>
			<span class="sp-card__saving"><?php echo esc_html( $view['saving'] ); ?></span>
		<?php endif; ?>
	</header>
	<?php if ( '' !== $view['description'] ) : ?>
		<div class="sp-card__description"><?php echo wp_kses_post( wpautop( esc_html( $view['description'] ) ) ); ?></div>
	<?php endif; ?>
	<p class="sp-card__price">
		<strong><?php echo esc_html( $view['price'] ); ?></strong>
		<?php if ( '' !== $view['per_session'] ) : ?>
			<span class="sp-card__each"><?php echo esc_html( $view['per_session'] ); ?></span>
		<?php endif; ?>
	</p>
	<ul class="sp-card__facts">
		<?php foreach ( array_filter( array( $view['sessions'], $view['validity'], $view['services'] ) ) as $fact ) : ?>
			<li><?php echo esc_html( $fact ); ?></li>
		<?php endforeach; ?>
	</ul>
	<?php if ( $view['button'] ) : ?>
		<footer class="sp-card__foot">
			<?php if ( '' !== $view['notice'] ) : ?>
				<p class="sp-card__notice"><?php echo esc_html( $view['notice'] ); ?></p>
			<?php elseif ( '' === $view['button']['url'] ) : ?>
				<button type="button" class="sp-button wp-element-button" disabled><?php echo esc_html( $view['button']['label'] ); ?></button>
			<?php else : ?>
				<a class="sp-button wp-element-button" href="<?php echo esc_url( $view['button']['url'] ); ?>" aria-label="<?php echo esc_attr( $view['button']['aria'] ); ?>"><?php echo esc_html( $view['button']['label'] ); ?></a>
			<?php endif; ?>
		</footer>
	<?php endif; ?>
</article>
