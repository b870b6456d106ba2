<?php
/**
 * Tab "Packages for sale": the list, in the order in which customers see it.
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
	$view   = sale_view( query( 'status' ) );
	$result = get( '/v1/manage/packages', '' === $view ? array() : array( 'status' => $view ) );
	if ( ! $result->ok ) {
		return trouble( $result );
	}
	return template(
		'admin/packages',
		array(
			'table' => table(
				array(
					'title'    => __( 'Packages for sale', 'session-packages' ),
					'hideable' => true,
					'columns'  => package_columns(),
					'rows'     => with_places( rows_of( $result->data, 'packages' ), $view ),
					'views'    => sale_views( map_of( $result->data, 'counts' ), $view ),
					'empty'    => '' === $view
						? __( 'There is no package yet. Add the first one: for example 10 sessions, valid 90 days.', 'session-packages' )
						: __( 'No package has this status.', 'session-packages' ),
				)
			),
		)
	);
}

/** One of the statuses, or '' for all. */
function sale_view( string $status ): string {
	return in_array( $status, array( 'on_sale', 'draft', 'archived' ), true ) ? $status : '';
}

/** The filters as links, with the sidecar's counts. */
function sale_views( array $counts, string $view ): array {
	$links = array();
	foreach ( array( '', 'on_sale', 'draft', 'archived' ) as $status ) {
		$links[ '' === $status ? 'all' : $status ] = array(
			'label'   => '' === $status ? __( 'All', 'session-packages' ) : sale_label( $status ),
			'count'   => number_format_i18n( int_of( $counts, '' === $status ? 'all' : $status ) ),
			'url'     => admin_page( packages_args( $status ) ),
			'current' => $status === $view,
		);
	}
	return $links;
}

/** Arguments of the list's address. */
function packages_args( string $view ): array {
	return array( 'tab' => 'packages' ) + ( '' === $view ? array() : array( 'status' => $view ) );
}

/** The rows with what their buttons up and down need: which one is possible, which one was just pressed. */
function with_places( array $rows, string $view ): array {
	$last  = count( $rows ) - 1;
	$moved = id_from( query( 'moved' ) );
	foreach ( $rows as $number => $row ) {
		$here                        = $moved === str_of( $row, 'id' );
		$rows[ $number ]['sp_place'] = array(
			'view' => $view,
			'can'  => array( 'up' => $number > 0, 'down' => $number < $last ),
			'last' => $here ? query( 'direction' ) : '',
		);
	}
	return $rows;
}

/** The columns: key → label and what a cell prints. */
function package_columns(): array {
	$text    = static fn( string $part ): \Closure => static fn( array $row ): string => esc_html( card_view( $row )[ $part ] );
	$number  = static fn( string $part ): \Closure => static fn( array $row ): string => esc_html( number_format_i18n( int_of( $row, $part ) ) );
	$columns = array(
		'name'     => array( __( 'Name', 'session-packages' ), __NAMESPACE__ . '\\package_name_cell' ),
		'place'    => array( __( 'Order', 'session-packages' ), __NAMESPACE__ . '\\package_place_cell' ),
		'sessions' => array( __( 'Sessions', 'session-packages' ), $number( 'sessions' ) ),
		'price'    => array( __( 'Price', 'session-packages' ), static function ( array $row ): string {
			$view = card_view( $row );
			return esc_html( $view['price'] ) . ( '' === $view['per_session'] ? '' : '<br><span class="sp-quiet">' . esc_html( $view['per_session'] ) . '</span>' );
		} ),
		'validity' => array( __( 'Validity', 'session-packages' ), $text( 'validity' ) ),
		'services' => array( __( 'Services', 'session-packages' ), $text( 'services' ) ),
		'sold'     => array( __( 'Sold', 'session-packages' ), __NAMESPACE__ . '\\package_sold_cell' ),
		'in_use'   => array( __( 'In use', 'session-packages' ), $number( 'in_use' ) ),
		'status'   => array( __( 'Status', 'session-packages' ), static fn( array $row ): string => pill( str_of( $row, 'status' ), sale_label( str_of( $row, 'status' ) ) ) ),
	);
	return may( 'move_package' ) ? $columns : array_diff_key( $columns, array( 'place' => 1 ) );
}

/** How many were sold; of how many, where there is a stock. */
function package_sold_cell( array $row ): string {
	$sold = number_format_i18n( int_of( $row, 'sold' ) );
	/* translators: 1: how many were sold, 2: how many there are */
	return esc_html( isset( $row['stock'] ) ? sprintf( __( '%1$s of %2$s', 'session-packages' ), $sold, number_format_i18n( int_of( $row, 'stock' ) ) ) : $sold );
}

/** One place up, one place down. */
function package_place_cell( array $row ): string {
	return template( 'admin/package-place', map_of( $row, 'sp_place' ) + array( 'id' => str_of( $row, 'id' ), 'name' => str_of( $row, 'name' ) ) );
}

/** The name with what can be done. */
function package_name_cell( array $row ): string {
	$labels = array(
		'on_sale'  => __( 'Put on sale', 'session-packages' ),
		'draft'    => __( 'Back to draft', 'session-packages' ),
		'archived' => __( 'Archive', 'session-packages' ),
	);
	unset( $labels[ str_of( $row, 'status' ) ] );
	$id  = str_of( $row, 'id' );
	$may = may( 'save_package' );
	return template(
		'admin/package-name',
		array(
			'id'        => $id,
			'name'      => str_of( $row, 'name' ),
			'view'      => str_of( map_of( $row, 'sp_place' ), 'view' ),
			'hidden'    => bool_of( $row, 'hidden' ),
			'brief'     => implode( ' · ', array( sale_label( str_of( $row, 'status' ) ), card_view( $row )['price'], sessions_text( int_of( $row, 'sessions' ) ) ) ),
			'edit'      => $may ? admin_page( array( 'tab' => 'packages', 'edit' => $id ) ) : '',
			'duplicate' => $may ? admin_page( array( 'tab' => 'packages', 'edit' => 'new', 'from' => $id ) ) : '',
			'actions'   => may( 'package_status' ) ? $labels : array(),
		)
	);
}
