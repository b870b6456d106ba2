<?php
/**
 * One order of the customer.
 *
 * @package SessionPackages
 * @var array $view See order_view().
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<section class="sp-order" data-order="<?php echo esc_attr( $view['id'] ); ?>" data-status="<?php echo esc_attr( $view['status'] ); ?>">
	<?php if ( 'awaiting_payment' === $view['status'] ) : ?>
		<h2><?php esc_html_e( 'Thank you! One step is left: your transfer', 'session-packages' ); ?></h2>
		<p class="sp-message sp-message--wait" role="status">
			<strong><?php esc_html_e( 'We are waiting for your transfer.', 'session-packages' ); ?></strong>
			<?php esc_html_e( 'You cannot use your package yet. Once the money has arrived, it appears under My Packages.', 'session-packages' ); ?>
		</p>
	<?php elseif ( 'paid' === $view['status'] ) : ?>
		<h2><?php esc_html_e( 'Your package is ready', 'session-packages' ); ?></h2>
		<p class="sp-message sp-message--success" role="status"><?php esc_html_e( 'Everything is paid. You can use your sessions when you book.', 'session-packages' ); ?></p>
	<?php else : ?>
		<h2><?php esc_html_e( 'Your order', 'session-packages' ); ?></h2>
		<p class="sp-message sp-message--warning" role="status"><?php esc_html_e( 'This order was cancelled. Please do not transfer any money for it.', 'session-packages' ); ?></p>
	<?php endif; ?>

	<?php if ( $view['instructions'] ) : ?>
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
	<?php endif; ?>

	<dl class="sp-facts sp-facts--quiet">
		<div><dt><?php esc_html_e( 'Package', 'session-packages' ); ?></dt><dd><?php echo esc_html( $view['package'] . ' · ' . $view['sessions'] ); ?></dd></div>
		<div><dt><?php esc_html_e( 'Order', 'session-packages' ); ?></dt><dd><?php echo esc_html( $view['reference'] ); ?></dd></div>
		<div><dt><?php esc_html_e( 'Ordered', 'session-packages' ); ?></dt><dd><?php echo esc_html( $view['placed'] ); ?></dd></div>
		<div><dt><?php esc_html_e( 'Amount', 'session-packages' ); ?></dt><dd><?php echo esc_html( $view['amount'] . ' · ' . $view['method'] ); ?></dd></div>
		<div><dt><?php esc_html_e( 'Status', 'session-packages' ); ?></dt><dd><?php echo pill( $view['status'], $view['label'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?></dd></div>
	</dl>
	<?php if ( '' !== $view['statement'] ) : ?>
		<p><a class="sp-button wp-element-button" href="<?php echo esc_url( $view['statement'] ); ?>"><?php esc_html_e( 'See my package', 'session-packages' ); ?></a></p>
	<?php endif; ?>
</section>
