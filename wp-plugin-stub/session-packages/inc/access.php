<?php
/**
 * Who may do what with packages, and who is acting in a call to the sidecar.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const VIEW   = 'view_session_packages';
const SELL   = 'sell_session_packages';
const REFUND = 'refund_session_packages';
const MANAGE = 'manage_session_packages';

/** All of them, from the least to the most. */
function capabilities(): array {
	return array( VIEW, SELL, REFUND, MANAGE );
}

/**
 * Who manages the site may do everything here, whatever the roles say: nobody can lock themselves out. Who may do anything may look.
 *
 * @param mixed $allcaps What the user may do.
 * @return mixed
 */
function grant_capabilities( $allcaps ) {
	if ( ! is_array( $allcaps ) ) {
		return $allcaps;
	}
	foreach ( empty( $allcaps['manage_options'] ) ? array() : capabilities() as $capability ) {
		$allcaps[ $capability ] = true;
	}
	if ( array_filter( array_intersect_key( $allcaps, array_flip( capabilities() ) ) ) ) {
		$allcaps[ VIEW ] = true;
	}
	return $allcaps;
}

/** Whether the current user has one of our capabilities. */
function can( string $capability ): bool {
	return current_user_can( $capability ); // phpcs:ignore WordPress.WP.Capabilities.Undetermined -- one of capabilities().
}

/**
 * The acting person as it is signed into every call.
 *
 * Staff exists in WP Admin only: on the site's pages an owner is a customer like any other.
 *
 * @param string $kind '' finds out; 'guest', 'customer' and 'system' are demanded by code that knows better, never by input.
 */
function actor( string $kind = '' ): array {
	$user = wp_get_current_user();
	if ( '' === $kind ) {
		$kind = actor_kind();
	}
	if ( 'customer' === $kind && ! $user->exists() ) {
		$kind = 'guest';
	}
	$named = 'guest' !== $kind && $user->exists();
	return array(
		'kind'       => $kind,
		'wp_user_id' => $named && 'system' !== $kind ? $user->ID : null,
		'name'       => one_line( $named ? $user->display_name : '' ),
		'email'      => one_line( $named ? $user->user_email : '' ),
		'caps'       => 'staff' === $kind ? array_values( array_filter( capabilities(), __NAMESPACE__ . '\\can' ) ) : array(),
		'ip'         => visitor_address(),
	);
}

/** What the surroundings say: guest, customer, staff or system. */
function actor_kind(): string {
	if ( wp_doing_cron() || delivering() || ( defined( 'WP_CLI' ) && WP_CLI ) ) {
		return 'system';
	}
	if ( is_admin() && can( VIEW ) ) {
		return 'staff';
	}
	return is_user_logged_in() ? 'customer' : 'guest';
}

/** True while a call of the sidecar is being carried out: what happens then is the system's doing. */
function delivering( ?bool $now = null ): bool {
	static $is = false;
	if ( null !== $now ) {
		$is = $now;
	}
	return $is;
}

/** A header value: one line, no control characters, not endless. */
function one_line( string $text, int $limit = 150 ): string {
	$text = trim( (string) preg_replace( '/[\x00-\x1F\x7F]+/', ' ', wp_check_invalid_utf8( $text, true ) ) );
	return function_exists( 'mb_substr' ) ? mb_substr( $text, 0, $limit, 'UTF-8' ) : $text;
}

/** The address the request came from, as the web server saw it; forwarded headers are anybody's claim. */
function visitor_address(): string {
	$address = isset( $_SERVER['REMOTE_ADDR'] ) && is_string( $_SERVER['REMOTE_ADDR'] ) ? wp_unslash( $_SERVER['REMOTE_ADDR'] ) : ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- validated below.
	return false !== filter_var( $address, FILTER_VALIDATE_IP ) ? $address : '';
}
