<?php
/**
 * The shortcodes [packages] and [booking_packages]: what is for sale and, below it, what the customer has.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const CATALOGUE_TRANSIENT = 'session_packages_catalogue';
const PAGE_TRANSIENT      = 'session_packages_page';
const SHORTCODES          = array( 'packages', 'booking_packages' );

/** Draws the one part of the shop that the address asks for. */
function shortcode(): string {
	use_assets();
	mark_personal();
	$parts = array(
		'sp_buy'       => 'order_step',
		'sp_order'     => 'order_page',
		'sp_statement' => 'statement_page',
	);
	foreach ( $parts as $name => $part ) {
		$id = id_from( input( $_GET, $name ) ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading only.
		if ( '' !== $id ) {
			return template( 'shop', array( 'content' => call_user_func( __NAMESPACE__ . '\\' . $part, $id ) ) );
		}
	}
	return template( 'shop', array( 'content' => cards() . my_packages() ) );
}

/** The cards. When the sidecar is down, the last known ones, without buying. */
function cards(): string {
	$catalogue = catalogue();
	if ( null === $catalogue['packages'] ) {
		return message( __( 'Our packages cannot be shown at the moment. Please come back in a few minutes.', 'session-packages' ), unconnected_hint() );
	}
	if ( $catalogue['stale'] ) {
		forbid_caching(); // Else a page cache would refuse to sell long after the sidecar is back.
	}
	$cards = array();
	foreach ( $catalogue['packages'] as $card ) {
		$view           = card_view( $card );
		$view['button'] = buy_button( $view, $catalogue['stale'] );
		$cards[]        = $view;
	}
	$notice = $catalogue['stale'] ? __( 'Packages cannot be bought at the moment. Please come back in a few minutes.', 'session-packages' ) : '';
	return test_banner( $catalogue['mode'] ) . template(
		'cards',
		array(
			'cards'  => $cards,
			'notice' => $notice,
		)
	);
}

/**
 * What is for sale. The remembered copy holds the public catalogue only, and only what the sidecar itself answered.
 *
 * @return array{packages:array<int,array>|null,stale:bool,mode:string}
 */
function catalogue(): array {
	$result = get( '/v1/packages', array(), 'guest' );
	$known  = get_transient( CATALOGUE_TRANSIENT );
	if ( $result->ok && isset( $result->data['packages'] ) ) {
		$packages = rows_of( $result->data, 'packages' );
		if ( $packages !== $known ) {
			set_transient( CATALOGUE_TRANSIENT, $packages, WEEK_IN_SECONDS );
		}
		return array(
			'packages' => $packages,
			'stale'    => false,
			'mode'     => str_of( $result->data, 'mode' ),
		);
	}
	return array(
		'packages' => is_array( $known ) && null !== connection() ? rows_of( array( 'p' => $known ), 'p' ) : null,
		'stale'    => true,
		'mode'     => '', // Nothing can be bought now.
	);
}

/** What stands at the foot of a card: buy, log in, or why not. */
function buy_button( array $view, bool $down ): array {
	$target = page_url( array( 'sp_buy' => $view['id'] ) );
	$label  = __( 'Buy Package', 'session-packages' );
	if ( $down || '' !== $view['notice'] ) {
		$target = '';
	} elseif ( ! is_user_logged_in() ) {
		$label  = __( 'Log in to buy', 'session-packages' );
		$target = wp_login_url( $target );
	}
	return array(
		'label' => $label,
		'url'   => $target,
		/* translators: 1: "Buy Package" or "Log in to buy", 2: name of a package */
		'aria'  => sprintf( __( '%1$s: %2$s', 'session-packages' ), $label, $view['name'] ),
	);
}

/** A calm box with a sentence in place of content: true for this visitor now, so no cache may keep it. */
function message( string $text, string $more = '', string $tone = 'info' ): string {
	forbid_caching();
	return template(
		'message',
		array(
			'text' => $text,
			'more' => $more,
			'tone' => $tone,
		)
	);
}

/** For the owner only: why nothing is shown on a site that was never connected. */
function unconnected_hint(): string {
	return null === connection() && can( MANAGE ) ? __( 'Only you see this: the site is not connected yet. Open Packages → Settings in WP Admin.', 'session-packages' ) : '';
}

/** The page we are on (or the packages page) with arguments of ours. */
function page_url( array $args = array() ): string {
	$base = is_singular() ? (string) get_permalink( get_queried_object_id() ) : packages_page_url();
	return add_query_arg( array_map( 'rawurlencode', $args ), $base );
}

/** The published page with our shortcode; the front page when there is none. */
function packages_page_url(): string {
	$id = packages_page();
	return $id ? (string) get_permalink( $id ) : home_url( '/' );
}

/** Id of the published page with our shortcode, 0 when there is none. Remembered until a page is saved. */
function packages_page(): int {
	$known = get_transient( PAGE_TRANSIENT );
	if ( is_numeric( $known ) && ( 0 === (int) $known || 'publish' === get_post_status( (int) $known ) ) ) {
		return (int) $known;
	}
	$found = 0;
	foreach ( SHORTCODES as $tag ) {
		$pages = get_posts(
			array(
				'post_type'        => 'page',
				'post_status'      => 'publish',
				's'                => '[' . $tag,
				'sentence'         => true,
				'orderby'          => 'ID',
				'order'            => 'ASC',
				'numberposts'      => 5,
				'suppress_filters' => false,
			)
		);
		foreach ( $pages as $page ) {
			$found = ! $found && has_shortcode( $page->post_content, $tag ) ? $page->ID : $found;
		}
	}
	set_transient( PAGE_TRANSIENT, $found, HOUR_IN_SECONDS );
	return $found;
}

/** A page was saved: look again. */
function forget_packages_page(): void {
	delete_transient( PAGE_TRANSIENT );
}

/** Pages with our shortcode show balances: browsers and proxies shall not keep them for somebody who is logged in. */
function prevent_caching(): void {
	$post = is_singular() ? get_post( get_queried_object_id() ) : null;
	if ( ! $post || ! array_filter( SHORTCODES, static fn( string $tag ): bool => has_shortcode( $post->post_content, $tag ) ) ) {
		return;
	}
	mark_personal();
}

/** A page with our shortcode belongs to whoever is logged in. */
function mark_personal(): void {
	if ( is_user_logged_in() ) {
		forbid_caching();
	}
}

/** Page caches, proxies and browsers shall not keep this page: it is somebody's own, or tells of a trouble that will pass. */
function forbid_caching(): void {
	if ( ! defined( 'DONOTCACHEPAGE' ) ) {
		define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedConstantFound -- what page caches look for.
	}
	if ( ! headers_sent() ) {
		nocache_headers();
		header( 'Cache-Control: no-cache, must-revalidate, max-age=0, no-store, private' ); // Older WordPress leaves out the last two.
	}
}
