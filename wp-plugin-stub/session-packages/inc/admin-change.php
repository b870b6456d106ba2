<?php
/**
 * What staff change on one customer package, in two steps: say what, then look at what it will do and confirm. The sidecar judges.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the step that the address asks for. */
function change_screen( string $id, string $change ): string {
	$spec = change_specs()[ $change ] ?? array();
	if ( ! $spec || ! $spec['may'] ) {
		return package_back( $id ) . trouble( failure( $spec ? 'not_permitted' : 'not_found', $spec ? 403 : 404 ) );
	}
	$typed = change_typed( $change );
	if ( $spec['fields'] && 'confirm' !== query( 'step' ) ) {
		return package_back( $id ) . change_form( $id, $change, $typed, new Result() );
	}
	$result = of_change( get( "/v1/manage/customer-packages/{$id}/preview", array( 'action' => $change ) + change_body( $change, $typed ) ) );
	if ( $result->ok ) {
		return package_back( $id ) . change_confirm( $id, $change, $typed, map_of( $result->data, 'preview' ) );
	}
	return package_back( $id ) . ( $spec['fields'] ? change_form( $id, $change, $typed, $result ) : trouble( $result ) );
}

/** Step 1: a GET form, nothing happens before step 2 is confirmed. */
function change_form( string $id, string $change, array $typed, Result $asked ): string {
	$spec  = change_specs()[ $change ];
	$first = 'confirm' === query( 'step' ) ? $typed : array_filter( $typed, 'strlen' ) + change_defaults( $id, $change );
	return template(
		'admin/change-form',
		array(
			'title'  => $spec['title'],
			'intro'  => $spec['intro'],
			'action' => strtok( admin_page(), '?' ),
			'hidden' => array( 'page' => PAGE, 'tab' => 'customers', 'view' => $id, 'change' => $change, 'step' => 'confirm' ),
			'rows'   => form_rows( $spec['fields'], $first, $asked->fields ),
			'error'  => '' === $asked->code ? '' : error_text( $asked ),
			'fields' => wrong_fields( $spec['fields'], $asked ),
		)
	);
}

/** A refusal in words that fit: no booking needs these sessions. */
function of_change( Result $result ): Result {
	$result->code = 'too_few_sessions' === $result->code ? 'too_few_to_take' : $result->code;
	return $result;
}

/** What is wrong, with the way to each field, for the summary above the form. */
function wrong_fields( array $fields, Result $asked ): array {
	$found = array();
	foreach ( $fields as $field ) {
		$text = field_error( $field['name'], $asked->fields );
		if ( '' !== $text ) {
			$found[] = array( 'target' => field_id( $field['name'] ), 'label' => $field['label'], 'text' => $text );
		}
	}
	return $found;
}

/** What a form shows at first: the package's own last day, or the one that a new package of this kind would have. */
function change_defaults( string $id, string $change ): array {
	$found = in_array( $change, array( 'validity', 'roll-over' ), true ) ? get( '/v1/manage/customer-packages/' . $id )->data : array();
	return array(
		'validity'  => array( 'valid_through' => str_of( map_of( $found, 'customer_package' ), 'expires_on' ) ),
		'roll-over' => array( 'valid_through' => str_of( map_of( $found, 'rolled' ), 'through' ) ),
		'resume'    => array( 'extend' => '1' ),
		'reassign'  => array( 'account' => '1' ),
	)[ $change ] ?? array();
}

