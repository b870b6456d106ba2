<?php
/**
 * My Bookings. $args: packages_block (markup of Session Packages), upcoming, past, packages (by booking id),
 * cancel (a booking about to be cancelled, or null), consequence (what cancelling does to its session), notice, errors, book (address or '').
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;
?>
<div class="sb sb-my-bookings" id="sb">
	<?php if ( $args['notice'] ) : ?>
		<p class="sb-notice is-good" role="status"><?php echo esc_html( $args['notice'] ); ?></p>
	<?php endif; ?>
	<?php echo view( 'errors', [ 'errors' => $args['errors'] ] ); // phpcs:ignore WordPress.Security.EscapeOutput -- markup of another template. ?>
	<?php if ( $args['cancel'] ) : ?>
		<section class="sb-cancel-box" aria-labelledby="sb-cancel-title">
			<h2 class="sb-title" id="sb-cancel-title"><?php esc_html_e( 'Cancel this booking?', 'simple-bookings' ); ?></h2>
			<p><strong><?php echo esc_html( $args['cancel']['service_name'] ); ?></strong><br><?php echo esc_html( when_words( $args['cancel'] ) ); ?></p>
			<?php if ( $args['consequence'] ) : ?>
				<p class="sb-consequence"><?php echo esc_html( $args['consequence'] ); ?></p>
			<?php endif; ?>
			<form class="sb-cancel" method="post" action="<?php echo esc_url( here() ); ?>">
				<input type="hidden" name="sb_action" value="cancel">
				<input type="hidden" name="sb_booking_id" value="<?php echo esc_attr( (string) $args['cancel']['id'] ); ?>">
				<input type="hidden" name="sb_nonce" value="<?php echo esc_attr( wp_create_nonce( 'sb-cancel-' . $args['cancel']['id'] ) ); ?>">
				<div class="sb-actions">
					<button type="submit" class="sb-button is-danger wp-element-button"><?php esc_html_e( 'Yes, cancel it', 'simple-bookings' ); ?></button>
					<a class="sb-quiet" href="<?php echo esc_url( here() ); ?>"><?php esc_html_e( 'Keep my booking', 'simple-bookings' ); ?></a>
				</div>
			</form>
		</section>
	<?php endif; ?>
	<?php echo $args['packages_block']; // phpcs:ignore WordPress.Security.EscapeOutput -- printed and escaped by Session Packages. ?>
	<section class="sb-upcoming" aria-labelledby="sb-upcoming-title">
		<div class="sb-section-head">
			<h2 class="sb-title" id="sb-upcoming-title"><?php esc_html_e( 'Upcoming bookings', 'simple-bookings' ); ?></h2>
			<?php if ( $args['book'] ) : ?>
				<a class="sb-quiet" href="<?php echo esc_url( $args['book'] ); ?>"><?php esc_html_e( 'Book a time', 'simple-bookings' ); ?></a>
			<?php endif; ?>
		</div>
		<?php if ( ! $args['upcoming'] ) : ?>
			<p class="sb-empty"><?php esc_html_e( 'You have no upcoming bookings.', 'simple-bookings' ); ?></p>
		<?php endif; ?>
		<ul class="sb-bookings">
			<?php foreach ( $args['upcoming'] as $booking ) : ?>
				<?php echo view( 'my-booking', [ 'booking' => $booking, 'package' => $args['packages'][ $booking['id'] ] ?? null, 'book' => $args['book'] ] ); // phpcs:ignore WordPress.Security.EscapeOutput ?>
			<?php endforeach; ?>
		</ul>
	</section>
	<?php if ( $args['past'] ) : ?>
		<section class="sb-past" aria-labelledby="sb-past-title">
			<h2 class="sb-title" id="sb-past-title"><?php esc_html_e( 'Past and cancelled', 'simple-bookings' ); ?></h2>
			<ul class="sb-bookings">
				<?php foreach ( $args['past'] as $booking ) : ?>
					<?php echo view( 'my-booking', [ 'booking' => $booking, 'package' => $args['packages'][ $booking['id'] ] ?? null, 'book' => '' ] ); // phpcs:ignore WordPress.Security.EscapeOutput ?>
				<?php endforeach; ?>
			</ul>
		</section>
	<?php endif; ?>
</div>
