<?php
/**
 * Figures: what is owed, charts with their tables, best packages.
 *
 * @package SessionPackages
 * @var array $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<h2><?php esc_html_e( 'Money in packages', 'session-packages' ); ?></h2>
<?php echo $view['tiles']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
<div class="sp-charts">
	<?php foreach ( $view['charts'] as $chart ) : ?>
		<?php $id = 'sp-chart-' . $chart['name']; ?>
		<figure class="sp-box sp-chart" data-chart="<?php echo esc_attr( $chart['name'] ); ?>">
			<figcaption>
				<h2><?php echo esc_html( $chart['title'] ); ?></h2>
				<a href="<?php echo esc_url( $chart['url'] ); ?>"><?php echo esc_html( $chart['link'] ); ?></a>
			</figcaption>
			<p class="sp-chart__most sp-quiet" aria-hidden="true"><?php echo esc_html( $chart['most'] ); ?></p>
			<svg role="img" aria-labelledby="<?php echo esc_attr( "{$id}-title {$id}-desc" ); ?>" viewBox="0 0 <?php echo esc_attr( "{$chart['width']} {$chart['height']}" ); ?>" preserveAspectRatio="none" focusable="false">
				<title id="<?php echo esc_attr( "{$id}-title" ); ?>"><?php echo esc_html( $chart['title'] ); ?></title>
				<desc id="<?php echo esc_attr( "{$id}-desc" ); ?>"><?php echo esc_html( $chart['desc'] ); ?></desc>
				<?php foreach ( $chart['bars'] as $bar ) : ?>
					<rect x="<?php echo esc_attr( str_of( $bar['at'], 'x' ) ); ?>" y="<?php echo esc_attr( str_of( $bar['at'], 'y' ) ); ?>" width="<?php echo esc_attr( str_of( $bar['at'], 'width' ) ); ?>" height="<?php echo esc_attr( str_of( $bar['at'], 'height' ) ); ?>"><title><?php echo esc_html( $bar['says'] ); ?></title></rect>
				<?php endforeach; ?>
			</svg>
			<p class="sp-chart__ends sp-quiet" aria-hidden="true"><span><?php echo esc_html( $chart['first'] ); ?></span><span><?php echo esc_html( $chart['last'] ); ?></span></p>
			<details class="sp-more">
				<summary><?php esc_html_e( 'As a table', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $chart['title'] ); ?></span></summary>
				<table class="widefat striped">
					<thead><tr>
						<?php foreach ( $chart['columns'] as $number => $column ) : ?>
							<th scope="col"<?php echo $number ? ' class="sp-num"' : ''; ?>><?php echo esc_html( $column ); ?></th>
						<?php endforeach; ?>
					</tr></thead>
					<tbody>
						<?php foreach ( array_reverse( $chart['rows'] ) as $row ) : ?>
							<tr>
								<?php foreach ( $row as $number => $cell ) : ?>
									<td<?php echo $number ? ' class="sp-num"' : ''; ?>><?php echo esc_html( $cell ); ?></td>
								<?php endforeach; ?>
							</tr>
						<?php endforeach; ?>
					</tbody>
				</table>
			</details>
		</figure>
	<?php endforeach; ?>
</div>
<?php if ( $view['best'] ) : ?>
	<section class="sp-box sp-best" aria-labelledby="sp-best-title">
		<h2 id="sp-best-title"><?php esc_html_e( 'Best packages of these weeks', 'session-packages' ); ?></h2>
		<table class="sp-best__table">
			<thead class="screen-reader-text"><tr>
				<th scope="col"><?php esc_html_e( 'Package', 'session-packages' ); ?></th>
				<th scope="col"><?php esc_html_e( 'Orders', 'session-packages' ); ?></th>
				<th scope="col"><?php esc_html_e( 'Money', 'session-packages' ); ?></th>
			</tr></thead>
			<tbody>
				<?php foreach ( $view['best'] as $sold ) : ?>
					<tr>
						<td>
							<a href="<?php echo esc_url( $sold['url'] ); ?>"><?php echo esc_html( $sold['name'] ); ?></a>
							<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect x="0" y="0" height="6" width="<?php echo esc_attr( $sold['percent'] ); ?>"/></svg>
						</td>
						<?php /* translators: %s: a number */ ?>
						<td class="sp-num"><?php echo esc_html( sprintf( __( '%s sold', 'session-packages' ), $sold['orders'] ) ); ?></td>
						<td class="sp-num"><strong><?php echo esc_html( $sold['money'] ); ?></strong></td>
					</tr>
				<?php endforeach; ?>
			</tbody>
		</table>
	</section>
<?php endif; ?>
<p class="sp-quiet sp-figures__note">
	<?php esc_html_e( 'The last 26 weeks, Monday to Sunday in your site’s time zone.', 'session-packages' ); ?>
	<?php if ( $view['tests'] ) : ?>
		<?php esc_html_e( 'These are test sales; with real payments only real sales are counted.', 'session-packages' ); ?>
	<?php else : ?>
		<?php esc_html_e( 'Test sales are not counted.', 'session-packages' ); ?>
	<?php endif; ?>
</p>
