"""Guards of the sessions: what is taken, what goes back, and when a package may be used at all."""

from sidecar.usecases import booking_checks, changes, give_back, holds, put_back, reconcile, redeem, spending
from tests.guards.guard import Guard
from tests.guards.removal import Source
from wp_bridge import attempts, customer_packages, redemptions
from wp_bridge.hosts import HOSTS

PAST = "db/test_past_the_rules.py::"
MOMENT = "db/test_at_the_same_moment.py::"
SPENDS = f"{PAST}test_the_statement_that_spends_asks_the_state_itself"
ROUNDS = f"{PAST}test_only_an_attempt_that_is_over_begins_another_round"
HOST = HOSTS["simple-bookings"]
NO_ROWS = "assert not True"  # the statement did what it must refuse


def _take(old: str, new: str = "") -> Source:
    return Source(customer_packages, "take", old, new)


SPENDING = (
    Guard(
        "Balance condition of the statement that spends",
        "once",
        _take("paid_balance >= %s AND free_balance >= %s", "%s IS NOT NULL AND %s IS NOT NULL"),
        "db/test_redeem.py::test_the_guarded_statement_decides_even_if_the_rules_before_it_were_wrong",
        "cp_paid",  # the CHECK behind it is what speaks then
    ),
    Guard(
        "State condition of the statement that spends",
        "valid",
        _take(" AND base_state = 'open'"),
        f"{SPENDS}[suspended_by_staff_at-UTC_TIMESTAMP(6)]",
        NO_ROWS,
    ),
    Guard(
        "Expiry condition of the statement that spends",
        "valid",
        _take("(expires_at IS NULL OR expires_at > UTC_TIMESTAMP(6))", "1 = 1"),
        f"{SPENDS}[expires_at-UTC_TIMESTAMP(6)]",
        NO_ROWS,
    ),
    Guard(
        "Start condition of the statement that spends",
        "valid",
        _take("(starts_at IS NULL OR starts_at <= UTC_TIMESTAMP(6))", "1 = 1"),
        f"{SPENDS}[starts_at-UTC_TIMESTAMP(6) + INTERVAL 1 MINUTE]",
        NO_ROWS,
    ),
    Guard(
        "Refusing when the statement that spends changed nothing",
        "once",
        Source(spending, "take", "if not customer_packages.take", "if None is customer_packages.take", said="does not look"),
        f"{MOMENT}test_where_the_rules_err_the_statement_that_spends_refuses_for_them",
        "'committed' == 'not_active'",
    ),
    Guard(
        "Staff take no more of a kind than there is",
        "once",
        Source(
            customer_packages, "adjust", "paid_balance + %s >= 0 AND free_balance + %s >= 0", "%s IS NOT NULL AND %s IS NOT NULL"
        ),
        "db/test_past_the_changes.py::test_no_more_of_a_kind_is_taken_than_there_is[-11-0]",
        "out of range in .*sessions_total",
    ),
    Guard(
        "No more goes back than was taken",
        "ledger",
        Source(customer_packages, "give_back", "used >= %s AND", "%s IS NOT NULL AND"),
        f"{PAST}test_no_more_goes_back_than_was_taken_or_held",
        "cp_used",
    ),
    Guard(
        "No more of a hold goes back than is held",
        "ledger",
        Source(customer_packages, "give_back", "AND held >= %s", "AND %s IS NOT NULL"),
        f"{PAST}test_no_more_goes_back_than_was_taken_or_held",
        "cp_used",
    ),
    Guard(
        "No more of a hold is settled than is held",
        "ledger",
        Source(customer_packages, "settle_hold", "AND held >= %s", "AND %s IS NOT NULL"),
        f"{PAST}test_no_more_goes_back_than_was_taken_or_held",
        "cp_used",
    ),
    Guard(
        "A line goes back as it was known, or not at all",
        "once",
        Source(
            redemptions,
            "give_back",
            "AND state = %s AND sessions_taken = %s AND sessions_given_back = %s",
            "AND %s IS NOT NULL AND %s IS NOT NULL AND %s IS NOT NULL",
        ),
        f"{PAST}test_the_same_line_goes_back_once_though_its_package_has_more_in_use",
        "redemption_back",
    ),
    Guard(
        "Rolling back when a line had gone back already",
        "once",
        Source(put_back, "put_back", "or not redemptions.give_back", "or None is redemptions.give_back", said="does not look"),
        f"{PAST}test_the_same_line_goes_back_once_though_its_package_has_more_in_use",
        "DuplicateKey: entry_key",  # the ledger behind it knows this very event
    ),
    Guard(
        "The redemption is read again under its package's lock before it goes back",
        "once",
        Source(give_back, "_locked", "return newest", "return found"),
        "db/test_holds.py::test_cancelling_while_the_party_grows_gives_all_of_it_back",
        "went back already",
    ),
    Guard(
        "The redemption is read again under its package's lock before its party changes",
        "once",
        Source(changes, "_locked", "redemption = redemptions.get(tx, found.id)", "redemption = found"),
        f"{MOMENT}test_a_party_that_grows_twice_at_once_takes_the_difference_once",
        "assert 5 == 7",
    ),
    Guard(
        "The clock of first use starts once",
        "valid",
        Source(customer_packages, "start_validity", " AND starts_at IS NULL"),
        f"{PAST}test_the_clock_of_first_use_starts_once_and_stops_only_unused_and_unexpired",
        NO_ROWS,
    ),
    Guard(
        "The clock of first use stops only for an unused package",
        "valid",
        Source(customer_packages, "unstart_validity", "used = 0 AND "),
        f"{PAST}test_the_clock_of_first_use_starts_once_and_stops_only_unused_and_unexpired",
        NO_ROWS,
    ),
    Guard(
        "What has expired does not come back to life by giving back",
        "valid",
        Source(customer_packages, "unstart_validity", " AND (expires_at IS NULL OR expires_at > UTC_TIMESTAMP(6))"),
        "db/test_holds.py::test_an_expired_package_stays_expired_when_its_only_use_comes_back",
        "recorded; only staff may extend it",
    ),
    Guard(
        "Drift is looked at again under the lock",
        "ledger",
        Source(reconcile, "_block", "not ledger.has_drifted(tx, number) or "),
        f"{MOMENT}test_a_movement_under_way_at_the_first_look_is_no_drift",
        "assert 1 == 0",
    ),
    Guard(
        "A package is blocked and alarmed once",
        "ledger",
        Source(customer_packages, "block", " AND blocked_at IS NULL"),
        f"{MOMENT}test_drift_found_by_two_sweeps_at_once_is_told_once",
        r"\[1, 1\] == \[1, 0\]",
    ),
    Guard(
        "A balance is decided by hand only while its package is blocked",
        "ledger",
        Source(customer_packages, "unblock", " AND blocked_at IS NOT NULL"),
        f"{PAST}test_a_balance_is_decided_only_while_its_package_is_blocked",
        NO_ROWS,
    ),
)

