<?php
/**
 * A mail in the log, with what can be done.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;

$about = ': ' . $view['name'] . ', ' . $view['to'];
?>
<strong><a class="row-title" href="<?php echo esc_url( $view['url'] ); ?>"><?php echo esc_html( $view['name'] ); ?></a></strong>
<?php if ( $view['test'] ) : ?>
	<span class="post-state">— <?php esc_html_e( 'Test', 'session-packages' ); ?></span>
<?php endif; ?>
<span class="sp-narrow"><?php echo $view['status']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?><br><span class="sp-address"><?php echo esc_html( $view['to'] ); ?></span><br><?php echo esc_html( $view['when'] ); ?></span>
<div class="row-actions visible">
	<a href="<?php echo esc_url( $view['url'] ); ?>"><?php esc_html_e( 'View', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( $about ); ?></span></a>
	<?php if ( $view['resend'] && SessionPackages\may( 'resend_mail' ) ) : ?>
		| <form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-inline">
			<?php echo SessionPackages\form_head( 'resend_mail', $view['id'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
			<button type="submit" class="button-link"><?php esc_html_e( 'Send again', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( $about ); ?></span></button>
		</form>
	<?php endif; ?>
</div>
