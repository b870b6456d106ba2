<?php
/**
 * Overview: what a person has to look at.
 *
 * @package SessionPackages
 * @var array{notices:array,more:bool} $view
 */

defined( 'ABSPATH' ) || exit;
?>
<section class="sp-attention" aria-labelledby="sp-attention-title">
	<h2 id="sp-attention-title"><?php esc_html_e( 'Needs your attention', 'session-packages' ); ?> <span class="sp-count"><?php echo esc_html( number_format_i18n( count( $view['notices'] ) ) . ( $view['more'] ? '+' : '' ) ); ?></span></h2>
	<ul>
		<?php foreach ( $view['notices'] as $notice ) : ?>
			<li class="sp-box sp-notice" data-notice="<?php echo esc_attr( $notice['kind'] ); ?>">
				<div class="sp-notice__text">
					<strong><?php echo esc_html( $notice['title'] ); ?></strong>
					<?php if ( '' !== $notice['about'] ) : ?>
						<span><?php echo esc_html( $notice['about'] ); ?></span>
					<?php endif; ?>
					<?php if ( '' !== $notice['why'] ) : ?>
						<span><?php echo esc_html( $notice['why'] ); ?></span>
					<?php endif; ?>
					<span><?php echo esc_html( $notice['todo'] ); ?></span>
					<span class="sp-quiet"><?php echo esc_html( $notice['when'] ); ?></span>
				</div>
				<?php echo $notice['extra']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
				<div class="sp-notice__do">
					<?php foreach ( $notice['links'] as $number => $link ) : ?>
						<a class="button<?php echo 0 === $number && '' === $notice['extra'] ? ' button-primary' : ''; ?>" href="<?php echo esc_url( $link['url'] ); ?>"><?php echo esc_html( $link['label'] ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $notice['about'] ); ?></span></a>
					<?php endforeach; ?>
					<?php if ( SessionPackages\may( 'resolve_notice' ) ) : ?>
					<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" class="sp-inline">
						<?php echo SessionPackages\form_head( 'resolve_notice', $notice['id'] ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a template. ?>
						<button type="submit" class="button"><?php esc_html_e( 'Done', 'session-packages' ); ?><span class="screen-reader-text"><?php echo esc_html( ': ' . $notice['title'] . ', ' . $notice['about'] ); ?></span></button>
					</form>
					<?php endif; ?>
				</div>
			</li>
		<?php endforeach; ?>
	</ul>
	<?php if ( $view['more'] ) : ?>
		<p class="sp-quiet"><?php esc_html_e( 'There are more; they appear when these are done.', 'session-packages' ); ?></p>
	<?php endif; ?>
</section>
