<?php
namespace SimpleBookings;

use WP_List_Table;

defined( 'ABSPATH' ) || exit;

/** The list of all bookings. */
final class Bookings_Table extends WP_List_Table {
	private const PER_PAGE = 20;

	/** @var array<int,array{name:string,state:string}> The page's packages by booking id, asked for once. */
	private $packages = [];

	/** @var array<int,array{url:string,label:string}> Where a package is used for a booking, by its id. */
	private $links = [];

	public function __construct() {
		parent::__construct( [ 'singular' => 'booking', 'plural' => 'bookings', 'screen' => 'simple-bookings', 'ajax' => false ] );
	}

	public function prepare_items(): void {
		list( $this->items, $total ) = find_bookings( query( 'status' ), query( 's' ), query( 'orderby' ), query( 'order' ), $this->get_pagenum(), self::PER_PAGE );
		$this->packages              = packages_of( $this->items );
		$this->links                 = staff_links( array_filter( $this->items, __NAMESPACE__ . '\\concerns_packages' ) );
		$this->_column_headers       = [ $this->get_columns(), [], $this->get_sortable_columns(), 'customer' ];
		$this->set_pagination_args( [ 'total_items' => $total, 'per_page' => self::PER_PAGE ] );
	}

	public function get_columns(): array {
		return [
			'cb'       => '<input type="checkbox">',
			'customer' => __( 'Customer', 'simple-bookings' ),
			'number'   => __( 'No.', 'simple-bookings' ),
			'service'  => __( 'Service', 'simple-bookings' ),
			'when'     => __( 'When', 'simple-bookings' ),
			'people'   => __( 'People', 'simple-bookings' ),
			'status'   => __( 'Status', 'simple-bookings' ),
			'payment'  => __( 'Payment', 'simple-bookings' ),
		];
	}

	protected function get_sortable_columns(): array {
		return [ 'customer' => [ 'customer_name', false ], 'number' => [ 'id', true ], 'when' => [ 'starts_at', false ] ];
	}

	protected function get_bulk_actions(): array {
		return [ 'cancel' => __( 'Cancel', 'simple-bookings' ) ];
	}

	protected function get_views(): array {
		$counts = count_bookings();
		$views  = [ 'all' => $this->view_link( '', __( 'All', 'simple-bookings' ), array_sum( $counts ) ) ];
		foreach ( $counts as $status => $count ) {
			if ( $count || query( 'status' ) === $status ) {
				$views[ $status ] = $this->view_link( $status, status_label( $status ), $count );
			}
		}
		return $views;
	}

	private function view_link( string $status, string $label, int $count ): string {
		$url = screen_url( 'simple-bookings', '' === $status ? [] : [ 'status' => $status ] );
		return sprintf( '<a href="%s"%s>%s <span class="count">(%s)</span></a>', esc_url( $url ), query( 'status' ) === $status ? ' class="current" aria-current="page"' : '', esc_html( $label ), esc_html( number_format_i18n( $count ) ) );
	}

	public function no_items(): void {
		esc_html_e( 'No bookings found.', 'simple-bookings' );
	}

	/** @param array $item A booking. */
	protected function column_cb( $item ): string {
		/* translators: %d: number of a booking */
		return sprintf( '<label class="screen-reader-text" for="cb-%1$d">%2$s</label><input type="checkbox" id="cb-%1$d" name="booking[]" value="%1$d">', $item['id'], esc_html( sprintf( __( 'Select booking %d', 'simple-bookings' ), $item['id'] ) ) );
	}

	/** @param array $item A booking. */
	protected function column_customer( $item ): string {
		$phone = '' === $item['customer_phone'] ? '' : ' · ' . $item['customer_phone'];
		// What tells rows apart, where there is room for one column only.
		$narrow = sprintf( '<div class="sb-narrow">%s<br>%s %s</div>', esc_html( $item['service_name'] . ', ' . when_words( $item ) ), $this->column_status( $item ), $this->column_payment( $item ) );
		return sprintf( '<strong>%s</strong><br><span class="sb-muted">%s%s</span>', esc_html( $item['customer_name'] ), esc_html( $item['customer_email'] ), esc_html( $phone ) ) . $narrow . $this->row_actions( $this->actions_of( $item ) );
	}

