<?php
/**
 * One row of a form.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<?php
$field    = $view['field'];
$name     = 'f[' . $field['name'] . ']';
$attrs    = $field['attrs'];
$describe = array_filter( array( '' === $field['help'] ? '' : $view['id'] . '-help', '' === $view['error'] ? '' : $view['id'] . '-error' ) );
$common   = sprintf( ' id="%s"', esc_attr( $view['id'] ) );
$common  .= $describe ? sprintf( ' aria-describedby="%s"', esc_attr( implode( ' ', $describe ) ) ) : '';
$common  .= '' === $view['error'] ? '' : ' aria-invalid="true"';
$common  .= $field['required'] ? ' aria-required="true"' : '';
foreach ( array_diff_key( $attrs, array( 'class' => 1 ) ) as $attr => $value ) {
	$common .= sprintf( ' %s="%s"', esc_attr( $attr ), esc_attr( $value ) );
}
$grouped = 'services' === $field['type'];
?>
<tr class="sp-field<?php echo '' === $view['error'] ? '' : ' sp-field--error'; ?>">
	<th scope="row">
		<?php if ( 'fixed' === $field['type'] ) : ?>
			<?php echo esc_html( $field['label'] ); ?>
		<?php elseif ( $grouped ) : ?>
			<span id="<?php echo esc_attr( $view['id'] ); ?>-label"><?php echo esc_html( $field['label'] ); ?></span>
		<?php else : ?>
			<label for="<?php echo esc_attr( $view['id'] ); ?>"><?php echo esc_html( $field['label'] ); ?></label>
		<?php endif; ?>
		<?php if ( $field['required'] ) : ?>
			<span class="description"><?php esc_html_e( '(required)', 'session-packages' ); ?></span>
		<?php endif; ?>
	</th>
	<td>
		<?php // phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped -- $common is escaped above. ?>
		<?php if ( 'textarea' === $field['type'] ) : ?>
			<textarea name="<?php echo esc_attr( $name ); ?>" rows="3" class="large-text"<?php echo $common; ?>><?php echo esc_textarea( $view['value'] ); ?></textarea>
		<?php elseif ( 'select' === $field['type'] ) : ?>
			<select name="<?php echo esc_attr( $name ); ?>"<?php echo $common; ?>>
				<?php foreach ( $field['options'] as $option => $label ) : ?>
					<option value="<?php echo esc_attr( $option ); ?>"<?php selected( (string) $option, $view['value'] ); ?>><?php echo esc_html( $label ); ?></option>
				<?php endforeach; ?>
			</select>
		<?php elseif ( 'checkbox' === $field['type'] ) : ?>
			<label><input type="checkbox" name="<?php echo esc_attr( $name ); ?>" value="1"<?php checked( '1', $view['value'] ); ?><?php echo $common; ?>> <?php echo esc_html( $field['suffix'] ); ?></label>
		<?php elseif ( 'fixed' === $field['type'] ) : ?>
			<span<?php echo $common; ?> class="sp-fixed"><?php echo esc_html( $field['text'] ); ?></span>
		<?php elseif ( $grouped ) : ?>
			<div role="group" aria-labelledby="<?php echo esc_attr( $view['id'] ); ?>-label" class="sp-services" tabindex="-1"<?php echo $common; ?>>
				<label><input type="radio" name="f[any_service]" value="0"<?php checked( '' === ( $view['value']['any'] ?? '' ) ); ?>> <?php esc_html_e( 'Only these services:', 'session-packages' ); ?></label>
				<div class="sp-services__list">
					<?php foreach ( $field['options'] as $token => $service ) : ?>
						<label><input type="checkbox" name="f[services][]" value="<?php echo esc_attr( $token ); ?>"<?php checked( in_array( (string) $token, $view['value']['ids'] ?? array(), true ) ); ?>> <?php echo esc_html( $service[0] ); ?> <span class="sp-quiet"><?php echo esc_html( $service[1] ); ?></span></label>
					<?php endforeach; ?>
					<?php if ( ! $field['options'] ) : ?>
						<p class="description"><?php esc_html_e( 'Your booking plugin has no services yet.', 'session-packages' ); ?></p>
					<?php endif; ?>
				</div>
				<label><input type="radio" name="f[any_service]" value="1"<?php checked( '1', $view['value']['any'] ?? '' ); ?>> <?php esc_html_e( 'Any service, also services added later', 'session-packages' ); ?></label>
			</div>
		<?php else : ?>
			<?php
			$kinds = array(
				'moment' => 'type="datetime-local"',
				'day'    => 'type="date"',
				'int'    => 'type="text" inputmode="numeric"',
				'amount' => 'type="text" inputmode="decimal"',
				'text'   => 'type="text"',
				'secret' => 'type="password" spellcheck="false"',
			);
			$class = $attrs['class'] ?? ( in_array( $field['type'], array( 'int', 'amount', 'day' ), true ) ? 'small-text sp-short' : 'regular-text' );
			?>
			<input <?php echo $kinds[ $field['type'] ]; ?> name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( 'secret' === $field['type'] ? '' : $view['value'] ); ?>" class="<?php echo esc_attr( $class ); ?>" autocomplete="<?php echo 'secret' === $field['type'] ? 'new-password' : 'off'; ?>"<?php echo $common; ?>>
			<?php echo esc_html( $field['suffix'] ); ?>
			<?php if ( 'secret' === $field['type'] && $field['stored'] ) : ?>
				<label class="sp-forget"><input type="checkbox" name="f[<?php echo esc_attr( $field['name'] ); ?>.forget]" value="1"<?php checked( SessionPackages\FORGET, $view['value'] ); ?>> <?php esc_html_e( 'Forget it', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $field['label'] ); ?></span></label>
			<?php endif; ?>
			<?php if ( 'secret' === $field['type'] && SessionPackages\RETYPE === $view['value'] ) : ?>
				<p class="sp-retype"><?php esc_html_e( 'Please type it once more: what you typed here was not saved, and it is kept nowhere else.', 'session-packages' ); ?></p>
			<?php endif; ?>
		<?php endif; ?>
		<?php // phpcs:enable ?>
		<?php if ( '' !== $view['error'] ) : ?>
			<p class="sp-error" id="<?php echo esc_attr( $view['id'] ); ?>-error"><?php echo esc_html( $view['error'] ); ?></p>
		<?php endif; ?>
		<?php if ( '' !== $field['help'] ) : ?>
			<p class="description" id="<?php echo esc_attr( $view['id'] ); ?>-help"><?php echo esc_html( $field['help'] ); ?></p>
		<?php endif; ?>
	</td>
</tr>
