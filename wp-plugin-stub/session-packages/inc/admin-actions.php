<?php
/**
 * What forms in WP Admin do. Always: capability → nonce of this very object → act → redirect.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Action → [function, capability, what reads the id of its object]. */
function admin_actions(): array {
	return array(
		'pair'              => array( 'act_pair', 'manage_options', 'id_from' ),
		'disconnect'        => array( 'act_disconnect', 'manage_options', 'id_from' ),
		'create_page'       => array( 'act_create_page', 'publish_pages', 'id_from' ),
		'save_access'       => array( 'act_save_access', 'manage_options', 'id_from' ),
		'save_package'      => array( 'act_save_package', MANAGE, 'id_from' ),
		'package_status'    => array( 'act_package_status', MANAGE, 'id_from' ),
		'move_package'      => array( 'act_move_package', MANAGE, 'id_from' ),
		'save_settings'     => array( 'act_save_settings', MANAGE, 'id_from' ),
		'confirm_transfer'  => array( 'act_confirm_transfer', SELL, 'id_from' ),
		'cancel_order'      => array( 'act_cancel_order', SELL, 'id_from' ),
		'sell_package'      => array( 'act_sell_package', SELL, 'id_from' ),
		'import_balances'   => array( 'act_import_balances', MANAGE, 'id_from' ),
		'import_sample'     => array( 'act_import_sample', MANAGE, 'id_from' ),
		'import_errors'     => array( 'act_import_errors', MANAGE, 'id_from' ),
		'start_import'      => array( 'act_start_import', MANAGE, 'id_from' ),
		'extend_packages'   => array( 'act_extend_packages', MANAGE, 'id_from' ),
		'redeem_booking'    => array( 'act_redeem_booking', SELL, 'booking_ref' ),
		'reinstate_booking' => array( 'act_reinstate_booking', SELL, 'booking_ref' ),
		'adjust_package'    => array( 'act_change_package', MANAGE, 'id_from' ),
		'move_end'          => array( 'act_change_package', MANAGE, 'id_from' ),
		'suspend_package'   => array( 'act_change_package', MANAGE, 'id_from' ),
		'resume_package'    => array( 'act_change_package', MANAGE, 'id_from' ),
		'roll_over_package' => array( 'act_change_package', MANAGE, 'id_from' ),
		'reassign_package'  => array( 'act_change_package', MANAGE, 'id_from' ),
		'undo_change'       => array( 'act_change_package', MANAGE, 'id_from' ),
		'reinstate_session' => array( 'act_change_package', SELL, 'id_from' ),
		'refund_package'    => array( 'act_refund_package', REFUND, 'id_from' ),
		'refund_sent'       => array( 'act_refund_sent', REFUND, 'id_from' ),
		'refund_withdraw'   => array( 'act_refund_withdraw', REFUND, 'id_from' ),
		'refund_take'       => array( 'act_refund_take', REFUND, 'id_from' ),
		'refund_payment'    => array( 'act_refund_payment', REFUND, 'id_from' ),
		'resolve_notice'    => array( 'act_resolve_notice', MANAGE, 'id_from' ),
		'save_mail'         => array( 'act_save_mail', MANAGE, 'id_from' ),
		'reset_mail'        => array( 'act_reset_mail', MANAGE, 'id_from' ),
		'save_mail_rules'   => array( 'act_save_mail_rules', MANAGE, 'id_from' ),
		'save_mail_delivery' => array( 'act_save_mail_delivery', MANAGE, 'id_from' ),
		'test_mail_delivery' => array( 'act_test_mail_delivery', MANAGE, 'id_from' ),
		'resend_mail'       => array( 'act_resend_mail', SELL, 'id_from' ),
		'export'            => array( 'act_export', MANAGE, 'id_from' ),
	);
}

/** Whether the current user may do it: forms and buttons are drawn only for who may. */
function may( string $do ): bool {
	$action = admin_actions()[ $do ] ?? null;
	return null !== $action && can( VIEW ) && current_user_can( $action[1] ); // phpcs:ignore WordPress.WP.Capabilities.Undetermined
}

