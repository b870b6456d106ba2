<?php
/**
 * Settings, section E-mails.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<?php // phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- templates; cells escape. ?>
<p class="description"><?php esc_html_e( 'Every e-mail can be switched off or said in your own words.', 'session-packages' ); ?></p>
<div class="sp-mails"><?php echo $view['table']; ?></div>
<div class="sp-settings">
	<section class="sp-section" aria-labelledby="sp-mail-rules">
		<h2 id="sp-mail-rules"><?php esc_html_e( 'When reminders are sent', 'session-packages' ); ?></h2>
		<?php echo $view['rules']; ?>
	</section>
	<section class="sp-section" aria-labelledby="sp-mail-delivery">
		<h2 id="sp-mail-delivery"><?php esc_html_e( 'How e-mails are sent', 'session-packages' ); ?></h2>
		<?php echo $view['delivery']; ?>
	</section>
</div>
<?php // phpcs:enable ?>
