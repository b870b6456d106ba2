<?php
/**
 * A change of a customer package, step 2: how it stands now and then, and the button.
 *
 * @package SessionPackages
 * @var array $view See change_confirm().
 */

defined( 'ABSPATH' ) || exit;
?>
<?php /* translators: %s: what will be changed, e.g. "Roll over" */ ?>
<h2><?php echo esc_html( sprintf( __( '%s: please check', 'session-packages' ), $view['title'] ) ); ?></h2>
<div class="sp-box sp-change" data-change="<?php echo esc_attr( $view['change'] ); ?>">
	<?php if ( '' !== $view['about'] ) : ?>
		<p><strong><?php echo esc_html( $view['about'] ); ?></strong></p>
	<?php endif; ?>
	<table class="widefat sp-standing">
		<thead><tr>
			<td></td>
			<th scope="col"><?php esc_html_e( 'Now', 'session-packages' ); ?></th>
			<th scope="col"><?php echo esc_html( $view['after'] ); ?></th>
		</tr></thead>
		<tbody>
			<?php foreach ( $view['rows'] as $row ) : ?>
				<tr<?php echo $row['changed'] ? ' class="sp-changed"' : ''; ?>>
					<th scope="row"><?php echo esc_html( $row['label'] ); ?></th>
					<td><?php echo esc_html( $row['before'] ); ?></td>
					<td><?php echo $row['changed'] ? '<strong>' . esc_html( $row['after'] ) . '</strong>' : esc_html( $row['after'] ); ?></td>
				</tr>
			<?php endforeach; ?>
		</tbody>
	</table>
	<?php foreach ( $view['notes'] as $note ) : ?>
		<p><?php echo esc_html( $note ); ?></p>
	<?php endforeach; ?>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-refund__form">
		<?php echo $view['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
		<?php foreach ( $view['typed'] as $name => $value ) : ?>
			<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
		<?php endforeach; ?>
		<p>
			<label for="sp-reason"><strong><?php esc_html_e( 'Reason', 'session-packages' ); ?></strong></label><br>
			<input type="text" class="large-text" id="sp-reason" name="reason" maxlength="255" value="<?php echo esc_attr( $view['reason'] ); ?>" autocomplete="off" required<?php echo '' === $view['error'] ? ' aria-describedby="sp-reason-help"' : ' aria-invalid="true" aria-describedby="sp-reason-error"'; ?>>
			<span class="description" id="sp-reason-help"><?php esc_html_e( 'Stays in the package’s history; the customer can read it.', 'session-packages' ); ?></span>
		</p>
		<?php if ( '' !== $view['error'] ) : ?>
			<p class="sp-error" id="sp-reason-error"><?php echo esc_html( $view['error'] ); ?></p>
		<?php endif; ?>
		<p>
			<button type="submit" class="button button-primary button-hero"><?php echo esc_html( $view['button'] ); ?></button>
			<a class="button button-hero" href="<?php echo esc_url( $view['back'] ); ?>"><?php echo esc_html( $view['other'] ); ?></a>
		</p>
	</form>
</div>
