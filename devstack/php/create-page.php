<?php
/**
 * Publishes a page, or updates the one with this slug: $input holds wp_insert_post's fields, the answer is the id.
 */

$sp_page = get_page_by_path( $input['post_name'] );
$sp_id   = $sp_page ? $sp_page->ID : 0;

return wp_insert_post(
	wp_slash(
		array(
			'ID'             => $sp_id,
			'post_type'      => 'page',
			'post_status'    => 'publish',
			'comment_status' => 'closed',
		) + $input
	),
	true
);
