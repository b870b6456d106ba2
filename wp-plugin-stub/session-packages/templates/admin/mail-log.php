<?php
/**
 * Settings, section Mail log: the list.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<?php if ( '' !== $view['package'] ) : ?>
	<p><?php esc_html_e( 'E-mails about one package.', 'session-packages' ); ?>
		<a href="<?php echo esc_url( $view['package'] ); ?>"><?php esc_html_e( 'Open the package', 'session-packages' ); ?></a> ·
		<a href="<?php echo esc_url( $view['all'] ); ?>"><?php esc_html_e( 'All e-mails', 'session-packages' ); ?></a></p>
<?php endif; ?>
<form method="get" class="sp-search" role="search">
	<input type="hidden" name="page" value="session-packages">
	<?php foreach ( $view['hidden'] as $name => $value ) : ?>
		<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
	<?php endforeach; ?>
	<label class="screen-reader-text" for="sp-search"><?php esc_html_e( 'Search the mail log', 'session-packages' ); ?></label>
	<input type="search" id="sp-search" name="s" value="<?php echo esc_attr( $view['search'] ); ?>" placeholder="<?php esc_attr_e( 'Name or address', 'session-packages' ); ?>">
	<button type="submit" class="button"><?php esc_html_e( 'Search', 'session-packages' ); ?></button>
</form>
<div class="sp-log"><?php echo $view['table']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- cells escape. ?></div>
