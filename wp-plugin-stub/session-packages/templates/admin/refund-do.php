<?php
/**
 * What a person has to do about a refund: send the money by hand, or take the sessions that belong to it.
 *
 * @package SessionPackages
 * @var array $view See refund_view().
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

$error    = $view['error'];
$field    = 'sp-refund-' . $view['id'];
$typed    = $error['values'];
$withdraw = '' !== $error['text'] && isset( $typed['reason'] );
// phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- form heads are templates.
?>
<?php if ( $view['hand'] ) : ?>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-inline">
		<?php echo form_head( 'refund_sent', $view['id'], isset( $typed['reason'] ) ? '' : $error['key'] ); ?>
		<input type="hidden" name="package" value="<?php echo esc_attr( $view['package'] ); ?>">
		<button type="submit" class="button button-primary"><?php esc_html_e( 'I have sent the money', 'session-packages' ); ?></button>
	</form>
	<details class="sp-sure"<?php echo $withdraw ? ' open' : ''; ?>>
		<summary><?php esc_html_e( 'Withdraw this refund…', 'session-packages' ); ?></summary>
		<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-give">
			<?php echo form_head( 'refund_withdraw', $view['id'], isset( $typed['reason'] ) ? $error['key'] : '' ); ?>
			<input type="hidden" name="package" value="<?php echo esc_attr( $view['package'] ); ?>">
			<label for="<?php echo esc_attr( $field ); ?>"><?php esc_html_e( 'Reason', 'session-packages' ); ?></label>
			<input type="text" class="regular-text" id="<?php echo esc_attr( $field ); ?>" name="reason" value="<?php echo esc_attr( str_of( $typed, 'reason' ) ); ?>" autocomplete="off" required<?php echo $withdraw ? ' aria-invalid="true" aria-describedby="' . esc_attr( $field ) . '-error"' : ''; ?>>
			<button type="submit" class="button button-link-delete"><?php esc_html_e( 'The money will not be sent', 'session-packages' ); ?></button>
		</form>
	</details>
<?php elseif ( $view['proposed'] > 0 ) : ?>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-give">
		<?php echo form_head( 'refund_take', $view['id'], $error['key'] ); ?>
		<input type="hidden" name="package" value="<?php echo esc_attr( $view['package'] ); ?>">
		<label for="<?php echo esc_attr( $field ); ?>"><?php esc_html_e( 'Sessions to take', 'session-packages' ); ?></label>
		<input type="text" inputmode="numeric" class="small-text" id="<?php echo esc_attr( $field ); ?>" name="sessions" value="<?php echo esc_attr( isset( $typed['sessions'] ) ? str_of( $typed, 'sessions' ) : (string) $view['proposed'] ); ?>" autocomplete="off" required<?php echo '' === $error['text'] ? '' : ' aria-invalid="true" aria-describedby="' . esc_attr( $field ) . '-error"'; ?>>
		<button type="submit" class="button button-primary"><?php esc_html_e( 'Take them', 'session-packages' ); ?></button>
		<span class="description"><?php esc_html_e( '0 leaves them all to the customer.', 'session-packages' ); ?></span>
	</form>
<?php endif; ?>
<?php if ( '' !== $error['text'] ) : ?>
	<p class="sp-error" id="<?php echo esc_attr( $field ); ?>-error"><?php echo esc_html( $error['text'] ); ?></p>
<?php endif; ?>
