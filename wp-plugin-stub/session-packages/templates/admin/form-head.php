<?php
/**
 * Hidden fields every form carries. The form itself posts to admin-post.php.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<input type="hidden" name="action" value="session_packages">
<input type="hidden" name="do" value="<?php echo esc_attr( $view['do'] ); ?>">
<input type="hidden" name="id" value="<?php echo esc_attr( $view['id'] ); ?>">
<input type="hidden" name="key" value="<?php echo esc_attr( $view['key'] ); ?>">
<input type="hidden" name="_wpnonce" value="<?php echo esc_attr( $view['nonce'] ); ?>">
