<?php
/**
 * Money that paid for nothing is given back. The way back to its package, or to the Overview, goes with it.
 *
 * @package SessionPackages
 * @var array{id:string,package:string,error:array} $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

$field = 'sp-give-' . $view['id'];
$error = $view['error'];
?>
<details class="sp-sure"<?php echo '' === $error['text'] ? '' : ' open'; ?>>
	<summary><?php esc_html_e( 'Give it back…', 'session-packages' ); ?></summary>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-give">
		<?php echo form_head( 'refund_payment', $view['id'], $error['key'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
		<input type="hidden" name="package" value="<?php echo esc_attr( $view['package'] ); ?>">
		<label for="<?php echo esc_attr( $field ); ?>"><?php esc_html_e( 'Reason', 'session-packages' ); ?></label>
		<input type="text" class="regular-text" id="<?php echo esc_attr( $field ); ?>" name="reason" value="<?php echo esc_attr( str_of( $error['values'], 'reason' ) ); ?>" autocomplete="off" required<?php echo '' === $error['text'] ? '' : ' aria-invalid="true" aria-describedby="' . esc_attr( $field ) . '-error"'; ?>>
		<button type="submit" class="button button-primary"><?php esc_html_e( 'Give the money back', 'session-packages' ); ?></button>
		<?php if ( '' !== $error['text'] ) : ?>
			<p class="sp-error" id="<?php echo esc_attr( $field ); ?>-error"><?php echo esc_html( $error['text'] ); ?></p>
		<?php endif; ?>
	</form>
</details>
