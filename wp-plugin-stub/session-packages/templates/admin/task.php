<?php
/**
 * One task: how far it is, and what came of each item.
 *
 * @package SessionPackages
 * @var array $view See task_screen().
 */

defined( 'ABSPATH' ) || exit;
?>
<?php echo wp_kses_post( $view['back'] ); ?>
<h2><?php echo esc_html( $view['title'] ); ?></h2>
<div class="sp-box sp-task" data-task="<?php echo esc_attr( $view['id'] ); ?>" data-status="<?php echo esc_attr( $view['status'] ); ?>"<?php echo '' === $view['reload'] ? '' : ' data-sp-reload="' . esc_url( $view['reload'] ) . '"'; ?>>
	<p role="status"><strong><?php echo esc_html( $view['state'] ); ?></strong></p>
	<?php if ( 'checked' !== $view['status'] ) : ?>
		<progress class="sp-task__progress" max="<?php echo esc_attr( (string) max( 1, $view['good'] ) ); ?>" value="<?php echo esc_attr( (string) $view['done'] ); ?>" aria-label="<?php echo esc_attr( $view['state'] ); ?>"></progress>
	<?php endif; ?>
	<?php if ( '' !== $view['reload'] ) : ?>
		<p><a class="button" href="<?php echo esc_url( $view['reload'] ); ?>"><?php esc_html_e( 'Look again', 'session-packages' ); ?></a></p>
	<?php endif; ?>
	<dl class="sp-deflist">
		<?php foreach ( $view['facts'] as $label => $value ) : ?>
			<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $value ); ?></dd></div>
		<?php endforeach; ?>
	</dl>
	<div class="sp-row">
		<?php if ( '' !== $view['start'] ) : ?>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<?php echo $view['start']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
				<button type="submit" class="button button-primary button-hero"><?php echo esc_html( $view['button'] ); ?></button>
			</form>
		<?php endif; ?>
		<?php if ( '' !== $view['csv'] ) : ?>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<?php echo $view['csv']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
				<button type="submit" class="button"><?php esc_html_e( 'Download the other rows as CSV', 'session-packages' ); ?></button>
			</form>
		<?php endif; ?>
	</div>
</div>
<ul class="subsubsub sp-views">
	<?php foreach ( $view['views'] as $link ) : ?>
		<li><?php echo SessionPackages\view_link( $link ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped inside. ?></li>
	<?php endforeach; ?>
</ul>
<div class="clear"></div>
<table class="widefat striped sp-items">
	<thead><tr>
		<th scope="col"><?php esc_html_e( 'Item', 'session-packages' ); ?></th>
		<th scope="col" class="sp-items__state"><?php esc_html_e( 'State', 'session-packages' ); ?></th>
	</tr></thead>
	<tbody>
		<?php foreach ( $view['items'] as $item ) : ?>
			<tr>
				<td>
					<?php if ( '' === $item['url'] ) : ?>
						<strong><?php echo esc_html( $item['name'] ); ?></strong>
					<?php else : ?>
						<a href="<?php echo esc_url( $item['url'] ); ?>"><strong><?php echo esc_html( $item['name'] ); ?></strong></a>
					<?php endif; ?>
					<br><span class="sp-quiet"><?php echo esc_html( $item['what'] ); ?></span>
					<?php if ( $item['wrong'] ) : ?>
						<ul class="sp-others sp-wrong">
							<?php foreach ( $item['wrong'] as $wrong ) : ?>
								<li><?php echo esc_html( $wrong ); ?></li>
							<?php endforeach; ?>
						</ul>
					<?php endif; ?>
				</td>
				<td class="sp-items__state">
					<?php echo $item['state']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped by pill(). ?>
					<?php if ( '' !== $item['why'] ) : ?>
						<br><?php echo esc_html( $item['why'] ); ?>
					<?php endif; ?>
				</td>
			</tr>
		<?php endforeach; ?>
	</tbody>
</table>
<?php if ( '' !== $view['first'] . $view['next'] ) : ?>
	<div class="tablenav bottom sp-paging">
		<?php if ( '' !== $view['first'] ) : ?>
			<a class="button" href="<?php echo esc_url( $view['first'] ); ?>"><?php esc_html_e( '« First page', 'session-packages' ); ?></a>
		<?php endif; ?>
		<?php if ( '' !== $view['next'] ) : ?>
			<a class="button" href="<?php echo esc_url( $view['next'] ); ?>"><?php esc_html_e( 'Next page ›', 'session-packages' ); ?></a>
		<?php endif; ?>
	</div>
<?php endif; ?>
