<?php
/**
 * Where the links of mails lead: the packages page, an order, the admin screen, and the way out of reminders.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Runs before anything is printed; a link of ours always ends in a redirect or a page of its own. */
function follow_mail_link(): void {
	// phpcs:disable WordPress.Security.NonceVerification.Recommended -- the token is what allows it; without one nothing is changed.
	$token = input( $_GET, 'sp_mails', 201 );
	if ( '' !== $token ) {
		show_mail_preferences( $token );
	}
	$target = mail_link_target( input( $_GET, 'sp_page', 20 ), id_from( input( $_GET, 'sp_order' ) ) );
	// phpcs:enable
	if ( '' !== $target ) {
		nocache_headers(); // The page may be another one tomorrow.
		wp_safe_redirect( $target );
		exit;
	}
}

/** The address now; mails keep theirs for years, pages are moved. '' for anything else. */
function mail_link_target( string $page, string $order ): string {
	switch ( $page ) {
		case 'packages':
			return packages_page_url();
		case 'order':
			return '' === $order ? packages_page_url() : add_query_arg( 'sp_order', rawurlencode( $order ), packages_page_url() );
		case 'admin':
			return admin_url( 'admin.php?page=session-packages' );
		default:
			return '';
	}
}

/** Asks, or does what was asked for. Only a POST changes anything: mail programs and scanners open links by themselves. */
function show_mail_preferences( string $token ): void {
	forbid_caching();
	$wanted = wanted_reminders();
	$result = null === $wanted
		? get( '/v1/mail-preferences', array( 'token' => $token ), 'guest' )
		: send( 'POST', '/v1/mail-preferences', array( 'token' => $token, 'reminders' => $wanted ), wp_generate_uuid4(), 'guest' );
	status_header( $result->ok ? 200 : ( $result->down() ? 503 : 404 ) );
	header( 'X-Robots-Tag: noindex, nofollow' );
	header( 'Referrer-Policy: no-referrer' ); // The address holds the token.
	print_template( 'mail-preferences', mail_preferences_view( $token, $result, null !== $wanted ) );
	exit;
}

/** What the form, or the mail program's own button (RFC 8058), wants; null: only to look. */
function wanted_reminders(): ?bool {
	if ( 'POST' !== server_value( 'REQUEST_METHOD' ) ) {
		return null;
	}
	// phpcs:disable WordPress.Security.NonceVerification.Missing -- a mail program has none; the token is what allows it.
	if ( 'One-Click' === input( $_POST, 'List-Unsubscribe' ) ) {
		return false;
	}
	$answers = array( 'stop' => false, 'start' => true );
	return $answers[ input( $_POST, 'sp_reminders' ) ] ?? null;
	// phpcs:enable
}

/** What the page says, and what can be chosen on it. */
function mail_preferences_view( string $token, Result $result, bool $done ): array {
	$on    = bool_of( $result->data, 'reminders' );
	$email = str_of( $result->data, 'email' );
	$title = $on ? __( 'Stop reminders?', 'session-packages' ) : __( 'Reminders are stopped', 'session-packages' );
	/* translators: %s: a shortened e-mail address */
	$text = $on ? __( 'We remind %s when few sessions are left and before a package expires.', 'session-packages' )
		/* translators: %s: a shortened e-mail address */
		: __( '%s gets no reminders any more. Mails about your purchases and sessions still come.', 'session-packages' );
	if ( $done && $on ) {
		$title = __( 'Reminders come again', 'session-packages' );
	}
	if ( ! $result->ok ) {
		$title = __( 'It did not work', 'session-packages' );
		$text  = reason_text( $result->down() ? '' : 'link_unknown' );
		$text  = '' === $text ? __( 'Your choice cannot be looked up at the moment. Please try again in a few minutes.', 'session-packages' ) : $text;
	}
	return array(
		'site'   => wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ),
		'title'  => $title,
		'text'   => sprintf( $text, $email ),
		'action' => $result->ok ? add_query_arg( 'sp_mails', rawurlencode( $token ), home_url( '/' ) ) : '',
		'answer' => $on ? 'stop' : 'start',
		'label'  => $on ? __( 'Stop reminders', 'session-packages' ) : __( 'Send me reminders again', 'session-packages' ),
	);
}
