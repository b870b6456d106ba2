<?php
/**
 * Bookings → All bookings. $args: table.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;
?>
<div class="wrap sb-admin">
	<h1 class="wp-heading-inline"><?php esc_html_e( 'Bookings', 'simple-bookings' ); ?></h1>
	<hr class="wp-header-end">
	<?php admin_notice(); ?>
	<?php $args['table']->views(); ?>
	<form method="get" id="sb-bookings">
		<input type="hidden" name="page" value="simple-bookings">
		<?php if ( '' !== query( 'status' ) ) : ?>
			<input type="hidden" name="status" value="<?php echo esc_attr( query( 'status' ) ); ?>">
		<?php endif; ?>
		<?php $args['table']->search_box( __( 'Search bookings', 'simple-bookings' ), 'sb-booking' ); ?>
		<?php $args['table']->display(); ?>
	</form>
</div>
