<?php
/**
 * Every movement of one of the customer's packages.
 *
 * @package SessionPackages
 * @var array{package:array,entries:array} $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

$package = $view['package'];
?>
<section class="sp-statement" data-customer-package="<?php echo esc_attr( $package['id'] ); ?>">
	<div class="sp-panel sp-package">
		<div class="sp-package__head">
			<h2><?php echo esc_html( $package['name'] ); ?></h2>
			<?php echo pill( $package['status'], $package['label'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?>
		</div>
		<p class="sp-package__balance"><?php echo esc_html( $package['balance'] ); ?></p>
		<?php echo progress_bar( $package['remaining'], $package['total'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?>
		<p class="sp-package__expiry"><?php echo esc_html( implode( ' · ', array_filter( array( $package['expiry'], $package['services'] ) ) ) ); ?></p>
		<dl class="sp-facts sp-facts--row">
			<?php foreach ( $package['facts'] as $label => $value ) : ?>
				<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $value ); ?></dd></div>
			<?php endforeach; ?>
		</dl>
	</div>
	<p class="sp-statement__papers">
		<a href="<?php echo esc_url( $package['print'] ); ?>"><?php esc_html_e( 'Print this statement', 'session-packages' ); ?></a>
		<?php if ( '' !== $package['receipt'] ) : ?>
			· <a href="<?php echo esc_url( $package['receipt'] ); ?>"><?php esc_html_e( 'Receipt', 'session-packages' ); ?></a>
		<?php endif; ?>
	</p>
	<h3><?php esc_html_e( 'Every movement', 'session-packages' ); ?></h3>
	<table class="sp-table">
		<thead>
			<tr>
				<th scope="col"><?php esc_html_e( 'Date', 'session-packages' ); ?></th>
				<th scope="col"><?php esc_html_e( 'What', 'session-packages' ); ?></th>
				<th scope="col" class="sp-num"><?php esc_html_e( 'Sessions', 'session-packages' ); ?></th>
				<th scope="col" class="sp-num"><?php esc_html_e( 'Balance', 'session-packages' ); ?></th>
			</tr>
		</thead>
		<tbody>
			<?php foreach ( $view['entries'] as $entry ) : ?>
				<tr>
					<td data-label="<?php esc_attr_e( 'Date', 'session-packages' ); ?>"><?php echo esc_html( $entry['when'] ); ?></td>
					<td data-label="<?php esc_attr_e( 'What', 'session-packages' ); ?>">
						<span class="sp-what">
							<?php echo esc_html( $entry['what'] ); ?>
							<small><?php echo esc_html( implode( ' · ', array_filter( array( $entry['service'], $entry['booking'], $entry['who'], $entry['why'] ) ) ) ); ?></small>
						</span>
					</td>
					<td class="sp-num" data-label="<?php esc_attr_e( 'Sessions', 'session-packages' ); ?>"><?php echo esc_html( $entry['delta'] ); ?></td>
					<td class="sp-num" data-label="<?php esc_attr_e( 'Balance', 'session-packages' ); ?>"><?php echo esc_html( $entry['balance'] ); ?></td>
				</tr>
			<?php endforeach; ?>
		</tbody>
	</table>
</section>
