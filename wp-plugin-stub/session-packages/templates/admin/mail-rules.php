<?php
/**
 * The form of the mail rules.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-rules" novalidate autocomplete="off">
	<?php echo $view['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
	<table class="form-table" role="presentation"><tbody><?php echo $view['rows']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- templates. ?></tbody></table>
	<p class="submit"><button type="submit" class="button button-primary"><?php esc_html_e( 'Save Rules', 'session-packages' ); ?></button></p>
</form>
