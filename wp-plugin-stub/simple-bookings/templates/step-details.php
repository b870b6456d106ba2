<?php
/**
 * Step 3. $args: service, slot, typed, errors (by field), most (people), key, action, login (address or '').
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$typed  = $args['typed'];
$errors = $args['errors'];
?>
<h2 class="sb-title"><?php esc_html_e( 'Who is coming?', 'simple-bookings' ); ?></h2>
<?php echo view( 'errors', [ 'errors' => $errors ] ); // phpcs:ignore WordPress.Security.EscapeOutput -- markup of another template. ?>
<?php if ( $args['login'] ) : ?>
	<p class="sb-notice"><a href="<?php echo esc_url( $args['login'] ); ?>"><?php esc_html_e( 'Log in', 'simple-bookings' ); ?></a> <?php has_filter( 'session_packages_offers' ) ? esc_html_e( 'to use your packages and to see your bookings later. You can also book as a guest.', 'simple-bookings' ) : esc_html_e( 'to see your bookings later. You can also book as a guest.', 'simple-bookings' ); ?></p>
<?php endif; ?>
<form class="sb-form sb-details" method="post" action="<?php echo esc_url( $args['action'] ); ?>" novalidate>
	<input type="hidden" name="sb_action" value="details">
	<input type="hidden" name="sb_key" value="<?php echo esc_attr( $args['key'] ); ?>">
	<input type="hidden" name="sb_nonce" value="<?php echo esc_attr( wp_create_nonce( 'sb-details' ) ); ?>">
	<p class="sb-field">
		<label for="sb_name"><?php esc_html_e( 'Name', 'simple-bookings' ); ?></label>
		<input type="text" id="sb_name" name="sb_name" value="<?php echo esc_attr( $typed['sb_name'] ); ?>" autocomplete="name" maxlength="190" required<?php echo error_attributes( $errors, 'sb_name' ); // phpcs:ignore WordPress.Security.EscapeOutput ?>>
	</p>
	<?php echo error_line( $errors, 'sb_name' ); // phpcs:ignore WordPress.Security.EscapeOutput ?>
	<p class="sb-field">
		<label for="sb_email"><?php esc_html_e( 'E-mail', 'simple-bookings' ); ?></label>
		<input type="email" id="sb_email" name="sb_email" value="<?php echo esc_attr( $typed['sb_email'] ); ?>" autocomplete="email" maxlength="190" required<?php echo error_attributes( $errors, 'sb_email' ); // phpcs:ignore WordPress.Security.EscapeOutput ?>>
	</p>
	<?php echo error_line( $errors, 'sb_email' ); // phpcs:ignore WordPress.Security.EscapeOutput ?>
	<p class="sb-field">
		<label for="sb_phone"><?php esc_html_e( 'Phone', 'simple-bookings' ); ?> <span class="sb-optional"><?php esc_html_e( '(optional)', 'simple-bookings' ); ?></span></label>
		<input type="tel" id="sb_phone" name="sb_phone" value="<?php echo esc_attr( $typed['sb_phone'] ); ?>" autocomplete="tel" maxlength="60"<?php echo error_attributes( $errors, 'sb_phone' ); // phpcs:ignore WordPress.Security.EscapeOutput ?>>
	</p>
	<?php echo error_line( $errors, 'sb_phone' ); // phpcs:ignore WordPress.Security.EscapeOutput ?>
	<?php if ( $args['service']['capacity'] > 1 ) : ?>
		<p class="sb-field sb-field-short">
			<label for="sb_people"><?php esc_html_e( 'People', 'simple-bookings' ); ?></label>
			<input type="number" id="sb_people" name="sb_people" value="<?php echo esc_attr( $typed['sb_people'] ); ?>" min="1" max="<?php echo esc_attr( (string) $args['most'] ); ?>" inputmode="numeric" required<?php echo error_attributes( $errors, 'sb_people' ); // phpcs:ignore WordPress.Security.EscapeOutput ?>>
			<?php /* translators: %d: number of free places */ ?>
			<span class="sb-hint"><?php echo esc_html( sprintf( _n( '%d place is free at this time.', '%d places are free at this time.', $args['most'], 'simple-bookings' ), $args['most'] ) ); ?></span>
		</p>
		<?php echo error_line( $errors, 'sb_people' ); // phpcs:ignore WordPress.Security.EscapeOutput ?>
	<?php endif; ?>
	<div class="sb-actions">
		<button type="submit" class="sb-button wp-element-button"><?php esc_html_e( 'Continue to payment', 'simple-bookings' ); ?></button>
		<a class="sb-quiet" href="<?php echo esc_url( here( [ 'sb_service' => $args['service']['id'], 'sb_date' => local_date( instant( $args['slot']['starts_at'] ) ) ] ) ); ?>"><?php esc_html_e( 'Another time', 'simple-bookings' ); ?></a>
	</div>
	<?php /* translators: %d: number of minutes */ ?>
	<p class="sb-hint"><?php echo esc_html( sprintf( _n( 'We then hold this time for you for %d minute.', 'We then hold this time for you for %d minutes.', settings()['hold_minutes'], 'simple-bookings' ), settings()['hold_minutes'] ) ); ?></p>
</form>
