<?php
/**
 * Tab Settings.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-settings" novalidate>
	<?php // phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- templates. ?>
	<?php echo $view['head']; ?>
	<table class="form-table" role="presentation"><tbody><?php echo $view['rows']; ?></tbody></table>
	<?php // phpcs:enable ?>
	<?php if ( '' !== $view['timezone'] ) : ?>
		<?php /* translators: %s: a time zone such as Europe/Vienna */ ?>
		<p class="description"><?php echo esc_html( sprintf( __( 'Days end in the site’s time zone, %s (Settings → General).', 'session-packages' ), $view['timezone'] ) ); ?></p>
	<?php endif; ?>
	<p class="submit"><button type="submit" class="button button-primary"><?php esc_html_e( 'Save Settings', 'session-packages' ); ?></button></p>
</form>
