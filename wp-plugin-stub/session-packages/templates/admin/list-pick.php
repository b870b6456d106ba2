<?php
/**
 * The box that picks a row of a list.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<?php /* translators: %s: what a row is called */ ?>
<label class="screen-reader-text" for="sp-pick-<?php echo esc_attr( $view['id'] ); ?>"><?php echo esc_html( sprintf( __( 'Select %s', 'session-packages' ), $view['label'] ) ); ?></label>
<input type="checkbox" id="sp-pick-<?php echo esc_attr( $view['id'] ); ?>" name="picked[]" value="<?php echo esc_attr( $view['id'] ); ?>">
