<?php
/**
 * The booking was not paid in time, or was cancelled. $args: booking, again.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$cancelled = 'cancelled' === $args['booking']['status'];
?>
<h2 class="sb-title"><?php $cancelled ? esc_html_e( 'This booking has been cancelled', 'simple-bookings' ) : esc_html_e( 'This time is no longer held for you', 'simple-bookings' ); ?></h2>
<?php if ( ! $cancelled ) : ?>
	<p class="sb-notice is-warning" role="alert"><?php esc_html_e( 'The booking was not confirmed in time, so the time is free for others again. Nothing has been charged.', 'simple-bookings' ); ?></p>
<?php endif; ?>
<div class="sb-actions">
	<a class="sb-button wp-element-button" href="<?php echo esc_url( $args['again'] ); ?>"><?php esc_html_e( 'Choose a time again', 'simple-bookings' ); ?></a>
</div>
