<?php
/**
 * Tab Customer packages: the list.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<form method="get" class="sp-search" role="search">
	<input type="hidden" name="page" value="session-packages">
	<input type="hidden" name="tab" value="customers">
	<?php if ( '' !== $view['status'] ) : ?>
		<input type="hidden" name="status" value="<?php echo esc_attr( $view['status'] ); ?>">
	<?php endif; ?>
	<label class="screen-reader-text" for="sp-search"><?php esc_html_e( 'Search customer packages', 'session-packages' ); ?></label>
	<input type="search" id="sp-search" name="s" value="<?php echo esc_attr( $view['search'] ); ?>" placeholder="<?php esc_attr_e( 'Name, e-mail, package, reference', 'session-packages' ); ?>">
	<button type="submit" class="button"><?php esc_html_e( 'Search', 'session-packages' ); ?></button>
</form>
<div class="sp-customers"><?php echo $view['table']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- cells escape. ?></div>
