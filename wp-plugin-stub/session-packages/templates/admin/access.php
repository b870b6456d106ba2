<?php
/**
 * Settings, section Who may do what: what each capability is, and which role has it.
 *
 * @package SessionPackages
 * @var array $view
 */

defined( 'ABSPATH' ) || exit;

$changes = '' !== $view['head'];
?>
<h2><?php esc_html_e( 'Who may do what', 'session-packages' ); ?></h2>
<dl class="sp-deflist sp-powers">
	<?php foreach ( $view['words'] as $words ) : ?>
		<div><dt><?php echo esc_html( $words[0] ); ?></dt><dd><?php echo esc_html( $words[1] ); ?></dd></div>
	<?php endforeach; ?>
</dl>
<p class="description"><?php esc_html_e( 'Administrators may always do everything, so nobody can lock themselves out. Who may sell, refund or manage may see as well.', 'session-packages' ); ?></p>
<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-access">
	<?php echo $view['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
	<table class="widefat striped">
		<thead>
			<tr>
				<th scope="col"><?php esc_html_e( 'Role', 'session-packages' ); ?></th>
				<?php foreach ( $view['words'] as $words ) : ?>
					<th scope="col" class="sp-access__power"><?php echo esc_html( $words[0] ); ?></th>
				<?php endforeach; ?>
			</tr>
		</thead>
		<tbody>
			<?php foreach ( $view['roles'] as $role => $row ) : ?>
				<tr data-role="<?php echo esc_attr( $role ); ?>">
					<th scope="row"><?php echo esc_html( $row['label'] ); ?>
						<?php if ( $changes && ! $row['fixed'] ) : ?>
							<input type="hidden" name="access[<?php echo esc_attr( $role ); ?>][]" value="">
						<?php endif; ?>
						<?php if ( $row['new'] ) : ?>
							<p class="description"><?php esc_html_e( 'Every new account of your site has this role, so your customers do too.', 'session-packages' ); ?></p>
						<?php endif; ?>
					</th>
					<?php foreach ( $view['words'] as $capability => $words ) : ?>
						<td class="sp-access__power"><input type="checkbox" name="access[<?php echo esc_attr( $role ); ?>][]" value="<?php echo esc_attr( $capability ); ?>" aria-label="<?php echo esc_attr( $row['label'] . ': ' . $words[0] ); ?>"<?php checked( in_array( $capability, $row['may'], true ) ); ?><?php disabled( ! $changes || $row['fixed'] ); ?>></td>
					<?php endforeach; ?>
				</tr>
			<?php endforeach; ?>
		</tbody>
	</table>
	<?php if ( $changes ) : ?>
		<p class="submit"><button type="submit" class="button button-primary"><?php esc_html_e( 'Save', 'session-packages' ); ?></button></p>
	<?php else : ?>
		<p class="description"><?php esc_html_e( 'Only administrators can change this.', 'session-packages' ); ?></p>
	<?php endif; ?>
</form>
