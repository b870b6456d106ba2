<?php
/**
 * One row of an admin form. $args: field, label, value, errors; optional type, hint, rows, class.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

$field   = $args['field'];
$id      = 'sb_' . $field;
$message = $args['errors'][ $field ] ?? '';
$about   = trim( ( $message ? "$id-error " : '' ) . ( empty( $args['hint'] ) ? '' : "$id-hint" ) );
$type    = $args['type'] ?? 'text';
?>
<tr<?php echo $message ? ' class="form-invalid"' : ''; ?>>
	<th scope="row"><label for="<?php echo esc_attr( $id ); ?>"><?php echo esc_html( $args['label'] ); ?></label></th>
	<td>
		<?php if ( 'textarea' === $type ) : ?>
			<textarea id="<?php echo esc_attr( $id ); ?>" name="<?php echo esc_attr( $id ); ?>" rows="4" class="large-text" aria-describedby="<?php echo esc_attr( $about ); ?>"><?php echo esc_textarea( $args['value'] ); ?></textarea>
		<?php elseif ( 'checkbox' === $type ) : ?>
			<input type="checkbox" id="<?php echo esc_attr( $id ); ?>" name="<?php echo esc_attr( $id ); ?>" value="1"<?php checked( '' !== $args['value'] ); ?> aria-describedby="<?php echo esc_attr( $about ); ?>">
		<?php else : ?>
			<input type="<?php echo esc_attr( $type ); ?>" id="<?php echo esc_attr( $id ); ?>" name="<?php echo esc_attr( $id ); ?>" value="<?php echo esc_attr( $args['value'] ); ?>" class="<?php echo esc_attr( $args['class'] ?? 'regular-text' ); ?>"<?php echo $message ? ' aria-invalid="true"' : ''; ?> aria-describedby="<?php echo esc_attr( $about ); ?>"> <?php echo esc_html( $args['unit'] ?? '' ); ?>
		<?php endif; ?>
		<?php if ( $message ) : ?>
			<p class="sb-field-error" id="<?php echo esc_attr( "$id-error" ); ?>"><?php echo esc_html( $message ); ?></p>
		<?php endif; ?>
		<?php if ( ! empty( $args['hint'] ) ) : ?>
			<p class="description" id="<?php echo esc_attr( "$id-hint" ); ?>"><?php echo esc_html( $args['hint'] ); ?></p>
		<?php endif; ?>
	</td>
</tr>
