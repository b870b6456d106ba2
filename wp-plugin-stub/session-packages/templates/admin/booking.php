<?php
/**
 * One booking of a host: facts, the package that paid it, the packages that could.
 *
 * @package SessionPackages
 * @var array $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

$paid    = $view['package'];
$usable  = array_filter( $view['offers'], static fn( array $offer ): bool => $offer['usable'] );
$others  = array_filter( $view['offers'], static fn( array $offer ): bool => ! $offer['usable'] );
$chosen  = str_of( $view['use']['values'], 'customer_package' );
$reason  = map_of( $view['give_back'], 'values' );
$invalid = '' === str_of( $view['give_back'], 'error' ) ? '' : ' aria-invalid="true" aria-describedby="sp-reason-error"';
?>
<?php if ( '' !== $view['back'] ) : ?>
	<p><a href="<?php echo esc_url( $view['back'] ); ?>">← <?php esc_html_e( 'Back to the bookings', 'session-packages' ); ?></a></p>
<?php endif; ?>
<div class="sp-box sp-booking">
	<h2><?php echo esc_html( $view['title'] ); ?></h2>
	<dl class="sp-deflist">
		<?php foreach ( $view['facts'] as $label => $value ) : ?>
			<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $value ); ?></dd></div>
		<?php endforeach; ?>
	</dl>
</div>
<?php if ( $paid ) : ?>
	<div class="sp-box sp-paid" data-state="<?php echo esc_attr( $paid['state'] ); ?>">
		<h2><?php esc_html_e( 'Package', 'session-packages' ); ?> <?php echo $paid['pill']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped there. ?></h2>
		<p><a href="<?php echo esc_url( $paid['url'] ); ?>"><strong><?php echo esc_html( $paid['name'] ); ?></strong></a><br><?php echo esc_html( $paid['summary'] ); ?></p>
		<?php if ( $view['again'] ) : ?>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<?php echo $view['again']['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
				<input type="hidden" name="from" value="<?php echo esc_attr( $view['again']['from'] ); ?>">
				<?php foreach ( $view['again']['values'] as $name => $value ) : ?>
					<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
				<?php endforeach; ?>
				<button type="submit" class="button button-primary"><?php esc_html_e( 'Send again', 'session-packages' ); ?></button>
			</form>
		<?php elseif ( $view['give_back'] ) : ?>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-give-back">
				<?php echo $view['give_back']['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
				<input type="hidden" name="from" value="<?php echo esc_attr( $view['give_back']['from'] ); ?>">
				<p class="description" id="sp-reason-help"><?php esc_html_e( 'This booking is over and its session stays used. You may give it back all the same; the reason is kept in the package’s history and the customer can read it.', 'session-packages' ); ?></p>
				<label for="sp-reason"><?php esc_html_e( 'Reason', 'session-packages' ); ?></label>
				<input type="text" id="sp-reason" name="reason" class="regular-text" maxlength="255" value="<?php echo esc_attr( str_of( $reason, 'reason' ) ); ?>" autocomplete="off" required<?php echo '' === $invalid ? ' aria-describedby="sp-reason-help"' : $invalid; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- constants. ?>>
				<button type="submit" class="button"><?php esc_html_e( 'Give session back', 'session-packages' ); ?></button>
				<?php if ( '' !== $invalid ) : ?>
					<p class="sp-error" id="sp-reason-error"><?php echo esc_html( $view['give_back']['error'] ); ?></p>
				<?php endif; ?>
			</form>
		<?php elseif ( 'committed' === $paid['state'] ) : ?>
			<p class="description"><?php esc_html_e( 'To give the session back, cancel the booking in the list of bookings.', 'session-packages' ); ?></p>
		<?php endif; ?>
	</div>
<?php endif; ?>
<?php if ( '' !== $view['closed'] ) : ?>
	<p class="sp-closed"><?php echo esc_html( $view['closed'] ); ?> <?php esc_html_e( 'No package session can be used for it.', 'session-packages' ); ?></p>
<?php elseif ( $view['payable'] ) : ?>
	<div class="sp-box sp-use">
		<h2><?php esc_html_e( 'Use a package session', 'session-packages' ); ?></h2>
		<?php if ( $usable && ! $view['may_use'] ) : ?>
			<p><?php echo esc_html( reason_text( 'not_permitted' ) ); ?></p>
		<?php elseif ( $usable ) : ?>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<?php echo $view['use']['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
				<input type="hidden" name="from" value="<?php echo esc_attr( $view['use']['from'] ); ?>">
				<fieldset>
					<legend class="screen-reader-text"><?php esc_html_e( 'The customer’s packages', 'session-packages' ); ?></legend>
					<?php foreach ( $usable as $offer ) : ?>
						<label class="sp-choice">
							<input type="radio" name="customer_package" value="<?php echo esc_attr( $offer['customer_package'] ); ?>" required<?php checked( '' === $chosen ? $offer['preselected'] : $chosen === $offer['customer_package'] ); ?>>
							<span><strong><?php echo esc_html( $offer['name'] ); ?></strong><br><?php echo esc_html( $offer['note'] ); ?></span>
						</label>
					<?php endforeach; ?>
				</fieldset>
				<p class="description"><?php echo esc_html( $view['effect'] ); ?></p>
				<p><button type="submit" class="button button-primary"><?php esc_html_e( 'Use package session', 'session-packages' ); ?></button></p>
			</form>
		<?php elseif ( ! $others ) : ?>
			<p><?php esc_html_e( 'This customer has no package that could pay for this booking.', 'session-packages' ); ?></p>
		<?php endif; ?>
		<?php if ( $others ) : ?>
			<h3><?php esc_html_e( 'Not for this booking:', 'session-packages' ); ?></h3>
			<ul class="sp-others">
				<?php foreach ( $others as $offer ) : ?>
					<li><strong><?php echo esc_html( $offer['name'] ); ?></strong> – <?php echo esc_html( $offer['reason'] ); ?></li>
				<?php endforeach; ?>
			</ul>
		<?php endif; ?>
	</div>
<?php endif; ?>
