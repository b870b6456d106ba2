<?php
/**
 * Adding or editing a service. $args: id (0: new), typed, errors.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$currency = settings()['currency'];
$rows     = [
	[ 'field' => 'name', 'label' => __( 'Name', 'simple-bookings' ) ],
	[ 'field' => 'description', 'label' => __( 'Description', 'simple-bookings' ), 'type' => 'textarea' ],
	[ 'field' => 'duration_min', 'label' => __( 'Duration', 'simple-bookings' ), 'class' => 'small-text', 'unit' => __( 'minutes', 'simple-bookings' ) ],
	/* translators: %s: an example such as 40.00 */
	[ 'field' => 'price', 'label' => __( 'Price', 'simple-bookings' ), 'class' => 'small-text', 'unit' => $currency, 'hint' => sprintf( __( 'Per person, such as %s. 0 if it is free.', 'simple-bookings' ), price_digits( 40 * 10 ** currency_decimals( $currency ), $currency ) ) ],
	[ 'field' => 'capacity', 'label' => __( 'Places', 'simple-bookings' ), 'class' => 'small-text', 'hint' => __( 'How many people can come at the same time. 1 for a private appointment.', 'simple-bookings' ) ],
	[ 'field' => 'sort', 'label' => __( 'Order', 'simple-bookings' ), 'class' => 'small-text', 'hint' => __( 'Lower numbers stand first.', 'simple-bookings' ) ],
	[ 'field' => 'active', 'label' => __( 'Can be booked', 'simple-bookings' ), 'type' => 'checkbox' ],
];
?>
<div class="wrap sb-admin">
	<h1><?php $args['id'] ? esc_html_e( 'Edit service', 'simple-bookings' ) : esc_html_e( 'Add service', 'simple-bookings' ); ?></h1>
	<?php admin_notice(); ?>
	<form method="post" action="<?php echo esc_url( screen_url( 'simple-bookings-services', $args['id'] ? [ 'edit' => $args['id'] ] : [ 'add' => 1 ] ) ); ?>" id="sb-service">
		<input type="hidden" name="sb_action" value="service">
		<input type="hidden" name="sb_id" value="<?php echo esc_attr( (string) $args['id'] ); ?>">
		<?php wp_nonce_field( 'sb-service-' . $args['id'] ); ?>
		<table class="form-table" role="presentation">
			<?php foreach ( $rows as $row ) : ?>
				<?php echo view( 'admin-field', $row + [ 'value' => $args['typed'][ $row['field'] ], 'errors' => $args['errors'] ] ); // phpcs:ignore WordPress.Security.EscapeOutput ?>
			<?php endforeach; ?>
		</table>
		<p class="submit">
			<button class="button button-primary"><?php esc_html_e( 'Save service', 'simple-bookings' ); ?></button>
			<a class="button" href="<?php echo esc_url( screen_url( 'simple-bookings-services' ) ); ?>"><?php esc_html_e( 'Back', 'simple-bookings' ); ?></a>
		</p>
	</form>
</div>
