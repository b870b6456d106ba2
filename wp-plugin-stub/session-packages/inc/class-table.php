<?php
/**
 * A list in WP Admin from a descriptor: columns, rows, views, the address of the next page.
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
	/** @var array{columns:array,rows:array,empty:string,views?:array,first?:string,next?:string} */
	private array $spec;

	public function __construct( array $spec ) {
		parent::__construct( array( 'plural' => 'packages', 'ajax' => false, 'screen' => 'session-packages-list' ) );
		$this->spec            = $spec;
		$this->items           = $spec['rows'];
		$this->_column_headers = array( $this->get_columns(), array(), array(), (string) array_key_first( $spec['columns'] ) );
	}

	/** @return array<string,string> */
	public function get_columns() {
		return array_map( static fn( array $column ): string => $column[0], $this->spec['columns'] );
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

	/** @return void */
	public function no_items() {
		echo esc_html( $this->spec['empty'] );
	}

	/**
	 * @param mixed $which Above or below; below is enough.
	 * @return void
	 */
	protected function display_tablenav( $which ) {
		$first = $this->spec['first'] ?? '';
		$next  = $this->spec['next'] ?? '';
		if ( 'bottom' !== $which || ( '' === $first && '' === $next ) ) {
			return;
		}
		echo '<div class="tablenav bottom sp-paging">';
		if ( '' !== $first ) {
			printf( '<a class="button" href="%s">%s</a> ', esc_url( $first ), esc_html__( '« First page', 'session-packages' ) );
		}
		if ( '' !== $next ) {
			printf( '<a class="button" href="%s">%s</a>', esc_url( $next ), esc_html__( 'Next page ›', 'session-packages' ) );
		}
		echo '</div>';
	}
}
