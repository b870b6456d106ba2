<?php
/**
 * Tab Packages for sale: the list.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<div class="sp-packages"><?php echo $view['table']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- cells escape. ?></div>
