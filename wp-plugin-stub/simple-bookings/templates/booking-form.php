<?php
/**
 * The frame of every booking step. $args: step, content (markup of the step), summary (label => words).
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$current = (int) array_search( $args['step'], STEPS, true );
?>
<div class="sb" id="sb">
	<nav class="sb-progress" aria-label="<?php esc_attr_e( 'Steps of your booking', 'simple-bookings' ); ?>">
		<ol class="sb-steps">
			<?php foreach ( STEPS as $number => $name ) : ?>
				<li class="sb-step <?php echo esc_attr( $number < $current || 'done' === $args['step'] ? 'is-done' : ( $number === $current ? 'is-current' : 'is-ahead' ) ); ?>"<?php echo $number === $current ? ' aria-current="step"' : ''; ?>>
					<span class="sb-step-number" aria-hidden="true"><?php echo $number < $current || 'done' === $args['step'] ? '✓' : esc_html( (string) ( $number + 1 ) ); ?></span>
					<span class="sb-step-label"><?php echo esc_html( step_label( $name ) ); ?></span>
				</li>
			<?php endforeach; ?>
		</ol>
	</nav>
	<div class="sb-layout<?php echo $args['summary'] ? ' has-summary' : ''; ?>">
		<div class="sb-main">
			<?php echo $args['content']; // phpcs:ignore WordPress.Security.EscapeOutput -- markup of another template. ?>
		</div>
		<?php if ( $args['summary'] ) : ?>
			<aside class="sb-summary" aria-labelledby="sb-summary-title">
				<h2 class="sb-summary-title" id="sb-summary-title"><?php esc_html_e( 'Your booking', 'simple-bookings' ); ?></h2>
				<dl>
					<?php foreach ( $args['summary'] as $label => $words ) : ?>
						<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $words ); ?></dd></div>
					<?php endforeach; ?>
				</dl>
			</aside>
		<?php endif; ?>
	</div>
</div>
