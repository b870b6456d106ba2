<?php
/**
 * "Refund unused sessions" in two steps: choose how, then look at what will happen and confirm. The sidecar does the sums.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the step that the address asks for. */
function refund_screen( string $id ): string {
	if ( ! may( 'refund_package' ) ) {
		return refund_back( $id ) . trouble( failure( 'not_permitted', 403 ) );
	}
	$typed  = refund_typed();
	$ask    = array_filter( $typed, 'strlen' );
	$result = get( "/v1/manage/customer-packages/{$id}/refund", $ask );
	if ( 'confirm' === query( 'refund' ) ) {
		$result = with_obstacle( $result );
		if ( $result->ok ) {
			return refund_confirm( $id, $typed, map_of( $result->data, 'preview' ) );
		}
	}
	// Refused, or the first step: the form again, with the amounts of all rules.
	$plain = $result->ok && ! $ask ? $result : get( "/v1/manage/customer-packages/{$id}/refund" );
	return $plain->ok ? refund_choose( $id, $typed, map_of( $plain->data, 'preview' ), $result ) : refund_back( $id ) . trouble( $plain );
}

/** A preview that says why it cannot be carried out is a refusal, told at the field it is about. */
function with_obstacle( Result $result ): Result {
	$preview = map_of( $result->data, 'preview' );
	$code    = $result->ok ? str_of( $preview, 'code' ) : $result->code;
	if ( $result->fields || ( $result->ok && '' === $code && '' !== str_of( map_of( $preview, 'amount' ), 'plain' ) ) ) {
		return $result;
	}
	$refused         = failure( '' === $code ? 'invalid_fields' : $code, $result->status );
	$refused->fields = array( 'custom' === query( 'rule' ) ? 'amount' : 'sessions' => '' === $code ? 'is needed' : error_text( $refused ) );
	return $refused;
}

/** What the first step's form says; it only reads, so it is a GET. Fields of rules that were not chosen do not count. */
function refund_typed(): array {
	$rule = query( 'rule' );
	return array(
		'rule'     => $rule,
		'sessions' => 'single_price' === $rule ? '' : query( 'sessions' ),
		'amount'   => 'custom' === $rule ? query( 'amount' ) : '',
	);
}

/** Step 1: by which rule, how many sessions. */
function refund_choose( string $id, array $typed, array $preview, Result $asked ): string {
	$rules = array_map( __NAMESPACE__ . '\\rule_view', rows_of( $preview, 'rules' ) );
	$first = array_values( array_filter( array_column( array_filter( $rules, static fn( array $rule ): bool => $rule['available'] ), 'id' ) ) )[0] ?? '';
	$ask   = 'confirm' === query( 'refund' );
	return refund_back( $id ) . template(
		'admin/refund-choose',
		array(
			'hidden' => array( 'page' => PAGE, 'tab' => 'customers', 'view' => $id, 'refund' => 'confirm' ),
			'action' => strtok( admin_page(), '?' ),
			'rules'  => $rules,
			'chosen' => '' === $typed['rule'] ? $first : $typed['rule'],
			'typed'  => $typed,
			'unused' => int_of( $preview, 'sessions' ),
			/* translators: %s: an amount of money */
			'most'   => sprintf( __( 'At most %s.', 'session-packages' ), money_of( $preview, 'most' ) ),
			'errors' => $ask && ! $asked->ok ? $asked->fields : array(),
			'error'  => $ask && ! $asked->ok ? error_text( $asked ) : '',
		)
	);
}

/** One rule to choose, with its amount. */
function rule_view( array $rule ): array {
	$hints = array(
		'unused_value' => __( 'What the customer paid for the paid sessions that are left. Free sessions are worth nothing.', 'session-packages' ),
		'single_price' => __( 'What was paid, less the used sessions at the price of single bookings.', 'session-packages' ),
		'custom'       => __( 'You say how much goes back, and how many sessions are taken for it.', 'session-packages' ),
	);
	$id    = str_of( $rule, 'id' );
	return array(
		'id'        => $id,
		'label'     => rule_label( $id ),
		'hint'      => bool_of( $rule, 'available' ) ? ( $hints[ $id ] ?? '' ) : reason_text( str_of( $rule, 'code' ) ),
		'amount'    => money_of( $rule, 'amount' ),
		'sessions'  => int_of( $rule, 'sessions' ) > 0 ? sessions_text( int_of( $rule, 'sessions' ) ) : '',
		'available' => bool_of( $rule, 'available' ),
	);
}

