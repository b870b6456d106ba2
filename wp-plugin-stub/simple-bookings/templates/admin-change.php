<?php
/**
 * Changing a booking's time and party. $args: booking, typed, errors, back.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$booking = $args['booking'];
$rows    = [
	[ 'field' => 'date', 'label' => __( 'Day', 'simple-bookings' ), 'type' => 'date', 'class' => '' ],
	/* translators: %s: time zone */
	[ 'field' => 'time', 'label' => __( 'Time', 'simple-bookings' ), 'type' => 'time', 'class' => '', 'hint' => sprintf( __( 'Time zone: %s. Opening hours do not matter here, free places do.', 'simple-bookings' ), wp_timezone_string() ) ],
	[ 'field' => 'people', 'label' => __( 'People', 'simple-bookings' ), 'type' => 'number', 'class' => 'small-text' ],
];
?>
<div class="wrap sb-admin">
	<h1><?php esc_html_e( 'Change this booking', 'simple-bookings' ); ?></h1>
	<?php admin_notice(); ?>
	<p><strong><?php echo esc_html( $booking['service_name'] ); ?></strong>, <?php echo esc_html( when_words( $booking ) ); ?>,
		<?php /* translators: %d: number of people */ ?>
		<?php echo esc_html( sprintf( _n( '%d person', '%d people', $booking['people'], 'simple-bookings' ), $booking['people'] ) ); ?><br>
		<?php echo esc_html( $booking['customer_name'] . ', ' . $booking['customer_email'] ); ?></p>
	<?php if ( 'package' === $booking['payment_method'] ) : ?>
		<?php /* translators: %s: name of a package */ ?>
		<p><?php echo esc_html( sprintf( __( 'Paid with the package %s. If the package does not allow the change, the booking stays as it is.', 'simple-bookings' ), (string) $booking['package_label'] ) ); ?></p>
	<?php endif; ?>
	<form method="post" action="<?php echo esc_url( screen_url( 'simple-bookings', [ 'sb_change' => $booking['id'] ] ) ); ?>" id="sb-change" novalidate>
		<input type="hidden" name="sb_action" value="change">
		<input type="hidden" name="sb_id" value="<?php echo esc_attr( (string) $booking['id'] ); ?>">
		<input type="hidden" name="back" value="<?php echo esc_url( $args['back'] ); ?>">
		<input type="hidden" name="sb_seen" value="<?php echo esc_attr( $args['typed']['seen'] ?: visit_key( $booking ) ); ?>">
		<?php wp_nonce_field( 'sb-change-' . $booking['id'] ); ?>
		<table class="form-table" role="presentation">
			<?php foreach ( $rows as $row ) : ?>
				<?php echo view( 'admin-field', $row + [ 'value' => $args['typed'][ $row['field'] ], 'errors' => $args['errors'] ] ); // phpcs:ignore WordPress.Security.EscapeOutput ?>
			<?php endforeach; ?>
		</table>
		<?php if ( 'confirmed' === $booking['status'] ) : ?>
			<p class="description"><?php esc_html_e( 'The customer is told by e-mail.', 'simple-bookings' ); ?></p>
		<?php endif; ?>
		<p class="submit">
			<button class="button button-primary"><?php esc_html_e( 'Change the booking', 'simple-bookings' ); ?></button>
			<a class="button" href="<?php echo esc_url( $args['back'] ); ?>"><?php esc_html_e( 'Leave it as it is', 'simple-bookings' ); ?></a>
		</p>
	</form>
</div>
