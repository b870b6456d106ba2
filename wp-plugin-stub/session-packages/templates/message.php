<?php
/**
 * A sentence in a box.
 *
 * @package SessionPackages
 * @var array{text:string,more:string,tone:string} $view
 */

defined( 'ABSPATH' ) || exit;
?>
<div class="sp-message sp-message--<?php echo esc_attr( $view['tone'] ); ?>" role="status">
	<p><?php echo esc_html( $view['text'] ); ?></p>
	<?php if ( '' !== $view['more'] ) : ?>
		<p><em><?php echo esc_html( $view['more'] ); ?></em></p>
	<?php endif; ?>
</div>
