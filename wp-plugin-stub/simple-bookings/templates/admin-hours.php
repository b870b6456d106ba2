<?php
/**
 * Bookings → Opening hours. $args: typed (day_0 … day_6), errors.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;
?>
<div class="wrap sb-admin">
	<h1><?php esc_html_e( 'Opening hours', 'simple-bookings' ); ?></h1>
	<?php admin_notice(); ?>
	<?php /* translators: %s: time zone */ ?>
	<p><?php echo esc_html( sprintf( __( 'When people can come, such as 09:00-12:00, 14:00-18:00. Empty means closed. Time zone: %s', 'simple-bookings' ), wp_timezone_string() ) ); ?></p>
	<form method="post" action="<?php echo esc_url( screen_url( 'simple-bookings-hours' ) ); ?>" id="sb-hours">
		<input type="hidden" name="sb_action" value="hours">
		<?php wp_nonce_field( 'sb-hours' ); ?>
		<table class="form-table" role="presentation">
			<?php foreach ( weekdays() as $weekday => $name ) : ?>
				<?php echo view( 'admin-field', [ 'field' => 'day_' . $weekday, 'label' => $name, 'value' => $args['typed'][ 'day_' . $weekday ], 'errors' => $args['errors'] ] ); // phpcs:ignore WordPress.Security.EscapeOutput ?>
			<?php endforeach; ?>
		</table>
		<p class="submit"><button class="button button-primary"><?php esc_html_e( 'Save opening hours', 'simple-bookings' ); ?></button></p>
	</form>
</div>
