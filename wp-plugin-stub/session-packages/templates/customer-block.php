<?php
/**
 * A customer's active packages, drawn inside a booking plugin's own page.
 *
 * @package SessionPackages
 * @var array{packages:array,notice:string,url:string} $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<section class="session-packages sp-block" aria-labelledby="sp-block-title">
	<div class="sp-block__head">
		<h2 id="sp-block-title"><?php esc_html_e( 'My Packages', 'session-packages' ); ?></h2>
		<?php if ( '' !== $view['url'] ) : ?>
			<a href="<?php echo esc_url( $view['url'] ); ?>"><?php esc_html_e( 'All packages', 'session-packages' ); ?></a>
		<?php endif; ?>
	</div>
	<?php if ( '' !== $view['notice'] ) : ?>
		<p class="sp-message sp-message--warning" role="status"><?php echo esc_html( $view['notice'] ); ?></p>
	<?php endif; ?>
	<ul class="sp-owned">
		<?php foreach ( $view['packages'] as $package ) : ?>
			<li class="sp-panel sp-package" data-customer-package="<?php echo esc_attr( $package['id'] ); ?>"><?php print_template( 'package', $package ); ?></li>
		<?php endforeach; ?>
	</ul>
</section>
