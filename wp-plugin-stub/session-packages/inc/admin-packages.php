<?php
/**
 * Tab "Packages for sale": the list, the form, the preview of the card.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Draws the list or the form. */
function packages_tab(): string {
	$edit = id_from( query( 'edit' ) );
	if ( '' !== $edit && ! may( 'save_package' ) ) {
		return trouble( failure( 'not_permitted', 403 ) );
	}
	return '' === $edit ? packages_list() : package_form( 'new' === $edit ? '' : $edit );
}

/** The list. */
function packages_list(): string {
	$result = get( '/v1/manage/packages' );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	return template(
		'admin/packages',
		array(
			'table' => table(
				array(
					'columns' => package_columns(),
					'rows'    => rows_of( $result->data, 'packages' ),
					'empty'   => __( 'There is no package yet. Add the first one: for example 10 sessions, valid 90 days.', 'session-packages' ),
				)
			),
		)
	);
}

/** The columns: key → label and what a cell prints. */
function package_columns(): array {
	$text = static fn( string $part ): \Closure => static fn( array $row ): string => esc_html( card_view( $row )[ $part ] );
	return array(
		'name'     => array( __( 'Name', 'session-packages' ), __NAMESPACE__ . '\\package_name_cell' ),
		'sessions' => array( __( 'Sessions', 'session-packages' ), static fn( array $row ): string => esc_html( number_format_i18n( int_of( $row, 'sessions' ) ) ) ),
		'price'    => array( __( 'Price', 'session-packages' ), static function ( array $row ): string {
			$view = card_view( $row );
			return esc_html( $view['price'] ) . ( '' === $view['per_session'] ? '' : '<br><span class="sp-quiet">' . esc_html( $view['per_session'] ) . '</span>' );
		} ),
		'validity' => array( __( 'Validity', 'session-packages' ), $text( 'validity' ) ),
		'services' => array( __( 'Services', 'session-packages' ), $text( 'services' ) ),
		'holders'  => array( __( 'Customers', 'session-packages' ), static fn( array $row ): string => esc_html( number_format_i18n( int_of( $row, 'holders' ) ) ) ),
		'status'   => array( __( 'Status', 'session-packages' ), static fn( array $row ): string => pill( str_of( $row, 'status' ), sale_label( str_of( $row, 'status' ) ) ) ),
	);
}

/** The name with what can be done. */
function package_name_cell( array $row ): string {
	$labels = array(
		'on_sale'  => __( 'Put on sale', 'session-packages' ),
		'draft'    => __( 'Back to draft', 'session-packages' ),
		'archived' => __( 'Archive', 'session-packages' ),
	);
	unset( $labels[ str_of( $row, 'status' ) ] );
	$may = may( 'save_package' );
	return template(
		'admin/package-name',
		array(
			'id'      => str_of( $row, 'id' ),
			'name'    => str_of( $row, 'name' ),
			'hidden'  => bool_of( $row, 'hidden' ),
			'brief'   => implode( ' · ', array( sale_label( str_of( $row, 'status' ) ), card_view( $row )['price'], sessions_text( int_of( $row, 'sessions' ) ) ) ),
			'edit'    => $may ? admin_page( array( 'tab' => 'packages', 'edit' => str_of( $row, 'id' ) ) ) : '',
			'actions' => may( 'package_status' ) ? $labels : array(),
		)
	);
}

/** What every package has. */
function package_fields(): array {
	return array(
		array( 'name' => 'name', 'label' => __( 'Name', 'session-packages' ), 'type' => 'text', 'required' => true, 'help' => __( 'What customers see, for example “10 Yoga Sessions”.', 'session-packages' ) ),
		array( 'name' => 'description', 'label' => __( 'Description', 'session-packages' ), 'type' => 'textarea', 'help' => __( 'One or two sentences on the card.', 'session-packages' ) ),
		array( 'name' => 'sessions', 'label' => __( 'Number of sessions', 'session-packages' ), 'type' => 'int', 'required' => true ),
		array( 'name' => 'price', 'label' => __( 'Price', 'session-packages' ), 'type' => 'amount', 'required' => true, 'help' => __( 'For the whole package, for example 350.00. With 0 it is given away without payment.', 'session-packages' ) ),
		array( 'name' => 'validity_days', 'label' => __( 'Valid for', 'session-packages' ), 'type' => 'int', 'required' => true, 'suffix' => __( 'days', 'session-packages' ), 'help' => __( '0 means it never expires.', 'session-packages' ) ),
		array( 'name' => 'services', 'label' => __( 'Services', 'session-packages' ), 'type' => 'services', 'required' => true, 'help' => __( 'What customers can book with it.', 'session-packages' ) ),
		array( 'name' => 'status', 'label' => __( 'Status', 'session-packages' ), 'type' => 'select', 'options' => array(
			'on_sale'  => __( 'On sale – customers can buy it', 'session-packages' ),
			'draft'    => __( 'Draft – only you see it', 'session-packages' ),
			'archived' => __( 'Archived – not sold any more, what was sold can be used', 'session-packages' ),
		), 'help' => __( 'Changes never touch what was already sold: every customer keeps the terms they bought.', 'session-packages' ) ),
	);
}

