<?php
/**
 * Bookings → Settings. $args: typed, errors.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$rows = [
	[ 'field' => 'hold_minutes', 'label' => __( 'Hold a time for', 'simple-bookings' ), 'class' => 'small-text', 'unit' => __( 'minutes', 'simple-bookings' ), 'hint' => __( 'How long a chosen time is kept while the customer pays.', 'simple-bookings' ) ],
	[ 'field' => 'lead_hours', 'label' => __( 'Book at the latest', 'simple-bookings' ), 'class' => 'small-text', 'unit' => __( 'hours before', 'simple-bookings' ) ],
	[ 'field' => 'horizon_days', 'label' => __( 'Book at most', 'simple-bookings' ), 'class' => 'small-text', 'unit' => __( 'days ahead', 'simple-bookings' ) ],
	[ 'field' => 'delete_data', 'label' => __( 'Delete all data when the plugin is deleted', 'simple-bookings' ), 'type' => 'checkbox', 'hint' => __( 'Bookings, services and opening hours would be gone for good.', 'simple-bookings' ) ],
];
?>
<div class="wrap sb-admin">
	<h1><?php esc_html_e( 'Booking settings', 'simple-bookings' ); ?></h1>
	<?php admin_notice(); ?>
	<form method="post" action="<?php echo esc_url( screen_url( 'simple-bookings-settings' ) ); ?>" id="sb-settings">
		<input type="hidden" name="sb_action" value="settings">
		<?php wp_nonce_field( 'sb-settings' ); ?>
		<table class="form-table" role="presentation">
			<tr<?php echo isset( $args['errors']['currency'] ) ? ' class="form-invalid"' : ''; ?>>
				<th scope="row"><label for="sb_currency"><?php esc_html_e( 'Currency', 'simple-bookings' ); ?></label></th>
				<td>
					<select id="sb_currency" name="sb_currency"<?php echo isset( $args['errors']['currency'] ) ? ' aria-invalid="true" aria-describedby="sb_currency-error"' : ''; ?>>
						<?php foreach ( array_keys( currencies() ) as $code ) : ?>
							<option value="<?php echo esc_attr( $code ); ?>"<?php selected( $args['typed']['currency'], $code ); ?>><?php echo esc_html( $code ); ?></option>
						<?php endforeach; ?>
					</select>
					<?php if ( isset( $args['errors']['currency'] ) ) : ?>
						<p class="sb-field-error" id="sb_currency-error"><?php echo esc_html( $args['errors']['currency'] ); ?></p>
					<?php endif; ?>
				</td>
			</tr>
			<?php foreach ( $rows as $row ) : ?>
				<?php echo view( 'admin-field', $row + [ 'value' => $args['typed'][ $row['field'] ], 'errors' => $args['errors'] ] ); // phpcs:ignore WordPress.Security.EscapeOutput ?>
			<?php endforeach; ?>
		</table>
		<p class="submit"><button class="button button-primary"><?php esc_html_e( 'Save settings', 'simple-bookings' ); ?></button></p>
	</form>
</div>
