<?php
/**
 * The one screen in WP Admin: menu, tabs, notices. It is drawn by admin_page_content(), one function per tab.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const PAGE = 'session-packages';

/** Below the host's menu; a menu of our own only where there is no host. */
function add_menu(): void {
	$title  = __( 'Packages', 'session-packages' );
	$parent = host_menu();
	if ( '' === $parent ) {
		$screen = add_menu_page( $title, menu_title( $title ), VIEW, PAGE, __NAMESPACE__ . '\\render_page', 'dashicons-tickets-alt', 26 ); // phpcs:ignore WordPress.WP.Capabilities.Unknown
	} else {
		$screen = add_submenu_page( $parent, $title, menu_title( $title ), VIEW, PAGE, __NAMESPACE__ . '\\render_page' ); // phpcs:ignore WordPress.WP.Capabilities.Unknown
	}
	if ( is_string( $screen ) ) {
		add_action( "load-{$screen}", __NAMESPACE__ . '\\prepare_screen' );
		add_action( "load-{$screen}", __NAMESPACE__ . '\\add_help' );
	}
}

/** Slug of the first host's menu that exists, or ''. */
function host_menu(): string {
	global $admin_page_hooks;
	/** Documented in docs/hooks.md. */
	$hosts = apply_filters( 'session_packages_hosts', array() );
	foreach ( is_array( $hosts ) ? $hosts : array() as $host ) {
		$slug = str_of( $host, 'menu' );
		if ( '' !== $slug && isset( $admin_page_hooks[ $slug ] ) ) {
			return $slug;
		}
	}
	return '';
}

/** Address of the screen. */
function admin_page( array $args = array() ): string {
	$parent = host_menu();
	$file   = false !== strpos( $parent, '.php' ) ? $parent : 'admin.php';
	return add_query_arg( array_map( 'rawurlencode', array_filter( $args, 'strlen' ) ), add_query_arg( 'page', PAGE, admin_url( $file ) ) );
}

/** The tabs: slug → label and the function that draws it. */
function tabs(): array {
	return array(
		'overview'  => array( __( 'Overview', 'session-packages' ), 'overview_tab' ),
		'customers' => array( __( 'Customer packages', 'session-packages' ), 'customers_tab' ),
		'packages'  => array( __( 'Packages for sale', 'session-packages' ), 'packages_tab' ),
		'settings'  => array( can( MANAGE ) ? __( 'Settings', 'session-packages' ) : __( 'Mail log', 'session-packages' ), 'settings_tab' ), // All of it that others see.
	);
}

/** The tab asked for. */
function current_tab(): string {
	$tab = query( 'tab' );
	return isset( tabs()[ $tab ] ) ? $tab : 'overview';
}

/** A value of the address; the screen only reads it. */
function query( string $name ): string {
	return trim( input( $_GET, $name ) ); // phpcs:ignore WordPress.Security.NonceVerification.Recommended
}

/** Draws the screen. */
function render_page(): void {
	if ( ! can( VIEW ) ) {
		wp_die( esc_html__( 'You are not allowed to see packages.', 'session-packages' ), '', array( 'response' => 403 ) );
	}
	$tab     = current_tab();
	$draw    = __NAMESPACE__ . '\\' . tabs()[ $tab ][1];
	$content = null === connection() ? connect_box() : $draw();
	print_template(
		'admin/page',
		array(
			'tabs'    => array_map( static fn( array $entry ): string => $entry[0], tabs() ),
			'tab'     => $tab,
			'sell'    => null === connection() || ! may( 'sell_package' ) ? '' : sale_page( 'who' ),
			'add_new' => null === connection() || ! may( 'save_package' ) ? '' : admin_page( array( 'tab' => 'packages', 'edit' => 'new' ) ),
			'notice'  => notices()[ query( 'sp_notice' ) ] ?? '',
			'problem' => kept_problem(),
			'mode'    => null === connection() ? '' : site_mode(),
			'content' => $content,
		)
	);
}

/** live or test; '' while the sidecar is away. The shop's own question: whatever it shows, this screen says it too. */
function site_mode(): string {
	return str_of( get( '/v1/packages' )->data, 'mode' );
}

