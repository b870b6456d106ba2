<?php
/**
 * One customer.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<p><a href="<?php echo esc_url( $view['back'] ); ?>">← <?php esc_html_e( 'All customer packages', 'session-packages' ); ?></a></p>
<div class="sp-box sp-customer">
	<h2><?php echo esc_html( $view['name'] ); ?></h2>
	<dl class="sp-deflist">
		<?php foreach ( $view['contact'] + $view['sums'] as $label => $value ) : ?>
			<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $value ); ?></dd></div>
		<?php endforeach; ?>
	</dl>
	<?php if ( '' !== $view['sell'] ) : ?>
		<p><a class="button" href="<?php echo esc_url( $view['sell'] ); ?>"><?php esc_html_e( 'Sell to this customer', 'session-packages' ); ?></a></p>
	<?php endif; ?>
	<?php if ( '' !== $view['account'] ) : ?>
		<p><a href="<?php echo esc_url( $view['account'] ); ?>"><?php esc_html_e( 'WordPress account', 'session-packages' ); ?></a></p>
	<?php endif; ?>
</div>
<h2><?php esc_html_e( 'Packages', 'session-packages' ); ?></h2>
<div class="sp-of-customer"><?php echo $view['packages']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- cells escape. ?></div>
<h2><?php esc_html_e( 'Orders', 'session-packages' ); ?></h2>
<div class="sp-of-customer"><?php echo $view['orders']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- cells escape. ?></div>
<h2 id="sp-usage"><?php esc_html_e( 'Usage', 'session-packages' ); ?></h2>
<div class="sp-of-customer"><?php echo $view['usage']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- cells escape. ?></div>
<?php if ( '' !== $view['newest'] || '' !== $view['older'] ) : ?>
	<p class="sp-older">
		<?php if ( '' !== $view['newest'] ) : ?>
			<a class="button" href="<?php echo esc_url( $view['newest'] ); ?>"><?php esc_html_e( '« Newest', 'session-packages' ); ?></a>
		<?php endif; ?>
		<?php if ( '' !== $view['older'] ) : ?>
			<a class="button" href="<?php echo esc_url( $view['older'] ); ?>"><?php esc_html_e( 'Older ›', 'session-packages' ); ?></a>
		<?php endif; ?>
	</p>
<?php endif; ?>
