<?php
/**
 * When not to ask: a sidecar that is down or hangs costs a page little, and soon nothing.
 *
 * @package SessionPackages
 */

namespace SessionPackages;

defined( 'ABSPATH' ) || exit;

const BREAKER_TRANSIENT = 'session_packages_breaker';
const BREAKER_FAILURES  = 3;
const BREAKER_PAUSE     = 30;
const SILENCE           = 5;

/** Whether this very request has just waited in vain: then it does not wait again. */
function is_silent( ?int $until = null ): bool {
	static $silent_until = 0;
	$silent_until = $until ?? $silent_until;
	return time() < $silent_until;
}

/** Closed: yes. Open: no, until the pause is over; then one caller may try while the others still wait. */
function breaker_allows(): bool {
	$state = get_transient( BREAKER_TRANSIENT );
	if ( int_of( $state, 'fails' ) < BREAKER_FAILURES ) {
		return true;
	}
	if ( time() < int_of( $state, 'open_until' ) ) {
		return false;
	}
	set_breaker( BREAKER_FAILURES, 5 );
	return true;
}

/** Counts failures of the connection and of the sidecar itself; any sensible answer closes the breaker. */
function record_outcome( Result $result ): void {
	$state = get_transient( BREAKER_TRANSIENT );
	if ( $result->status >= 500 || in_array( $result->code, array( 'unavailable', 'bad_answer' ), true ) ) {
		set_breaker( min( BREAKER_FAILURES, int_of( $state, 'fails' ) + 1 ), BREAKER_PAUSE );
	} elseif ( false !== $state ) {
		reset_breaker();
	}
}

/** Remembers how often it failed in a row and how long nobody shall try. */
function set_breaker( int $fails, int $pause ): void {
	set_transient(
		BREAKER_TRANSIENT,
		array(
			'fails'      => $fails,
			'open_until' => time() + $pause,
		),
		10 * MINUTE_IN_SECONDS
	);
}

/** Starts afresh. */
function reset_breaker(): void {
	delete_transient( BREAKER_TRANSIENT );
}
