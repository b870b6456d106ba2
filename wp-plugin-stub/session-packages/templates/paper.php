<?php
/**
 * A receipt or a statement: a page of its own, made to be printed.
 *
 * @package SessionPackages
 * @var array{kind:string,title:string,site:string,text:string,facts:array,sums:array,entries:array} $view
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;
?>
<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head>
	<meta charset="<?php bloginfo( 'charset' ); ?>">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<meta name="robots" content="noindex, nofollow">
	<title><?php echo esc_html( $view['title'] . ' – ' . $view['site'] ); ?></title>
	<?php
	wp_register_style( 'session-packages-paper', plugins_url( 'assets/paper.css', PLUGIN_FILE ), array(), VERSION );
	wp_print_styles( array( 'session-packages-paper' ) );
	?>
</head>
<body class="sp-paper" data-paper="<?php echo esc_attr( $view['kind'] ); ?>">
	<main>
		<header>
			<p class="sp-paper__seller"><?php echo esc_html( $view['site'] ); ?></p>
			<?php if ( $view['sums'] ) : ?>
				<button type="button" onclick="window.print()"><?php esc_html_e( 'Print', 'session-packages' ); ?></button>
			<?php endif; ?>
		</header>
		<h1><?php echo esc_html( $view['title'] ); ?></h1>
		<?php if ( '' !== $view['text'] ) : ?>
			<p class="sp-paper__note" role="status"><?php echo esc_html( $view['text'] ); ?></p>
		<?php endif; ?>
		<dl>
			<?php foreach ( $view['facts'] as $label => $value ) : ?>
				<div><dt><?php echo esc_html( $label ); ?></dt><dd><?php echo esc_html( $value ); ?></dd></div>
			<?php endforeach; ?>
		</dl>
		<?php if ( $view['entries'] ) : ?>
			<table>
				<thead><tr>
					<th scope="col"><?php esc_html_e( 'Date', 'session-packages' ); ?></th>
					<th scope="col"><?php esc_html_e( 'What', 'session-packages' ); ?></th>
					<th scope="col" class="sp-num"><?php esc_html_e( 'Sessions', 'session-packages' ); ?></th>
					<th scope="col" class="sp-num"><?php esc_html_e( 'Balance', 'session-packages' ); ?></th>
					<th scope="col" class="sp-num"><?php esc_html_e( 'Value', 'session-packages' ); ?></th>
				</tr></thead>
				<tbody>
					<?php foreach ( $view['entries'] as $entry ) : ?>
						<tr>
							<td><?php echo esc_html( $entry['when'] ); ?></td>
							<td><?php echo esc_html( $entry['what'] ); ?> <small><?php echo esc_html( $entry['about'] ); ?></small></td>
							<td class="sp-num"><?php echo esc_html( $entry['delta'] ); ?></td>
							<td class="sp-num"><?php echo esc_html( $entry['balance'] ); ?></td>
							<td class="sp-num"><?php echo esc_html( $entry['value'] ); ?></td>
						</tr>
					<?php endforeach; ?>
				</tbody>
			</table>
		<?php endif; ?>
		<?php if ( $view['sums'] ) : ?>
			<table class="sp-paper__sums">
				<tbody>
					<?php foreach ( $view['sums'] as $sum ) : ?>
						<tr<?php echo '' === $sum[2] ? '' : ' class="is-total"'; ?>><th scope="row"><?php echo esc_html( $sum[0] ); ?></th><td class="sp-num"><?php echo esc_html( $sum[1] ); ?></td></tr>
					<?php endforeach; ?>
				</tbody>
			</table>
		<?php endif; ?>
	</main>
</body>
</html>
