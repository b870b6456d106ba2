<?php
/**
 * Orders whose money is awaited, each with the form to confirm it.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<?php if ( ! $view['orders'] ) : ?>
	<p class="sp-quiet sp-none"><?php esc_html_e( 'No order is waiting for money.', 'session-packages' ); ?></p>
<?php else : ?>
	<p class="description"><?php esc_html_e( 'Compare with your bank statement: reference and amount. The customer’s package becomes active when you confirm.', 'session-packages' ); ?></p>
<?php endif; ?>
<?php foreach ( $view['orders'] as $order ) : ?>
	<?php
	$error_id = 'sp-error-' . $order['id'];
	$invalid  = static fn( string $at ): string => '' !== $order['error'] && $at === $order['error_at'] ? sprintf( ' aria-invalid="true" aria-describedby="%s"', esc_attr( $error_id ) ) : '';
	?>
	<div class="sp-box sp-awaiting<?php echo '' === $order['error'] ? '' : ' sp-awaiting--error'; ?>" id="order-<?php echo esc_attr( $order['id'] ); ?>" data-order="<?php echo esc_attr( $order['id'] ); ?>" data-reference="<?php echo esc_attr( $order['reference'] ); ?>">
		<div class="sp-awaiting__what">
			<strong class="sp-awaiting__reference"><?php echo esc_html( $order['reference'] ); ?></strong>
			<span><?php echo esc_html( $order['package'] ); ?></span>
			<span class="sp-quiet"><?php echo esc_html( implode( ' · ', array_filter( array( $order['customer']['name'] ?? '', $order['customer']['email'] ?? '', $order['placed'], $order['method'] ) ) ) ); ?></span>
		</div>
		<strong class="sp-awaiting__amount"><?php echo esc_html( $order['amount'] ); ?></strong>
		<div class="sp-awaiting__do">
			<?php if ( '' !== $order['online'] ) : ?>
				<p><?php echo esc_html( $order['online'] ); ?></p>
			<?php endif; ?>
			<?php if ( SessionPackages\may( 'confirm_transfer' ) ) : ?>
			<?php if ( '' !== $order['online'] ) : ?>
				<details class="sp-sure"<?php echo '' !== $order['error'] && 'amount' === $order['error_at'] ? ' open' : ''; ?>>
				<summary><?php esc_html_e( 'They have transferred the money after all…', 'session-packages' ); ?></summary>
			<?php endif; ?>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-confirm">
				<?php echo SessionPackages\form_head( 'confirm_transfer', $order['id'], $order['key'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
				<input type="hidden" name="from" value="<?php echo esc_attr( $view['from'] ); ?>">
				<label for="sp-amount-<?php echo esc_attr( $order['id'] ); ?>"><?php esc_html_e( 'Amount received', 'session-packages' ); ?></label>
				<input type="text" inputmode="decimal" class="sp-short" id="sp-amount-<?php echo esc_attr( $order['id'] ); ?>" name="amount" value="<?php echo esc_attr( $order['amount_typed'] ); ?>" autocomplete="off" required<?php echo $invalid( 'amount' ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above. ?>>
				<?php if ( '' !== $order['too_much'] ) : ?>
					<?php /* translators: %s: an amount of money */ ?>
					<label class="sp-confirm__all"><input type="checkbox" name="keep_surplus" value="1"> <?php echo esc_html( sprintf( __( 'It is right: accept it, and note that %s was too much', 'session-packages' ), $order['too_much'] ) ); ?></label>
				<?php endif; ?>
				<button type="submit" class="button button-primary"><?php esc_html_e( 'Confirm money received', 'session-packages' ); ?></button>
			</form>
			<?php if ( '' !== $order['online'] ) : ?>
				</details>
			<?php endif; ?>
			<?php endif; ?>
			<?php if ( '' !== $order['error'] ) : ?>
				<p class="sp-error" id="<?php echo esc_attr( $error_id ); ?>"><?php echo esc_html( $order['error'] ); ?></p>
			<?php endif; ?>
			<?php if ( SessionPackages\may( 'cancel_order' ) ) : ?>
			<details class="sp-sure"<?php echo '' !== $order['error'] && 'reason' === $order['error_at'] ? ' open' : ''; ?>>
				<summary><?php esc_html_e( 'Cancel this order…', 'session-packages' ); ?></summary>
				<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-cancel">
					<?php echo SessionPackages\form_head( 'cancel_order', $order['id'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
					<input type="hidden" name="from" value="<?php echo esc_attr( $view['from'] ); ?>">
					<label for="sp-reason-<?php echo esc_attr( $order['id'] ); ?>"><?php esc_html_e( 'Reason', 'session-packages' ); ?></label>
					<input type="text" id="sp-reason-<?php echo esc_attr( $order['id'] ); ?>" name="reason" value="<?php echo esc_attr( $order['reason_typed'] ); ?>" class="regular-text" autocomplete="off" required<?php echo $invalid( 'reason' ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above. ?>>
					<button type="submit" class="button button-link-delete"><?php esc_html_e( 'Cancel the order', 'session-packages' ); ?></button>
				</form>
			</details>
			<?php endif; ?>
		</div>
	</div>
<?php endforeach; ?>
