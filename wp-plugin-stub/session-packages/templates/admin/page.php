<?php
/**
 * The screen: heading, tabs, notices, the tab's content.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;
?>
<div class="wrap sp-admin">
	<h1 class="wp-heading-inline"><?php esc_html_e( 'Packages', 'session-packages' ); ?></h1>
	<?php if ( '' !== $view['add_new'] ) : ?>
		<a href="<?php echo esc_url( $view['add_new'] ); ?>" class="page-title-action"><?php esc_html_e( 'Add New Package', 'session-packages' ); ?></a>
	<?php endif; ?>
	<?php if ( '' !== $view['sell'] ) : ?>
		<a href="<?php echo esc_url( $view['sell'] ); ?>" class="page-title-action"><?php esc_html_e( 'Sell a Package', 'session-packages' ); ?></a>
	<?php endif; ?>
	<hr class="wp-header-end">
	<?php if ( '' !== $view['notice'] ) : ?>
		<div class="notice notice-success" role="status"><p><?php echo esc_html( $view['notice'] ); ?></p></div>
	<?php endif; ?>
	<?php if ( $view['problem'] ) : ?>
		<div class="notice notice-error" role="alert" id="sp-problem" tabindex="-1" autofocus>
			<p><strong><?php echo esc_html( $view['problem']['message'] ); ?></strong></p>
			<?php if ( $view['problem']['fields'] ) : ?>
				<ul>
					<?php foreach ( $view['problem']['fields'] as $field ) : ?>
						<li>
							<?php if ( '' !== $field['target'] ) : ?>
								<a href="#<?php echo esc_attr( $field['target'] ); ?>"><?php echo esc_html( $field['label'] ); ?></a>:
							<?php endif; ?>
							<?php echo esc_html( $field['text'] ); ?>
						</li>
					<?php endforeach; ?>
				</ul>
			<?php endif; ?>
		</div>
	<?php endif; ?>
	<nav class="nav-tab-wrapper" aria-label="<?php esc_attr_e( 'Packages', 'session-packages' ); ?>">
		<?php foreach ( $view['tabs'] as $slug => $label ) : ?>
			<a href="<?php echo esc_url( SessionPackages\admin_page( array( 'tab' => $slug ) ) ); ?>" class="nav-tab<?php echo $slug === $view['tab'] ? ' nav-tab-active' : ''; ?>"<?php echo $slug === $view['tab'] ? ' aria-current="page"' : ''; ?>><?php echo esc_html( $label ); ?></a>
		<?php endforeach; ?>
	</nav>
	<div class="sp-tab">
		<?php if ( 'test' === $view['mode'] ) : ?>
			<p class="sp-test" role="note"><strong><?php esc_html_e( 'Test payments: no real money is taken.', 'session-packages' ); ?></strong> <?php esc_html_e( 'The sidecar runs in test mode. Orders placed now are marked as tests.', 'session-packages' ); ?></p>
		<?php endif; ?>
		<?php echo $view['content']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- made of templates, escaped there. ?>
	</div>
</div>
