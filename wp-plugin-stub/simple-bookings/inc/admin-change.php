<?php
/**
 * Bookings → All bookings → Change…: another time, more or fewer people.
 */

namespace SimpleBookings;

defined( 'ABSPATH' ) || exit;

const CHANGE_FIELDS = [ 'date', 'time', 'people' ];

function change_screen( array $booking ): string {
	$said  = said();
	$typed = $said['typed'] ?: visit_as_typed( $booking );
	$back  = '' === posted( 'back' ) ? list_url() : back_from_form();
	return view( 'admin-change', [ 'booking' => $booking, 'typed' => $typed, 'errors' => $said['errors'], 'back' => $back ] );
}

/** The posted form. Refused, the same screen is drawn again with what was typed. */
function save_change(): void {
	$id = (int) posted( 'sb_id' );
	require_permission( 'sb-change-' . $id );
	$booking = booking( $id );
	if ( ! $booking || ! may_change( $booking ) ) {
		go_back( add_query_arg( 'sb_refused', $booking ? 'not_allowed' : 'not_found', back_from_form() ) );
	}
	$typed = [];
	foreach ( CHANGE_FIELDS as $field ) {
		$typed[ $field ] = posted( 'sb_' . $field );
	}
	list( $visit, $errors ) = check_visit( $typed, $booking );
	$seen                   = posted( 'sb_seen' );
	$result                 = $errors ? null : change_booking( $id, $visit['starts_at'], $visit['people'], null, $seen );
	if ( $result && $result->ok ) {
		go_back( add_query_arg( 'sb_done', 'changed', back_from_form() ) );
	}
	$fields = [ 'starts_at' => 'time', 'people' => 'people' ];
	// Who is shown what a colleague has changed may overwrite it; after any other refusal that was not shown yet.
	$typed['seen'] = $result && 'changed' === $result->code ? '' : $seen;
	said( [ 'typed' => $typed, 'errors' => $result ? [ $fields[ $result->code ] ?? 'form' => $result->message ] : $errors ] );
}

function visit_as_typed( array $booking ): array {
	$start = instant( $booking['starts_at'] );
	return [ 'date' => local_date( $start ), 'time' => (string) wp_date( 'H:i', $start ), 'people' => (string) $booking['people'], 'seen' => '' ];
}

/**
 * What the form typed, checked.
 *
 * @param array<string,string> $typed date, time, people.
 * @return array{0: array{starts_at:string,people:int}, 1: array<string,string>} The visit; messages by field.
 */
function check_visit( array $typed, array $booking ): array {
	$errors = [];
	$people = whole_number( $typed['people'], 1, 500 );
	if ( null === $people ) {
		/* translators: 1: lowest, 2: highest number allowed */
		$errors['people'] = sprintf( __( 'Please enter a whole number from %1$d to %2$d.', 'simple-bookings' ), 1, 500 );
	}
	if ( ! is_date( $typed['date'] ) ) {
		$errors['date'] = __( 'Please enter a day such as 2027-03-14.', 'simple-bookings' );
	}
	if ( ! preg_match( '/^([01]?\d|2[0-3]):[0-5]\d$/D', $typed['time'] ) ) {
		$errors['time'] = __( 'Please enter a time of day such as 09:30.', 'simple-bookings' );
	}
	$start = $errors ? null : typed_start( $typed, $booking );
	if ( ! $errors && null === $start ) {
		$errors['time'] = __( 'This time does not exist on this day: the clocks go forward. Please choose another one.', 'simple-bookings' );
	}
	return [ [ 'starts_at' => utc( (int) $start ), 'people' => (int) $people ], $errors ];
}

/** The hour that comes twice in autumn means the first one, unless the booking has the second and keeps it. */
function typed_start( array $typed, array $booking ): ?int {
	$shown = visit_as_typed( $booking );
	if ( [ $shown['date'], $shown['time'] ] === [ $typed['date'], $typed['time'] ] ) {
		return instant( $booking['starts_at'] );
	}
	return wall_clock( $typed['date'], minutes_of( zeroise( (int) $typed['time'], 2 ) . substr( $typed['time'], -3 ) ) );
}
