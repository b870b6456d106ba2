<?php
/**
 * Add or edit a package.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<p><a href="<?php echo esc_url( $view['back'] ); ?>">← <?php esc_html_e( 'All packages for sale', 'session-packages' ); ?></a></p>
<h2><?php echo esc_html( $view['title'] ); ?></h2>
<div class="sp-edit">
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-edit__form" novalidate>
		<?php // phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- templates. ?>
		<?php echo $view['head']; ?>
		<table class="form-table" role="presentation"><tbody><?php echo $view['rows']; ?></tbody></table>
		<details class="sp-more"<?php echo $view['open'] ? ' open' : ''; ?>>
			<summary><?php esc_html_e( 'More rules', 'session-packages' ); ?></summary>
			<table class="form-table" role="presentation"><tbody><?php echo $view['rules']; ?></tbody></table>
		</details>
		<?php // phpcs:enable ?>
		<p class="submit"><button type="submit" class="button button-primary"><?php esc_html_e( 'Save Package', 'session-packages' ); ?></button></p>
	</form>
	<?php if ( $view['card'] ) : ?>
		<aside class="sp-edit__preview" aria-labelledby="sp-preview-title">
			<h3 id="sp-preview-title"><?php esc_html_e( 'What customers see', 'session-packages' ); ?></h3>
			<div class="session-packages"><?php SessionPackages\print_template( 'card', array( 'notice' => '' ) + $view['card'] ); ?></div>
			<p class="description"><?php esc_html_e( 'As saved. Your theme’s fonts and colours apply on the site.', 'session-packages' ); ?></p>
			<?php if ( '' !== $view['link'] ) : ?>
				<p class="description"><?php esc_html_e( 'Direct link:', 'session-packages' ); ?> <a href="<?php echo esc_url( $view['link'] ); ?>"><?php echo esc_html( $view['link'] ); ?></a></p>
			<?php endif; ?>
		</aside>
	<?php endif; ?>
</div>
