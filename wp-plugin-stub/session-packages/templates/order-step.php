<?php
/**
 * The step before an order: what is bought and how it is paid.
 *
 * @package SessionPackages
 * @var array $view See order_step().
 */

defined( 'ABSPATH' ) || exit;

$card = $view['card'];
?>
<section class="sp-checkout" aria-labelledby="sp-checkout-title">
	<h2 id="sp-checkout-title"><?php esc_html_e( 'Your order', 'session-packages' ); ?></h2>
	<?php if ( '' !== $view['error'] ) : ?>
		<p class="sp-message sp-message--error" role="alert" tabindex="-1" autofocus><?php echo esc_html( $view['error'] ); ?></p>
	<?php endif; ?>
	<div class="sp-panel sp-summary">
		<div class="sp-summary__what">
			<strong class="sp-summary__name"><?php echo esc_html( $card['name'] ); ?></strong>
			<span><?php echo esc_html( implode( ' · ', array_filter( array( $card['sessions'], $card['validity'], $card['services'] ) ) ) ); ?></span>
		</div>
		<div class="sp-summary__price">
			<strong><?php echo esc_html( $card['price'] ); ?></strong>
			<?php if ( '' !== $card['per_session'] ) : ?>
				<span><?php echo esc_html( $card['per_session'] ); ?></span>
			<?php endif; ?>
		</div>
	</div>
	<?php if ( '' !== $card['terms'] ) : ?>
		<details class="sp-terms">
			<summary><?php esc_html_e( 'Terms of this package', 'session-packages' ); ?></summary>
			<?php echo wp_kses_post( wpautop( esc_html( $card['terms'] ) ) ); ?>
		</details>
	<?php endif; ?>

	<?php if ( '' !== $card['notice'] ) : ?>
		<p class="sp-message sp-message--warning"><?php echo esc_html( $card['notice'] ); ?></p>
	<?php elseif ( '' !== $view['login'] ) : ?>
		<p><?php esc_html_e( 'The package will be kept in your account, so please log in first.', 'session-packages' ); ?></p>
		<p><a class="sp-button wp-element-button" href="<?php echo esc_url( $view['login'] ); ?>"><?php esc_html_e( 'Log in to buy', 'session-packages' ); ?></a></p>
	<?php elseif ( ! $view['methods'] ) : ?>
		<p class="sp-message sp-message--warning"><?php esc_html_e( 'There is no way to pay online at the moment. Please contact us.', 'session-packages' ); ?></p>
	<?php else : ?>
		<form class="sp-checkout__form" method="post" action="<?php echo esc_url( $view['action'] ); ?>">
			<input type="hidden" name="sp_action" value="buy">
			<input type="hidden" name="sp_package" value="<?php echo esc_attr( $card['id'] ); ?>">
			<input type="hidden" name="sp_nonce" value="<?php echo esc_attr( $view['nonce'] ); ?>">
			<input type="hidden" name="sp_key" value="<?php echo esc_attr( $view['key'] ); ?>">
			<input type="hidden" name="sp_version" value="<?php echo esc_attr( (string) $view['version'] ); ?>">
			<?php if ( $view['free'] ) : ?>
				<input type="hidden" name="sp_method" value="free">
			<?php else : ?>
				<?php
				SessionPackages\print_template(
					'methods',
					array(
						'methods' => $view['methods'],
						'chosen'  => '',
						'legend'  => __( 'How would you like to pay?', 'session-packages' ),
					)
				);
				?>
			<?php endif; ?>
			<button type="submit" class="sp-button wp-element-button">
				<?php
				echo esc_html(
					$view['free']
						? __( 'Get it for free', 'session-packages' )
						/* translators: %s: an amount of money */
						: sprintf( __( 'Order for %s', 'session-packages' ), $card['price'] )
				);
				?>
			</button>
		</form>
	<?php endif; ?>
</section>
