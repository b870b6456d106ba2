<?php
/**
 * After pairing: who we are connected to.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<div class="sp-box sp-connection" id="sp-connection">
	<h2>
		<?php esc_html_e( 'Connection', 'session-packages' ); ?>
		<span class="sp-pill <?php echo $view['ok'] ? 'sp-pill--active' : 'sp-pill--suspended'; ?>"><?php echo $view['ok'] ? esc_html__( 'Connected', 'session-packages' ) : esc_html__( 'No answer', 'session-packages' ); ?></span>
	</h2>
	<?php if ( '' !== $view['changed'] ) : ?>
		<?php /* translators: %s: a fingerprint such as 7f3a-91c2-0b44-5e6d */ ?>
		<p class="sp-error"><?php echo esc_html( sprintf( __( 'The sidecar shows another fingerprint (%s). Another key was agreed on; if that was not you, disconnect and connect again.', 'session-packages' ), $view['changed'] ) ); ?></p>
	<?php endif; ?>
	<dl class="sp-deflist">
		<?php foreach ( $view['facts'] as $label => $value ) : ?>
			<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $value ); ?></dd></div>
		<?php endforeach; ?>
	</dl>
	<p class="description"><?php esc_html_e( 'The sidecar is the small program on your server that keeps every session and every payment.', 'session-packages' ); ?>
		<?php /* translators: %s: a command */ ?>
		<?php echo esc_html( sprintf( __( 'There, %s names the same fingerprint; if it differs, you are connected to something else.', 'session-packages' ), '“session-packages connection”' ) ); ?></p>
	<?php if ( $view['fixed'] ) : ?>
		<p class="description"><?php esc_html_e( 'The connection is set in wp-config.php.', 'session-packages' ); ?></p>
	<?php elseif ( '' !== $view['head'] ) : ?>
		<details class="sp-sure">
			<summary><?php esc_html_e( 'Disconnect…', 'session-packages' ); ?></summary>
			<p><?php esc_html_e( 'Packages cannot be sold or used until you connect again with a new code. No data is deleted.', 'session-packages' ); ?></p>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<?php echo $view['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
				<button type="submit" class="button button-link-delete"><?php esc_html_e( 'Yes, disconnect', 'session-packages' ); ?></button>
			</form>
		</details>
	<?php endif; ?>
</div>
