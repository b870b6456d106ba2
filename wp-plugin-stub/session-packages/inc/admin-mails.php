<?php
/**
 * Settings, section "E-mails": which there are, when reminders go out, by which road all of them are delivered.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the section. */
function mails_section(): string {
	$result = get( '/v1/manage/mails' );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	$table = table(
		array(
			'columns' => mail_columns(),
			'rows'    => rows_of( $result->data, 'mails' ),
			'empty'   => __( 'There are no e-mails.', 'session-packages' ),
		)
	);
	return template( 'admin/mails', array( 'table' => $table, 'rules' => rules_form(), 'delivery' => delivery_form() ) );
}

/** The columns: key → label and what a cell prints. */
function mail_columns(): array {
	return array(
		'mail'  => array( __( 'E-mail', 'session-packages' ), static function ( array $row ): string {
			$id = str_of( $row, 'id' );
			return sprintf(
				'<strong><a class="row-title" href="%s">%s</a></strong><span class="sp-narrow">%s</span>',
				esc_url( settings_page( 'mail', array( 'mail' => $id ) ) ),
				esc_html( mail_label( $id ) ),
				mail_state( $row )
			);
		} ),
		'to'    => array( __( 'To', 'session-packages' ), static fn( array $row ): string => esc_html( audience_label( str_of( $row, 'audience' ) ) ) ),
		'when'  => array( __( 'When it is sent', 'session-packages' ), static function ( array $row ): string {
			$more = bool_of( $row, 'reminder' ) ? ' <span class="sp-quiet">' . esc_html__( 'Customers can stop it.', 'session-packages' ) . '</span>' : '';
			return esc_html( mail_when( str_of( $row, 'id' ) ) ) . $more;
		} ),
		'state' => array( __( 'State', 'session-packages' ), __NAMESPACE__ . '\\mail_state' ),
	);
}

/** On or off, and whether it says something else than ours. */
function mail_state( array $row ): string {
	$on    = bool_of( $row, 'on' );
	$state = $on ? marked( 'on', 'yes-alt', __( 'On', 'session-packages' ) ) : marked( 'off', 'minus', __( 'Off', 'session-packages' ) );
	return $state . ( bool_of( $row, 'changed' ) ? ' ' . marked( 'changed', 'edit', __( 'Reworded', 'session-packages' ) ) : '' );
}

/** When reminders go out, and where staff's mails go. */
function rules_form(): string {
	$result = get( '/v1/manage/mail-rules' );
	$rules  = map_of( $result->data, 'rules' );
	$days   = implode( ', ', array_map( 'strval', map_of( $rules, 'warn_days' ) ) );
	return $result->ok ? mail_form( 'mail_rules', rules_fields(), array( 'warn_days' => $days ) + $rules ) : trouble( $result );
}

/** A form of this section: its head and rows, by part. */
function mail_form( string $form, array $fields, array $data ): string {
	$kept   = kept( $form );
	$values = $kept ? $kept['values'] : display_values( $fields, $data );
	$errors = $kept ? $kept['errors'] : array();
	$smtp   = array_filter( $fields, static fn( array $field ): bool => 0 === strpos( $field['name'], 'smtp.' ) );
	return template(
		'admin/' . str_replace( '_', '-', $form ),
		array(
			'head'     => form_head( "save_{$form}", '', str_of( $kept, 'key' ) ),
			'rows'     => form_rows( array_diff_key( $fields, $smtp ), $values, $errors ),
			'smtp'     => form_rows( $smtp, $values, $errors ),
			'test_key' => str_of( kept( "test_{$form}" ), 'key' ),
		)
	);
}

