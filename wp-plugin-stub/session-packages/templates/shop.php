<?php
/**
 * The frame around everything the shortcodes draw.
 *
 * @package SessionPackages
 * @var array{content:string} $view
 */

defined( 'ABSPATH' ) || exit;
?>
<div class="session-packages">
	<?php echo $view['content']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- made of templates, escaped there. ?>
</div>
