<?php
/**
 * Extend many packages: who is touched, and the button.
 *
 * @package SessionPackages
 * @var array $view See extension_confirm().
 */

defined( 'ABSPATH' ) || exit;
?>
<div class="sp-box sp-extension" id="sp-extension">
	<?php if ( 0 === $view['count'] ) : ?>
		<p class="sp-none" role="status"><?php esc_html_e( 'No package matches. Nothing would be extended.', 'session-packages' ); ?></p>
	<?php else : ?>
		<h3 role="status"><?php echo esc_html( $view['title'] ); ?></h3>
		<table class="widefat striped">
			<thead><tr>
				<th scope="col"><?php esc_html_e( 'Customer', 'session-packages' ); ?></th>
				<th scope="col"><?php esc_html_e( 'Last day now → then', 'session-packages' ); ?></th>
			</tr></thead>
			<tbody>
				<?php foreach ( $view['first'] as $row ) : ?>
					<tr>
						<td><a href="<?php echo esc_url( $row['url'] ); ?>"><strong><?php echo esc_html( $row['customer'] ); ?></strong></a><br><span class="sp-quiet"><?php echo esc_html( $row['package'] . ' · ' . $row['left'] ); ?></span></td>
						<td><?php echo esc_html( $row['before'] ); ?> → <strong><?php echo esc_html( $row['after'] ); ?></strong></td>
					</tr>
				<?php endforeach; ?>
			</tbody>
		</table>
		<?php if ( $view['more'] > 0 ) : ?>
			<?php /* translators: %s: a number of packages */ ?>
			<p class="description"><?php echo esc_html( sprintf( _n( 'and %s more', 'and %s more', $view['more'], 'session-packages' ), number_format_i18n( $view['more'] ) ) ); ?></p>
		<?php endif; ?>
		<?php if ( '' !== $view['head'] ) : ?>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<?php echo $view['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
				<?php foreach ( $view['typed'] as $name => $value ) : ?>
					<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
				<?php endforeach; ?>
				<p>
					<label for="sp-reason"><strong><?php esc_html_e( 'Reason', 'session-packages' ); ?></strong></label>
					<input type="text" class="large-text" id="sp-reason" name="reason" value="<?php echo esc_attr( $view['reason'] ); ?>" autocomplete="off" required<?php echo '' === $view['error'] ? '' : ' aria-invalid="true" aria-describedby="sp-reason-error"'; ?>>
					<span class="description"><?php esc_html_e( 'Stays in each package’s history; customers can read it.', 'session-packages' ); ?></span>
				</p>
				<?php if ( '' !== $view['error'] ) : ?>
					<p class="sp-error" id="sp-reason-error"><?php echo esc_html( $view['error'] ); ?></p>
				<?php endif; ?>
				<p><label><input type="checkbox" name="mails" value="1"<?php checked( $view['mails'] ); ?>> <?php esc_html_e( 'Write to each customer', 'session-packages' ); ?></label></p>
				<p><button type="submit" class="button button-primary button-hero"><?php echo esc_html( $view['button'] ); ?></button></p>
			</form>
		<?php endif; ?>
	<?php endif; ?>
</div>
