<?php
/**
 * The search above a list.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<form method="get" class="sp-search" role="search">
	<input type="hidden" name="page" value="session-packages">
	<?php foreach ( $view['hidden'] as $name => $value ) : ?>
		<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
	<?php endforeach; ?>
	<label class="screen-reader-text" for="sp-search"><?php echo esc_html( $view['label'] ); ?></label>
	<input type="search" id="sp-search" name="s" value="<?php echo esc_attr( $view['search'] ); ?>" placeholder="<?php esc_attr_e( 'Name, e-mail, package, reference', 'session-packages' ); ?>">
	<button type="submit" class="button"><?php esc_html_e( 'Search', 'session-packages' ); ?></button>
</form>
