<?php
/**
 * No such booking, or somebody else's: the same answer. $args: login (address or ''), again.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;
?>
<h2 class="sb-title"><?php esc_html_e( 'Booking not found', 'simple-bookings' ); ?></h2>
<p><?php esc_html_e( 'There is no such booking, or it belongs to another account.', 'simple-bookings' ); ?></p>
<div class="sb-actions">
	<?php if ( $args['login'] ) : ?>
		<a class="sb-button wp-element-button" href="<?php echo esc_url( $args['login'] ); ?>"><?php esc_html_e( 'Log in', 'simple-bookings' ); ?></a>
	<?php endif; ?>
	<a class="sb-quiet" href="<?php echo esc_url( $args['again'] ); ?>"><?php esc_html_e( 'Make a new booking', 'simple-bookings' ); ?></a>
</div>
