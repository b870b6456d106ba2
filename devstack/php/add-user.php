<?php
/**
 * Creates a user, or updates the one with this login: $input holds wp_insert_user's fields, the answer is the id.
 */

$sp_user = get_user_by( 'login', $input['user_login'] );
if ( ! $sp_user ) {
	return wp_insert_user( $input );
}
add_filter( 'send_password_change_email', '__return_false' );
return wp_update_user( array( 'ID' => $sp_user->ID ) + $input );
