<?php
/**
 * Tab Settings.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-settings" novalidate autocomplete="off">
	<?php // phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- templates. ?>
	<?php echo $view['head']; ?>
	<?php foreach ( $view['sections'] as $section ) : ?>
		<section class="sp-section" data-section="<?php echo esc_attr( $section['name'] ); ?>" aria-labelledby="sp-section-<?php echo esc_attr( $section['name'] ); ?>">
			<h2 id="sp-section-<?php echo esc_attr( $section['name'] ); ?>"><?php echo esc_html( $section['title'] ); ?></h2>
			<table class="form-table" role="presentation"><tbody><?php echo $section['rows']; ?></tbody></table>
			<?php echo $section['below']; ?>
			<?php if ( 'general' === $section['name'] && '' !== $view['timezone'] ) : ?>
				<?php /* translators: %s: a time zone such as Europe/Vienna */ ?>
				<p class="description sp-zone"><?php echo esc_html( sprintf( __( 'Days begin and end in your site’s time zone, %s.', 'session-packages' ), $view['timezone'] ) ); ?>
				<?php if ( '' !== $view['general'] ) : ?>
					<a href="<?php echo esc_url( $view['general'] ); ?>"><?php esc_html_e( 'Change it in Settings → General', 'session-packages' ); ?></a>
				<?php endif; ?>
				</p>
			<?php endif; ?>
		</section>
	<?php endforeach; ?>
	<?php // phpcs:enable ?>
	<p class="submit"><button type="submit" class="button button-primary"><?php esc_html_e( 'Save Settings', 'session-packages' ); ?></button></p>
</form>
