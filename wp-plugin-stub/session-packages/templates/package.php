<?php
/**
 * One of the customer's packages that can be used.
 *
 * @package SessionPackages
 * @var array $view See package_view().
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<div class="sp-package__head">
	<h3><?php echo esc_html( $view['name'] ); ?></h3>
	<?php echo pill( $view['status'], $view['label'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?>
</div>
<p class="sp-package__balance"><?php echo esc_html( $view['balance'] ); ?></p>
<?php echo progress_bar( $view['remaining'], $view['total'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?>
<p class="sp-package__expiry"><?php echo esc_html( implode( ' · ', array_filter( array( $view['expiry'], $view['services'] ) ) ) ); ?></p>
<?php if ( '' !== $view['statement'] ) : ?>
<p class="sp-package__more"><a href="<?php echo esc_url( $view['statement'] ); ?>"><?php esc_html_e( 'Statement', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $view['name'] ); ?></span></a>
	<?php if ( '' !== $view['receipt'] ) : ?> · <a href="<?php echo esc_url( $view['receipt'] ); ?>"><?php esc_html_e( 'Receipt', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $view['name'] ); ?></span></a><?php endif; ?></p>
<?php endif; ?>
