<?php
/**
 * One payment, refund or dispute.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<div class="sp-move">
	<strong class="sp-move__amount"><?php echo esc_html( $view['amount'] ); ?></strong>
	<?php echo SessionPackages\pill( $view['status'], $view['label'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?>
	<?php if ( '' !== ( $view['sessions'] ?? '' ) ) : ?>
		<span><?php echo esc_html( $view['sessions'] ); ?></span>
	<?php endif; ?>
	<?php if ( '' !== ( $view['refunded'] ?? '' ) ) : ?>
		<?php /* translators: %s: an amount of money */ ?>
		<span><?php echo esc_html( sprintf( __( '%s of it refunded or on its way back', 'session-packages' ), $view['refunded'] ) ); ?></span>
	<?php endif; ?>
	<span class="sp-quiet sp-move__facts"><?php echo esc_html( implode( ' · ', $view['facts'] ) ); ?></span>
	<?php if ( '' !== ( $view['reason'] ?? '' ) ) : ?>
		<span class="sp-move__note">“<?php echo esc_html( $view['reason'] ); ?>”</span>
	<?php endif; ?>
	<?php if ( '' !== $view['note'] ) : ?>
		<span class="sp-move__note"><?php echo esc_html( $view['note'] ); ?></span>
	<?php endif; ?>
</div>
