<?php
/**
 * Payments, refunds and disputes of one customer package.
 *
 * @package SessionPackages
 * @var array $view See money_blocks().
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<section class="sp-box sp-money" aria-labelledby="sp-money-title"<?php echo empty( $view['refresh']['by_itself'] ) ? '' : ' data-sp-reload="' . esc_url( $view['refresh']['by_itself'] ) . '"'; ?>>
	<h2 id="sp-money-title"><?php esc_html_e( 'Money', 'session-packages' ); ?></h2>
	<?php if ( $view['disputes'] ) : ?>
		<h3><?php esc_html_e( 'Disputes', 'session-packages' ); ?></h3>
		<ul class="sp-moves">
			<?php foreach ( $view['disputes'] as $move ) : ?>
				<li data-dispute="<?php echo esc_attr( $move['id'] ); ?>"><?php print_template( 'admin/money-move', $move ); ?></li>
			<?php endforeach; ?>
		</ul>
	<?php endif; ?>
	<h3><?php esc_html_e( 'Payments', 'session-packages' ); ?></h3>
	<ul class="sp-moves">
		<?php foreach ( $view['payments'] as $move ) : ?>
			<li data-payment="<?php echo esc_attr( $move['id'] ); ?>">
				<?php print_template( 'admin/money-move', $move ); ?>
				<?php if ( $move['give'] ) : ?>
					<?php print_template( 'admin/give-back', array( 'id' => $move['id'], 'package' => $view['package'], 'error' => $move['error'] ) ); ?>
				<?php endif; ?>
			</li>
		<?php endforeach; ?>
	</ul>
	<?php if ( $view['refunds'] ) : ?>
		<h3><?php esc_html_e( 'Refunds', 'session-packages' ); ?></h3>
		<ul class="sp-moves">
			<?php foreach ( $view['refunds'] as $move ) : ?>
				<li data-refund="<?php echo esc_attr( $move['id'] ); ?>" data-status="<?php echo esc_attr( $move['status'] ); ?>">
					<?php print_template( 'admin/money-move', $move ); ?>
					<?php print_template( 'admin/refund-do', array( 'package' => $view['package'] ) + $move ); ?>
				</li>
			<?php endforeach; ?>
		</ul>
		<?php if ( $view['refresh'] ) : ?>
			<p><a class="button" href="<?php echo esc_url( $view['refresh']['url'] ); ?>"><?php esc_html_e( 'Look again', 'session-packages' ); ?></a></p>
		<?php endif; ?>
	<?php endif; ?>
	<p class="sp-money__do">
		<?php if ( '' !== $view['refund_url'] ) : ?>
			<a class="button" href="<?php echo esc_url( $view['refund_url'] ); ?>"><?php esc_html_e( 'Refund unused sessions…', 'session-packages' ); ?></a>
		<?php elseif ( '' !== $view['refund_why'] ) : ?>
			<span class="sp-quiet"><?php echo esc_html( $view['refund_why'] ); ?></span>
		<?php endif; ?>
	</p>
</section>