/** The one door for all of them (admin-post.php). */
function handle_admin_post(): void {
	$do = posted( 'do' );
	if ( ! may( $do ) ) {
		wp_die( esc_html__( 'You are not allowed to do this.', 'session-packages' ), '', array( 'response' => 403 ) );
	}
	$action = admin_actions()[ $do ];
	$read   = __NAMESPACE__ . '\\' . $action[2];
	$id     = $read( posted( 'id' ) );
	check_admin_referer( nonce_action( $do, $id ) );
	$run  = __NAMESPACE__ . '\\' . $action[0];
	$back = $run( $id, key_from( posted( 'key' ) ) );
	wp_safe_redirect( admin_page( $back ), 303 );
	exit;
}

/** A posted value. Only used by actions, after the nonce was checked. */
function posted( string $name, int $limit = 500 ): string {
	return trim( input( $_POST, $name, $limit ) ); // phpcs:ignore WordPress.Security.NonceVerification.Missing -- checked in handle_admin_post().
}

/** Connects with the pasted code. */
function act_pair( string $id, string $key ): array {
	$code   = posted( 'code', 4000 );
	$result = pair( $code );
	if ( $result->ok ) {
		tell_activity( 'pair', array(), $key );
		return array( 'tab' => 'settings', 'sp_notice' => 'paired' );
	}
	return array( 'tab' => 'settings', 'kept' => keep( 'pair', array( 'code' => $code ), pairing_error( $result ), '' ) );
}

/** Pairing says more than "unavailable": the owner is sitting in front of the machine that can be fixed. */
function pairing_error( Result $result ): Result {
	if ( 'unavailable' === $result->code && 0 === $result->status ) {
		$result->code    = 'pairing_unreachable';
		$result->message = __( 'The sidecar did not answer at the address in this code. Is it running on this server? Then make a new code and try again.', 'session-packages' );
	}
	return $result;
}

/** Forgets the connection. */
function act_disconnect( string $id, string $key ): array {
	tell_activity( 'disconnect', array(), $key ); // Whether it hears that or not: one must be able to leave it.
	disconnect();
	return array( 'tab' => 'settings', 'sp_notice' => 'disconnected' );
}

/** Publishes a page with the shortcode; once, also on a double click. */
function act_create_page(): array {
	forget_packages_page();
	if ( ! packages_page() ) {
		wp_insert_post(
			array(
				'post_type'    => 'page',
				'post_status'  => 'publish',
				'post_title'   => __( 'Packages', 'session-packages' ),
				'post_content' => "<!-- wp:shortcode -->\n[packages]\n<!-- /wp:shortcode -->",
			)
		);
		forget_packages_page();
	}
	return array( 'tab' => 'overview', 'sp_notice' => 'page_created' );
}

/** Makes or changes a package for sale. */
function act_save_package( string $id, string $key ): array {
	$fields = array_merge( package_fields(), package_rule_fields() );
	$typed  = typed_values( $fields );
	$again  = array( 'tab' => 'packages', 'edit' => '' === $id ? 'new' : $id, 'from' => '' === $id ? id_from( posted( 'from' ) ) : '' );
	if ( 'preview' === posted( 'then', 20 ) ) {
		return $again + array( 'kept' => keep_typed( 'package', $typed ) );
	}
	$body   = form_body( $fields, $typed );
	$result = '' === $id
		? send( 'POST', '/v1/manage/packages', $body, $key )
		: send( 'PUT', '/v1/manage/packages/' . $id, $body, $key );
	if ( $result->ok ) {
		return array( 'tab' => 'packages', 'edit' => str_of( map_of( $result->data, 'package' ), 'id' ), 'sp_notice' => 'package_saved' );
	}
	return $again + array( 'kept' => keep( 'package', $typed, $result, $key, array_column( $fields, 'label', 'name' ) ) );
}

