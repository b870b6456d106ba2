<?php
/**
 * How to transfer the money for an order.
 *
 * @package SessionPackages
 * @var array $view See order_view().
 */

defined( 'ABSPATH' ) || exit;
?>
<div class="sp-panel sp-transfer">
	<div class="sp-transfer__reference">
		<span id="sp-reference-label"><?php esc_html_e( 'Write this reference on your transfer', 'session-packages' ); ?></span>
		<strong class="sp-copy" data-copy="<?php esc_attr_e( 'Copy', 'session-packages' ); ?>" data-copied="<?php esc_attr_e( 'Copied', 'session-packages' ); ?>" aria-labelledby="sp-reference-label"><?php echo esc_html( $view['reference'] ); ?></strong>
	</div>
	<dl class="sp-facts">
		<?php foreach ( $view['instructions'] as $label => $value ) : ?>
			<div>
				<dt><?php echo esc_html( $label ); ?></dt>
				<dd><span class="sp-copy" data-copy="<?php esc_attr_e( 'Copy', 'session-packages' ); ?>" data-copied="<?php esc_attr_e( 'Copied', 'session-packages' ); ?>"><?php echo esc_html( $value ); ?></span></dd>
			</div>
		<?php endforeach; ?>
	</dl>
	<?php if ( '' !== $view['note'] ) : ?>
		<div class="sp-transfer__note"><?php echo wp_kses_post( wpautop( esc_html( $view['note'] ) ) ); ?></div>
	<?php endif; ?>
</div>
