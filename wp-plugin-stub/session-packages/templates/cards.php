<?php
/**
 * All packages for sale.
 *
 * @package SessionPackages
 * @var array{cards:array<int,array>,notice:string} $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<?php if ( '' !== $view['notice'] ) : ?>
	<p class="sp-message sp-message--warning" role="status"><?php echo esc_html( $view['notice'] ); ?></p>
<?php endif; ?>
<?php if ( ! $view['cards'] ) : ?>
	<p class="sp-message"><?php esc_html_e( 'There are no packages on sale at the moment.', 'session-packages' ); ?></p>
<?php else : ?>
	<ul class="sp-cards">
		<?php foreach ( $view['cards'] as $card ) : ?>
			<li class="sp-cards__item"><?php print_template( 'card', $card ); ?></li>
		<?php endforeach; ?>
	</ul>
<?php endif; ?>
