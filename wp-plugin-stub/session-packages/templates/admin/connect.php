<?php
/**
 * Before pairing: one field for the connection code.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<div class="sp-box sp-connect">
	<h2><?php esc_html_e( 'Connect your site', 'session-packages' ); ?></h2>
	<?php if ( ! $view['allowed'] ) : ?>
		<p><?php esc_html_e( 'This site is not connected to the Session Packages sidecar yet. An administrator can do that here.', 'session-packages' ); ?></p>
	<?php else : ?>
		<p><?php esc_html_e( 'Session Packages works with a small program on your server, the sidecar. It keeps every session and every payment.', 'session-packages' ); ?></p>
		<ol>
			<li><?php esc_html_e( 'On your server, run:', 'session-packages' ); ?> <code>session-packages pair</code></li>
			<li><?php esc_html_e( 'Copy the line that starts with “sp1.” and paste it here. It works once and for ten minutes.', 'session-packages' ); ?></li>
		</ol>
		<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
			<?php echo $view['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
			<label for="sp-code"><strong><?php esc_html_e( 'Connection code', 'session-packages' ); ?></strong></label>
			<textarea id="sp-code" name="code" rows="3" class="large-text code" required autocomplete="off" spellcheck="false" placeholder="sp1.…"<?php echo '' === $view['error'] ? '' : ' aria-invalid="true" aria-describedby="sp-code-error"'; ?>><?php echo esc_textarea( $view['code'] ); ?></textarea>
			<?php if ( '' !== $view['error'] ) : ?>
				<p class="sp-error" id="sp-code-error"><?php echo esc_html( $view['error'] ); ?></p>
			<?php endif; ?>
			<p><button type="submit" class="button button-primary button-hero"><?php esc_html_e( 'Connect', 'session-packages' ); ?></button></p>
		</form>
	<?php endif; ?>
</div>
