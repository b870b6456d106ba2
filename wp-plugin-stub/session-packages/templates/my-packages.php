<?php
/**
 * My Packages.
 *
 * @package SessionPackages
 * @var array{available:bool,orders:array,active:array,past:array} $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<section class="sp-mine" id="my-packages" aria-labelledby="sp-mine-title">
	<h2 id="sp-mine-title"><?php esc_html_e( 'My Packages', 'session-packages' ); ?></h2>
	<?php if ( ! $view['available'] ) : ?>
		<p class="sp-message sp-message--warning" role="status"><?php esc_html_e( 'Your packages cannot be shown at the moment. They are safe; please come back in a few minutes.', 'session-packages' ); ?></p>
	<?php elseif ( ! $view['orders'] && ! $view['active'] && ! $view['past'] ) : ?>
		<p class="sp-message"><?php esc_html_e( 'You have no packages yet. When you buy one, your sessions appear here.', 'session-packages' ); ?></p>
	<?php endif; ?>

	<?php foreach ( $view['orders'] as $order ) : ?>
		<div class="sp-panel sp-waiting" data-order="<?php echo esc_attr( $order['id'] ); ?>">
			<div>
				<h3><?php echo esc_html( $order['package'] ); ?></h3>
				<p><?php echo esc_html( $order['todo'][0] ); ?></p>
			</div>
			<a href="<?php echo esc_url( $order['url'] ); ?>"><?php echo esc_html( $order['todo'][1] ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $order['package'] ); ?></span></a>
		</div>
	<?php endforeach; ?>

	<?php if ( $view['active'] ) : ?>
		<ul class="sp-owned">
			<?php foreach ( $view['active'] as $package ) : ?>
				<li class="sp-panel sp-package" data-customer-package="<?php echo esc_attr( $package['id'] ); ?>"><?php print_template( 'package', $package ); ?></li>
			<?php endforeach; ?>
		</ul>
	<?php endif; ?>

	<?php if ( $view['past'] ) : ?>
		<h3 class="sp-mine__past"><?php esc_html_e( 'Past packages', 'session-packages' ); ?></h3>
		<ul class="sp-past">
			<?php foreach ( $view['past'] as $package ) : ?>
				<li class="sp-package" data-customer-package="<?php echo esc_attr( $package['id'] ); ?>">
					<div>
						<strong><?php echo esc_html( $package['name'] ); ?></strong>
						<?php echo pill( $package['status'], $package['label'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?>
						<small><?php echo esc_html( implode( ' · ', array_filter( array( $package['balance'], $package['expiry'] ) ) ) ); ?></small>
						<small>
							<?php
							$facts = array();
							foreach ( $package['facts'] as $label => $value ) {
								$facts[] = $label . ' ' . $value;
							}
							echo esc_html( implode( ' · ', $facts ) );
							?>
						</small>
					</div>
					<a href="<?php echo esc_url( $package['statement'] ); ?>"><?php esc_html_e( 'Statement', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $package['name'] ); ?></span></a>
					<?php if ( '' !== $package['receipt'] ) : ?><a href="<?php echo esc_url( $package['receipt'] ); ?>"><?php esc_html_e( 'Receipt', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $package['name'] ); ?></span></a><?php endif; ?>
				</li>
			<?php endforeach; ?>
		</ul>
	<?php endif; ?>
</section>
