<?php
/**
 * Refund unused sessions, step 1: by which rule. A GET form: nothing happens before step 2 is confirmed.
 *
 * @package SessionPackages
 * @var array $view See refund_choose().
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

$invalid = static fn( string $name ): string => isset( $view['errors'][ $name ] ) ? sprintf( ' aria-invalid="true" aria-describedby="sp-refund-%s-error"', esc_attr( $name ) ) : '';
?>
<h2><?php esc_html_e( 'Refund unused sessions', 'session-packages' ); ?></h2>
<?php if ( '' !== $view['error'] ) : ?>
	<div class="notice notice-error inline" role="alert" tabindex="-1" autofocus><p><strong><?php echo esc_html( $view['error'] ); ?></strong></p></div>
<?php endif; ?>
<form method="get" action="<?php echo esc_url( $view['action'] ); ?>" class="sp-box sp-refund">
	<?php foreach ( $view['hidden'] as $name => $value ) : ?>
		<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
	<?php endforeach; ?>
	<fieldset<?php echo $invalid( 'rule' ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above. ?>>
		<legend><strong><?php esc_html_e( 'How much goes back?', 'session-packages' ); ?></strong></legend>
		<?php foreach ( $view['rules'] as $rule ) : ?>
			<label class="sp-choice<?php echo $rule['available'] ? '' : ' sp-choice--off'; ?>">
				<input type="radio" name="rule" value="<?php echo esc_attr( $rule['id'] ); ?>" required<?php checked( $rule['available'] && $rule['id'] === $view['chosen'] ); ?><?php disabled( ! $rule['available'] ); ?>>
				<span class="sp-choice__what">
					<strong><?php echo esc_html( $rule['label'] ); ?></strong>
					<span class="sp-quiet"><?php echo esc_html( $rule['hint'] ); ?></span>
				</span>
				<span class="sp-choice__amount">
					<strong><?php echo esc_html( $rule['amount'] ); ?></strong>
					<span class="sp-quiet"><?php echo esc_html( $rule['sessions'] ); ?></span>
				</span>
			</label>
		<?php endforeach; ?>
	</fieldset>
	<p>
		<label for="sp-refund-amount"><strong><?php esc_html_e( 'Amount', 'session-packages' ); ?></strong></label>
		<input type="text" inputmode="decimal" class="sp-short" id="sp-refund-amount" name="amount" value="<?php echo esc_attr( $view['typed']['amount'] ); ?>" autocomplete="off"<?php echo $invalid( 'amount' ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above. ?>>
		<span class="description"><?php esc_html_e( 'Only for “Another amount”.', 'session-packages' ); ?> <?php echo esc_html( $view['most'] ); ?></span>
	</p>
	<?php if ( isset( $view['errors']['amount'] ) ) : ?>
		<p class="sp-error" id="sp-refund-amount-error"><?php echo esc_html( field_text( $view['errors']['amount'] ) ); ?></p>
	<?php endif; ?>
	<p>
		<label for="sp-refund-sessions"><strong><?php esc_html_e( 'Sessions', 'session-packages' ); ?></strong></label>
		<input type="text" inputmode="numeric" class="sp-short" id="sp-refund-sessions" name="sessions" value="<?php echo esc_attr( $view['typed']['sessions'] ); ?>" autocomplete="off"<?php echo $invalid( 'sessions' ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above. ?>>
		<span class="description"><?php esc_html_e( 'How many are refunded and taken from the package. Left empty: all that are not used.', 'session-packages' ); ?></span>
	</p>
	<?php if ( isset( $view['errors']['sessions'] ) ) : ?>
		<p class="sp-error" id="sp-refund-sessions-error"><?php echo esc_html( field_text( $view['errors']['sessions'] ) ); ?></p>
	<?php endif; ?>
	<p><button type="submit" class="button button-primary"><?php esc_html_e( 'Preview', 'session-packages' ); ?></button>
	<span class="description"><?php esc_html_e( 'Nothing is refunded yet.', 'session-packages' ); ?></span></p>
</form>
