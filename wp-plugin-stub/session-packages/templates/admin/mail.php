<?php
/**
 * The editor of one e-mail. Without its script everything works too: placeholders are copied by hand, "Preview" is a button.
 *
 * @package SessionPackages
 * @var array $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

$values  = $view['values'];
$errors  = $view['errors'];
$invalid = static fn( string $name ): string => '' === $errors[ $name ] ? '' : sprintf( ' aria-invalid="true" aria-describedby="sp-%s-error"', esc_attr( $name ) );
$preview = $view['preview'];
?>
<h2 class="sp-mail__title"><?php echo esc_html( $view['title'] ); ?></h2>
<p class="description"><?php echo esc_html( $view['about'] ); ?></p>
<?php if ( $view['unsaved'] ) : ?>
	<p class="sp-retype sp-mail__unsaved" role="note"><?php esc_html_e( 'These words are not saved yet.', 'session-packages' ); ?></p>
<?php endif; ?>
<div class="sp-mail">
	<div class="sp-mail__edit">
		<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-mail__form" novalidate autocomplete="off"
			data-preview-url="<?php echo esc_url( admin_url( 'admin-ajax.php' ) ); ?>"
			data-preview-nonce="<?php echo esc_attr( wp_create_nonce( nonce_action( 'preview_mail', $view['id'] ) ) ); ?>"
			<?php /* translators: %s: a placeholder such as {customer_name} */ ?>
			data-insert="<?php esc_attr_e( 'Insert %s', 'session-packages' ); ?>"
			data-failed="<?php esc_attr_e( 'The preview could not be renewed. It is tried again when you type.', 'session-packages' ); ?>">
			<?php echo $view['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
			<p><label><input type="checkbox" id="sp-on" name="f[on]" value="1"<?php checked( '1', $values['on'] ); ?>> <?php esc_html_e( 'Send this e-mail', 'session-packages' ); ?></label></p>
			<p>
				<label for="sp-subject"><?php esc_html_e( 'Subject', 'session-packages' ); ?></label>
				<input type="text" id="sp-subject" name="f[subject]" class="large-text" value="<?php echo esc_attr( $values['subject'] ); ?>"<?php echo $invalid( 'subject' ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above. ?>>
			</p>
			<?php if ( '' !== $errors['subject'] ) : ?>
				<p class="sp-error" id="sp-subject-error"><?php echo esc_html( $errors['subject'] ); ?></p>
			<?php endif; ?>
			<p>
				<label for="sp-body"><?php esc_html_e( 'Text', 'session-packages' ); ?></label>
				<textarea id="sp-body" name="f[body]" class="large-text" rows="11"<?php echo $invalid( 'body' ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped above. ?>><?php echo esc_textarea( $values['body'] ); ?></textarea>
			</p>
			<?php if ( '' !== $errors['body'] ) : ?>
				<p class="sp-error" id="sp-body-error"><?php echo esc_html( $errors['body'] ); ?></p>
			<?php endif; ?>
			<div class="sp-placeholders" role="group" aria-labelledby="sp-placeholders-title">
				<h3 id="sp-placeholders-title"><?php esc_html_e( 'Placeholders', 'session-packages' ); ?></h3>
				<p class="description"><?php esc_html_e( 'Each is replaced when the e-mail is written, for example:', 'session-packages' ); ?></p>
				<ul>
					<?php foreach ( $view['placeholders'] as $placeholder ) : ?>
						<li><code data-placeholder><?php echo esc_html( '{' . str_of( $placeholder, 'name' ) . '}' ); ?></code> <span class="sp-quiet"><?php echo esc_html( str_of( $placeholder, 'sample' ) ); ?></span></li>
					<?php endforeach; ?>
				</ul>
			</div>
			<p><label><input type="checkbox" id="sp-box" name="f[box]" value="1"<?php checked( '1', $values['box'] ); ?>> <?php esc_html_e( 'Below the text, show the box with the details', 'session-packages' ); ?></label></p>
			<p class="submit sp-mail__do">
				<button type="submit" name="then" value="save" class="button button-primary"><?php esc_html_e( 'Save E-mail', 'session-packages' ); ?></button>
				<button type="submit" name="then" value="test" class="button"><?php esc_html_e( 'Send a test to me', 'session-packages' ); ?></button>
				<button type="submit" name="then" value="preview" class="button sp-without-script"><?php esc_html_e( 'Preview', 'session-packages' ); ?></button>
			</p>
		</form>
		<?php if ( $view['changed'] ) : ?>
			<details class="sp-sure sp-mail__reset">
				<summary><?php esc_html_e( 'Back to default…', 'session-packages' ); ?></summary>
				<p><?php esc_html_e( 'Your subject and text are replaced by the ones that came with the plugin.', 'session-packages' ); ?></p>
				<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
					<?php echo form_head( 'reset_mail', $view['id'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
					<button type="submit" class="button button-link-delete"><?php esc_html_e( 'Yes, forget my words', 'session-packages' ); ?></button>
				</form>
			</details>
		<?php endif; ?>
	</div>
	<section class="sp-mail__preview" aria-labelledby="sp-preview-title">
		<h3 id="sp-preview-title"><?php esc_html_e( 'Preview', 'session-packages' ); ?></h3>
		<div class="sp-mail__warnings" role="status" aria-live="polite" data-preview="warnings">
			<?php foreach ( array_filter( array_merge( array( $preview['trouble'] ), $preview['warnings'] ) ) as $sentence ) : ?>
				<p><?php echo esc_html( $sentence ); ?></p>
			<?php endforeach; ?>
		</div>
		<?php print_template( 'admin/mail-frame', $preview ); ?>
	</section>
</div>
