<?php
/**
 * What was refused, at the top of a form. $args: errors (field => message), labels (optional).
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

if ( ! $args['errors'] ) {
	return;
}
?>
<div class="sb-errors" id="sb-errors" role="alert" tabindex="-1">
	<?php if ( isset( $args['errors']['form'] ) ) : ?>
		<p><?php echo esc_html( $args['errors']['form'] ); ?></p>
	<?php endif; ?>
	<?php if ( array_diff_key( $args['errors'], [ 'form' => '' ] ) ) : ?>
		<p><?php esc_html_e( 'Please correct the following:', 'simple-bookings' ); ?></p>
		<ul>
			<?php foreach ( array_diff_key( $args['errors'], [ 'form' => '' ] ) as $field => $message ) : ?>
				<li><a href="#<?php echo esc_attr( $field ); ?>"><?php echo esc_html( $message ); ?></a></li>
			<?php endforeach; ?>
		</ul>
	<?php endif; ?>
</div>