/** Fields of the rules. */
function rules_fields(): array {
	return array(
		array( 'name' => 'warn_days', 'label' => __( 'Warn before the end', 'session-packages' ), 'type' => 'text', 'suffix' => __( 'days before', 'session-packages' ), 'attrs' => array( 'class' => 'small-text sp-short' ), 'help' => __( 'One or several, for example 14, 7, 1. Empty: no warnings.', 'session-packages' ) ),
		array( 'name' => 'low_balance', 'label' => __( 'Few sessions left', 'session-packages' ), 'type' => 'int', 'suffix' => __( 'sessions or fewer', 'session-packages' ), 'help' => __( '0: never.', 'session-packages' ) ),
		array( 'name' => 'from_hour', 'label' => __( 'Not earlier than', 'session-packages' ), 'type' => 'select', 'options' => hour_options(), 'help' => __( 'Warnings and news of an end are not sent before this hour of your day.', 'session-packages' ) ),
		array( 'name' => 'staff_to', 'label' => __( 'Staff’s e-mails go to', 'session-packages' ), 'type' => 'text', 'attrs' => array( 'inputmode' => 'email', 'placeholder' => one_line( (string) get_option( 'admin_email', '' ) ) ), 'help' => __( 'Several addresses with commas between them. Empty: your site’s own address.', 'session-packages' ) ),
	);
}

/** The hours of a day in the site's format. */
function hour_options(): array {
	$utc    = new \DateTimeZone( 'UTC' );
	$format = get_option( 'time_format', 'H:i' );
	$hours  = array();
	foreach ( range( 0, 23 ) as $hour ) {
		$hours[ (string) $hour ] = (string) wp_date( $format, $hour * HOUR_IN_SECONDS, $utc );
	}
	return $hours;
}

/** By which road mails go. */
function delivery_form(): string {
	$result   = get( '/v1/manage/mail-delivery' );
	$delivery = map_of( $result->data, 'delivery' );
	return $result->ok ? mail_form( 'mail_delivery', delivery_fields( bool_of( map_of( $delivery, 'smtp' ), 'has_password' ) ), $delivery ) : trouble( $result );
}

/** Fields of the delivery. */
function delivery_fields( bool $has_password ): array {
	return array(
		array( 'name' => 'by', 'label' => __( 'Send by', 'session-packages' ), 'type' => 'select', 'options' => array(
			'wp_mail' => __( 'WordPress, like all other e-mails of your site', 'session-packages' ),
			'smtp'    => __( 'a mail server of your own (SMTP)', 'session-packages' ),
		), 'help' => __( 'The road of all e-mails about packages.', 'session-packages' ) ),
		array( 'name' => 'smtp.host', 'label' => __( 'Server', 'session-packages' ), 'type' => 'text', 'help' => __( 'For example smtp.example.com', 'session-packages' ) ),
		array( 'name' => 'smtp.port', 'label' => __( 'Port', 'session-packages' ), 'type' => 'int', 'help' => __( 'Your mail provider says which, mostly 587 or 465.', 'session-packages' ) ),
		array( 'name' => 'smtp.security', 'label' => __( 'Encryption', 'session-packages' ), 'type' => 'select', 'options' => array(
			'starttls' => __( 'STARTTLS, usually port 587', 'session-packages' ),
			'tls'      => __( 'TLS from the start, usually port 465', 'session-packages' ),
			'none'     => __( 'None: only for a mail server on this very machine', 'session-packages' ),
		), 'help' => __( 'Keeps e-mails and password from being read on their way.', 'session-packages' ) ),
		array( 'name' => 'smtp.username', 'label' => __( 'User name', 'session-packages' ), 'type' => 'text', 'help' => __( 'Often the whole e-mail address.', 'session-packages' ) ),
		array( 'name' => 'smtp.password', 'label' => __( 'Password', 'session-packages' ), 'type' => 'secret', 'stored' => $has_password, 'help' => $has_password ? __( 'One is stored. Leave empty to keep it.', 'session-packages' ) : __( 'It is stored encrypted and never shown again.', 'session-packages' ) ),
		array( 'name' => 'smtp.from_email', 'label' => __( 'Sender’s address', 'session-packages' ), 'type' => 'text', 'attrs' => array( 'inputmode' => 'email' ), 'help' => __( 'One that this server may send for.', 'session-packages' ) ),
		array( 'name' => 'smtp.from_name', 'label' => __( 'Sender’s name', 'session-packages' ), 'type' => 'text', 'help' => __( 'What customers read as the sender.', 'session-packages' ) ),
	);
}
