<?php
/**
 * A package's place in the list: one up, one down.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;

$steps = array(
	/* translators: %s: name of a package */
	'up'   => array( 'dashicons-arrow-up-alt2', __( 'Move up: %s', 'session-packages' ) ),
	/* translators: %s: name of a package */
	'down' => array( 'dashicons-arrow-down-alt2', __( 'Move down: %s', 'session-packages' ) ),
);
$other = array( 'up' => 'down', 'down' => 'up' );
$last  = $view['last'];
$focus = isset( $other[ $last ] ) && ! $view['can'][ $last ] ? $other[ $last ] : $last;
?>
<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-place">
	<?php echo SessionPackages\form_head( 'move_package', $view['id'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
	<input type="hidden" name="view" value="<?php echo esc_attr( $view['view'] ); ?>">
	<?php foreach ( $steps as $step => $words ) : ?>
		<button type="submit" name="direction" value="<?php echo esc_attr( $step ); ?>" class="button button-small" aria-label="<?php echo esc_attr( sprintf( $words[1], $view['name'] ) ); ?>"<?php disabled( ! $view['can'][ $step ] ); ?><?php echo $focus === $step ? ' autofocus' : ''; ?>><span class="dashicons <?php echo esc_attr( $words[0] ); ?>" aria-hidden="true"></span></button>
	<?php endforeach; ?>
</form>
