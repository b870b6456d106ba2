<?php
/**
 * Cancelling one booking or several. $args: bookings, back.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$ids  = implode( ',', array_column( $args['bookings'], 'id' ) );
$many = count( $args['bookings'] );
?>
<div class="wrap sb-admin">
	<?php /* translators: %d: number of bookings */ ?>
	<h1><?php echo esc_html( 1 === $many ? __( 'Cancel this booking?', 'simple-bookings' ) : sprintf( _n( 'Cancel %d booking?', 'Cancel these %d bookings?', $many, 'simple-bookings' ), $many ) ); ?></h1>
	<?php admin_notice(); ?>
	<?php foreach ( $args['bookings'] as $booking ) : ?>
		<p><strong><?php echo esc_html( $booking['service_name'] ); ?></strong>, <?php echo esc_html( when_words( $booking ) ); ?><br>
			<?php echo esc_html( $booking['customer_name'] . ', ' . $booking['customer_email'] ); ?></p>
	<?php endforeach; ?>
	<?php if ( in_array( 'confirmed', array_column( $args['bookings'], 'status' ), true ) ) : ?>
		<p><?php esc_html_e( 'Customers with a confirmed booking are told by e-mail, with your reason if you give one. This cannot be undone.', 'simple-bookings' ); ?></p>
	<?php endif; ?>
	<?php if ( in_array( 'package', array_column( $args['bookings'], 'payment_method' ), true ) ) : ?>
		<p><?php esc_html_e( 'Sessions that were paid by package go back to their customers, because the studio cancels.', 'simple-bookings' ); ?></p>
	<?php endif; ?>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" id="sb-cancel">
		<input type="hidden" name="action" value="simple_bookings_cancel">
		<input type="hidden" name="booking" value="<?php echo esc_attr( $ids ); ?>">
		<input type="hidden" name="back" value="<?php echo esc_url( $args['back'] ); ?>">
		<?php wp_nonce_field( 'sb-cancel-' . $ids ); ?>
		<p><label for="sb_reason"><?php esc_html_e( 'Reason (optional)', 'simple-bookings' ); ?></label><br>
			<input type="text" class="regular-text" id="sb_reason" name="sb_reason" maxlength="500"></p>
		<p><button class="button button-primary"><?php 1 === $many ? esc_html_e( 'Cancel the booking', 'simple-bookings' ) : esc_html_e( 'Cancel these bookings', 'simple-bookings' ); ?></button>
			<a class="button" href="<?php echo esc_url( $args['back'] ); ?>"><?php 1 === $many ? esc_html_e( 'Keep it', 'simple-bookings' ) : esc_html_e( 'Keep them', 'simple-bookings' ); ?></a></p>
	</form>
</div>
