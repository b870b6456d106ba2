<?php
/**
 * One order of the customer.
 *
 * @package SessionPackages
 * @var array $view See order_view() and order_steps().
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

list( $title, $tone, $first, $rest ) = $view['words'];
?>
<section class="sp-order" data-order="<?php echo esc_attr( $view['id'] ); ?>" data-status="<?php echo esc_attr( $view['status'] ); ?>" data-state="<?php echo esc_attr( $view['state'] ); ?>">
	<h2><?php echo esc_html( $title ); ?></h2>
	<?php if ( '' !== $view['error'] ) : ?>
		<p class="sp-message sp-message--error" role="alert" tabindex="-1" autofocus><?php echo esc_html( $view['error'] ); ?></p>
	<?php endif; ?>
	<?php if ( ! $view['quiet'] ) : ?>
		<p class="sp-message sp-message--<?php echo esc_attr( $tone ); ?>" role="status"<?php echo '' === $view['by_itself'] ? '' : ' data-sp-reload="' . esc_url( $view['by_itself'] ) . '"'; ?>>
			<strong><?php echo esc_html( $first ); ?></strong>
			<?php echo esc_html( $rest ); ?>
		</p>
	<?php endif; ?>
	<?php if ( '' !== $view['refresh'] ) : ?>
		<p><a class="sp-button wp-element-button" href="<?php echo esc_url( $view['refresh'] ); ?>"><?php esc_html_e( 'Check again', 'session-packages' ); ?></a></p>
	<?php endif; ?>

	<?php if ( $view['instructions'] ) : ?>
		<?php print_template( 'transfer', $view ); ?>
	<?php endif; ?>
	<?php if ( $view['methods'] ) : ?>
		<?php print_template( 'pay', $view ); ?>
	<?php endif; ?>

	<dl class="sp-facts sp-facts--quiet">
		<div><dt><?php esc_html_e( 'Package', 'session-packages' ); ?></dt><dd><?php echo esc_html( $view['package'] . ' · ' . $view['sessions'] ); ?></dd></div>
		<div><dt><?php esc_html_e( 'Order', 'session-packages' ); ?></dt><dd><?php echo esc_html( $view['reference'] ); ?></dd></div>
		<div><dt><?php esc_html_e( 'Ordered', 'session-packages' ); ?></dt><dd><?php echo esc_html( $view['placed'] ); ?></dd></div>
		<div><dt><?php esc_html_e( 'Amount', 'session-packages' ); ?></dt><dd><?php echo esc_html( $view['amount'] . ' · ' . $view['method'] ); ?></dd></div>
		<?php if ( '' !== $view['refunded'] ) : ?>
			<div><dt><?php esc_html_e( 'Refunded', 'session-packages' ); ?></dt><dd><?php echo esc_html( $view['refunded'] ); ?></dd></div>
		<?php endif; ?>
		<div><dt><?php esc_html_e( 'Status', 'session-packages' ); ?></dt><dd><?php echo pill( $view['status'], $view['label'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?></dd></div>
	</dl>
	<?php if ( '' !== $view['statement'] ) : ?>
		<p><a class="sp-button wp-element-button" href="<?php echo esc_url( $view['statement'] ); ?>"><?php esc_html_e( 'See my package', 'session-packages' ); ?></a></p>
	<?php elseif ( '' !== $view['buy_again'] ) : ?>
		<p><a class="sp-button wp-element-button" href="<?php echo esc_url( $view['buy_again'] ); ?>"><?php esc_html_e( 'Buy it again', 'session-packages' ); ?></a></p>
	<?php endif; ?>
</section>
