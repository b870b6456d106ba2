<?php
/**
 * Sell a package, step 2: what, how it is paid, for how much. A GET form: nothing happens before step 3 is confirmed.
 *
 * @package SessionPackages
 * @var array $view See sale_what().
 */

defined( 'ABSPATH' ) || exit;
?>
<h2><?php esc_html_e( 'Sell a package: what?', 'session-packages' ); ?></h2>
<?php if ( '' !== $view['error'] ) : ?>
	<div class="notice notice-error inline" role="alert" tabindex="-1" autofocus><p><strong><?php echo esc_html( $view['error'] ); ?></strong></p></div>
<?php endif; ?>
<form method="get" action="<?php echo esc_url( $view['action'] ); ?>" class="sp-box sp-sale" novalidate>
	<?php foreach ( $view['hidden'] as $name => $value ) : ?>
		<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
	<?php endforeach; ?>
	<?php if ( '' !== $view['buyer'] ) : ?>
		<p><?php esc_html_e( 'Customer', 'session-packages' ); ?>: <strong><?php echo esc_html( $view['buyer'] ); ?></strong> · <a href="<?php echo esc_url( $view['change'] ); ?>"><?php esc_html_e( 'Somebody else', 'session-packages' ); ?></a></p>
	<?php endif; ?>
	<table class="form-table" role="presentation"><tbody><?php echo $view['rows']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- templates. ?></tbody></table>
	<p class="submit"><button type="submit" class="button button-primary"><?php esc_html_e( 'Preview', 'session-packages' ); ?></button></p>
</form>
