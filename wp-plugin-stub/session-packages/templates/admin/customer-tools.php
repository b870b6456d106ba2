<?php
/**
 * Tab Customer packages: what is done with many at once.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<p class="sp-row sp-tools">
	<?php foreach ( $view['links'] as $url => $label ) : ?>
		<a class="button" href="<?php echo esc_url( $url ); ?>"><?php echo esc_html( $label ); ?></a>
	<?php endforeach; ?>
</p>
