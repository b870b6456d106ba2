<?php
/**
 * Words for codes: why something was refused, what happened on a package's account.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

/**
 * Why a package cannot be used or something was refused; '' when there is no sentence for the code.
 */
function reason_text( string $code, array $params = array() ): string {
	if ( 'too_few_sessions' === $code ) {
		return too_few_text( $params );
	}
	$trouble = connection_texts()[ $code ] ?? '';
	if ( '' !== $trouble ) {
		return 'staff' === actor_kind() ? $trouble : __( 'Packages are not available at the moment.', 'session-packages' );
	}
	$days = array(
		/* translators: %s: a date */
		'expired'                => array( 'expires_on', __( 'It expired; its last day was %s.', 'session-packages' ) ),
		/* translators: %s: a date */
		'visit_after_expiry'     => array( 'expires_on', __( 'This visit is after its last day, %s.', 'session-packages' ) ),
		/* translators: %s: a date */
		'not_started'            => array( 'starts_on', __( 'It can be used from %s on.', 'session-packages' ) ),
	);
	$date = isset( $days[ $code ] ) ? day( str_of( $params, $days[ $code ][0] ) ) : '';
	return '' === $date ? ( reason_texts()[ $code ] ?? '' ) : sprintf( $days[ $code ][1], $date );
}

/** "1 session left, this booking needs 3". */
function too_few_text( array $params ): string {
	if ( ! isset( $params['remaining'], $params['needed'] ) ) {
		return __( 'There are not enough sessions left.', 'session-packages' );
	}
	$left = int_of( $params, 'remaining' );
	return sprintf(
		/* translators: 1: sessions left, 2: sessions this booking takes */
		_n( '%1$s session left, this booking needs %2$s', '%1$s sessions left, this booking needs %2$s', $left, 'session-packages' ),
		number_format_i18n( $left ),
		number_format_i18n( int_of( $params, 'needed' ) )
	);
}

