<?php
/**
 * Tab "Packages for sale": the form of one package, and its card as customers will see it.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

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
		array( 'name' => 'terms_text', 'label' => __( 'Terms', 'session-packages' ), 'type' => 'textarea', 'help' => __( 'Shown before the order is placed and kept with it.', 'session-packages' ) ),
	);
}

/** What a new package starts with. */
function package_defaults(): array {
	return array( 'status' => 'on_sale', 'validity_from' => 'activation' );
}

/** A copy of a package starts as a draft, under a name that tells it apart. */
function package_copy( array $package ): array {
	/* translators: %s: name of a package */
	return array( 'status' => 'draft', 'name' => sprintf( __( '%s (copy)', 'session-packages' ), str_of( $package, 'name' ) ) ) + map_of( $package, 'form' );
}

/** The form with the card beside it. */
function package_form( string $id ): string {
	$from   = '' === $id ? id_from( query( 'from' ) ) : '';
	$stored = '' === $id . $from ? null : get( '/v1/manage/packages/' . $id . $from );
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
	$data    = '' !== $from ? package_copy( $package ) : ( $package ? map_of( $package, 'form' ) : package_defaults() );
	$values  = $kept ? $kept['values'] : display_values( array_merge( $fields, $rules ), $data );
	$errors  = $kept ? $kept['errors'] : array();
	$fields  = with_options( $fields, 'services', service_options( rows_of( $all->data, 'services' ), rows_of( $package, 'services' ) ) );
	return template(
		'admin/package-form',
		array(
			'id'      => $id,
			'title'   => '' === $id ? __( 'Add New Package', 'session-packages' ) : __( 'Edit package', 'session-packages' ),
			'keeps'   => '' === $id ? '' : keeps_text( $package ),
			'head'    => form_head( 'save_package', $id, str_of( $kept, 'key' ) ),
			'from'    => $from,
			'rows'    => form_rows( $fields, $values, $errors ),
			'rules'   => form_rows( $rules, $values, $errors ),
			'open'    => $kept || array_filter( $rules, static fn( array $field ): bool => rule_is_set( $field['name'], $values[ $field['name'] ] ?? '' ) ),
			'unsaved' => $kept && ! $errors,
			'preview' => $kept || $package ? package_preview( $id, $values ) : array( 'card' => '', 'trouble' => '' ),
			'link'    => '' !== $id && packages_page() ? add_query_arg( 'sp_buy', $id, packages_page_url() ) : '',
			'back'    => admin_page( array( 'tab' => 'packages' ) ),
		)
	);
}

/**
 * Whether a rule says anything else than most packages do.
 *
 * @param mixed $value As it is shown.
 */
function rule_is_set( string $name, $value ): bool {
	return '' !== $value && ( package_defaults()[ $name ] ?? '' ) !== $value;
}

/** What an edit does not touch, and how much of that there is. */
function keeps_text( array $package ): string {
	$count = int_of( $package, 'in_use' );
	$old   = int_of( $package, 'in_use_old_terms' );
	if ( 0 === $count ) {
		return __( 'Whoever has bought it keeps the terms they bought. What you change is for those who buy from now on.', 'session-packages' );
	}
	/* translators: %s: a number of packages */
	$text = sprintf( _n( '%s package that a customer can still use keeps the terms it was bought with.', '%s packages that customers can still use keep the terms they were bought with.', $count, 'session-packages' ), number_format_i18n( $count ) );
	if ( $old > 0 ) {
		/* translators: %s: a number of packages */
		$text .= ' ' . sprintf( _n( '%s of them has earlier terms than those below.', '%s of them have earlier terms than those below.', $old, 'session-packages' ), number_format_i18n( $old ) );
	}
	return $text . ' ' . __( 'What you change is for those who buy from now on.', 'session-packages' );
}

/** The card as it would be, drawn by the shop's own template, or why there is none yet. Nothing waits for it long. */
function package_preview( string $id, array $typed ): array {
	$fields = array_merge( package_fields(), package_rule_fields() );
	$body   = form_body( $fields, $typed ) + ( '' === $id ? array() : array( 'id' => $id ) );
	$result = send( 'POST', '/v1/manage/packages/preview', $body, wp_generate_uuid4(), '', READ_TIMEOUT );
	return array(
		'card'    => $result->ok ? template( 'card', array( 'notice' => '' ) + card_view( map_of( $result->data, 'package' ) ) ) : '',
		'trouble' => $result->ok ? '' : package_trouble( $result, array_column( $fields, 'label', 'name' ) ),
	);
}

/** What is still missing for a card: one field at a time. */
function package_trouble( Result $result, array $labels ): string {
	foreach ( $result->fields as $name => $said ) {
		$name = 'any_service' === $name ? 'services' : explode( '.', (string) $name )[0];
		/* translators: 1: label of a field, 2: what is wrong with it */
		return sprintf( __( 'The card is not complete yet. %1$s: %2$s', 'session-packages' ), $labels[ $name ] ?? $name, field_text( $said ) );
	}
	return error_text( $result );
}

/** Answers the form while somebody types (admin-ajax.php): capability → nonce of this very package → preview. */
function answer_package_preview(): void {
	if ( ! may( 'save_package' ) ) {
		wp_send_json_error( null, 403 );
	}
	$id = id_from( posted( 'id' ) );
	check_ajax_referer( nonce_action( 'preview_package', $id ) );
	wp_send_json_success( package_preview( $id, typed_values( array_merge( package_fields(), package_rule_fields() ) ) ) );
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
