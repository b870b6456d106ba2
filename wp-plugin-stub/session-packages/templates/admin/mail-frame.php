<?php
/**
 * A mail as it looks: subject, the mail itself in a frame where nothing of it can run, its text version.
 *
 * @package SessionPackages
 * @var array{subject:string,html:string,text:string} $view
 */

defined( 'ABSPATH' ) || exit;
?>
<p class="sp-frame__subject"><span class="sp-quiet"><?php esc_html_e( 'Subject:', 'session-packages' ); ?></span> <strong data-preview="subject"><?php echo esc_html( $view['subject'] ); ?></strong></p>
<iframe class="sp-frame" data-preview="html" sandbox="" title="<?php esc_attr_e( 'The e-mail', 'session-packages' ); ?>" srcdoc="<?php echo esc_attr( $view['html'] ); ?>"></iframe>
<details class="sp-more">
	<summary><?php esc_html_e( 'Text version', 'session-packages' ); ?></summary>
	<pre class="sp-frame__text" data-preview="text"><?php echo esc_html( $view['text'] ); ?></pre>
</details>
