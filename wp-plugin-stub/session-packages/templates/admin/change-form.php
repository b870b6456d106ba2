<?php
/**
 * A change of a customer package, step 1: what. A GET form: nothing happens before step 2 is confirmed.
 *
 * @package SessionPackages
 * @var array $view See change_form().
 */

defined( 'ABSPATH' ) || exit;
?>
<h2><?php echo esc_html( $view['title'] ); ?></h2>
<?php if ( '' !== $view['error'] ) : ?>
	<div class="notice notice-error inline" role="alert" tabindex="-1" autofocus>
		<p><strong><?php echo esc_html( $view['error'] ); ?></strong></p>
		<?php if ( $view['fields'] ) : ?>
			<ul>
				<?php foreach ( $view['fields'] as $field ) : ?>
					<li><a href="#<?php echo esc_attr( $field['target'] ); ?>"><?php echo esc_html( $field['label'] ); ?></a>: <?php echo esc_html( $field['text'] ); ?></li>
				<?php endforeach; ?>
			</ul>
		<?php endif; ?>
	</div>
<?php endif; ?>
<form method="get" action="<?php echo esc_url( $view['action'] ); ?>" class="sp-box sp-change" novalidate>
	<?php if ( '' !== $view['intro'] ) : ?>
		<p><?php echo esc_html( $view['intro'] ); ?></p>
	<?php endif; ?>
	<?php foreach ( $view['hidden'] as $name => $value ) : ?>
		<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
	<?php endforeach; ?>
	<table class="form-table" role="presentation"><tbody><?php echo $view['rows']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?></tbody></table>
	<p><button type="submit" class="button button-primary"><?php esc_html_e( 'Preview', 'session-packages' ); ?></button>
	<span class="description"><?php esc_html_e( 'Nothing is changed yet.', 'session-packages' ); ?></span></p>
</form>
