<?php
/**
 * One customer package with its full usage history.
 *
 * @package SessionPackages
 * @var array $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<?php $package = $view['package']; ?>
<p><a href="<?php echo esc_url( $view['back'] ); ?>">← <?php esc_html_e( 'All customer packages', 'session-packages' ); ?></a></p>
<div class="sp-box sp-detail" data-customer-package="<?php echo esc_attr( $package['id'] ); ?>">
	<h2>
		<?php echo esc_html( $package['name'] ); ?>
		<?php echo pill( $package['status'], $package['label'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?>
	</h2>
	<p class="sp-detail__balance"><strong><?php echo esc_html( $package['balance'] ); ?></strong>
		<?php /* translators: %s: "3 sessions" */ ?>
		<span class="sp-quiet"><?php echo esc_html( sprintf( __( '%s used', 'session-packages' ), $view['used'] ) ); ?></span></p>
	<?php echo progress_bar( $package['remaining'], $package['total'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?>
	<dl class="sp-deflist">
		<?php foreach ( $view['facts'] as $label => $value ) : ?>
			<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $value ); ?></dd></div>
		<?php endforeach; ?>
	</dl>
	<?php foreach ( $view['rolled'] as $which => $url ) : ?>
		<p><a href="<?php echo esc_url( $url ); ?>"><?php 'into' === $which ? esc_html_e( 'What was left moved to this package', 'session-packages' ) : esc_html_e( 'It was rolled over from this package', 'session-packages' ); ?></a></p>
	<?php endforeach; ?>
	<p class="sp-detail__papers"><a href="<?php echo esc_url( staff_paper_url( 'statement', $package['id'] ) ); ?>"><?php esc_html_e( 'Statement to print', 'session-packages' ); ?></a>
		<?php if ( '' !== $package['receipt'] ) : ?>
			· <a href="<?php echo esc_url( staff_paper_url( 'receipt', $package['id'] ) ); ?>"><?php esc_html_e( 'Receipt', 'session-packages' ); ?></a>
		<?php endif; ?></p>
	<p><a href="<?php echo esc_url( $view['owner'] ); ?>"><?php esc_html_e( 'Everything of this customer', 'session-packages' ); ?></a></p>
</div>
<?php if ( $view['steps']['can'] || $view['steps']['why'] ) : ?>
	<section class="sp-box sp-steps" aria-labelledby="sp-steps-title">
		<h2 id="sp-steps-title"><?php esc_html_e( 'Change this package', 'session-packages' ); ?></h2>
		<p class="sp-steps__can">
			<?php foreach ( $view['steps']['can'] as $url => $label ) : ?>
				<a class="button" href="<?php echo esc_url( $url ); ?>"><?php echo esc_html( $label ); ?></a>
			<?php endforeach; ?>
		</p>
		<?php foreach ( $view['steps']['why'] as $label => $why ) : ?>
			<p class="sp-quiet"><?php echo esc_html( $label . ': ' . $why ); ?></p>
		<?php endforeach; ?>
	</section>
<?php endif; ?>
<?php if ( $view['order'] ) : ?>
	<section class="sp-box" aria-labelledby="sp-order-title">
		<h2 id="sp-order-title"><?php esc_html_e( 'Order', 'session-packages' ); ?></h2>
		<dl class="sp-deflist">
			<?php foreach ( $view['order'] as $label => $value ) : ?>
				<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $value ); ?></dd></div>
			<?php endforeach; ?>
		</dl>
	</section>
<?php endif; ?>
<?php echo $view['money']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
<h2><?php esc_html_e( 'Usage history', 'session-packages' ); ?></h2>
<?php
$columns = array(
	'when'    => __( 'Date', 'session-packages' ),
	'what'    => __( 'What', 'session-packages' ),
	'delta'   => __( 'Sessions', 'session-packages' ),
	'balance' => __( 'Balance after', 'session-packages' ),
	'service' => __( 'Service', 'session-packages' ),
	'booking' => __( 'Booking', 'session-packages' ),
	'who'     => __( 'Who', 'session-packages' ),
	'why'     => __( 'Why', 'session-packages' ),
	'do'      => __( 'Actions', 'session-packages' ),
);
?>
<table class="widefat striped sp-history">
	<thead><tr>
		<?php foreach ( $columns as $name => $label ) : ?>
			<th scope="col" class="sp-col-<?php echo esc_attr( $name ); ?>"><?php echo esc_html( $label ); ?></th>
		<?php endforeach; ?>
	</tr></thead>
	<tbody>
		<?php foreach ( $view['entries'] as $entry ) : ?>
			<tr>
				<?php foreach ( $columns as $name => $label ) : ?>
					<td class="sp-col-<?php echo esc_attr( $name ); ?>" data-label="<?php echo esc_attr( $label ); ?>">
						<?php if ( 'booking' === $name && '' !== $entry['booking_url'] ) : ?>
							<a href="<?php echo esc_url( $entry['booking_url'] ); ?>"><?php echo esc_html( $entry[ $name ] ); ?></a>
						<?php elseif ( 'do' === $name ) : ?>
							<span>
							<?php foreach ( $entry['links'] as $url => $text ) : ?>
								<a href="<?php echo esc_url( $url ); ?>"><?php echo esc_html( $text ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $entry['what'] . ', ' . $entry['when'] ); ?></span></a>
							<?php endforeach; ?>
							<?php if ( $entry['undone'] ) : ?>
								<span class="sp-quiet"><?php esc_html_e( 'Undone', 'session-packages' ); ?></span>
							<?php elseif ( ! $entry['links'] ) : ?>
								–
							<?php endif; ?>
							</span>
						<?php else : ?>
							<?php echo esc_html( '' === $entry[ $name ] ? '–' : $entry[ $name ] ); ?>
						<?php endif; ?>
					</td>
				<?php endforeach; ?>
			</tr>
		<?php endforeach; ?>
	</tbody>
</table>
<section class="sp-box sp-sent" aria-labelledby="sp-sent-title">
	<h2 id="sp-sent-title"><?php esc_html_e( 'E-mails', 'session-packages' ); ?></h2>
	<?php if ( $view['sent'] ) : ?>
		<ul class="sp-moves">
			<?php foreach ( $view['sent'] as $mail ) : ?>
				<li>
					<a href="<?php echo esc_url( $mail['url'] ); ?>"><strong><?php echo esc_html( $mail['name'] ); ?></strong></a>
					<?php echo $mail['status']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?>
					<span class="sp-quiet"><?php echo esc_html( $mail['to'] . ' · ' . $mail['when'] ); ?></span>
					<?php if ( '' !== $mail['head'] ) : ?>
						<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-inline">
							<?php echo $mail['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
							<button type="submit" class="button-link"><?php esc_html_e( 'Send again', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $mail['name'] . ', ' . $mail['when'] ); ?></span></button>
						</form>
					<?php endif; ?>
				</li>
			<?php endforeach; ?>
		</ul>
	<?php else : ?>
		<p><?php esc_html_e( 'No e-mail has been written about it yet.', 'session-packages' ); ?></p>
	<?php endif; ?>
	<p class="sp-detail__mails"><a href="<?php echo esc_url( $view['mails'] ); ?>"><?php esc_html_e( 'E-mails about this package', 'session-packages' ); ?></a></p>
</section>
