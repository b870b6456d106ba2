<?php
/**
 * A package's name in the list, with what can be done.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<?php if ( '' === $view['edit'] ) : ?>
	<strong><?php echo esc_html( $view['name'] ); ?></strong>
<?php else : ?>
	<strong><a class="row-title" href="<?php echo esc_url( $view['edit'] ); ?>"><?php echo esc_html( $view['name'] ); ?></a></strong>
<?php endif; ?>
<?php if ( $view['hidden'] ) : ?>
	<span class="post-state">— <?php esc_html_e( 'Hidden', 'session-packages' ); ?></span>
<?php endif; ?>
<span class="sp-narrow"><?php echo esc_html( $view['brief'] ); ?></span>
<?php if ( '' !== $view['edit'] ) : ?>
<div class="row-actions visible">
	<a href="<?php echo esc_url( $view['edit'] ); ?>"><?php esc_html_e( 'Edit', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $view['name'] ); ?></span></a>
	| <a href="<?php echo esc_url( $view['duplicate'] ); ?>"><?php esc_html_e( 'Duplicate', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $view['name'] ); ?></span></a>
	<?php foreach ( $view['actions'] as $status => $label ) : ?>
		| <form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-inline">
			<?php echo SessionPackages\form_head( 'package_status', $view['id'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
			<input type="hidden" name="view" value="<?php echo esc_attr( $view['view'] ); ?>">
			<button type="submit" name="status" value="<?php echo esc_attr( $status ); ?>" class="button-link"><?php echo esc_html( $label ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $view['name'] ); ?></span></button>
		</form>
	<?php endforeach; ?>
</div>
<?php endif; ?>