/** Sentences without numbers. */
function reason_texts(): array {
	return array(
		'not_permitted'          => __( 'Your role does not allow this. An administrator can change it under Settings → Who may do what.', 'session-packages' ),
		'no_sessions_left'       => __( 'All sessions have been used.', 'session-packages' ),
		'wrong_service'          => __( 'It is not for this service.', 'session-packages' ),
		'expired'                => __( 'It has expired.', 'session-packages' ),
		'visit_after_expiry'     => __( 'This visit is after its last day.', 'session-packages' ),
		'not_started'            => __( 'It has not started yet.', 'session-packages' ),
		'not_active'             => __( 'It is not active.', 'session-packages' ),
		'suspended'              => __( 'It is suspended at the moment.', 'session-packages' ),
		'refund_pending'         => __( 'A refund is under way for it.', 'session-packages' ),
		'refunded'               => __( 'It was refunded.', 'session-packages' ),
		'closed'                 => __( 'It was rolled over into another package.', 'session-packages' ),
		'booking_unknown'        => __( 'This booking could not be found.', 'session-packages' ),
		'booking_not_pending'    => __( 'This booking is not waiting for payment any more.', 'session-packages' ),
		'booking_cancelled'      => __( 'This booking was cancelled.', 'session-packages' ),
		'booking_hold_expired'   => __( 'The time to pay for this booking is over. Please book again.', 'session-packages' ),
		'booking_already_paid'   => __( 'This booking is already paid.', 'session-packages' ),
		'booking_not_yours'      => __( 'This booking belongs to somebody else.', 'session-packages' ),
		'attempt_key_reused'     => __( 'This booking step was already used. Please start the booking again.', 'session-packages' ),
		'lapsed'                 => __( 'The reserved session was given back, because the booking was not finished in time.', 'session-packages' ),
		'booking_not_over'       => __( 'This booking still takes place. Cancel it, and its session goes back.', 'session-packages' ),
		'already_given_back'     => __( 'The session of this booking has already gone back.', 'session-packages' ),
		'attempt_committed'      => __( 'This session is already used. It goes back when the booking is cancelled.', 'session-packages' ),
		'nothing_chosen'         => __( 'Please choose a package.', 'session-packages' ),
		'host_declined'          => __( 'The booking plugin could not mark this booking as paid.', 'session-packages' ),
		'host_facts'             => __( 'What the booking plugin says about this booking could not be understood.', 'session-packages' ),
		'host_silent'            => __( 'This booking could not be found. If it was not deleted, its booking plugin does not tell about it here; please open it there.', 'session-packages' ),
		'host_guest'             => __( 'This booking belongs to nobody with an account on your site, so no package can pay for it.', 'session-packages' ),
		'paid_but_lapsed'        => __( 'But the booking plugin has marked this booking as paid. Please set it to unpaid there.', 'session-packages' ),
		'package_blocked'        => __( 'It is blocked, because its balance does not match its history.', 'session-packages' ),
		'already_suspended'      => __( 'It is suspended already.', 'session-packages' ),
		'not_suspended'          => __( 'It is not suspended.', 'session-packages' ),
		'too_few_to_take'        => __( 'There are not so many unused sessions of this kind.', 'session-packages' ),
		'already_used'           => __( 'It was used already, so it belongs to whoever used it.', 'session-packages' ),
		'sessions_held'          => __( 'A booking that is just being made holds a session of it. Please try again in a few minutes.', 'session-packages' ),
		'changed_meanwhile'      => __( 'Something else has just happened to this package. Please look at it again.', 'session-packages' ),
		'already_undone'         => __( 'This was undone already.', 'session-packages' ),
		'not_undoable'           => __( 'This cannot be undone here.', 'session-packages' ),
		'undo_too_late'          => __( 'Something else has happened since that rests on it, so it cannot be undone any more.', 'session-packages' ),
		'not_blocked'            => __( 'It is not blocked.', 'session-packages' ),
		'ledger_negative'        => __( 'Its history adds up to less than nothing, so only the balance can be kept.', 'session-packages' ),
		'offer_changed'          => __( 'Price or terms have changed since they were shown. Please look again.', 'session-packages' ),
		'package_unknown'        => __( 'This package could not be found.', 'session-packages' ),
		'package_not_on_sale'    => __( 'This package is not on sale any more.', 'session-packages' ),
		'sold_out'               => __( 'This package is sold out.', 'session-packages' ),
		'limit_reached'          => __( 'You already have this package as often as it may be bought.', 'session-packages' ),
		'task_started'           => __( 'This was begun already. Below is how far it is.', 'session-packages' ),
		'task_other_mode'        => __( 'This was checked in test mode and the site is live now, or the reverse. Please upload the file again.', 'session-packages' ),
		'imported_before'        => __( 'This row has been imported before.', 'session-packages' ),
		'end_changed'            => __( 'Its last day has been changed since the preview, or it is no longer active.', 'session-packages' ),
		'extension_changed'      => __( 'Something has changed since the preview: it is not as many packages as were shown. Please look again.', 'session-packages' ),
		'login_required'         => __( 'Please log in first.', 'session-packages' ),
		'amount_mismatch'        => __( 'This is not the amount of the order. Please compare it with your bank statement.', 'session-packages' ),
		'order_not_awaiting'     => __( 'This order is not waiting for money any more.', 'session-packages' ),
		'payment_unavailable'    => __( 'The payment provider cannot be reached at the moment, or does not accept our keys. Please try again in a few minutes.', 'session-packages' ),
		'amount_not_payable'     => __( 'This amount cannot be paid this way. Please choose another one.', 'session-packages' ),
		'provider_not_set_up'    => __( 'The keys of this payment provider are not set, or are for the other mode.', 'session-packages' ),
		'mail_unknown'           => __( 'There is no such mail.', 'session-packages' ),
		'mail_waiting'           => __( 'This mail is still waiting to be sent; there is no need to send it again.', 'session-packages' ),
		'no_address'             => __( 'Your account has no e-mail address that a test could go to. You can add one in your profile.', 'session-packages' ),
		'link_unknown'           => __( 'This link is not complete. Please open it from the mail once more, or copy the whole of it.', 'session-packages' ),
		'nothing_to_refund'      => __( 'Nothing of it can be refunded: no paid sessions or no money are left.', 'session-packages' ),
		'refund_too_much'        => __( 'That is more than can be refunded: more money or more sessions than are left.', 'session-packages' ),
		'refund_disputed'        => __( 'The payment is disputed. The provider decides about the money, so it cannot be refunded here.', 'session-packages' ),
		'refund_changed'         => __( 'Something has changed since the preview. Please look at the amount again.', 'session-packages' ),
		'refund_not_by_hand'     => __( 'This refund goes through the provider by itself.', 'session-packages' ),
		'refund_already_settled' => __( 'This refund is settled already.', 'session-packages' ),
		'rule_unavailable'       => __( 'This way to find the amount cannot be used here.', 'session-packages' ),
		'idempotency_key_reused' => __( 'This form was already sent with other values. Please check them and send it again.', 'session-packages' ),
		'method_unavailable'     => __( 'This way to pay is not available at the moment.', 'session-packages' ),
		'forbidden'              => __( 'You are not allowed to do this.', 'session-packages' ),
		'not_found'              => __( 'It could not be found.', 'session-packages' ),
		'invalid_fields'         => __( 'Please check the marked fields.', 'session-packages' ),
		'internal'               => __( 'It did not work. Please try again.', 'session-packages' ),
	);
}

