<?php
/**
 * Step 1. $args: services, notice.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;
?>
<h2 class="sb-title"><?php esc_html_e( 'What would you like to book?', 'simple-bookings' ); ?></h2>
<?php if ( $args['notice'] ) : ?>
	<p class="sb-notice" role="status"><?php echo esc_html( $args['notice'] ); ?></p>
<?php endif; ?>
<?php if ( ! $args['services'] ) : ?>
	<p class="sb-empty"><?php esc_html_e( 'There is nothing to book online at the moment. Please call us.', 'simple-bookings' ); ?></p>
<?php endif; ?>
<ul class="sb-services">
	<?php foreach ( $args['services'] as $service ) : ?>
		<li class="sb-service">
			<div class="sb-service-text">
				<h3 class="sb-service-name"><?php echo esc_html( $service['name'] ); ?></h3>
				<?php if ( '' !== $service['description'] ) : ?>
					<p class="sb-service-description"><?php echo nl2br( esc_html( $service['description'] ) ); ?></p>
				<?php endif; ?>
			</div>
			<div class="sb-service-side">
				<p class="sb-service-facts">
					<span class="sb-service-price"><?php echo esc_html( price_label( $service['price_minor'], $service['currency'] ) ); ?></span>
					<span class="sb-service-duration"><?php echo esc_html( duration_words( $service['duration_min'] ) ); ?></span>
				</p>
				<?php /* translators: %s: name of a service */ ?>
				<a class="sb-button wp-element-button" href="<?php echo esc_url( here( [ 'sb_service' => $service['id'] ] ) ); ?>" aria-label="<?php echo esc_attr( sprintf( __( 'Choose %s', 'simple-bookings' ), $service['name'] ) ); ?>"><?php esc_html_e( 'Choose', 'simple-bookings' ); ?></a>
			</div>
		</li>
	<?php endforeach; ?>
</ul>
