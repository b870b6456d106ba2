<?php
/**
 * The sidecar did not answer, or said no.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<div class="notice notice-warning inline sp-trouble" role="status">
	<p><strong><?php echo esc_html( $view['text'] ); ?></strong></p>
	<?php if ( $view['down'] ) : ?>
	<p>
		<?php esc_html_e( 'Nothing is lost: packages and balances are in your database, and ordinary booking goes on.', 'session-packages' ); ?>
		<a href="<?php echo esc_url( $view['retry'] ); ?>"><?php esc_html_e( 'Try again', 'session-packages' ); ?></a>
		<?php if ( '' !== $view['settings'] ) : ?>
			· <a href="<?php echo esc_url( $view['settings'] ); ?>"><?php esc_html_e( 'Look at the connection', 'session-packages' ); ?></a>
		<?php endif; ?>
	</p>
	<?php endif; ?>
	<?php /* translators: %s: an id to look for in log files */ ?>
	<p class="sp-quiet"><?php echo esc_html( sprintf( __( 'Request %s', 'session-packages' ), $view['request'] ) ); ?></p>
</div>
