<?php
/**
 * The form of the delivery, and a test of what is saved. The server's fields show themselves where SMTP is chosen (admin-mails.css).
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-delivery" novalidate autocomplete="off">
	<?php // phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- templates. ?>
	<?php echo $view['head']; ?>
	<table class="form-table" role="presentation"><tbody><?php echo $view['rows']; ?></tbody><tbody class="sp-smtp"><?php echo $view['smtp']; ?></tbody></table>
	<?php // phpcs:enable ?>
	<p class="submit"><button type="submit" class="button button-primary"><?php esc_html_e( 'Save Delivery', 'session-packages' ); ?></button></p>
</form>
<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-delivery-test">
	<?php echo SessionPackages\form_head( 'test_mail_delivery', '', $view['test_key'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
	<button type="submit" class="button"><?php esc_html_e( 'Send a test mail to me', 'session-packages' ); ?></button>
	<?php /* translators: %s: an e-mail address */ ?>
	<span class="description"><?php echo esc_html( sprintf( __( 'To %s, with the settings that are saved.', 'session-packages' ), wp_get_current_user()->user_email ) ); ?></span>
</form>
