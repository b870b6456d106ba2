<?php
/**
 * Refund unused sessions, step 2: what will happen, and the button.
 *
 * @package SessionPackages
 * @var array $view See refund_confirm().
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<h2><?php esc_html_e( 'Refund unused sessions: please check', 'session-packages' ); ?></h2>
<div class="sp-box sp-refund" data-refund-amount="<?php echo esc_attr( $view['expected'] ); ?>">
	<dl class="sp-deflist">
		<?php foreach ( $view['facts'] as $label => $value ) : ?>
			<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $value ); ?></dd></div>
		<?php endforeach; ?>
	</dl>
	<p><?php echo esc_html( $view['where'] ); ?></p>
	<?php if ( $view['booked'] ) : ?>
		<div class="notice notice-warning inline">
			<p><strong><?php esc_html_e( 'The customer still has visits booked with this package.', 'session-packages' ); ?></strong>
			<?php esc_html_e( 'They stay booked and are not part of the refund. Cancel them first if their sessions shall be refunded too.', 'session-packages' ); ?></p>
			<?php print_template( 'admin/booked', $view ); ?>
		</div>
	<?php endif; ?>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-refund__form">
		<?php echo $view['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
		<?php foreach ( $view['typed'] + array( 'expected' => $view['expected'] ) as $name => $value ) : ?>
			<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
		<?php endforeach; ?>
		<p>
			<label for="sp-reason"><strong><?php esc_html_e( 'Reason', 'session-packages' ); ?></strong></label>
			<input type="text" class="large-text" id="sp-reason" name="reason" value="<?php echo esc_attr( $view['reason'] ); ?>" autocomplete="off" required<?php echo '' === $view['error'] ? '' : ' aria-invalid="true" aria-describedby="sp-reason-error"'; ?>>
			<span class="description"><?php esc_html_e( 'Stays in the package’s history; the customer can read it.', 'session-packages' ); ?></span>
		</p>
		<?php if ( '' !== $view['error'] ) : ?>
			<p class="sp-error" id="sp-reason-error"><?php echo esc_html( $view['error'] ); ?></p>
		<?php endif; ?>
		<p>
			<button type="submit" class="button button-primary button-hero"><?php echo esc_html( $view['button'] ); ?></button>
			<a class="button button-hero" href="<?php echo esc_url( $view['change'] ); ?>"><?php esc_html_e( 'Change it', 'session-packages' ); ?></a>
		</p>
	</form>
</div>
