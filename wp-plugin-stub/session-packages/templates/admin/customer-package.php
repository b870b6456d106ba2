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
	<p class="sp-detail__mails"><a href="<?php echo esc_url( $view['mails'] ); ?>"><?php esc_html_e( 'E-mails about this package', 'session-packages' ); ?></a></p>
</div>
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
						<?php else : ?>
							<?php echo esc_html( '' === $entry[ $name ] ? '–' : $entry[ $name ] ); ?>
						<?php endif; ?>
					</td>
				<?php endforeach; ?>
			</tr>
		<?php endforeach; ?>
	</tbody>
</table>
