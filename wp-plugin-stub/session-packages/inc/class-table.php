<?php
/**
 * A list in WP Admin from a descriptor: columns, rows, views, orders, the addresses of the pages around it.
 *
 * Loaded only when a list is drawn: WordPress has its list class only there.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

if ( ! class_exists( '\WP_List_Table' ) ) {
	require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';
}

/** WordPress' list with keyset paging: a cursor instead of page numbers, fast on a million rows. */
final class Table extends \WP_List_Table {
	/**
	 * A column is label, what a cell prints and, where the list can be sorted by it, the name of that order and whether it begins
	 * with the last. `pages` are addresses: first, previous, next, last, each empty where there is none; a list that goes only
	 * forwards has `first` and `next` alone. `hideable`: by the screen's options. `sorted`: orderby and order of the rows.
	 * `bulk`: action → label; then the list stands in a form, and `named` says what a row is called.
	 *
	 * @var array{columns:array,rows:array,empty:string,views?:array,pages?:array,first?:string,next?:string,total?:string,title?:string,hideable?:bool,sorted?:array,bulk?:array,named?:callable}
	 */
	private array $spec;

	public function __construct( array $spec ) {
		$hideable = $spec['hideable'] ?? false;
		parent::__construct( array( 'plural' => 'packages', 'ajax' => false, 'screen' => $hideable ? null : 'session-packages-list' ) );
		$this->spec            = $spec;
		$this->items           = $spec['rows'];
		$primary               = (string) array_key_first( $spec['columns'] );
		$hidden                = $hideable ? array_values( array_diff( get_hidden_columns( $this->screen ), array( $primary ) ) ) : array();
		$this->_column_headers = array( $this->get_columns(), $hidden, $this->get_sortable_columns(), $primary );
		$this->screen->set_screen_reader_content( $this->headings() );
	}

	/** What a screen reader jumps to. */
	private function headings(): array {
		$title = $this->spec['title'] ?? __( 'Packages', 'session-packages' );
		return array(
			/* translators: %s: what a list shows */
			'heading_views'      => sprintf( __( 'Filter: %s', 'session-packages' ), $title ),
			/* translators: %s: what a list shows */
			'heading_pagination' => sprintf( __( 'Pages: %s', 'session-packages' ), $title ),
			/* translators: %s: what a list shows */
			'heading_list'       => sprintf( __( 'List: %s', 'session-packages' ), $title ),
		);
	}

	/** @return array<string,string> */
	public function get_columns() {
		$columns = array_map( static fn( array $column ): string => $column[0], $this->spec['columns'] );
		return $this->get_bulk_actions() ? array( 'cb' => '<input type="checkbox">' ) + $columns : $columns;
	}

	/** @return array<string,string> */
	protected function get_bulk_actions() {
		return $this->items ? $this->spec['bulk'] ?? array() : array();
	}

	/**
	 * @param mixed $item The row.
	 * @return string
	 */
	protected function column_cb( $item ) {
		return template( 'admin/list-pick', array( 'id' => str_of( $item, 'id' ), 'label' => $this->spec['named']( $item ) ) );
	}

	/** @return array<string,array> */
	protected function get_sortable_columns() {
		$sortable = array_filter( $this->spec['columns'], static fn( array $column ): bool => isset( $column[2] ) );
		return array_map( static fn( array $column ): array => array( $column[2], $column[3] ?? false ), $sortable );
	}

	/**
	 * WordPress marks the order that the address names; this marks the one that is shown.
	 *
	 * @param mixed $with_id Above, not below.
	 * @return void
	 */
	public function print_column_headers( $with_id = true ) {
		$address = $_GET; // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- put back below.
		$_GET    = ( $this->spec['sorted'] ?? array() ) + $_GET; // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- put back below.
		parent::print_column_headers( $with_id );
		$_GET = $address;
	}

	/**
	 * @param mixed $item        The row.
	 * @param mixed $column_name The column.
	 * @return string
	 */
	protected function column_default( $item, $column_name ) {
		return $this->spec['columns'][ $column_name ][1]( $item );
	}

	/** @return array<string,string> */
	protected function get_views() {
		$links = array();
		foreach ( $this->spec['views'] ?? array() as $name => $view ) {
			$links[ $name ] = view_link( $view );
		}
		return $links;
	}

	/** WordPress' own choice of what to do with the picked rows. */
	private function bulk( string $which ): string {
		ob_start();
		if ( $this->get_bulk_actions() ) {
			$this->bulk_actions( $which );
		}
		return (string) ob_get_clean();
	}

	/** @return void */
	public function no_items() {
		echo esc_html( $this->spec['empty'] );
	}

	/**
	 * @param mixed $which Above or below.
	 * @return void
	 */
	protected function display_tablenav( $which ) {
		$pages = $this->spec['pages'] ?? array( 'first' => $this->spec['first'] ?? '', 'next' => $this->spec['next'] ?? '' );
		$total = $this->spec['total'] ?? '';
		$any   = array() !== array_filter( $pages, 'strlen' );
		$bulk  = $this->bulk( (string) $which );
		if ( $any || '' !== $bulk || ( 'top' === $which && '' !== $total ) ) {
			print_template( 'admin/list-pages', array( 'which' => (string) $which, 'pages' => $pages, 'any' => $any, 'total' => $total, 'bulk' => $bulk ) );
		}
	}
}
