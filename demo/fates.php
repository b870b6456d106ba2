<?php
/**
 * What became of the demo's bookings, told to the booking plugin alone.
 *
 * @var array $input [ [ id, status, by, at (Unix time) ], … ]
 */
add_filter( 'pre_wp_mail', '__return_true' ); // History's mails were sent when it happened.
foreach ( $input as $row ) {
	$done = SimpleBookings\change_status( $row['id'], $row['status'], $row['by'], '', $row['at'] );
	if ( ! $done->ok ) {
		return new WP_Error( $done->code, "Booking {$row['id']}: {$done->message}" );
	}
}
return true;
