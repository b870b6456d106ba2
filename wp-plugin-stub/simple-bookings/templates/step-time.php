<?php
/**
 * Step 2. $args: service, notice, days (date => free slots), chosen, slots, previous, next, later (dates or '').
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$service = (string) $args['service']['id'];
?>
<h2 class="sb-title"><?php esc_html_e( 'When would you like to come?', 'simple-bookings' ); ?></h2>
<?php if ( $args['notice'] ) : ?>
	<p class="sb-notice is-warning" role="status"><?php echo esc_html( $args['notice'] ); ?></p>
<?php endif; ?>
<div class="sb-week-nav">
	<?php if ( $args['previous'] ) : ?>
		<a class="sb-week-link" rel="prev nofollow" href="<?php echo esc_url( here( [ 'sb_service' => $service, 'sb_date' => $args['previous'] ] ) ); ?>"><span aria-hidden="true">‹</span> <?php esc_html_e( 'Earlier', 'simple-bookings' ); ?></a>
	<?php else : ?>
		<span></span>
	<?php endif; ?>
	<strong class="sb-month"><?php echo esc_html( date_words( $args['chosen'], 'F Y' ) ); ?></strong>
	<?php if ( $args['next'] ) : ?>
		<a class="sb-week-link" rel="next nofollow" href="<?php echo esc_url( here( [ 'sb_service' => $service, 'sb_date' => $args['next'] ] ) ); ?>"><?php esc_html_e( 'Later', 'simple-bookings' ); ?> <span aria-hidden="true">›</span></a>
	<?php else : ?>
		<span></span>
	<?php endif; ?>
</div>
<ul class="sb-days" aria-label="<?php esc_attr_e( 'Days', 'simple-bookings' ); ?>">
	<?php foreach ( $args['days'] as $date => $slots ) : ?>
		<li>
			<?php if ( $slots ) : ?>
				<?php /* translators: 1: day, 2: number of free times */ ?>
				<a class="sb-day<?php echo $date === $args['chosen'] ? ' is-chosen' : ''; ?>"<?php echo $date === $args['chosen'] ? ' aria-current="date"' : ''; ?> rel="nofollow" href="<?php echo esc_url( here( [ 'sb_service' => $service, 'sb_date' => $date ] ) ); ?>" aria-label="<?php echo esc_attr( sprintf( _n( '%1$s, %2$d free time', '%1$s, %2$d free times', count( $slots ), 'simple-bookings' ), date_words( $date ), count( $slots ) ) ); ?>">
					<span class="sb-day-name"><?php echo esc_html( date_words( $date, 'D' ) ); ?></span>
					<span class="sb-day-number"><?php echo esc_html( date_words( $date, 'j' ) ); ?></span>
					<?php /* translators: %d: number of free times */ ?>
					<span class="sb-day-free"><?php echo esc_html( sprintf( __( '%d free', 'simple-bookings' ), count( $slots ) ) ); ?></span>
				</a>
			<?php else : ?>
				<span class="sb-day is-full<?php echo $date === $args['chosen'] ? ' is-chosen' : ''; ?>">
					<span class="sb-day-name"><?php echo esc_html( date_words( $date, 'D' ) ); ?></span>
					<span class="sb-day-number"><?php echo esc_html( date_words( $date, 'j' ) ); ?></span>
					<span class="sb-day-free" aria-hidden="true">–</span>
					<span class="screen-reader-text"><?php esc_html_e( 'nothing free', 'simple-bookings' ); ?></span>
				</span>
			<?php endif; ?>
		</li>
	<?php endforeach; ?>
</ul>
<section class="sb-times" aria-labelledby="sb-times-title">
	<h3 class="sb-subtitle" id="sb-times-title"><?php echo esc_html( date_words( $args['chosen'] ) ); ?></h3>
	<?php if ( $args['slots'] ) : ?>
		<ul class="sb-slots">
			<?php foreach ( $args['slots'] as $slot ) : ?>
				<li>
					<a class="sb-slot" rel="nofollow" href="<?php echo esc_url( here( [ 'sb_service' => $service, 'sb_at' => iso( $slot['starts_at'] ) ] ) ); ?>">
						<span class="sb-slot-time"><?php echo esc_html( $slot['time'] ); ?></span>
						<?php if ( $args['service']['capacity'] > 1 ) : ?>
							<?php /* translators: %d: number of free places */ ?>
							<span class="sb-slot-left"><?php echo esc_html( sprintf( _n( '%d place', '%d places', $slot['left'], 'simple-bookings' ), $slot['left'] ) ); ?></span>
						<?php endif; ?>
					</a>
				</li>
			<?php endforeach; ?>
		</ul>
	<?php else : ?>
		<p class="sb-empty"><?php esc_html_e( 'Nothing is free on this day.', 'simple-bookings' ); ?>
			<?php if ( $args['later'] ) : ?>
				<?php /* translators: %s: day */ ?>
				<a href="<?php echo esc_url( here( [ 'sb_service' => $service, 'sb_date' => $args['later'] ] ) ); ?>"><?php echo esc_html( sprintf( __( 'Next free day: %s', 'simple-bookings' ), date_words( $args['later'] ) ) ); ?></a>
			<?php endif; ?>
		</p>
	<?php endif; ?>
</section>
<p class="sb-back"><a href="<?php echo esc_url( here() ); ?>"><span aria-hidden="true">←</span> <?php esc_html_e( 'Another service', 'simple-bookings' ); ?></a></p>
