<?php
/**
 * One mail of the log: headers, how it went, and the mail.
 *
 * @package SessionPackages
 * @var array $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<div class="sp-box" data-logged-mail="<?php echo esc_attr( $view['id'] ); ?>">
	<h2>
		<?php echo esc_html( $view['title'] ); ?>
		<?php if ( $view['test'] ) : ?>
			<span class="post-state">— <?php esc_html_e( 'Test', 'session-packages' ); ?></span>
		<?php endif; ?>
		<?php echo $view['status']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?>
	</h2>
	<?php if ( '' !== $view['error'] ) : ?>
		<p class="sp-error"><?php echo esc_html( $view['error'] ); ?></p>
	<?php endif; ?>
	<dl class="sp-deflist">
		<?php foreach ( $view['facts'] as $label => $value ) : ?>
			<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $value ); ?></dd></div>
		<?php endforeach; ?>
	</dl>
	<div class="sp-logged__do">
		<?php if ( '' !== $view['resend'] ) : ?>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<?php echo $view['resend']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
				<button type="submit" class="button"><?php esc_html_e( 'Send again', 'session-packages' ); ?></button>
			</form>
		<?php endif; ?>
		<?php if ( '' !== $view['package'] ) : ?>
			<a class="button" href="<?php echo esc_url( $view['package'] ); ?>"><?php esc_html_e( 'Open the package', 'session-packages' ); ?></a>
		<?php endif; ?>
	</div>
</div>
<?php if ( $view['frame'] ) : ?>
	<div class="sp-logged"><?php print_template( 'admin/mail-frame', $view['frame'] ); ?></div>
	<p class="description"><?php esc_html_e( 'Values are those of the day it was written; the words are today’s.', 'session-packages' ); ?></p>
<?php endif; ?>
