<?php
/**
 * What staff do with e-mails: reword, test, go back to the default, set rules and delivery, send one again.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** The editor's three buttons: save, send what is typed to oneself, look at it. */
function act_save_mail( string $id, string $key ): array {
	$typed = typed_values( mail_fields() );
	$back  = settings_args( 'mail', array( 'mail' => $id ) );
	$then  = posted( 'then', 20 );
	if ( 'preview' === $then ) {
		return $back + array( 'kept' => keep_typed( "mail-{$id}", $typed ) );
	}
	$result = 'test' === $then
		? send( 'POST', "/v1/manage/mails/{$id}/test", mail_words( $typed ), $key )
		: send( 'PUT', "/v1/manage/mails/{$id}", form_body( mail_fields(), $typed ), $key );
	if ( ! $result->ok ) {
		$result->fields = array_map( __NAMESPACE__ . '\\refused_words', $result->fields );
		return $back + array( 'kept' => keep( "mail-{$id}", $typed, $result, $key, array_column( mail_fields(), 'label', 'name' ) ) );
	}
	return $back + ( 'test' === $then
		? array( 'sp_notice' => 'mail_tested', 'kept' => keep_typed( "mail-{$id}", $typed ) )
		: array( 'sp_notice' => '1' === $typed['on'] ? 'mail_saved' : 'mail_saved_off' ) );
}

/** Our words again. */
function act_reset_mail( string $id, string $key ): array {
	$result = send( 'POST', "/v1/manage/mails/{$id}/reset", array(), $key );
	return settings_args( 'mail', array( 'mail' => $id ) ) + ( $result->ok
		? array( 'sp_notice' => 'mail_reset' )
		: array( 'kept' => keep( 'reset_mail', array(), $result, $key ) ) );
}

/** When reminders go out. */
function act_save_mail_rules( string $id, string $key ): array {
	$typed = typed_values( rules_fields() );
	$body  = array(
		'warn_days' => numbers( $typed['warn_days'] ),
		'from_hour' => json_value( 'int', $typed['from_hour'] ),
	) + form_body( rules_fields(), $typed );
	return about_mails( 'mail_rules', $typed, rules_fields(), send( 'PUT', '/v1/manage/mail-rules', $body, $key ), $key );
}

/** "14, 7, 1" as numbers; what is none goes as typed: the sidecar judges. */
function numbers( string $typed ): array {
	$parts = preg_split( '/[\s,;]+/', $typed, 50, PREG_SPLIT_NO_EMPTY );
	return array_map( static fn( string $part ) => json_value( 'int', $part ), $parts ? $parts : array() );
}

/** By which road mails go. A password that was not typed stays as it is. */
function act_save_mail_delivery( string $id, string $key ): array {
	$fields = delivery_fields( false );
	$typed  = typed_values( $fields );
	$body   = form_body( $fields, $typed );
	if ( '' === $typed['smtp.password'] ) {
		unset( $body['smtp']['password'] );
	} elseif ( FORGET === $typed['smtp.password'] ) {
		$body['smtp']['password'] = '';
	}
	return about_mails( 'mail_delivery', without_secrets( $fields, $typed ), $fields, send( 'PUT', '/v1/manage/mail-delivery', $body, $key ), $key );
}

/** Back to the section, with what came of one of its forms. */
function about_mails( string $form, array $typed, array $fields, Result $result, string $key ): array {
	return settings_args( 'mails' ) + ( $result->ok
		? array( 'sp_notice' => "{$form}_saved" )
		: array( 'kept' => keep( $form, $typed, $result, $key, array_column( $fields, 'label', 'name' ) ) ) );
}

/** A short mail to oneself by the saved road. */
function act_test_mail_delivery( string $id, string $key ): array {
	$result = send( 'POST', '/v1/manage/mail-delivery/test', array(), $key );
	return settings_args( 'mails' ) + ( $result->ok
		? array( 'sp_notice' => 'mail_tested' )
		: array( 'kept' => keep( 'test_mail_delivery', array(), $result, $key ) ) );
}

/** One mail of the log once more. */
function act_resend_mail( string $id, string $key ): array {
	$result  = send( 'POST', "/v1/manage/mail-log/{$id}/resend", array(), $key );
	$package = id_from( posted( 'package' ) );
	if ( '' !== $package ) {
		return package_screen( $package ) + ( $result->ok ? array( 'sp_notice' => 'mail_resent' ) : array( 'kept' => keep( 'resend_mail', array(), $result, $key ) ) );
	}
	if ( $result->ok ) {
		return settings_args( 'logged-mail', array( 'mail' => str_of( map_of( $result->data, 'mail' ), 'id' ), 'sp_notice' => 'mail_resent' ) );
	}
	return settings_args( 'logged-mail', array( 'mail' => $id, 'kept' => keep( 'resend_mail', array(), $result, $key ) ) );
}
