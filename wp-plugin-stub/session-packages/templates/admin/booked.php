<?php
/**
 * Visits that are booked with a package and still to come.
 *
 * @package SessionPackages
 * @var array{booked:array} $view
 */

defined( 'ABSPATH' ) || exit;
?>
<ul class="sp-others">
	<?php foreach ( $view['booked'] as $visit ) : ?>
		<li>
			<?php if ( '' === $visit['url'] ) : ?>
				<?php echo esc_html( $visit['label'] ); ?>
			<?php else : ?>
				<a href="<?php echo esc_url( $visit['url'] ); ?>"><?php echo esc_html( $visit['label'] ); ?></a>
			<?php endif; ?>
		</li>
	<?php endforeach; ?>
</ul>
