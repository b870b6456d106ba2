<?php
/**
 * Where a provider shall send its webhooks, and how to tell it so.
 *
 * @package SessionPackages
 * @var array{provider:string,unset:bool,title:string,steps:array,events:string,url:string,direct:string} $view
 */

defined( 'ABSPATH' ) || exit;

$id = 'sp-webhook-' . $view['provider'];
?>
<?php if ( $view['unset'] ) : ?>
	<input type="hidden" name="f[<?php echo esc_attr( $view['provider'] ); ?>.unset]" value="1">
<?php endif; ?>
<details class="sp-webhook sp-more">
	<summary><?php echo esc_html( $view['title'] ); ?></summary>
	<ol>
		<li><?php echo esc_html( $view['steps'][0] ); ?></li>
		<li>
			<label for="<?php echo esc_attr( $id ); ?>"><?php echo esc_html( $view['steps'][1] ); ?></label>
			<input type="text" readonly class="large-text code" id="<?php echo esc_attr( $id ); ?>" value="<?php echo esc_attr( $view['url'] ); ?>">
		</li>
		<li><?php echo esc_html( $view['steps'][2] ); ?> <code><?php echo esc_html( $view['events'] ); ?></code></li>
		<li><?php echo esc_html( $view['steps'][3] ); ?></li>
	</ol>
	<p class="description">
		<?php esc_html_e( 'Without it nothing gets lost: payments are also looked up every few minutes. With it, packages are ready at once, even if the customer never comes back to your site.', 'session-packages' ); ?>
		<?php if ( '' !== $view['direct'] ) : ?>
			<?php esc_html_e( 'If your sidecar can be reached from the internet, this address works too and spares WordPress the detour:', 'session-packages' ); ?> <code><?php echo esc_html( $view['direct'] ); ?></code>
		<?php endif; ?>
	</p>
</details>
