<?php
/**
 * The form for exports.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<section class="sp-box sp-exports" aria-labelledby="sp-exports-title">
	<h2 id="sp-exports-title"><?php esc_html_e( 'For your accounting', 'session-packages' ); ?></h2>
	<p class="sp-quiet"><?php esc_html_e( 'A CSV file for Excel, LibreOffice or your accountant: amounts as plain numbers, days and times of your site. However much comes in meanwhile, one file agrees with itself.', 'session-packages' ); ?></p>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" novalidate autocomplete="off">
		<?php // phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- templates. ?>
		<?php echo $view['head']; ?>
		<table class="form-table" role="presentation"><tbody><?php echo $view['rows']; ?></tbody></table>
		<?php // phpcs:enable ?>
		<p class="submit"><button type="submit" class="button button-secondary"><?php esc_html_e( 'Download CSV', 'session-packages' ); ?></button></p>
	</form>
</section>
