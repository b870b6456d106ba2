<?php
/**
 * Makes the demo's bookings by the booking plugin's own function: at their own time, in the order they were made.
 *
 * @var array $input [ [ service_id, user_id, customer_name, customer_email, starts_at (UTC), booked_at (Unix time) ], … ]
 * @return int[] their numbers
 */
$made = [];
foreach ( $input as $row ) {
	$id = SimpleBookings\create_pending(
		[
			'service_id'      => $row['service_id'],
			'user_id'         => $row['user_id'],
			'customer_name'   => $row['customer_name'],
			'customer_email'  => $row['customer_email'],
			'people'          => 1,
			'starts_at'       => $row['starts_at'],
			'hold_expires_at' => gmdate( 'Y-m-d H:i:s', time() + DAY_IN_SECONDS ),
			'force'           => true,
		],
		$row['booked_at']
	);
	if ( is_wp_error( $id ) ) {
		return $id;
	}
	$made[] = $id;
}
return $made;
