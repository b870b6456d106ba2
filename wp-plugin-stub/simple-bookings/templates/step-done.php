<?php
/**
 * Step 5. $args: booking, again, mine (addresses or '').
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$booking = $args['booking'];
?>
<div class="sb-done" role="status">
	<span class="sb-done-mark" aria-hidden="true">✓</span>
	<h2 class="sb-title"><?php esc_html_e( 'Your booking is confirmed', 'simple-bookings' ); ?></h2>
	<?php /* translators: %s: e-mail address */ ?>
	<p class="sb-done-lead"><?php echo esc_html( sprintf( __( 'We look forward to seeing you. A confirmation goes to %s.', 'simple-bookings' ), $booking['customer_email'] ) ); ?></p>
</div>
<dl class="sb-facts">
	<div><dt><?php esc_html_e( 'Service', 'simple-bookings' ); ?></dt><dd><?php echo esc_html( $booking['service_name'] ); ?></dd></div>
	<div><dt><?php esc_html_e( 'When', 'simple-bookings' ); ?></dt><dd><?php echo esc_html( when_words( $booking ) ); ?></dd></div>
	<?php if ( $booking['people'] > 1 ) : ?>
		<div><dt><?php esc_html_e( 'People', 'simple-bookings' ); ?></dt><dd><?php echo esc_html( (string) $booking['people'] ); ?></dd></div>
	<?php endif; ?>
	<div><dt><?php esc_html_e( 'Name', 'simple-bookings' ); ?></dt><dd><?php echo esc_html( $booking['customer_name'] ); ?></dd></div>
	<div><dt><?php esc_html_e( 'Payment', 'simple-bookings' ); ?></dt><dd class="sb-paid"><?php echo esc_html( payment_sentence( $booking ) ); ?></dd></div>
	<div><dt><?php esc_html_e( 'Booking no.', 'simple-bookings' ); ?></dt><dd><?php echo esc_html( (string) $booking['id'] ); ?></dd></div>
</dl>
<?php if ( ! $args['mine'] ) : ?>
	<p class="sb-hint"><?php esc_html_e( 'To change or cancel your booking, please answer the confirmation e-mail or call us.', 'simple-bookings' ); ?></p>
<?php endif; ?>
<div class="sb-actions">
	<?php if ( $args['mine'] ) : ?>
		<a class="sb-button wp-element-button" href="<?php echo esc_url( $args['mine'] ); ?>"><?php esc_html_e( 'See my bookings', 'simple-bookings' ); ?></a>
	<?php endif; ?>
	<a class="sb-quiet" href="<?php echo esc_url( $args['again'] ); ?>"><?php esc_html_e( 'Book another time', 'simple-bookings' ); ?></a>
</div>
