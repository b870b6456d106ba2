<?php
/**
 * Going on with the payment of an order, also in another way.
 *
 * @package SessionPackages
 * @var array $view See order_steps().
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<?php if ( '' !== $view['unfold'] ) : ?>
	<details class="sp-other"<?php echo '' === $view['error'] ? '' : ' open'; ?>>
		<summary><?php echo esc_html( $view['unfold'] ); ?></summary>
<?php endif; ?>
<form class="sp-checkout__form sp-pay" method="post" action="<?php echo esc_url( $view['action'] ); ?>">
	<input type="hidden" name="sp_action" value="pay">
	<input type="hidden" name="sp_order" value="<?php echo esc_attr( $view['id'] ); ?>">
	<input type="hidden" name="sp_nonce" value="<?php echo esc_attr( $view['nonce'] ); ?>">
	<input type="hidden" name="sp_key" value="<?php echo esc_attr( $view['key'] ); ?>">
	<?php
	print_template(
		'methods',
		array(
			'methods' => $view['methods'],
			'chosen'  => $view['chosen'],
			'legend'  => __( 'How would you like to pay?', 'session-packages' ),
		)
	);
	?>
	<button type="submit" class="sp-button wp-element-button">
		<?php
		echo esc_html(
			'failed' === $view['state'] || '' !== $view['error']
				? __( 'Try again', 'session-packages' )
				/* translators: %s: an amount of money */
				: sprintf( __( 'Continue to payment of %s', 'session-packages' ), $view['amount'] )
		);
		?>
	</button>
</form>
<?php if ( '' !== $view['unfold'] ) : ?>
	</details>
<?php endif; ?>
