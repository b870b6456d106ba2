<?php
/**
 * My Bookings for somebody who is not logged in. $args: login.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;
?>
<div class="sb sb-my-bookings" id="sb">
	<p class="sb-notice"><?php esc_html_e( 'Please log in to see your bookings.', 'simple-bookings' ); ?></p>
	<div class="sb-actions"><a class="sb-button wp-element-button" href="<?php echo esc_url( $args['login'] ); ?>"><?php esc_html_e( 'Log in', 'simple-bookings' ); ?></a></div>
</div>
