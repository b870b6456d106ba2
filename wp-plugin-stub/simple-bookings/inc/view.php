<?php
/**
 * Pages: shortcodes, templates, assets, headers of personal pages.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

function register_shortcodes(): void {
	add_shortcode( 'simple_bookings', __NAMESPACE__ . '\\booking_form' );
	add_shortcode( 'booking_form', __NAMESPACE__ . '\\booking_form' );
	add_shortcode( 'my_bookings', __NAMESPACE__ . '\\my_bookings' );
}

/** Markup of templates/<name>.php; a theme may bring its own in simple-bookings/<name>.php. */
function view( string $name, array $args = [] ): string {
	$file = locate_template( "simple-bookings/$name.php" ) ?: dirname( FILE ) . "/templates/$name.php";
	ob_start();
	load_template( $file, false, $args );
	return (string) ob_get_clean();
}

function register_assets(): void {
	wp_register_style( 'simple-bookings', plugins_url( 'assets/simple-bookings.css', FILE ), [], VERSION );
	wp_register_script( 'simple-bookings', plugins_url( 'assets/simple-bookings.js', FILE ), [], VERSION, true );
	if ( has_our_shortcode( [ 'simple_bookings', 'booking_form', 'my_bookings' ] ) ) {
		enqueue_assets();
	}
}

/** Also called by the shortcodes, for pages whose shortcode does not stand in the post itself. */
function enqueue_assets(): void {
	wp_enqueue_style( 'simple-bookings' );
	wp_enqueue_script( 'simple-bookings' );
}

function has_our_shortcode( array $tags ): bool {
	$post = is_singular() ? get_post() : null;
	foreach ( $post ? $tags : [] as $tag ) {
		if ( has_shortcode( $post->post_content, $tag ) ) {
			return true;
		}
	}
	return false;
}

/** Pages that show a person's data or free places are never kept by a cache, and a link with a token is no secret's leak. */
function guard_personal_pages(): void {
	$ours = preg_grep( '/^sb_/', array_keys( $_GET + $_POST ) ); // phpcs:ignore WordPress.Security.NonceVerification -- only their names.
	if ( ! $ours && ! has_our_shortcode( [ 'my_bookings' ] ) ) {
		return;
	}
	if ( ! defined( 'DONOTCACHEPAGE' ) ) {
		define( 'DONOTCACHEPAGE', true );
	}
	nocache_headers();
	header( 'Referrer-Policy: same-origin' );
	add_filter( 'wp_robots', 'wp_robots_no_robots' );
	if ( '' !== query( 'sb_booking' ) && ! may_use( booking_by_token( query( 'sb_booking' ) ) ) ) {
		status_header( 404 );
	}
}

/** A text of the query string; '' if missing or not a text. */
function query( string $key ): string {
	// phpcs:ignore WordPress.Security.NonceVerification -- reading only.
	return isset( $_GET[ $key ] ) && is_string( $_GET[ $key ] ) ? sanitize_text_field( wp_unslash( $_GET[ $key ] ) ) : '';
}

/** A text of the posted form; '' if missing or not a text. The caller has checked the nonce, or keeps it for the next form. */
function posted( string $key ): string {
	// phpcs:ignore WordPress.Security.NonceVerification
	return isset( $_POST[ $key ] ) && is_string( $_POST[ $key ] ) ? sanitize_text_field( wp_unslash( $_POST[ $key ] ) ) : '';
}

function posted_lines( string $key ): string {
	// phpcs:ignore WordPress.Security.NonceVerification
	return isset( $_POST[ $key ] ) && is_string( $_POST[ $key ] ) ? sanitize_textarea_field( wp_unslash( $_POST[ $key ] ) ) : '';
}

/** The page we are on, with these of our own parameters only. */
function here( array $args = [] ): string {
	$page = is_singular() ? get_permalink( get_queried_object_id() ) : home_url( path_below_home() );
	return add_query_arg( array_map( 'rawurlencode', array_map( 'strval', $args ) ), (string) $page );
}

/** The path of this request; the site may live in a folder, which home_url() puts before it again. */
function path_below_home(): string {
	$path = (string) strtok( (string) wp_unslash( $_SERVER['REQUEST_URI'] ?? '/' ), '?' );
	$home = (string) wp_parse_url( home_url( '/' ), PHP_URL_PATH );
	return 0 === strpos( $path, $home ) ? substr( $path, strlen( $home ) ) : $path;
}

/** Address of the first published page with a shortcode; '' if there is none. */
function page_url( string $shortcode ): string {
	global $wpdb;
	static $found = [];
	if ( ! isset( $found[ $shortcode ] ) ) {
		$like = '%[' . $wpdb->esc_like( $shortcode ) . '%';
		$id   = $wpdb->get_var( $wpdb->prepare( "SELECT ID FROM $wpdb->posts WHERE post_type = 'page' AND post_status = 'publish' AND post_content LIKE %s ORDER BY ID LIMIT 1", $like ) );
		$found[ $shortcode ] = $id ? (string) get_permalink( (int) $id ) : '';
	}
	return $found[ $shortcode ];
}

function booking_page(): string {
	return page_url( 'simple_bookings' ) ?: page_url( 'booking_form' );
}

/** What a refused form wants to say on the page that is about to be drawn: errors by field, what was typed. */
function said( ?array $set = null ): array {
	static $said = [ 'errors' => [], 'typed' => [] ];
	if ( null !== $set ) {
		$said = array_merge( $said, $set );
	}
	return $said;
}

/** aria-describedby and friends for a field that was refused. */
function error_attributes( array $errors, string $field ): string {
	return isset( $errors[ $field ] ) ? sprintf( ' aria-invalid="true" aria-describedby="%s"', esc_attr( $field . '-error' ) ) : '';
}

function error_line( array $errors, string $field ): string {
	return isset( $errors[ $field ] ) ? sprintf( '<p class="sb-field-error" id="%s">%s</p>', esc_attr( $field . '-error' ), esc_html( $errors[ $field ] ) ) : '';
}