/** Step 2: what will happen, and the button that does it. */
function refund_confirm( string $id, array $typed, array $preview ): string {
	$kept = kept( 'refund' );
	return refund_back( $id ) . template(
		'admin/refund-confirm',
		array(
			'head'     => form_head( 'refund_package', $id, str_of( $kept, 'key' ) ),
			'typed'    => array( 'rule' => str_of( $preview, 'rule' ) ) + $typed,
			'expected' => str_of( map_of( $preview, 'amount' ), 'plain' ),
			'amount'   => money_of( $preview, 'amount' ),
			'facts'    => refund_facts( $preview ),
			'where'    => refund_where( $preview ),
			'booked'   => array_map( __NAMESPACE__ . '\\booked_view', rows_of( $preview, 'booked' ) ),
			'change'   => admin_page( refund_args( $id, 'choose', $typed ) ),
			'reason'   => str_of( map_of( $kept, 'values' ), 'reason' ),
			'error'    => field_error( 'reason', map_of( $kept, 'errors' ) ),
			'button'   => bool_of( $preview, 'by_hand' )
				/* translators: %s: an amount of money */
				? sprintf( __( 'Note the refund of %s', 'session-packages' ), money_of( $preview, 'amount' ) )
				/* translators: %s: an amount of money */
				: sprintf( __( 'Refund %s', 'session-packages' ), money_of( $preview, 'amount' ) ),
		)
	);
}

/** The sums, as the sidecar did them. */
function refund_facts( array $preview ): array {
	return array(
		__( 'Amount', 'session-packages' )                => money_of( $preview, 'amount' ),
		__( 'By', 'session-packages' )                    => rule_label( str_of( $preview, 'rule' ) ),
		__( 'Taken from the package', 'session-packages' ) => sessions_text( int_of( $preview, 'sessions' ) ),
		__( 'Left in the package', 'session-packages' )   => sessions_text( int_of( $preview, 'balance_after' ) ),
	);
}

/** Where the money goes. */
function refund_where( array $preview ): string {
	if ( bool_of( $preview, 'by_hand' ) ) {
		return __( 'No provider took this money, so you send the money back yourself. The sessions are set aside at once; when you have done so, press “I have sent the money” on the package’s screen.', 'session-packages' );
	}
	$who = provider_name( str_of( $preview, 'method' ) );
	return 'PayPal' === $who
		? __( 'The money goes back to the customer’s PayPal account, the way it came.', 'session-packages' )
		: __( 'The money goes back through Stripe to the card or account it came from. Customers see it after five to ten days.', 'session-packages' );
}

/** A visit that is booked with the package and still to come. */
function booked_view( array $visit ): array {
	$host = str_of( $visit, 'host' );
	$id   = str_of( $visit, 'booking' );
	return array(
		'label' => implode( ' · ', array_filter( array( str_of( $visit, 'service_name' ) . str_of( $visit, 'service' ), moment( str_of( $visit, 'starts_at' ) ) ) ) ),
		'url'   => '' === booking_ref( "{$host}|{$id}" ) ? '' : booking_page( $host, $id ),
	);
}

/** What the fields are called, for refusals. */
function refund_labels(): array {
	return array(
		'rule'     => __( 'How much goes back?', 'session-packages' ),
		'sessions' => __( 'Sessions', 'session-packages' ),
		'amount'   => __( 'Amount', 'session-packages' ),
		'reason'   => __( 'Reason', 'session-packages' ),
	);
}

/** Arguments of the screen's address. */
function refund_args( string $id, string $step, array $typed = array() ): array {
	return array( 'tab' => 'customers', 'view' => $id, 'refund' => $step ) + array_filter( array_intersect_key( $typed, array( 'rule' => 1, 'sessions' => 1, 'amount' => 1 ) ), 'strlen' );
}

/** Address of a step. */
function refund_page( string $id, string $step ): string {
	return admin_page( refund_args( $id, $step ) );
}

/** The way back to the package. */
function refund_back( string $id ): string {
	return sprintf( '<p><a href="%s">← %s</a></p>', esc_url( admin_page( array( 'tab' => 'customers', 'view' => $id ) ) ), esc_html__( 'Back to the package', 'session-packages' ) );
}
