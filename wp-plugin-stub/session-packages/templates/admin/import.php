<?php
/**
 * Import balances: upload a file, and what it looks like.
 *
 * @package SessionPackages
 * @var array $view See import_screen().
 */

defined( 'ABSPATH' ) || exit;
?>
<h2><?php esc_html_e( 'Import balances', 'session-packages' ); ?></h2>
<form method="post" enctype="multipart/form-data" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-box sp-import">
	<?php echo $view['head']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
	<p><?php esc_html_e( 'Brings what customers have left in another system. The file is only checked at first; you see every row before anything is made of it.', 'session-packages' ); ?></p>
	<p>
		<label for="sp-file"><strong><?php esc_html_e( 'CSV file', 'session-packages' ); ?></strong></label><br>
		<input type="file" id="sp-file" name="file" accept=".csv,.txt,text/csv" required aria-describedby="sp-file-help<?php echo '' === $view['error'] ? '' : ' sp-file-error'; ?>"<?php echo '' === $view['error'] ? '' : ' aria-invalid="true"'; ?>>
	</p>
	<?php if ( '' !== $view['error'] ) : ?>
		<p class="sp-error" id="sp-file-error"><?php echo esc_html( $view['error'] ); ?></p>
	<?php endif; ?>
	<p class="description" id="sp-file-help"><?php echo esc_html( $view['limit'] ); ?> <?php esc_html_e( 'Separated by commas, semicolons or tabs; UTF-8 or as Excel saves it.', 'session-packages' ); ?></p>
	<p><label><input type="checkbox" name="accounts" value="1"<?php checked( $view['accounts'] ); ?>> <?php esc_html_e( 'Give a row to the account of your site that has its address', 'session-packages' ); ?></label><br>
	<span class="description"><?php esc_html_e( 'Leave this out if people can register on your site with an address that is not theirs. Without an account the package waits until the address is proven.', 'session-packages' ); ?></span></p>
	<p><label><input type="checkbox" name="mails" value="1"<?php checked( $view['mails'] ); ?>> <?php esc_html_e( 'Write to each customer that their package is ready', 'session-packages' ); ?></label></p>
	<p><button type="submit" class="button button-primary"><?php esc_html_e( 'Check the file', 'session-packages' ); ?></button></p>
</form>
<?php echo $view['tasks']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
<h3><?php esc_html_e( 'What the file looks like', 'session-packages' ); ?></h3>
<?php if ( '' !== $view['sample'] ) : ?>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
		<?php echo $view['sample']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
		<p><button type="submit" class="button"><?php esc_html_e( 'Download a sample', 'session-packages' ); ?></button></p>
	</form>
<?php endif; ?>
<table class="widefat striped sp-columns">
	<thead><tr><th scope="col"><?php esc_html_e( 'Column', 'session-packages' ); ?></th><th scope="col"><?php esc_html_e( 'What it holds', 'session-packages' ); ?></th></tr></thead>
	<tbody>
		<?php foreach ( $view['columns'] as $column ) : ?>
			<tr><td><code><?php echo esc_html( $column['name'] ); ?></code></td><td><?php echo esc_html( $column['help'] ); ?></td></tr>
		<?php endforeach; ?>
	</tbody>
</table>
