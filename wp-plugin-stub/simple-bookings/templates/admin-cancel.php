<?php
/**
 * Cancelling one booking. $args: booking, back.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$booking = $args['booking'];
?>
<div class="wrap sb-admin">
	<h1><?php esc_html_e( 'Cancel this booking?', 'simple-bookings' ); ?></h1>
	<?php admin_notice(); ?>
	<p><strong><?php echo esc_html( $booking['service_name'] ); ?></strong>, <?php echo esc_html( when_words( $booking ) ); ?><br>
		<?php echo esc_html( $booking['customer_name'] . ', ' . $booking['customer_email'] ); ?></p>
	<?php if ( 'confirmed' === $booking['status'] ) : ?>
		<p><?php esc_html_e( 'The customer is told by e-mail, with your reason if you give one.', 'simple-bookings' ); ?></p>
	<?php endif; ?>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" id="sb-cancel">
		<input type="hidden" name="action" value="simple_bookings_cancel">
		<input type="hidden" name="booking" value="<?php echo esc_attr( (string) $booking['id'] ); ?>">
		<input type="hidden" name="back" value="<?php echo esc_url( $args['back'] ); ?>">
		<?php wp_nonce_field( 'sb-cancel-' . $booking['id'] ); ?>
		<p><label for="sb_reason"><?php esc_html_e( 'Reason (optional)', 'simple-bookings' ); ?></label><br>
			<input type="text" class="regular-text" id="sb_reason" name="sb_reason" maxlength="500"></p>
		<p><button class="button button-primary"><?php esc_html_e( 'Cancel the booking', 'simple-bookings' ); ?></button>
			<a class="button" href="<?php echo esc_url( $args['back'] ); ?>"><?php esc_html_e( 'Keep it', 'simple-bookings' ); ?></a></p>
	</form>
</div>
