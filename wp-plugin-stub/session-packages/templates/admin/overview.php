<?php
/**
 * Tab Overview.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<?php if ( $view['checklist'] ) : ?>
	<div class="sp-box sp-checklist">
		<h2><?php esc_html_e( 'Set up: what is left to do', 'session-packages' ); ?></h2>
		<ol>
			<?php foreach ( $view['checklist'] as $step ) : ?>
				<li class="<?php echo $step['done'] ? 'is-done' : 'is-open'; ?>" data-step="<?php echo esc_attr( $step['id'] ); ?>">
					<span class="dashicons <?php echo $step['done'] ? 'dashicons-yes-alt' : 'dashicons-marker'; ?>" aria-hidden="true"></span>
					<span class="screen-reader-text"><?php echo $step['done'] ? esc_html__( 'Done:', 'session-packages' ) : esc_html__( 'To do:', 'session-packages' ); ?></span>
					<?php if ( $step['done'] ) : ?>
						<span><?php echo esc_html( $step['label'] ); ?></span>
					<?php elseif ( '' !== $step['url'] && $view['may_set_up'] ) : ?>
						<a href="<?php echo esc_url( $step['url'] ); ?>"><?php echo esc_html( $step['label'] ); ?></a>
					<?php else : ?>
						<span><?php echo esc_html( $step['label'] ); ?></span>
						<?php if ( '' === $step['url'] && SessionPackages\may( 'create_page' ) ) : ?>
						<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-inline">
							<?php echo SessionPackages\form_head( 'create_page' ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
							<button type="submit" class="button"><?php esc_html_e( 'Create the page', 'session-packages' ); ?></button>
						</form>
						<span class="sp-quiet"><?php esc_html_e( 'or put [packages] on a page of yours', 'session-packages' ); ?></span>
						<?php endif; ?>
					<?php endif; ?>
				</li>
			<?php endforeach; ?>
		</ol>
	</div>
<?php endif; ?>
<?php echo $view['attention']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
<h2><?php esc_html_e( 'Orders awaiting payment', 'session-packages' ); ?></h2>
<?php echo $view['orders']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
<?php if ( $view['more'] ) : ?>
	<p><a class="button" href="<?php echo esc_url( $view['more']['url'] ); ?>"><?php echo esc_html( $view['more']['label'] ); ?></a></p>
<?php endif; ?>
<h2><?php esc_html_e( 'At a glance', 'session-packages' ); ?></h2>
<?php echo $view['tiles']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
<?php echo $view['figures']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
<?php echo $view['exports']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