/** Rules most packages do not need. */
function package_rule_fields(): array {
	return array(
		array( 'name' => 'validity_from', 'label' => __( 'Validity starts', 'session-packages' ), 'type' => 'select', 'options' => array(
			'activation' => __( 'when the money is confirmed', 'session-packages' ),
			'first_use'  => __( 'with the first session used', 'session-packages' ),
		) ),
		array( 'name' => 'visit_before_expiry', 'label' => __( 'Visits after expiry', 'session-packages' ), 'type' => 'checkbox', 'suffix' => __( 'The visit itself must be before the expiry date', 'session-packages' ), 'help' => __( 'Otherwise it is enough to book before it expires.', 'session-packages' ) ),
		array( 'name' => 'per_person', 'label' => __( 'Groups', 'session-packages' ), 'type' => 'checkbox', 'suffix' => __( 'A booking takes one session per person', 'session-packages' ), 'help' => __( 'Otherwise each booking takes one session.', 'session-packages' ) ),
		array( 'name' => 'customer_limit', 'label' => __( 'Limit per customer', 'session-packages' ), 'type' => 'int', 'help' => __( 'How often one customer may buy it, for example 1 for a trial offer. Empty: as often as they like.', 'session-packages' ) ),
		array( 'name' => 'stock', 'label' => __( 'Stock', 'session-packages' ), 'type' => 'int', 'help' => __( 'How many can be sold in all. Empty: no limit.', 'session-packages' ) ),
		array( 'name' => 'sale_from', 'label' => __( 'On sale from', 'session-packages' ), 'type' => 'moment', 'help' => __( 'Empty: at once.', 'session-packages' ) ),
		array( 'name' => 'sale_until', 'label' => __( 'On sale until', 'session-packages' ), 'type' => 'moment', 'help' => __( 'Empty: until you archive it.', 'session-packages' ) ),
		array( 'name' => 'hidden', 'label' => __( 'Hidden', 'session-packages' ), 'type' => 'checkbox', 'suffix' => __( 'Do not show it on the Packages page', 'session-packages' ), 'help' => __( 'It can be bought by its direct link only.', 'session-packages' ) ),
		array( 'name' => 'position', 'label' => __( 'Position', 'session-packages' ), 'type' => 'int', 'help' => __( 'Cards are shown from the smallest number to the largest.', 'session-packages' ) ),
		array( 'name' => 'terms_text', 'label' => __( 'Terms', 'session-packages' ), 'type' => 'textarea', 'help' => __( 'Shown before the order is placed and kept with it.', 'session-packages' ) ),
	);
}

/** What a new package starts with. */
function package_defaults(): array {
	return array( 'status' => 'on_sale', 'validity_from' => 'activation', 'position' => '0' );
}

/** The form; after saving with a preview of the card. */
function package_form( string $id ): string {
	$stored = '' === $id ? null : get( '/v1/manage/packages/' . $id );
	$all    = get( '/v1/manage/services' );
	foreach ( array_filter( array( $stored, $all ) ) as $result ) {
		if ( ! $result->ok ) {
			return trouble( $result );
		}
	}
	$package = null === $stored ? array() : map_of( $stored->data, 'package' );
	$fields  = package_fields();
	$rules   = package_rule_fields();
	$kept    = kept( 'package' );
	$data    = $package ? map_of( $package, 'form' ) : package_defaults();
	$values  = $kept ? $kept['values'] : display_values( array_merge( $fields, $rules ), $data );
	$errors  = $kept ? $kept['errors'] : array();
	$fields  = with_options( $fields, 'services', service_options( rows_of( $all->data, 'services' ), rows_of( $package, 'services' ) ) );
	return template(
		'admin/package-form',
		array(
			'id'      => $id,
			'title'   => '' === $id ? __( 'Add New Package', 'session-packages' ) : __( 'Edit package', 'session-packages' ),
			'head'    => form_head( 'save_package', $id, str_of( $kept, 'key' ) ),
			'rows'    => form_rows( $fields, $values, $errors ),
			'rules'   => form_rows( $rules, $values, $errors ),
			'open'    => (bool) array_filter( $rules, static fn( array $field ): bool => '' !== field_error( $field['name'], $errors ) ),
			'card'    => $package ? card_view( $package ) : array(),
			'link'    => packages_page() ? add_query_arg( 'sp_buy', $id, packages_page_url() ) : '',
			'back'    => admin_page( array( 'tab' => 'packages' ) ),
		)
	);
}

/** The fields with the options of one of them. */
function with_options( array $fields, string $name, array $options ): array {
	return array_map( static fn( array $field ): array => $name === $field['name'] ? array( 'options' => $options ) + $field : $field, $fields );
}

/** Services to choose from; one that the host no longer has stays visible while the package is linked to it. */
function service_options( array $services, array $linked ): array {
	$options = array();
	foreach ( $services as $service ) {
		$price = money_of( $service, 'price' );
		$note  = bool_of( $service, 'active' ) ? $price : __( 'not bookable at the moment', 'session-packages' );

		$options[ service_token( $service ) ] = array( str_of( $service, 'name' ), $note );
	}
	foreach ( $linked as $service ) {
		$options += array( service_token( $service ) => array( str_of( $service, 'name' ), __( 'does not exist any more', 'session-packages' ) ) );
	}
	return $options;
}
