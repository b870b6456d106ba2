<?php
/**
 * Sell a package, step 3: what will be sold, and the button.
 *
 * @package SessionPackages
 * @var array $view See sale_confirm().
 */

defined( 'ABSPATH' ) || exit;
?>
<h2><?php esc_html_e( 'Sell a package: please check', 'session-packages' ); ?></h2>
<div class="sp-box sp-sale" data-sale-amount="<?php echo esc_attr( $view['seen']['expected'] ); ?>">
	<dl class="sp-deflist">
		<?php foreach ( $view['facts'] as $label => $value ) : ?>
			<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $value ); ?></dd></div>
		<?php endforeach; ?>
	</dl>
	<?php if ( '' !== $view['account'] ) : ?>
		<div class="notice notice-warning inline">
			<?php /* translators: %s: a person's name */ ?>
			<p><?php echo esc_html( sprintf( __( 'There is an account with this address: %s.', 'session-packages' ), $view['account'] ) ); ?> <a href="<?php echo esc_url( $view['instead'] ); ?>"><?php esc_html_e( 'Sell to this account', 'session-packages' ); ?></a></p>
		</div>
	<?php elseif ( $view['unproven'] ) : ?>
		<p class="description"><?php esc_html_e( 'No account has this address. The package belongs to it; its holder can use it with an account once they have proven that the mailbox is theirs.', 'session-packages' ); ?></p>
	<?php endif; ?>
	<?php if ( $view['warnings'] ) : ?>
		<div class="notice notice-warning inline">
			<p><strong><?php esc_html_e( 'Customers could not buy this now. You sell it all the same:', 'session-packages' ); ?></strong></p>
			<ul class="sp-others">
				<?php foreach ( $view['warnings'] as $warning ) : ?>
					<li><?php echo esc_html( $warning ); ?></li>
				<?php endforeach; ?>
			</ul>
		</div>
	<?php endif; ?>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
		<?php echo $view['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
		<?php foreach ( $view['typed'] + $view['seen'] as $name => $value ) : ?>
			<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
		<?php endforeach; ?>
		<p>
			<button type="submit" class="button button-primary button-hero"><?php echo esc_html( $view['button'] ); ?></button>
			<a class="button button-hero" href="<?php echo esc_url( $view['change'] ); ?>"><?php esc_html_e( 'Change it', 'session-packages' ); ?></a>
		</p>
	</form>
</div>
