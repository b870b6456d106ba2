<?php
/**
 * The editor of one e-mail: words, placeholders, preview. The sidecar fills in and judges; WordPress only draws.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the editor. What it shows was typed and is kept, or is what is saved. */
function mail_section(): string {
	$id     = id_from( query( 'mail' ) );
	$result = get( '/v1/manage/mails/' . ( '' === $id ? '-' : $id ) );
	$back   = way_back( settings_page( 'mails' ), __( 'All e-mails', 'session-packages' ) );
	if ( ! $result->ok ) {
		return $back . trouble( $result );
	}
	$mail   = map_of( $result->data, 'mail' );
	$saved  = display_values( mail_fields(), $mail );
	$kept   = kept( "mail-{$id}" );
	$values = $kept ? $kept['values'] + $saved : $saved;
	return $back . template(
		'admin/mail',
		array(
			'id'           => $id,
			'title'        => mail_label( $id ),
			'about'        => mail_about( $mail ),
			'head'         => form_head( 'save_mail', $id, str_of( $kept, 'key' ) ),
			'values'       => $values,
			'errors'       => array_map( static fn( string $name ): string => field_error( $name, $kept ? $kept['errors'] : array() ), array( 'subject' => 'subject', 'body' => 'body' ) ),
			'unsaved'      => $values !== $saved,
			'changed'      => bool_of( $mail, 'changed' ),
			'placeholders' => rows_of( $mail, 'placeholders' ),
			'preview'      => mail_preview( $id, $values ),
		)
	);
}

/** A way back above a screen. */
function way_back( string $url, string $label ): string {
	return sprintf( '<p><a href="%s">← %s</a></p>', esc_url( $url ), esc_html( $label ) );
}

/** To whom it goes and when. */
function mail_about( array $mail ): string {
	$parts = array(
		/* translators: %s: "Customer" or "Staff" */
		sprintf( __( 'To: %s.', 'session-packages' ), audience_label( str_of( $mail, 'audience' ) ) ),
		mail_when( str_of( $mail, 'id' ) ),
		bool_of( $mail, 'reminder' ) ? __( 'Customers can stop it by a link at its end.', 'session-packages' ) : '',
	);
	return implode( ' ', array_filter( $parts ) );
}

/** What can be typed. */
function mail_fields(): array {
	return array(
		array( 'name' => 'on', 'label' => __( 'Send it', 'session-packages' ), 'type' => 'checkbox' ),
		array( 'name' => 'subject', 'label' => __( 'Subject', 'session-packages' ), 'type' => 'text' ),
		array( 'name' => 'body', 'label' => __( 'Text', 'session-packages' ), 'type' => 'textarea' ),
		array( 'name' => 'box', 'label' => __( 'Box', 'session-packages' ), 'type' => 'checkbox' ),
	);
}

/** The words alone, as the preview and the test take them. */
function mail_words( array $typed ): array {
	return array_diff_key( form_body( mail_fields(), $typed ), array( 'on' => 1 ) );
}

/** How words would look: subject, text, HTML fit for a frame, and what is not known in them; or why that cannot be said. Nothing waits for it long. */
function mail_preview( string $id, array $typed ): array {
	$result = send( 'POST', "/v1/manage/mails/{$id}/preview", mail_words( $typed ), wp_generate_uuid4(), '', READ_TIMEOUT );
	return array(
		'subject'  => str_of( $result->data, 'subject' ),
		'text'     => str_of( $result->data, 'text' ),
		'html'     => framed( str_of( $result->data, 'html' ) ),
		'warnings' => unknown_texts( rows_of( $result->data, 'unknown' ) ),
		'trouble'  => $result->ok ? '' : preview_trouble( $result ),
	);
}

/** Why there is no preview: a field's own trouble, if it is one of theirs. */
function preview_trouble( Result $result ): string {
	$labels = array_column( mail_fields(), 'label', 'name' );
	foreach ( $result->fields as $name => $said ) {
		return ( isset( $labels[ $name ] ) ? $labels[ $name ] . ': ' : '' ) . field_text( $said );
	}
	return error_text( $result );
}

/**
 * A mail as a document for a frame of ours. It loads nothing, and its links lead nowhere: the frame may open no windows.
 */
function framed( string $html ): string {
	$rules = '<base target="_blank"><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">';
	return (string) preg_replace( '/<head[^>]*>/', '$0' . $rules, $html, 1 );
}

/** Answers the editor while somebody types (admin-ajax.php): capability → nonce of this very mail → preview. */
function answer_preview(): void {
	if ( ! may( 'save_mail' ) ) {
		wp_send_json_error( null, 403 );
	}
	$id = id_from( posted( 'id' ) );
	check_ajax_referer( nonce_action( 'preview_mail', $id ) );
	wp_send_json_success( mail_preview( $id, typed_values( mail_fields() ) ) );
}

/** The script of the editor, and what belongs to it. */
function enqueue_mail_assets(): void {
	$base = plugins_url( 'assets/', PLUGIN_FILE );
	wp_enqueue_style( 'session-packages-mails', $base . 'admin-mails.css', array( 'session-packages-admin' ), VERSION );
	if ( 'mail' === query( 'section' ) ) {
		wp_enqueue_script( 'session-packages-mails', $base . 'admin-mails.js', array( 'session-packages-preview' ), VERSION, true );
	}
}
