<?php
/**
 * Notices to staff: for every kind of the sidecar's a headline, and what a person should do.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Kind → headline and what to do. */
function notice_texts(): array {
	return array(
		'cancelled_unknown'   => array(
			__( 'A booking was cancelled, and it is not known by whom', 'session-packages' ),
			__( 'Its session went back to the package, as if the studio had cancelled. If the customer cancelled too late, you may want to speak with them.', 'session-packages' ),
		),
		'booking_unfit'       => array(
			__( 'A booking was changed, and its package does not fit any more', 'session-packages' ),
			__( 'The session stays used. Change the booking so that it fits again, or cancel it: then the session goes back.', 'session-packages' ),
		),
		'revived_unpaid'      => array(
			__( 'A cancelled booking was brought back, and nothing pays for it', 'session-packages' ),
			__( 'Its session had gone back already. Use a package session for it again, or collect the price.', 'session-packages' ),
		),
		'payment_mismatch'    => array(
			__( 'A booking took a session and was paid in another way too', 'session-packages' ),
			__( 'The customer has paid twice. Return the money, or cancel the booking so that the session goes back.', 'session-packages' ),
		),
		'claims_package'      => array(
			__( 'A booking says it was paid by package, but no session was taken', 'session-packages' ),
			__( 'Perhaps it was imported or entered by hand. Use a package session for it, or collect the price.', 'session-packages' ),
		),
		'commit_after_lapse'  => array(
			__( 'A booking was finished after its reserved session had gone back', 'session-packages' ),
			__( 'It may look paid, but no session pays for it. Use a package session for it, or collect the price.', 'session-packages' ),
		),
		'given_back_to_ended' => array(
			__( 'A session went back to a package that was refunded or rolled over', 'session-packages' ),
			__( 'Decide with the customer what they get for it: if it is still paid for, you can refund it or let them use it; if not, take it off the package.', 'session-packages' ),
		),
		'bookings_vanished'   => array(
			__( 'Many bookings that were paid by package have disappeared at once', 'session-packages' ),
			__( 'Were they deleted on purpose, or is a backup missing? Until somebody has looked, their sessions stay used. The person who looks after your server sees them with “session-packages reconcile --dry-run”.', 'session-packages' ),
		),
		'ledger_drift'        => array(
			__( 'A package’s balance does not match its history', 'session-packages' ),
			__( 'To be safe it cannot be used until somebody decides which of the two is right. Please ask the person who looks after your server; “session-packages doctor” shows both.', 'session-packages' ),
		),
		'undeliverable'       => array(
			__( 'A message could not be delivered', 'session-packages' ),
			__( 'It was given up and is not tried again. Check whether the address is right and how your site sends mails. Then an e-mail can be sent again.', 'session-packages' ),
		),
		'mail_unwritten'      => array(
			__( 'A mail could not be written', 'session-packages' ),
			__( 'What it was about has happened, but the customer, or you, were not told of it. This is a mistake of ours, or something odd in the booking or the package. Please show this to the person who looks after your server: the log says more.', 'session-packages' ),
		),
		'mail_delivery_trouble' => array(
			__( 'Your mail server does not take our mails', 'session-packages' ),
			__( 'Mails wait until that is mended; none is lost. Check host, user name, password and sender in the settings, and send a test mail.', 'session-packages' ),
		),
		'mails_waiting'       => array(
			__( 'Mails have been waiting for more than an hour', 'session-packages' ),
			__( 'They will be sent as soon as it is possible. Look at the mail log to see which ones, and check your site’s mail settings; if that does not help, ask the person who looks after your server.', 'session-packages' ),
		),
		'paid_twice'          => array(
			__( 'An order was paid twice', 'session-packages' ),
			__( 'The customer has one package for the first payment. The second one pays for nothing: give it back.', 'session-packages' ),
		),
		'payment_differs'     => array(
			__( 'Money came that does not fit its order', 'session-packages' ),
			__( 'Amount, currency or account is another one than the order’s, so no package was given for it. Look at it in the provider’s dashboard, and give it back unless you agree on something else with the customer.', 'session-packages' ),
		),
		'money_unknown'       => array(
			__( 'Money came that matches no order', 'session-packages' ),
			__( 'Look it up in the provider’s dashboard: it may belong to another shop of yours. If it does not, refund it there.', 'session-packages' ),
		),
		'transfer_surplus'    => array(
			__( 'A customer has transferred too much', 'session-packages' ),
			__( 'The order is paid. Send the rest back, and note it here.', 'session-packages' ),
		),
		'keys_refused'        => array(
			__( 'A payment provider does not accept your keys', 'session-packages' ),
			__( 'Until that is mended, customers cannot pay this way and refunds wait. Enter the right keys in the settings.', 'session-packages' ),
		),
		'event_given_up'      => array(
			__( 'News from a payment provider could not be worked', 'session-packages' ),
			__( 'It was tried many times. Payments and refunds are looked up by themselves all the same; please compare the provider’s dashboard with the order it is about.', 'session-packages' ),
		),
		'refund_failed'       => array(
			__( 'A refund failed', 'session-packages' ),
			__( 'The customer did not get the money, perhaps because their card or account was closed. The sessions are in the package again. Speak with the customer, and refund in another way.', 'session-packages' ),
		),
		'refund_stuck'        => array(
			__( 'A refund is not getting anywhere', 'session-packages' ),
			__( 'Its provider has been asked for a long time without a final answer. Look it up in the provider’s dashboard; its sessions stay set aside until it is settled there.', 'session-packages' ),
		),
		'refunded_elsewhere'  => array(
			__( 'Money was refunded in the provider’s dashboard', 'session-packages' ),
			__( 'Of a part of the price it is not known for how many sessions it was, so none were taken. Take them from the package, or leave them to the customer.', 'session-packages' ),
		),
		'dispute_opened'      => array(
			__( 'A customer disputes a payment', 'session-packages' ),
			__( 'The package cannot be used until it is decided. Answer in the provider’s dashboard before its deadline; the package’s history is your evidence.', 'session-packages' ),
		),
		'dispute_lost'        => array(
			__( 'A dispute is lost: the money went back', 'session-packages' ),
			__( 'The unused sessions are revoked. Visits that were booked with the package stay booked; decide whether they take place.', 'session-packages' ),
		),
		'dispute_won'         => array(
			__( 'A dispute is won: the money stays with you', 'session-packages' ),
			__( 'The package can be used again, unless you have suspended it yourself.', 'session-packages' ),
		),
	);
}