/** What to say after something was done. */
function notices(): array {
	return array(
		'paired'           => __( 'Connected. Your site and the sidecar know each other now.', 'session-packages' ),
		'disconnected'     => __( 'Disconnected. All packages, orders and balances are still in the database; connect again at any time.', 'session-packages' ),
		'package_saved'    => __( 'Package saved.', 'session-packages' ),
		'package_moved'    => __( 'Moved. Customers see your packages in this order.', 'session-packages' ),
		'package_on_sale'  => __( 'The package is on sale now.', 'session-packages' ),
		'package_draft'    => __( 'The package is a draft now; customers do not see it.', 'session-packages' ),
		'package_archived' => __( 'The package is archived. What was sold can still be used.', 'session-packages' ),
		'settings_saved'   => __( 'Settings saved.', 'session-packages' ),
		'money_confirmed'  => __( 'Money confirmed. The customer’s package is active.', 'session-packages' ),
		'sold'             => __( 'Sold. The package is active.', 'session-packages' ),
		'ordered'          => __( 'Ordered. As soon as the money is there, confirm it here.', 'session-packages' ),
		'order_cancelled'  => __( 'The order was cancelled.', 'session-packages' ),
		'page_created'     => __( 'The Packages page was created and is online.', 'session-packages' ),
		'session_used'     => __( 'Package session used. The booking is paid.', 'session-packages' ),
		'session_given_back' => __( 'The session is back in the customer’s package.', 'session-packages' ),
		'change_adjust'    => __( 'The sessions are changed.', 'session-packages' ),
		'change_validity'  => __( 'The last day is moved.', 'session-packages' ),
		'change_suspend'   => __( 'The package is suspended.', 'session-packages' ),
		'change_resume'    => __( 'The package can be used again.', 'session-packages' ),
		'change_roll-over' => __( 'Rolled over. This is the new package.', 'session-packages' ),
		'change_reassign'  => __( 'The package is theirs now.', 'session-packages' ),
		'change_undo'      => __( 'Undone.', 'session-packages' ),
		'change_reinstate' => __( 'The session is back in the customer’s package.', 'session-packages' ),
		'refund_started'   => __( 'The refund is on its way. It is settled as soon as the provider has confirmed it.', 'session-packages' ),
		'refund_done'      => __( 'The refund is done.', 'session-packages' ),
		'refund_by_hand'   => __( 'The refund is noted. Now please send the money back yourself, by bank transfer or as it came, then press “I have sent the money”.', 'session-packages' ),
		'refund_withdrawn' => __( 'The refund is withdrawn. Its sessions are back in the customer’s package.', 'session-packages' ),
		'sessions_taken'   => __( 'The sessions were taken from the package.', 'session-packages' ),
		'notice_done'      => __( 'Marked as done.', 'session-packages' ),
		'access_saved'     => __( 'Saved who may do what.', 'session-packages' ),
		'mail_saved'       => __( 'E-mail saved.', 'session-packages' ),
		'mail_saved_off'   => __( 'E-mail saved. It is switched off: nobody gets it.', 'session-packages' ),
		/* translators: %s: an e-mail address */
		'mail_tested'      => sprintf( __( 'A test mail is on its way to %s. If it does not arrive, the mail log says why.', 'session-packages' ), wp_get_current_user()->user_email ),
		'mail_reset'       => __( 'The e-mail is as it came with the plugin again.', 'session-packages' ),
		'mail_rules_saved' => __( 'Rules saved.', 'session-packages' ),
		'mail_delivery_saved' => __( 'Delivery saved. Best send yourself a test mail now.', 'session-packages' ),
		'mail_resent'      => __( 'The e-mail is on its way once more.', 'session-packages' ),
	);
}

/** A box instead of content when a page's question got no answer, or a no. */
function trouble( Result $result ): string {
	return template(
		'admin/trouble',
		array(
			'text'     => error_text( $result ),
			'down'     => $result->down(),
			'request'  => request_id(),
			'retry'    => remove_query_arg( 'sp_notice' ), // The same address: what was typed is still named in it.
			'settings' => 'settings' === current_tab() || ! can( MANAGE ) ? '' : admin_page( array( 'tab' => 'settings' ) ),
		)
	);
}

/** Styles of the screen; the cards' own styles too, for the preview. */
function enqueue_admin_assets(): void {
	if ( PAGE !== query( 'page' ) ) {
		return;
	}
	register_assets();
	wp_enqueue_style( 'session-packages' );
	wp_enqueue_script( 'session-packages' );
	wp_enqueue_style( 'session-packages-admin', plugins_url( 'assets/admin.css', PLUGIN_FILE ), array( 'session-packages' ), VERSION );
	wp_register_script( 'session-packages-preview', plugins_url( 'assets/admin-preview.js', PLUGIN_FILE ), array(), VERSION, true );
	wp_enqueue_style( 'session-packages-figures', plugins_url( 'assets/admin-figures.css', PLUGIN_FILE ), array( 'session-packages-admin' ), VERSION );
	enqueue_mail_assets();
	if ( 'packages' === current_tab() && '' !== query( 'edit' ) ) {
		wp_enqueue_script( 'session-packages-form', plugins_url( 'assets/admin-package.js', PLUGIN_FILE ), array( 'session-packages-preview' ), VERSION, true );
	}
}

/** Reminds the owner to connect, where plugins are managed; not on every screen. */
function notice_when_not_connected(): void {
	$screen = get_current_screen();
	if ( null !== connection() || ! current_user_can( 'manage_options' ) || ! $screen || ! in_array( $screen->id, array( 'dashboard', 'plugins' ), true ) ) {
		return;
	}
	printf(
		'<div class="notice notice-warning"><p>%s <a href="%s">%s</a></p></div>',
		esc_html__( 'Session Packages is active but not connected to its sidecar yet.', 'session-packages' ),
		esc_url( admin_page( array( 'tab' => 'settings' ) ) ),
		esc_html__( 'Connect now', 'session-packages' )
	);
}

/**
 * "Settings" in the list of plugins.
 *
 * @param mixed $links The links so far.
 * @return mixed
 */
function plugin_links( $links ) {
	if ( is_array( $links ) && can( MANAGE ) ) {
		array_unshift( $links, sprintf( '<a href="%s">%s</a>', esc_url( admin_page( array( 'tab' => 'settings' ) ) ), esc_html__( 'Settings', 'session-packages' ) ) );
	}
	return $links;
}

/** One filter of a list as a link with its count. */
function view_link( array $view ): string {
	return sprintf(
		'<a href="%s"%s>%s%s</a>',
		esc_url( $view['url'] ),
		$view['current'] ? ' class="current" aria-current="page"' : '',
		esc_html( $view['label'] ),
		'' === $view['count'] ? '' : ' <span class="count">(' . esc_html( $view['count'] ) . ')</span>'
	);
}
