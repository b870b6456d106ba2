<?php
/**
 * What staff can change on one customer package: words and fields of each step. Names are the sidecar's, so that its refusals find
 * their field.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/** Step → how it is called, what it asks for, what its button says, and whether the customer is told. */
function change_specs(): array {
	$told = __( 'The customer gets an e-mail about it, unless you have switched that e-mail off.', 'session-packages' );
	$day  = array( 'name' => 'valid_through', 'type' => 'day', 'label' => __( 'Last day', 'session-packages' ), 'help' => __( 'The last day it can be used. Left empty: it never expires.', 'session-packages' ) );
	$rest = array( 'intro' => '', 'fields' => array(), 'mail' => '' );
	return array(
		'adjust'    => array(
			'do'     => 'adjust_package',
			'may'    => may( 'adjust_package' ),
			'title'  => __( 'Add or take sessions', 'session-packages' ),
			'intro'  => __( 'For a gift, or to put right what was counted wrong. Sessions for bookings are used and given back at the booking.', 'session-packages' ),
			'fields' => adjust_fields(),
			'button' => __( 'Change the sessions', 'session-packages' ),
			'mail'   => $told,
		),
		'validity'  => array(
			'do'     => 'move_end',
			'may'    => may( 'move_end' ),
			'title'  => __( 'Extend or shorten', 'session-packages' ),
			'intro'  => __( 'Moves the last day, also of a package that has expired.', 'session-packages' ),
			'fields' => array( $day ),
			'button' => __( 'Move the last day', 'session-packages' ),
			'mail'   => $told,
		),
		'suspend'   => array(
			'do'     => 'suspend_package',
			'may'    => may( 'suspend_package' ),
			'title'  => __( 'Suspend', 'session-packages' ),
			'button' => __( 'Suspend the package', 'session-packages' ),
			'mail'   => __( 'Nothing can be booked with it until you resume it. What is booked stays booked. No e-mail is sent.', 'session-packages' ),
		) + $rest,
		'resume'    => array(
			'do'     => 'resume_package',
			'may'    => may( 'resume_package' ),
			'title'  => __( 'Resume', 'session-packages' ),
			'fields' => array( array( 'name' => 'extend', 'type' => 'checkbox', 'label' => __( 'Last day', 'session-packages' ), 'suffix' => __( 'Move it by as many days as the package was suspended', 'session-packages' ) ) ),
			'button' => __( 'Resume the package', 'session-packages' ),
			'mail'   => __( 'Where the last day moves, the customer gets an e-mail about it.', 'session-packages' ),
		) + $rest,
		'roll-over' => array(
			'do'     => 'roll_over_package',
			'may'    => may( 'roll_over_package' ),
			'title'  => __( 'Roll over', 'session-packages' ),
			'intro'  => __( 'What is left moves to a new package with a new last day, and this one is closed.', 'session-packages' ),
			'fields' => array( array( 'label' => __( 'Last day of the new package', 'session-packages' ) ) + $day ),
			'button' => __( 'Roll it over', 'session-packages' ),
			'mail'   => $told,
		),
		'reassign'  => array(
			'do'     => 'reassign_package',
			'may'    => may( 'reassign_package' ),
			'title'  => __( 'Give to somebody else', 'session-packages' ),
			'intro'  => __( 'For a package that was sold to a wrong account or a mistyped address, before it is used.', 'session-packages' ),
			'fields' => array(
				array( 'name' => 'email', 'type' => 'text', 'label' => __( 'E-mail', 'session-packages' ), 'required' => true, 'help' => __( 'Of whoever shall have it.', 'session-packages' ) ),
				array( 'name' => 'account', 'type' => 'checkbox', 'label' => __( 'Account', 'session-packages' ), 'suffix' => __( 'Give it to the account of your site that has this address', 'session-packages' ), 'help' => __( 'Leave this out if people can register on your site with an address that is not theirs. Without an account the package waits until the address is proven.', 'session-packages' ) ),
				array( 'name' => 'name', 'type' => 'text', 'label' => __( 'Name', 'session-packages' ), 'help' => __( 'Only where no account gets it.', 'session-packages' ) ),
			),
			'button' => __( 'Give it to them', 'session-packages' ),
			'mail'   => __( 'They get the e-mail that the package is active. Whoever had it until now is not written to.', 'session-packages' ),
		),
		'undo'      => array(
			'do'     => 'undo_change',
			'may'    => may( 'undo_change' ),
			'title'  => __( 'Undo', 'session-packages' ),
			'button' => __( 'Undo this step', 'session-packages' ),
			'mail'   => __( 'The step stays in the history; a second entry takes it back. If the customer got an e-mail about the step, they get one about this, too.', 'session-packages' ),
		) + $rest,
		'reinstate' => array(
			'do'     => 'reinstate_session',
			'may'    => may( 'reinstate_session' ),
			'title'  => __( 'Give session back', 'session-packages' ),
			'button' => __( 'Give session back', 'session-packages' ),
			'mail'   => $told,
		) + $rest,
	);
}

/** Which way, how many, of which kind. */
function adjust_fields(): array {
	return array(
		array( 'name' => 'way', 'type' => 'select', 'label' => __( 'What', 'session-packages' ), 'options' => array( 'add' => __( 'Add sessions', 'session-packages' ), 'take' => __( 'Take sessions', 'session-packages' ) ) ),
		array( 'name' => 'sessions', 'type' => 'int', 'label' => __( 'How many', 'session-packages' ), 'required' => true ),
		array( 'name' => 'kind', 'type' => 'select', 'label' => __( 'Kind', 'session-packages' ), 'options' => array( 'free' => __( 'Free', 'session-packages' ), 'paid' => __( 'Paid', 'session-packages' ) ), 'help' => __( 'Free sessions are worth nothing when something is refunded. Paid ones are used first.', 'session-packages' ) ),
	);
}
