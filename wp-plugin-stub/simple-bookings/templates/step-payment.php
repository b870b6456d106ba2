<?php
/**
 * Step 4. $args: booking, usable, unusable (offers of Session Packages), errors, chosen (as typed), action, change.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$booking = $args['booking'];
$free    = 0 === $booking['price_minor'];
$regular = $free ? 'none' : 'on_site';
$chosen  = $args['chosen'];
foreach ( '' === $chosen ? $args['usable'] : [] as $offer ) {
	$chosen = ! empty( $offer['preselected'] ) ? 'package:' . $offer['customer_package'] : $chosen;
}
?>
<h2 class="sb-title"><?php $free ? esc_html_e( 'Confirm your booking', 'simple-bookings' ) : esc_html_e( 'How would you like to pay?', 'simple-bookings' ); ?></h2>
<?php echo view( 'errors', [ 'errors' => $args['errors'] ] ); // phpcs:ignore WordPress.Security.EscapeOutput -- markup of another template. ?>
<?php /* translators: %s: time of day */ ?>
<p class="sb-held"><?php echo esc_html( sprintf( __( 'Held for you until %s', 'simple-bookings' ), time_words( $booking['hold_expires_at'] ) ) ); ?></p>
<form class="sb-form sb-payment" method="post" action="<?php echo esc_url( $args['action'] ); ?>">
	<input type="hidden" name="sb_action" value="pay">
	<input type="hidden" name="sb_nonce" value="<?php echo esc_attr( wp_create_nonce( 'sb-pay-' . $booking['id'] ) ); ?>">
	<?php if ( $free && ! $args['usable'] ) : ?>
		<input type="hidden" name="sb_method" value="none">
		<p class="sb-free"><?php esc_html_e( 'No payment needed', 'simple-bookings' ); ?></p>
	<?php else : ?>
		<fieldset class="sb-methods" id="sb_method">
			<legend class="screen-reader-text"><?php esc_html_e( 'Payment method', 'simple-bookings' ); ?></legend>
			<?php foreach ( $args['usable'] as $number => $offer ) : ?>
				<?php $value = 'package:' . $offer['customer_package']; ?>
				<label class="sb-method is-package" for="sb-method-package-<?php echo esc_attr( (string) $number ); ?>">
					<input type="radio" name="sb_method" id="sb-method-package-<?php echo esc_attr( (string) $number ); ?>" value="<?php echo esc_attr( $value ); ?>" required<?php checked( $chosen, $value ); ?>>
					<span class="sb-method-text">
						<span class="sb-method-label"><?php echo esc_html( $offer['label'] ?? '' ); ?></span>
						<span class="sb-method-note">
							<?php if ( ! empty( $offer['expires_on'] ) && is_date( $offer['expires_on'] ) ) : ?>
								<?php /* translators: %s: date */ ?>
								<?php echo esc_html( sprintf( __( 'Can be used until %s.', 'simple-bookings' ), date_words( $offer['expires_on'], (string) get_option( 'date_format' ) ) ) ); ?>
							<?php endif; ?>
							<?php esc_html_e( 'Nothing more to pay.', 'simple-bookings' ); ?>
						</span>
					</span>
				</label>
			<?php endforeach; ?>
			<label class="sb-method" for="sb-method-regular">
				<input type="radio" name="sb_method" id="sb-method-regular" value="<?php echo esc_attr( $regular ); ?>" required<?php checked( '' === $chosen ? $regular : $chosen, $regular ); ?>>
				<span class="sb-method-text">
					<?php if ( $free ) : ?>
						<span class="sb-method-label"><?php esc_html_e( 'No payment needed', 'simple-bookings' ); ?></span>
						<span class="sb-method-note"><?php esc_html_e( 'This visit is free: your packages keep their sessions.', 'simple-bookings' ); ?></span>
					<?php else : ?>
						<?php /* translators: %s: amount of money */ ?>
						<span class="sb-method-label"><?php echo esc_html( sprintf( __( 'Pay at the studio (%s)', 'simple-bookings' ), price_text( $booking['price_minor'], $booking['currency'] ) ) ); ?></span>
						<span class="sb-method-note"><?php esc_html_e( 'You pay when you come.', 'simple-bookings' ); ?></span>
					<?php endif; ?>
				</span>
			</label>
		</fieldset>
		<?php echo error_line( $args['errors'], 'sb_method' ); // phpcs:ignore WordPress.Security.EscapeOutput ?>
	<?php endif; ?>
	<?php if ( $args['unusable'] ) : ?>
		<div class="sb-unusable">
			<p class="sb-unusable-title"><?php esc_html_e( 'Not for this booking:', 'simple-bookings' ); ?></p>
			<ul>
				<?php foreach ( $args['unusable'] as $offer ) : ?>
					<li><strong><?php echo esc_html( $offer['name'] ?? '' ); ?></strong> – <?php echo esc_html( $offer['reason'] ?? '' ); ?></li>
				<?php endforeach; ?>
			</ul>
		</div>
	<?php endif; ?>
	<div class="sb-actions">
		<button type="submit" class="sb-button wp-element-button"><?php esc_html_e( 'Confirm booking', 'simple-bookings' ); ?></button>
		<a class="sb-quiet" href="<?php echo esc_url( $args['change'] ); ?>"><?php esc_html_e( 'Change details', 'simple-bookings' ); ?></a>
	</div>
</form>
