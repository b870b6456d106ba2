<?php
/**
 * The ways to pay, one of them chosen.
 *
 * @package SessionPackages
 * @var array{methods:array,chosen:string,legend:string} $view
 */

defined( 'ABSPATH' ) || exit;

$chosen = isset( $view['methods'][ $view['chosen'] ] ) ? $view['chosen'] : array_key_first( $view['methods'] );
?>
<fieldset class="sp-methods">
	<legend><?php echo esc_html( $view['legend'] ); ?></legend>
	<?php foreach ( $view['methods'] as $method_id => $method ) : ?>
		<label class="sp-method">
			<input type="radio" name="sp_method" value="<?php echo esc_attr( $method_id ); ?>" required <?php checked( $chosen, $method_id ); ?>>
			<span>
				<strong><?php echo esc_html( $method['label'] ); ?></strong>
				<?php if ( '' !== $method['hint'] ) : ?>
					<small><?php echo esc_html( $method['hint'] ); ?></small>
				<?php endif; ?>
			</span>
			<?php echo $method['mark']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a fixed drawing of ours. ?>
		</label>
	<?php endforeach; ?>
</fieldset>
