<?php
/**
 * Earlier tasks of a kind.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<h3><?php esc_html_e( 'Done before', 'session-packages' ); ?></h3>
<ul class="sp-box sp-tasks">
	<?php foreach ( $view['rows'] as $task ) : ?>
		<li><a href="<?php echo esc_url( $task['url'] ); ?>"><strong><?php echo esc_html( $task['label'] ); ?></strong></a> <span class="sp-quiet"><?php echo esc_html( $task['when'] . ' · ' . $task['by'] ); ?></span><br><?php echo esc_html( $task['state'] ); ?></li>
	<?php endforeach; ?>
</ul>