HOLDS = (
    Guard(
        "A hold moves only from the state in which it was seen",
        "once",
        Source(attempts, "move", " AND state = %s", " AND %s IS NOT NULL"),
        f"{PAST}test_an_attempt_moves_only_from_the_state_in_which_it_was_seen",
        NO_ROWS,
    ),
    Guard(
        "Only what is released or lapsed is reopened",
        "once",
        Source(attempts, "reopen", " AND state IN ('released', 'lapsed')"),
        f"{ROUNDS}[reopen]",
        NO_ROWS,
    ),
    Guard(
        "Only what lapsed is redeemed anew at a late commit",
        "once",
        Source(attempts, "begin_again", " AND state = %s", " AND %s IS NOT NULL"),
        f"{ROUNDS}[begin_again]",
        "assert 2 == 1",
    ),
    Guard(
        "Only a held line is committed",
        "once",
        Source(redemptions, "commit", " AND state = 'held'"),
        f"{PAST}test_only_a_held_line_is_committed",
        NO_ROWS,
    ),
    Guard(
        "Only a hold that is over lapses",
        "once",
        Source(attempts, "lapsed_holds", " AND hold_expires_at <= UTC_TIMESTAMP(6)"),
        f"{PAST}test_a_hold_in_time_is_not_due",
        "assert 1 == 0",
    ),
    Guard(
        "A hold is looked at again under the lock before it lapses",
        "once",
        Source(holds, "_lapse", "attempts.get(tx, attempt.id) != attempt", "False"),
        "db/test_holds.py::test_a_hold_taken_anew_is_not_ended_by_the_lapse_of_the_old_one",
        "assert 1 == 0",
    ),
    Guard(
        "Many vanished bookings are believed only by a person",
        "booking",
        Source(reconcile, "reconcile", "len(vanished) > MANY and not believe_vanished", "False"),
        "db/test_reconcile.py::test_a_bookings_table_that_lost_its_rows_gives_nothing_back_until_a_person_says_so",
        "Repair",
    ),
)

BOOKINGS = (
    *(
        Guard(
            name,
            "booking",
            Source(HOST, "confirm", old, new),
            f"{PAST}test_a_booking_that_changed_since_it_was_read_is_not_confirmed[{case}]",
            NO_ROWS,
        )
        for name, old, new, case in (
            ("Only a pending booking is confirmed", "status = 'pending' AND", "", "status-'cancelled'"),
            ("Only while its slot is held", ' AND hold_expires_at > UTC_TIMESTAMP()"', '"', "hold_expires_at-UTC_TIMESTAMP()"),
            ("Only for whom it was read", "COALESCE(user_id, 0) = %s", "%s IS NOT NULL", "user_id-12"),
            ("Only for the service that was judged", "service_id = %s", "%s IS NOT NULL", "service_id-service_id + 1"),
        )
    ),
    Guard(
        "A redemption whose booking could not be confirmed is taken back whole",
        "booking",
        Source(redeem, "_settle", "or not (host.confirm", "or None is (host.confirm", said="does not look"),
        f"{MOMENT}test_a_booking_cancelled_just_before_it_is_confirmed_takes_nothing",
        "DID NOT RAISE",
    ),
    Guard(
        "A living booking is marked paid only as it was read",
        "booking",
        Source(HOST, "_still", "AND payment_state = %s AND", "AND %s IS NOT NULL AND"),
        f"{PAST}test_a_booking_that_changed_since_it_was_read_is_not_marked_paid[payment_state-'paid']",
        NO_ROWS,
    ),
    Guard(
        "A booking paid otherwise is not marked unpaid",
        "booking",
        Source(HOST, "detach", " AND payment_method = 'package'"),
        f"{PAST}test_a_booking_paid_otherwise_meanwhile_is_not_marked_unpaid",
        NO_ROWS,
    ),
    Guard(
        "A booking that is paid already is not paid by package",
        "booking",
        Source(booking_checks, "obstacle", 'booking.payment_state == "paid"', "False"),
        "db/test_redeem.py::test_a_booking_that_cannot_be_paid_is_refused_and_nothing_moves[columns3-booking_already_paid]",
        "booking_not_pending",
    ),
)
