<?php
/**
 * One booking of My Bookings. $args: booking, package (name, state, or null), book (address of the booking page or '').
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$booking = $args['booking'];
$status  = shown_status( $booking );
?>
<li class="sb-booking is-<?php echo esc_attr( $status ); ?>" id="sb-booking-<?php echo esc_attr( (string) $booking['id'] ); ?>" data-booking="<?php echo esc_attr( (string) $booking['id'] ); ?>">
	<div class="sb-booking-date" aria-hidden="true">
		<span class="sb-booking-day"><?php echo esc_html( (string) wp_date( 'j', instant( $booking['starts_at'] ) ) ); ?></span>
		<span class="sb-booking-month"><?php echo esc_html( (string) wp_date( 'M', instant( $booking['starts_at'] ) ) ); ?></span>
	</div>
	<div class="sb-booking-text">
		<h3 class="sb-booking-service"><?php echo esc_html( $booking['service_name'] ); ?></h3>
		<p class="sb-booking-when"><?php echo esc_html( day_words( $booking['starts_at'] ) ); ?>, <span class="sb-nowrap"><?php echo esc_html( hours_words( $booking ) ); ?></span></p>
		<p class="sb-booking-facts">
			<span class="sb-pill is-<?php echo esc_attr( $status ); ?>"><?php echo esc_html( status_label( $status ) ); ?></span>
			<?php if ( $args['package'] ) : ?>
				<?php /* translators: %s: name of a package */ ?>
				<span class="sb-package"><?php echo esc_html( sprintf( __( 'Package: %s', 'simple-bookings' ), $args['package']['name'] ) ); ?></span>
				<?php if ( '' !== session_words( $booking, $args['package'] ) ) : ?>
					<span class="<?php echo 'given_back' === $args['package']['state'] ? 'sb-given-back' : 'sb-kept'; ?>"><?php echo esc_html( session_words( $booking, $args['package'] ) ); ?></span>
				<?php endif; ?>
			<?php elseif ( 'confirmed' === $status || 'pending' === $status ) : ?>
				<span class="sb-booking-price"><?php echo esc_html( payment_label( $booking ) ); ?></span>
			<?php endif; ?>
			<?php if ( $booking['people'] > 1 ) : ?>
				<?php /* translators: %d: number of people */ ?>
				<span><?php echo esc_html( sprintf( _n( '%d person', '%d people', $booking['people'], 'simple-bookings' ), $booking['people'] ) ); ?></span>
			<?php endif; ?>
		</p>
	</div>
	<?php if ( may_cancel( $booking ) || 'pending' === $status ) : ?>
		<div class="sb-booking-actions">
			<?php if ( 'pending' === $status && $args['book'] ) : ?>
				<a class="sb-button wp-element-button" href="<?php echo esc_url( add_query_arg( 'sb_booking', $booking['token'], $args['book'] ) ); ?>"><?php esc_html_e( 'Continue to payment', 'simple-bookings' ); ?></a>
			<?php endif; ?>
			<?php if ( may_cancel( $booking ) ) : ?>
				<?php /* translators: 1: service, 2: day and time */ ?>
				<a class="sb-quiet sb-cancel-link" href="<?php echo esc_url( here( [ 'sb_cancel' => $booking['id'] ] ) ); ?>" aria-label="<?php echo esc_attr( sprintf( __( 'Cancel %1$s, %2$s', 'simple-bookings' ), $booking['service_name'], when_words( $booking ) ) ); ?>"><?php esc_html_e( 'Cancel', 'simple-bookings' ); ?></a>
			<?php endif; ?>
		</div>
	<?php endif; ?>
</li>