	/** Only what the status allows; completed and no-show once the visit has begun. */
	private function actions_of( array $item ): array {
		$labels  = [ 'confirmed' => __( 'Confirm', 'simple-bookings' ), 'completed' => __( 'Completed', 'simple-bookings' ), 'no_show' => __( 'No-show', 'simple-bookings' ) ];
		$actions = [];
		foreach ( array_intersect( TRANSITIONS[ shown_status( $item ) ], array_keys( $labels ) ) as $to ) {
			if ( 'confirmed' === $to || instant( $item['starts_at'] ) <= time() ) {
				$actions[ $to ] = sprintf( '<a class="sb-to-%s" href="%s">%s</a>', esc_attr( $to ), esc_url( status_link( $item['id'], $to ) ), esc_html( $labels[ $to ] ) );
			}
		}
		if ( isset( $this->links[ $item['id'] ] ) ) {
			$actions['package'] = sprintf( '<a class="sb-package-link" href="%s">%s</a>', esc_url( $this->links[ $item['id'] ]['url'] ), esc_html( $this->links[ $item['id'] ]['label'] ) );
		}
		if ( may_change( $item ) ) {
			$actions['change'] = sprintf( '<a class="sb-change-link" href="%s">%s</a>', esc_url( screen_url( 'simple-bookings', [ 'sb_change' => $item['id'] ] ) ), esc_html__( 'Change…', 'simple-bookings' ) );
		}
		if ( in_array( 'cancelled', TRANSITIONS[ shown_status( $item ) ], true ) ) {
			$actions['trash'] = sprintf( '<a class="sb-to-cancelled" href="%s">%s</a>', esc_url( screen_url( 'simple-bookings', [ 'sb_cancel' => $item['id'] ] ) ), esc_html__( 'Cancel', 'simple-bookings' ) );
		}
		return $actions;
	}

	/** @param array $item A booking. */
	protected function column_when( $item ): string {
		$day = (string) wp_date( 'D, ' . get_option( 'date_format' ), instant( $item['starts_at'] ) );
		return sprintf( '%s<br><span class="sb-muted">%s</span>', esc_html( $day ), esc_html( hours_words( $item ) ) );
	}

	/** @param array $item A booking. */
	protected function column_status( $item ): string {
		$status = shown_status( $item );
		$words  = sprintf( '<span class="sb-pill is-%s">%s</span>', esc_attr( $status ), esc_html( status_label( $status ) ) );
		return '' === (string) $item['cancel_reason'] ? $words : $words . sprintf( '<br><span class="sb-muted">%s</span>', esc_html( $item['cancel_reason'] ) );
	}

	/** @param array $item A booking. */
	protected function column_payment( $item ): string {
		$package = $this->packages[ $item['id'] ] ?? null;
		if ( ! $package ) {
			return esc_html( payment_label( $item ) );
		}
		$words   = session_words( $item, $package );
		$session = '' === $words ? '' : sprintf( '<br><span class="sb-muted">%s</span>', esc_html( $words ) );
		return sprintf( '<span class="sb-package-badge">%s</span> <span class="sb-package-name">%s</span>%s', esc_html__( 'Package', 'simple-bookings' ), esc_html( $package['name'] ), $session );
	}

	/**
	 * @param array  $item A booking.
	 * @param string $column_name Column.
	 */
	protected function column_default( $item, $column_name ): string {
		$columns = [ 'number' => 'id', 'service' => 'service_name', 'people' => 'people' ];
		return esc_html( (string) $item[ $columns[ $column_name ] ] );
	}
}
