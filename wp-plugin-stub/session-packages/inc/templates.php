<?php
/**
 * Templates hold markup only. A theme may bring its own as `session-packages/<name>.php`.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** A template's markup with $view to draw from. Admin templates are not the theme's business. */
function template( string $name, array $view = array() ): string {
	$own  = dirname( PLUGIN_FILE ) . "/templates/{$name}.php";
	$file = 0 === strpos( $name, 'admin/' ) ? '' : locate_template( "session-packages/{$name}.php" );
	ob_start();
	( static function ( string $file, array $view ): void {
		include $file;
	} )( '' === $file ? $own : $file, $view );
	return (string) ob_get_clean();
}

/** Prints a template. Everything in it is escaped where it is echoed. */
function print_template( string $name, array $view = array() ): void {
	echo template( $name, $view ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- templates escape.
}

/** Announces styles and script; they are loaded only where something of ours is drawn. */
function register_assets(): void {
	$base = plugins_url( 'assets/', PLUGIN_FILE );
	wp_register_style( 'session-packages', $base . 'session-packages.css', array(), VERSION );
	wp_register_script( 'session-packages', $base . 'session-packages.js', array(), VERSION, true );
}

/** Loads what the pages need; safe to call while the page is being drawn. */
function use_assets(): void {
	if ( ! wp_style_is( 'session-packages', 'registered' ) ) {
		register_assets();
	}
	wp_enqueue_style( 'session-packages' );
	wp_enqueue_script( 'session-packages' );
}

/** A balance as a bar. The browser works out how long it is. */
function progress_bar( int $remaining, int $total ): string {
	return sprintf(
		'<progress class="sp-progress" max="%d" value="%d" aria-label="%s"></progress>',
		max( 1, $total ),
		$remaining,
		esc_attr( remaining_text( $remaining, $total ) )
	);
}

/** A status as a small coloured word. The colour repeats what the word says. */
function pill( string $status, string $label ): string {
	return sprintf( '<span class="sp-pill sp-pill--%s">%s</span>', esc_attr( sanitize_html_class( $status ) ), esc_html( $label ) );
}