/** Step 2: how the package stands now and then, and the button. */
function change_confirm( string $id, string $change, array $typed, array $preview ): string {
	$spec = change_specs()[ $change ];
	$kept = kept( 'change-' . $id );
	return template(
		'admin/change-confirm',
		array(
			'title'  => $spec['title'],
			'change' => $change,
			'about'  => change_about( $id, $change, $typed ),
			'head'   => form_head( $spec['do'], $id, str_of( $kept, 'key' ) ),
			'typed'  => $typed,
			'rows'   => standing_rows( map_of( $preview, 'before' ), map_of( $preview, 'after' ) ),
			'after'  => 'rolled' === str_of( $preview, 'note' ) ? __( 'The new package', 'session-packages' ) : __( 'Afterwards', 'session-packages' ),
			'notes'  => array_filter( array( change_note( str_of( $preview, 'note' ) ), $spec['mail'] ) ),
			'back'   => $spec['fields'] ? change_page( $id, $change, $typed ) : admin_page( package_screen( $id ) ),
			'reason' => str_of( map_of( $kept, 'values' ), 'reason' ),
			'error'  => field_error( 'reason', map_of( $kept, 'errors' ) ),
			'button' => $spec['button'],
			'other'  => $spec['fields'] ? __( 'Change it', 'session-packages' ) : __( 'Cancel', 'session-packages' ),
		)
	);
}

/** Which step is undone, or which booking's session goes back. */
function change_about( string $id, string $change, array $typed ): string {
	if ( 'reinstate' === $change ) {
		/* translators: %s: number of a booking */
		return sprintf( __( 'Booking %s', 'session-packages' ), $typed['booking'] );
	}
	$entries = 'undo' === $change ? rows_of( get( '/v1/manage/customer-packages/' . $id )->data, 'ledger' ) : array();
	foreach ( $entries as $entry ) {
		if ( str_of( $entry, 'id' ) === $typed['entry'] ) {
			$view = entry_for_staff( $id, $entry );
			return implode( ' · ', array_diff( array( $view['what'], $view['delta'], $view['when'], $view['who'], $view['why'] ), array( '', '–' ) ) );
		}
	}
	return '';
}

/** How it stands, row by row: label, before, after. */
function standing_rows( array $before, array $after ): array {
	$rows = array();
	foreach ( standing_facts( $before ) as $label => $now ) {
		$then   = standing_facts( $after )[ $label ];
		$rows[] = array( 'label' => $label, 'before' => $now, 'after' => $then, 'changed' => $now !== $then );
	}
	$owner = array_pop( $rows );
	return $owner['changed'] ? array_merge( $rows, array( $owner ) ) : $rows;
}

/** How a package stands, in words. */
function standing_facts( array $standing ): array {
	$last  = day( str_of( $standing, 'expires_on' ) );
	$owner = map_of( $standing, 'customer' );
	return array(
		__( 'Remaining sessions', 'session-packages' ) => remaining_text( int_of( $standing, 'remaining' ), int_of( $standing, 'total' ) ),
		/* translators: 1: number of paid sessions, 2: number of free sessions */
		__( 'Of these', 'session-packages' )           => sprintf( __( '%1$s paid, %2$s free', 'session-packages' ), number_format_i18n( int_of( $standing, 'paid' ) ), number_format_i18n( int_of( $standing, 'free' ) ) ),
		__( 'Last day', 'session-packages' )           => '' === $last ? __( 'None', 'session-packages' ) : $last,
		__( 'Status', 'session-packages' )             => status_label( str_of( $standing, 'status' ) ),
		__( 'A refund would be', 'session-packages' )  => map_of( $standing, 'worth' ) ? money_of( $standing, 'worth' ) : __( 'Nothing: nothing was paid', 'session-packages' ),
		__( 'Customer', 'session-packages' )           => trim( str_of( $owner, 'name' ) . ' (' . str_of( $owner, 'email' ) . ')' ),
	);
}

/** What else is to be known. */
function change_note( string $code ): string {
	$texts = array(
		'paid_added' => __( 'Sessions added as paid bring this order no money: a refund never gives back more than was paid for it.', 'session-packages' ),
		'rolled'     => __( 'All that is left moves to a new package together with its order and the money paid for it. This one is closed and keeps its history.', 'session-packages' ),
		'account'    => __( 'The account of your site with this address gets it and can use it at once.', 'session-packages' ),
		'no_account' => __( 'No account gets it. The package waits until the address is proven.', 'session-packages' ),
	);
	return $texts[ $code ] ?? '';
}

