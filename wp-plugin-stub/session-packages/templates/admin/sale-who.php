<?php
/**
 * Sell a package, step 1: to whom.
 *
 * @package SessionPackages
 * @var array $view See sale_who().
 */

defined( 'ABSPATH' ) || exit;
?>
<h2><?php esc_html_e( 'Sell a package: to whom?', 'session-packages' ); ?></h2>
<div class="sp-box sp-sale">
	<form method="get" action="<?php echo esc_url( $view['action'] ); ?>" role="search">
		<?php foreach ( $view['hidden'] as $name => $value ) : ?>
			<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
		<?php endforeach; ?>
		<label for="sp-who"><strong><?php esc_html_e( 'Somebody with an account on your site', 'session-packages' ); ?></strong></label>
		<p class="sp-row">
			<input type="search" id="sp-who" name="who" class="regular-text" value="<?php echo esc_attr( $view['text'] ); ?>" placeholder="<?php esc_attr_e( 'Name or e-mail', 'session-packages' ); ?>" autocomplete="off"<?php echo '' === $view['text'] ? ' autofocus' : ''; ?>>
			<button type="submit" class="button"><?php esc_html_e( 'Search accounts', 'session-packages' ); ?></button>
		</p>
	</form>
	<?php if ( '' !== $view['text'] && ! $view['people'] ) : ?>
		<p class="sp-none" role="status"><?php esc_html_e( 'No account matches.', 'session-packages' ); ?></p>
	<?php endif; ?>
	<?php if ( $view['people'] ) : ?>
		<ul class="sp-people">
			<?php foreach ( $view['people'] as $person ) : ?>
				<li><a href="<?php echo esc_url( $person['url'] ); ?>"><strong><?php echo esc_html( $person['name'] ); ?></strong> <span class="sp-quiet"><?php echo esc_html( $person['email'] ); ?></span></a></li>
			<?php endforeach; ?>
		</ul>
		<?php if ( $view['more'] ) : ?>
			<p class="description"><?php esc_html_e( 'There are more. Please type more of the name.', 'session-packages' ); ?></p>
		<?php endif; ?>
	<?php endif; ?>
	<p class="sp-sale__or"><a class="button" href="<?php echo esc_url( $view['without'] ); ?>"><?php esc_html_e( 'Somebody without an account', 'session-packages' ); ?></a></p>
</div>