/** Puts a package on sale, back to draft, or into the archive. */
function act_package_status( string $id, string $key ): array {
	$status = posted( 'status', 20 );
	$result = send( 'POST', "/v1/manage/packages/{$id}/status", array( 'status' => $status ), $key );
	$back   = packages_args( sale_view( posted( 'view', 20 ) ) );
	return $back + ( $result->ok ? array( 'sp_notice' => 'package_' . $status ) : array( 'kept' => keep( 'package_status', array(), $result, $key ) ) );
}

/** One place up or down among those that are shown. The button that was pressed gets the cursor again. */
function act_move_package( string $id, string $key ): array {
	$direction = posted( 'direction', 20 );
	$view      = sale_view( posted( 'view', 20 ) );
	$result    = send( 'POST', "/v1/manage/packages/{$id}/move", array( 'direction' => $direction, 'status' => '' === $view ? 'all' : $view ), $key );
	return packages_args( $view ) + ( $result->ok
		? array( 'moved' => $id, 'direction' => $direction, 'sp_notice' => 'package_moved' )
		: array( 'kept' => keep( 'move_package', array(), $result, $key ) ) );
}

/** Saves the settings. Keys that were typed are tried at their provider, so then it may take its time. */
function act_save_settings( string $id, string $key ): array {
	$posted = isset( $_POST['f'] ) && is_array( $_POST['f'] ) ? $_POST['f'] : array(); // phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- checked in handle_admin_post(), narrowed by input().
	$fields = shown_fields( all_settings_fields(), $posted );
	$typed  = typed_values( $fields );
	$safe   = without_secrets( $fields, $typed );
	$tried  = in_array( RETYPE, $safe, true );
	$result = send( 'PUT', '/v1/manage/settings', without_untouched( form_body( $fields, $typed ), $posted ), $key, '', $tried ? PAY_TIMEOUT : WRITE_TIMEOUT );
	$back   = array( 'tab' => 'settings' );
	return $back + ( $result->ok
		? array( 'sp_notice' => 'settings_saved' )
		: array( 'kept' => keep( 'settings', $safe, $result, $key, array_column( $fields, 'label', 'name' ) ) ) );
}

/** The fields that were in the form: keys that the environment sets are not. Boxes that are not ticked are not sent at all. */
function shown_fields( array $fields, array $posted ): array {
	return array_values( array_filter( $fields, static fn( array $field ): bool => 'checkbox' === $field['type'] || isset( $posted[ $field['name'] ] ) ) );
}

/** Says that the money of a transfer has arrived; the sidecar compares the amount. */
function act_confirm_transfer( string $id, string $key ): array {
	$amount = posted( 'amount', 40 );
	$body   = array( 'amount' => $amount ) + ( '1' === posted( 'keep_surplus' ) ? array( 'keep_surplus' => true ) : array() );
	$result = send( 'POST', "/v1/manage/orders/{$id}/confirm-transfer", $body, $key );
	$back   = back_to_orders();
	return $back + ( $result->ok
		? array( 'sp_notice' => 'money_confirmed' )
		: array( 'kept' => keep( "order-{$id}", array( 'amount' => $amount ), $result, $key ) ) );
}

/** Cancels an order that was not paid. */
function act_cancel_order( string $id, string $key ): array {
	$reason = posted( 'reason' );
	$result = send( 'POST', "/v1/manage/orders/{$id}/cancel", array( 'reason' => $reason ), $key );
	$back   = back_to_orders();
	return $back + ( $result->ok
		? array( 'sp_notice' => 'order_cancelled' )
		: array( 'kept' => keep( "order-{$id}", array( 'reason' => $reason ), $result, $key ) ) );
}

/** Orders are confirmed on two tabs; back to the one it came from. */
function back_to_orders(): array {
	return 'customers' === posted( 'from', 20 ) ? array( 'tab' => 'customers', 'status' => 'awaiting_payment' ) : array( 'tab' => 'overview' );
}