/** Trouble with the connection, for those who can do something about it. Customers never read of a sidecar. */
function connection_texts(): array {
	return array(
		'code_malformed'       => __( 'This is not a connection code. Copy the whole line that starts with “sp1.” and paste it again.', 'session-packages' ),
		'code_address'         => __( 'The address in this code is neither https nor this server itself, so the key would travel unprotected.', 'session-packages' ),
		'pairing_code_unknown' => __( 'The sidecar does not know this connection code. Was it copied whole?', 'session-packages' ),
		'pairing_code_used'    => __( 'This connection code was used already. Please make a new one.', 'session-packages' ),
		'pairing_code_expired' => __( 'This connection code is older than ten minutes. Please make a new one.', 'session-packages' ),
		'pairing_wrong_site'   => __( 'This connection code is for another site: the sidecar was set up with another address or table prefix.', 'session-packages' ),
		'not_paired'           => __( 'This site is not connected to the Session Packages sidecar.', 'session-packages' ),
		'signature_invalid'    => __( 'The sidecar does not accept this site’s key. Check the server’s clock, or connect again with a new code.', 'session-packages' ),
		'unavailable'          => __( 'The package service cannot be reached at the moment.', 'session-packages' ),
		'database_unavailable' => __( 'The package service cannot reach its database at the moment.', 'session-packages' ),
		'bad_answer'           => __( 'The package service gave an answer that could not be understood.', 'session-packages' ),
	);
}

/** What to tell about a failed call: the translated sentence, else the sidecar's own words. */
function error_text( Result $result ): string {
	$text = reason_text( $result->code, $result->params );
	if ( 'amount_mismatch' === $result->code ) {
		$text = amount_text( $result->params, $text );
	}
	if ( '' === $text ) {
		$text = '' !== $result->message ? $result->message : __( 'It did not work. Please try again.', 'session-packages' );
	}
	return $text;
}

/** The refused amount with the difference, as far as the sidecar tells it. */
function amount_text( array $params, string $fallback ): string {
	$texts = array(
		/* translators: 1: the order's amount, 2: how much is missing */
		'short' => __( 'The order is for %1$s; %2$s is missing.', 'session-packages' ),
		/* translators: 1: the order's amount, 2: how much is too much */
		'over'  => __( 'The order is for %1$s; this is %2$s too much.', 'session-packages' ),
	);
	$text  = $texts[ str_of( $params, 'direction' ) ] ?? '';
	return '' === $text ? $fallback : sprintf( $text, str_of( $params, 'expected' ), str_of( $params, 'difference' ) );
}

/** What is wrong with a field, in this site's language where the sidecar's words are known. */
function field_text( string $said ): string {
	$known = array(
		'is needed'             => __( 'Please fill this in.', 'session-packages' ),
		'must be a whole number' => __( 'Must be a whole number.', 'session-packages' ),
		'must be a single line' => __( 'Must be a single line.', 'session-packages' ),
		'must be left empty: this way costs nothing' => __( 'Please leave this empty: a gift and what is free of charge cost nothing.', 'session-packages' ),
		'must be above 0; what costs nothing is a gift or free of charge' => __( 'Please name a price above 0. What costs nothing is a gift or free of charge.', 'session-packages' ),
		'only an invoice can be paid later' => __( 'Only an invoice can be paid later.', 'session-packages' ),
		'is needed where the price is another' => __( 'Please say why the price is another.', 'session-packages' ),
		'must be an e-mail address such as name@example.com' => __( 'This is not an e-mail address.', 'session-packages' ),
		'must be the name or the id of one of your packages' => __( 'This is not the name or the id of one of your packages.', 'session-packages' ),
		'must be a whole number, not less than the sessions left' => __( 'Must be a whole number, not less than the sessions left.', 'session-packages' ),
		'must be a date such as 2027-02-20 or 20.02.2027, or empty: it never expires' => __( 'Must be a date such as 2027-02-20 or 20.02.2027, or empty: it never expires.', 'session-packages' ),
		'must not be over already' => __( 'Is over already.', 'session-packages' ),
		'has no rows below its heading' => __( 'The file has no rows below its heading.', 'session-packages' ),
		'is not a text file; save it as CSV' => __( 'This is not a text file. Please save it as CSV.', 'session-packages' ),
		'was not uploaded whole; is it too large?' => __( 'The file was not uploaded whole. Is it too large?', 'session-packages' ),
		'is needed, or a date, and not both' => __( 'Please fill in a number of days or a date, and not both.', 'session-packages' ),
		'must not be before the first day' => __( 'Must not be before the first day.', 'session-packages' ),
		'must be a date such as 2026-11-22' => __( 'Must be a date.', 'session-packages' ),
		'has not the expected form' => __( 'Does not have the expected form.', 'session-packages' ),
		'must not be 0'         => __( 'Please type how many, more than 0.', 'session-packages' ),
		'is its last day already' => __( 'This is its last day already. Please choose another one.', 'session-packages' ),
		'must not be before the first day' => __( 'Must not be before the first day.', 'session-packages' ),
		'must not be in the past' => __( 'This day is over. Please choose today or later.', 'session-packages' ),
		'must be a day such as 2026-11-22' => __( 'Please type a day such as 2026-11-22.', 'session-packages' ),
		'has this package already' => __( 'The package is theirs already. Please name somebody else.', 'session-packages' ),
		'is needed to send by SMTP' => __( 'Please fill this in, or let WordPress send.', 'session-packages' ),
		'is not a valid e-mail address' => __( 'This is not an e-mail address.', 'session-packages' ),
		'must be different numbers of days' => __( 'Please name each number of days once.', 'session-packages' ),
		'must be typed again: the saved one is told to no other server' => __( 'Please type it again. The stored one is only ever sent to the server that it was stored for.', 'session-packages' ),
		'must be the mail server\'s name, such as mail.example.com' => __( 'Please type only the server’s name, such as mail.example.com.', 'session-packages' ),
		'can only have letters a to z, digits and signs: a login knows no others' => __( 'Only letters a to z, digits and signs can be used here.', 'session-packages' ),
		'must not contain control characters' => __( 'It has characters in it that cannot be seen. Please type it instead of pasting it.', 'session-packages' ),
	);
	return $known[ $said ] ?? ( measured_text( $said ) ?? ucfirst( $said ) );
}

