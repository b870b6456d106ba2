<?php
/**
 * Bookings → Services. $args: services.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;
?>
<div class="wrap sb-admin">
	<h1 class="wp-heading-inline"><?php esc_html_e( 'Services', 'simple-bookings' ); ?></h1>
	<a class="page-title-action" href="<?php echo esc_url( screen_url( 'simple-bookings-services', [ 'add' => 1 ] ) ); ?>"><?php esc_html_e( 'Add service', 'simple-bookings' ); ?></a>
	<hr class="wp-header-end">
	<?php admin_notice(); ?>
	<table class="wp-list-table widefat striped sb-services-list">
		<thead><tr>
			<th scope="col"><?php esc_html_e( 'Name', 'simple-bookings' ); ?></th>
			<th scope="col"><?php esc_html_e( 'Duration', 'simple-bookings' ); ?></th>
			<th scope="col"><?php esc_html_e( 'Price', 'simple-bookings' ); ?></th>
			<th scope="col"><?php esc_html_e( 'Places', 'simple-bookings' ); ?></th>
			<th scope="col"><?php esc_html_e( 'Status', 'simple-bookings' ); ?></th>
			<th scope="col"><span class="screen-reader-text"><?php esc_html_e( 'Actions', 'simple-bookings' ); ?></span></th>
		</tr></thead>
		<tbody>
		<?php foreach ( $args['services'] as $service ) : ?>
			<tr>
				<td><strong><a class="row-title" href="<?php echo esc_url( screen_url( 'simple-bookings-services', [ 'edit' => $service['id'] ] ) ); ?>"><?php echo esc_html( $service['name'] ); ?></a></strong></td>
				<td><?php echo esc_html( duration_words( $service['duration_min'] ) ); ?></td>
				<td><?php echo esc_html( price_label( $service['price_minor'], $service['currency'] ) ); ?></td>
				<td><?php echo esc_html( (string) $service['capacity'] ); ?></td>
				<td><span class="sb-pill <?php echo $service['active'] ? 'is-confirmed' : 'is-expired'; ?>"><?php $service['active'] ? esc_html_e( 'Bookable', 'simple-bookings' ) : esc_html_e( 'Inactive', 'simple-bookings' ); ?></span></td>
				<td>
					<form method="post" action="<?php echo esc_url( screen_url( 'simple-bookings-services' ) ); ?>">
						<input type="hidden" name="sb_action" value="service_active">
						<input type="hidden" name="sb_id" value="<?php echo esc_attr( (string) $service['id'] ); ?>">
						<input type="hidden" name="sb_active" value="<?php echo $service['active'] ? '' : '1'; ?>">
						<?php wp_nonce_field( 'sb-service-active-' . $service['id'] ); ?>
						<button class="button-link"><?php $service['active'] ? esc_html_e( 'Deactivate', 'simple-bookings' ) : esc_html_e( 'Activate', 'simple-bookings' ); ?></button>
					</form>
				</td>
			</tr>
		<?php endforeach; ?>
		<?php if ( ! $args['services'] ) : ?>
			<tr><td colspan="6"><?php esc_html_e( 'No services yet. Add the first thing people can book.', 'simple-bookings' ); ?></td></tr>
		<?php endif; ?>
		</tbody>
	</table>
	<?php /* translators: %s: shortcode */ ?>
	<p class="description"><?php echo esc_html( sprintf( __( 'Put %1$s on a page so that people can book, and %2$s on the page where they see their bookings.', 'simple-bookings' ), '[simple_bookings]', '[my_bookings]' ) ); ?></p>
</div>
