<?php
/**
 * The "Help" of the screen, tab by tab.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Tab → title → paragraphs. */
function help_texts(): array {
	return array(
		'customers' => array(
			__( 'Customer packages', 'session-packages' ) => array(
				__( 'Every package that a customer has, or had. The filters above the list count them by status; a package changes its status by itself when its time is over or its last session is used.', 'session-packages' ),
				__( '“Value left” is what the paid sessions that are not used yet are worth. Sessions that were given free are worth nothing.', 'session-packages' ),
			),
			__( 'Searching', 'session-packages' ) => array(
				__( 'Type how a word begins: of the customer’s name, the e-mail address, the package’s name, or the reference of the order. Several words must all be met: “ann yog” finds Anna’s yoga packages.', 'session-packages' ),
				__( 'What very many customers have in common is shown by the date of purchase only.', 'session-packages' ),
			),
			__( 'Order and columns', 'session-packages' ) => array(
				__( 'Press the heading of Customer, Purchase date or Expiry date to sort by it, once more for the other way round.', 'session-packages' ),
				__( 'Under “Screen Options” you choose which columns you see and how many rows a page has.', 'session-packages' ),
			),
			__( 'Awaiting payment', 'session-packages' ) => array(
				__( 'Orders whose money has not arrived. The one that has waited longest stands first. Compare with your bank statement: reference and amount.', 'session-packages' ),
				__( 'A payment by card or PayPal is confirmed by itself; nothing has to be done here.', 'session-packages' ),
			),
			__( 'Selling by hand', 'session-packages' ) => array(
				__( '“Sell a Package” sells at the counter or by invoice, or gives a package away. Choose an account of your site, or type a name and an address.', 'session-packages' ),
				__( 'What is paid is usable at once, with receipt. An invoice that is still to be paid stands under “Awaiting payment” until you confirm the money; nobody is reminded of it, and it does not end by itself.', 'session-packages' ),
				__( 'Without an account the package waits until its holder has proven that the address is theirs. Knowing somebody’s e-mail is not enough to use anything.', 'session-packages' ),
			),
			__( 'Importing balances', 'session-packages' ) => array(
				__( 'A CSV file brings what customers have left in another system. It is checked first: you see every row that has an error, with the column and what was expected.', 'session-packages' ),
				__( 'Good rows are imported in the background; the others can be downloaded, mended and imported again. No row is imported twice: it is recognised by its reference, or by all that it says.', 'session-packages' ),
				__( 'What was taken over is no sale of this site: it has no receipt and is in no figure of sales, but in what is owed to customers.', 'session-packages' ),
			),
			__( 'Extending many', 'session-packages' ) => array(
				__( 'Choose packages by name, status and last day; you see who is touched, with the last day now and then, before anything changes. Packages that are changed meanwhile are left alone and named.', 'session-packages' ),
			),
		),
		'packages' => array(
			__( 'Packages for sale', 'session-packages' ) => array(
				__( 'These are your offers. Customers see those on sale, in this order; the arrows move one up or down.', 'session-packages' ),
				__( 'A draft is seen by nobody but you. An archived package is not sold any more, but what was sold can still be used.', 'session-packages' ),
				__( '“Sold” counts every package that was ever sold, “In use” those that customers can still use, now or again.', 'session-packages' ),
			),
			__( 'Changing a package', 'session-packages' ) => array(
				__( 'Every customer keeps the terms they bought: name, sessions, price, validity, services and rules. A change is for those who buy from now on.', 'session-packages' ),
				__( '“Duplicate” opens the form of a new package with the same values. Nothing is made until you save it.', 'session-packages' ),
				__( 'Under “Screen Options” you choose which columns of the list you see.', 'session-packages' ),
			),
		),
		'settings' => array(
			__( 'Settings', 'session-packages' ) => array(
				__( 'General: currency, ways to pay, when customers get a session back. E-mails: their words, when they go out and by which road. Mail log: what became of each.', 'session-packages' ),
				__( 'Who may do what: which of your team may see, sell, refund and manage. Activity: what they have done.', 'session-packages' ),
			),
		),
	);
}

/** Adds them to WordPress's own drawer. */
function add_help(): void {
	$screen = get_current_screen();
	foreach ( help_texts()[ current_tab() ] ?? array() as $title => $paragraphs ) {
		$screen->add_help_tab(
			array(
				'id'      => 'sp-' . sanitize_title( $title ),
				'title'   => $title,
				'content' => implode( '', array_map( static fn( string $text ): string => '<p>' . esc_html( $text ) . '</p>', $paragraphs ) ),
			)
		);
	}
}