/** What was typed: kept when it was refused, else in the address. */
function change_typed( string $change ): array {
	$from  = map_of( kept( 'change-' . id_from( query( 'view' ) ) ), 'values' );
	$from  = $from ? $from : wp_unslash( map_of( $_GET, 'f' ) ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput -- only read, narrowed by str_of().
	$typed = array();
	foreach ( change_names( $change ) as $name ) {
		$typed[ $name ] = trim( mb_substr( wp_check_invalid_utf8( str_of( $from, $name ) ), 0, 255, 'UTF-8' ) );
	}
	return $typed;
}

/** The names of its fields, and of what only the address says. */
function change_names( string $change ): array {
	$hidden = array( 'undo' => array( 'entry' ), 'reinstate' => array( 'host', 'booking' ) );
	return array_merge( array_column( change_specs()[ $change ]['fields'], 'name' ), $hidden[ $change ] ?? array() );
}

/** What the sidecar is asked or told. */
function change_body( string $change, array $typed ): array {
	switch ( $change ) {
		case 'adjust':
			return array( 'sessions' => ( 'take' === $typed['way'] ? '-' : '' ) . $typed['sessions'], 'paid' => 'paid' === $typed['kind'] ? '1' : '0' );
		case 'resume':
			return array( 'extend' => '1' === $typed['extend'] ? '1' : '0' );
		case 'reassign':
			$user = '1' === $typed['account'] ? get_user_by( 'email', $typed['email'] ) : false;
			return array(
				'email'      => $user ? one_line( $user->user_email ) : $typed['email'],
				'name'       => $user ? one_line( $user->display_name ) : $typed['name'],
				'wp_user_id' => $user ? (string) $user->ID : '',
			);
		default:
			return $typed;
	}
}

/** Address of a step; with $typed what was typed before. */
function change_page( string $id, string $change, array $typed = array() ): string {
	$typed = array_filter( $typed, 'strlen' );
	return admin_page( package_screen( $id ) + array( 'change' => $change ) ) . ( $typed ? '&' . http_build_query( array( 'f' => $typed ) ) : '' );
}

/** The way back to the package. */
function package_back( string $id ): string {
	return sprintf( '<p><a href="%s">← %s</a></p>', esc_url( admin_page( package_screen( $id ) ) ), esc_html__( 'Back to the package', 'session-packages' ) );
}

/** Does it, as it was previewed. All of them are this one function: which one it is says `do`. */
function act_change_package( string $id, string $key ): array {
	$change = (string) array_search( posted( 'do' ), array_column_of( change_specs(), 'do' ), true );
	$typed  = array();
	foreach ( change_names( $change ) as $name ) {
		$typed[ $name ] = posted( $name, 255 );
	}
	$reason = posted( 'reason' );
	$path   = 'reinstate' === $change ? '/v1/manage/redemptions/reinstate' : "/v1/manage/customer-packages/{$id}/{$change}";
	$result = of_change( send( 'POST', $path, change_body( $change, $typed ) + array( 'reason' => $reason ), $key ) );
	if ( $result->ok ) {
		$goes_on = id_from( str_of( map_of( $result->data, 'customer_package' ), 'id' ) );
		return package_screen( '' === $goes_on ? $id : $goes_on ) + array( 'sp_notice' => 'change_' . $change );
	}
	$kept = keep( 'change-' . $id, $typed + array( 'reason' => $reason ), $result, $key, array( 'reason' => __( 'Reason', 'session-packages' ) ), __( 'Nothing was changed.', 'session-packages' ) );
	return package_screen( $id ) + array( 'change' => $change, 'step' => 'confirm', 'kept' => $kept );
}

/** One value of each of several arrays, by their keys. */
function array_column_of( array $rows, string $name ): array {
	return array_map( static fn( array $row ) => $row[ $name ], $rows );
}
