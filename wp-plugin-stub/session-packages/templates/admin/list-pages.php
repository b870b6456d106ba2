<?php
/**
 * The bar above and below a list: how many there are, and the way to the other pages.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
$labels = array(
	'first'    => array( '«', __( 'First page', 'session-packages' ) ),
	'previous' => array( '‹', __( 'Previous page', 'session-packages' ) ),
	'next'     => array( '›', __( 'Next page', 'session-packages' ) ),
	'last'     => array( '»', __( 'Last page', 'session-packages' ) ),
);
?>
<div class="tablenav <?php echo esc_attr( $view['which'] ); ?> sp-paging">
	<?php if ( '' !== ( $view['bulk'] ?? '' ) ) : ?>
		<div class="alignleft actions bulkactions"><?php echo $view['bulk']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- WordPress' own. ?></div>
	<?php endif; ?>
	<div class="tablenav-pages">
		<?php if ( '' !== $view['total'] ) : ?>
			<span class="displaying-num"><?php echo esc_html( $view['total'] ); ?></span>
		<?php endif; ?>
		<?php if ( $view['any'] ) : ?>
			<span class="pagination-links">
				<?php foreach ( array_intersect_key( $labels, $view['pages'] ) as $name => $label ) : ?>
					<?php if ( '' !== ( $view['pages'][ $name ] ?? '' ) ) : ?>
						<a class="<?php echo esc_attr( $name ); ?>-page button" href="<?php echo esc_url( $view['pages'][ $name ] ); ?>"><span class="screen-reader-text"><?php echo esc_html( $label[1] ); ?></span><span aria-hidden="true"><?php echo esc_html( $label[0] ); ?></span></a>
					<?php else : ?>
						<span class="tablenav-pages-navspan button disabled" aria-hidden="true"><?php echo esc_html( $label[0] ); ?></span>
					<?php endif; ?>
				<?php endforeach; ?>
			</span>
		<?php endif; ?>
	</div>
	<br class="clear">
</div>
