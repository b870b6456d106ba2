<?php
/**
 * One act of staff.
 *
 * @package SessionPackages
 * @var array{text:string,details:string,narrow:string} $view
 */

defined( 'ABSPATH' ) || exit;
?>
<strong><?php echo esc_html( $view['text'] ); ?></strong>
<?php if ( '' !== $view['details'] ) : ?>
	<br><span class="sp-quiet"><?php echo esc_html( $view['details'] ); ?></span>
<?php endif; ?>
<span class="sp-narrow"><?php echo esc_html( $view['narrow'] ); ?></span>