/** The same where the sidecar names a number, or what was typed. */
function measured_text( string $said ): ?string {
	$texts = array(
		/* translators: %s: a number */
		'must be at least (-?\d+)'               => __( 'Must be at least %s.', 'session-packages' ),
		/* translators: %s: a number */
		'must be at most (-?\d+)'                => __( 'Must be at most %s.', 'session-packages' ),
		/* translators: %s: the highest number */
		'must be a whole number from 1 to (\d+)' => __( 'Must be a whole number from 1 to %s.', 'session-packages' ),
		/* translators: %s: names of columns */
		'has no column (.+)'                     => __( 'The file has no column %s.', 'session-packages' ),
		/* translators: %s: number of a line */
		'is the same as line (\d+); give each a reference of its own' => __( 'Says the same as line %s. Please give each a reference of its own.', 'session-packages' ),
		/* translators: %s: a number */
		'must be at most (\d+) long'             => __( 'This is too long. At most %s characters are possible.', 'session-packages' ),
		/* translators: %s: a number */
		'must be at most (\d+) numbers of days'  => __( 'Please name at most %s numbers of days.', 'session-packages' ),
		/* translators: %s: a number */
		'must be at most (\d+) addresses'        => __( 'Please name at most %s addresses.', 'session-packages' ),
		/* translators: %s: what was typed instead of an e-mail address */
		'must be e-mail addresses; (.*) is none' => __( '“%s” is not an e-mail address.', 'session-packages' ),
	);
	foreach ( $texts as $pattern => $text ) {
		if ( preg_match( "/^{$pattern}$/Du", $said, $found ) ) {
			return sprintf( $text, preg_match( '/^-?\d+$/D', $found[1] ) ? number_format_i18n( (int) $found[1] ) : $found[1] );
		}
	}
	return null;
}

/** What happened on a package's account. */
function entry_label( string $kind ): string {
	$labels = array(
		'grant'          => __( 'Package activated', 'session-packages' ),
		'redeem'         => __( 'Session used', 'session-packages' ),
		'reinstate'      => __( 'Session given back', 'session-packages' ),
		'adjust'         => __( 'Balance adjusted', 'session-packages' ),
		'refund_hold'    => __( 'Taken for a refund', 'session-packages' ),
		'refund_release' => __( 'Given back: not refunded', 'session-packages' ),
		'revoke'         => __( 'Sessions revoked', 'session-packages' ),
		'transfer_out'   => __( 'Rolled over to another package', 'session-packages' ),
		'transfer_in'    => __( 'Rolled over from another package', 'session-packages' ),
		'reassign'       => __( 'Given to somebody else', 'session-packages' ),
		'validity'       => __( 'Validity changed', 'session-packages' ),
		'suspend'        => __( 'Suspended', 'session-packages' ),
		'resume'         => __( 'Resumed', 'session-packages' ),
	);
	return $labels[ $kind ] ?? $kind;
}
