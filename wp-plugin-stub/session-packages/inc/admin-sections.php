<?php
/**
 * Tab "Settings": its sections, as WordPress draws a second row of navigation.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** The sections: slug → label, the function that draws it, the one it belongs to in the navigation, who may see it. */
function settings_sections(): array {
	return array(
		''            => array( __( 'General', 'session-packages' ), 'general_section', '', MANAGE ),
		'mails'       => array( __( 'E-mails', 'session-packages' ), 'mails_section', 'mails', MANAGE ),
		'mail'        => array( '', 'mail_section', 'mails', MANAGE ),
		'mail-log'    => array( __( 'Mail log', 'session-packages' ), 'mail_log_section', 'mail-log', VIEW ),
		'logged-mail' => array( '', 'logged_mail_section', 'mail-log', VIEW ),
		'access'      => array( __( 'Who may do what', 'session-packages' ), 'access_section', 'access', MANAGE ),
		'activity'    => array( __( 'Activity', 'session-packages' ), 'activity_section', 'activity', MANAGE ),
	);
}

/** Those that the current user may see. */
function my_sections(): array {
	return array_filter( settings_sections(), static fn( array $entry ): bool => can( $entry[3] ) );
}

/** Draws the tab: the section asked for, or the first. */
function settings_tab(): string {
	$sections = my_sections();
	$section  = isset( $sections[ query( 'section' ) ] ) ? query( 'section' ) : (string) array_key_first( $sections );
	$draw     = __NAMESPACE__ . '\\' . $sections[ $section ][1];
	return template( 'admin/sections', array( 'links' => section_links( $sections, $section ) ) ) . $draw();
}

/** The row of links. */
function section_links( array $sections, string $section ): array {
	$links = array();
	foreach ( array_filter( $sections, static fn( array $entry ): bool => '' !== $entry[0] ) as $slug => $entry ) {
		$links[] = array(
			'label'   => $entry[0],
			'count'   => '',
			'url'     => settings_page( $slug ),
			'current' => $slug === $sections[ $section ][2],
		);
	}
	return $links;
}

/** Address of a section. */
function settings_page( string $section, array $args = array() ): string {
	return admin_page( settings_args( $section, $args ) );
}

/** Arguments of that address. */
function settings_args( string $section, array $args = array() ): array {
	return array( 'tab' => 'settings', 'section' => $section ) + $args;
}
