<?php
/**
 * Add or edit a package, with the card beside it. Without its script "Preview" is a button.
 *
 * @package SessionPackages
 * @var array $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<p><a href="<?php echo esc_url( $view['back'] ); ?>">← <?php esc_html_e( 'All packages for sale', 'session-packages' ); ?></a></p>
<h2><?php echo esc_html( $view['title'] ); ?></h2>
<?php if ( '' !== $view['keeps'] ) : ?>
	<div class="notice notice-info inline sp-keeps"><p><strong><?php esc_html_e( 'Existing customers keep what they bought.', 'session-packages' ); ?></strong> <?php echo esc_html( $view['keeps'] ); ?></p></div>
<?php endif; ?>
<?php if ( $view['unsaved'] ) : ?>
	<p class="sp-retype" role="note"><?php esc_html_e( 'This is not saved yet.', 'session-packages' ); ?></p>
<?php endif; ?>
<div class="sp-edit">
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-edit__form" novalidate
		data-preview-url="<?php echo esc_url( admin_url( 'admin-ajax.php' ) ); ?>"
		data-preview-nonce="<?php echo esc_attr( wp_create_nonce( nonce_action( 'preview_package', $view['id'] ) ) ); ?>"
		data-failed="<?php esc_attr_e( 'The card could not be renewed. It is tried again when you type.', 'session-packages' ); ?>">
		<?php // phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- templates. ?>
		<?php echo $view['head']; ?>
		<input type="hidden" name="from" value="<?php echo esc_attr( $view['from'] ); ?>">
		<table class="form-table" role="presentation"><tbody><?php echo $view['rows']; ?></tbody></table>
		<details class="sp-more"<?php echo $view['open'] ? ' open' : ''; ?>>
			<summary><?php esc_html_e( 'More rules', 'session-packages' ); ?></summary>
			<table class="form-table" role="presentation"><tbody><?php echo $view['rules']; ?></tbody></table>
		</details>
		<?php // phpcs:enable ?>
		<p class="submit">
			<button type="submit" name="then" value="save" class="button button-primary"><?php esc_html_e( 'Save Package', 'session-packages' ); ?></button>
			<button type="submit" name="then" value="preview" class="button sp-without-script"><?php esc_html_e( 'Preview', 'session-packages' ); ?></button>
		</p>
	</form>
	<aside class="sp-edit__preview" aria-labelledby="sp-preview-title">
		<h3 id="sp-preview-title"><?php esc_html_e( 'What customers see', 'session-packages' ); ?></h3>
		<div class="session-packages" data-preview="card"><?php echo $view['preview']['card']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- the shop's template. ?></div>
		<p class="sp-edit__trouble" role="status" data-preview="trouble"><?php echo esc_html( '' === $view['preview']['card'] . $view['preview']['trouble'] ? __( 'Fill in the form, and the card appears here.', 'session-packages' ) : $view['preview']['trouble'] ); ?></p>
		<p class="description"><?php esc_html_e( 'As you have typed it. Your theme’s fonts and colours apply on the site.', 'session-packages' ); ?></p>
		<?php if ( '' !== $view['link'] ) : ?>
			<p class="description"><?php esc_html_e( 'Direct link:', 'session-packages' ); ?> <a href="<?php echo esc_url( $view['link'] ); ?>"><?php echo esc_html( $view['link'] ); ?></a></p>
		<?php endif; ?>
	</aside>
</div>
