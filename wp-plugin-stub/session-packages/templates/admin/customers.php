<?php
/**
 * Tab Customer packages: the list.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
$label = __( 'Search customer packages', 'session-packages' );
?>
<?php SessionPackages\print_template( 'admin/search', array( 'label' => $label ) + $view ); ?>
<?php if ( '' !== $view['note'] ) : ?>
	<p class="sp-quiet" role="status"><?php echo esc_html( $view['note'] ); ?></p>
<?php endif; ?>
<form method="get" action="<?php echo esc_url( $view['action'] ); ?>" class="sp-customers">
	<?php foreach ( $view['kept'] as $name => $value ) : ?>
		<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
	<?php endforeach; ?>
	<?php echo $view['table']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- cells escape. ?>
</form>
