<?php
/**
 * Extend many packages: whom, and by how much. A GET form: nothing happens before what it shows is confirmed.
 *
 * @package SessionPackages
 * @var array $view See extension_screen().
 */

defined( 'ABSPATH' ) || exit;
?>
<h2><?php esc_html_e( 'Extend many packages', 'session-packages' ); ?></h2>
<?php if ( '' !== $view['error'] ) : ?>
	<div class="notice notice-error inline" role="alert" tabindex="-1" autofocus><p><strong><?php echo esc_html( $view['error'] ); ?></strong></p></div>
<?php endif; ?>
<form method="get" action="<?php echo esc_url( $view['action'] ); ?>" class="sp-box" novalidate>
	<?php foreach ( $view['hidden'] as $name => $value ) : ?>
		<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
	<?php endforeach; ?>
	<?php if ( $view['picked'] > 0 ) : ?>
		<?php /* translators: %s: a number of packages */ ?>
		<p><?php echo esc_html( sprintf( _n( '%s package is picked.', '%s packages are picked.', $view['picked'], 'session-packages' ), number_format_i18n( $view['picked'] ) ) ); ?></p>
	<?php endif; ?>
	<table class="form-table" role="presentation"><tbody><?php echo $view['rows']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- templates. ?></tbody></table>
	<p class="submit"><button type="submit" class="button button-primary"><?php esc_html_e( 'Preview', 'session-packages' ); ?></button></p>
</form>
