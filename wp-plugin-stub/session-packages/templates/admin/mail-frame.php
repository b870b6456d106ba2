<?php
/**
 * A mail as it looks: subject, the mail itself in a frame where nothing of it can run, its text version.
 *
 * esc_textarea() throughout: esc_attr() and esc_html() leave what looks like an entity alone, and &lt;b&gt; would become bold.
 *
 * @package SessionPackages
 * @var array{subject:string,html:string,text:string} $view
 */

defined( 'ABSPATH' ) || exit;
?>
<p class="sp-frame__subject"><span class="sp-quiet"><?php esc_html_e( 'Subject:', 'session-packages' ); ?></span> <strong data-preview="subject"><?php echo esc_textarea( $view['subject'] ); ?></strong></p>
<iframe class="sp-frame" data-preview="html" sandbox="" title="<?php esc_attr_e( 'The e-mail', 'session-packages' ); ?>" srcdoc="<?php echo esc_textarea( $view['html'] ); ?>"></iframe>
<details class="sp-more">
	<summary><?php esc_html_e( 'Text version', 'session-packages' ); ?></summary>
	<pre class="sp-frame__text" data-preview="text"><?php echo esc_textarea( $view['text'] ); ?></pre>
</details>
