"""Guards of repetition: transactions, conflicts, lost answers, twins."""

import sqlalchemy

from sidecar.usecases import give_back, once, redeem
from tests.guards.guard import Guard
from tests.guards.removal import Both, Source, Value
from wp_bridge import database, outbox
from wp_bridge.database import Database

LOST = "db/test_lost_commits.py::"
MOMENT = "db/test_at_the_same_moment.py::"
SESSIONS = "db/test_guards.py::test_sessions_run_in_utc_read_committed_and_strict"
CONFLICT = f"{LOST}test_a_conflict_in_the_middle_is_repeated_from_the_beginning"


class _Never(Exception):
    """Raised by nobody: an `except` for it catches nothing."""


def _nothing(*_args: object, **_kwargs: object) -> None:
    pass


TRANSACTIONS = (
    Guard(
        "A deadlock is repeated",
        "kept",
        Value(database, "CONFLICTS", database.CONFLICTS - {1213}, "without 1213"),
        f"{LOST}test_a_deadlock_is_repeated_whole",
        "assert 1 == 2",
    ),
    Guard(
        "A wait for a lock that took too long is repeated",
        "kept",
        Value(database, "CONFLICTS", database.CONFLICTS - {1205}, "without 1205"),
        f"{CONFLICT}[1205]",
        "OperationalError: .1205",
    ),
    Guard(
        "A snapshot conflict is repeated",
        "kept",
        Value(database, "CONFLICTS", database.CONFLICTS - {1020}, "without 1020"),
        f"{CONFLICT}[1020]",
        "OperationalError: .1020",
    ),
    Guard(
        "A conflict at COMMIT is repeated",
        "kept",
        Source(Database, "_commit", "known) from error", "error) from error", said="raises the driver's own error"),
        f"{LOST}test_a_conflict_at_commit_is_repeated_whole",
        "deadlock at commit",
    ),
    Guard(
        "A lost connection is replaced and the transaction repeated",
        "kept",
        Value(database, "LOST", frozenset[int](), "empty"),
        f"{LOST}test_a_connection_killed_in_the_middle_is_replaced_with_the_same_session",
        "2013|2006|1927",
    ),
    Guard(
        "Whatever ends a transaction early rolls it back",
        "kept",
        Both(
            (
                Value(database, "_roll_back", _nothing, "does nothing"),
                Value(sqlalchemy.pool.base._ConnectionFairy, "_reset", _nothing, "the pool's own rollback does nothing"),
            )
        ),
        f"{LOST}test_whatever_ends_a_transaction_early_leaves_nothing[RuntimeError]",
        "'value': '1'",
    ),
    Guard(
        "A COMMIT that broke is unknown, not failed",
        "kept",
        Source(
            Database,
            "_commit",
            "CommitUnknown(str(error)) if _code(error) in LOST else known",
            "known",
            said="takes it for certain",
        ),
        f"{LOST}test_a_cancellation_told_again_after_an_unknown_commit_moves_nothing_twice",
        "DID NOT RAISE",
    ),
    Guard(
        "An unknown redemption is looked up by its attempt key",
        "kept",
        Value(redeem, "CommitUnknown", _Never, "not caught"),
        f"{LOST}test_a_redemption_is_made_once_whatever_became_of_its_commit[fates0]",
        "CommitUnknown",
    ),
    Guard(
        "An unknown write is looked up by its idempotency key",
        "kept",
        Value(once, "CommitUnknown", _Never, "not caught"),
        f"{LOST}test_an_order_is_placed_once_whatever_became_of_its_commit[fates0]",
        "CommitUnknown",
    ),
    Guard(
        "Guards count rows that changed, not rows that were found",
        "once",
        Source(Database, "__init__", ', "client_flag": 0'),
        f"{LOST}test_an_update_that_changes_nothing_counts_nothing",
        "assert 1 == 0",
        early=True,
    ),
    Guard(
        "Nothing is repeated past the caller's deadline",
        "kept",
        Source(database, "_give_up", "time.monotonic() >= deadline", "False"),
        f"{LOST}test_a_lock_held_by_another_ends_in_time_and_keeps_nothing_of_what_was_done_before",
        r"< 2\.5",
    ),
    Guard(
        "Nobody waits for a lock longer than a second",
        "kept",
        Value(database, "SESSION", database.SESSION.replace("timeout = 1", "timeout = 50"), "waits 50 s"),
        SESSIONS,
        "50",
        early=True,
    ),
    Guard(
        "Every connection's clock is UTC",
        "valid",
        Value(database, "SESSION", database.SESSION.replace("+00:00", "+01:00"), "an hour ahead"),
        SESSIONS,
        r"\+01:00",
        early=True,
    ),
    Guard(
        "Strict mode: a value that does not fit is refused",
        "ledger",
        Value(database, "SESSION", database.SESSION.replace("STRICT_TRANS_TABLES,", ""), "without STRICT_TRANS_TABLES"),
        SESSIONS,
        "STRICT_TRANS_TABLES",
        early=True,
    ),
)

REPLAYS = (
    Guard(
        "A redemption's replay read before anything is done",
        "once",
        Source(redeem, "_replay", "if attempt is None:", "if True:", said="finds nothing"),
        "db/test_redeem.py::test_the_same_attempt_again_gets_the_same_answer_and_takes_nothing",
        "this booking is confirmed and paid",
    ),
    Guard(
        "A redemption's replay read before it is refused",
        "once",
        Value(redeem, "ROUNDS", 1, "no second look"),
        f"{MOMENT}test_a_twin_that_took_the_last_session_first_gives_us_its_answer",
        "this booking is confirmed and paid",
    ),
    Guard(
        "A write's replay read before it is refused",
        "once",
        Value(once, "ROUNDS", 1, "no second look"),
        "db/test_purchase.py::test_a_double_click_on_the_last_one_is_one_order_told_twice[limits1]",
        "sold out",
    ),
    Guard(
        "A write's replay read before anything is done",
        "once",
        Source(once, "run", "if known is not None:", "if False:", said="finds nothing"),
        "db/test_corrections.py::test_the_same_form_sent_twice_adds_once",
        "DatabaseUnavailable",
    ),
    Guard(
        "A booking brought back while another package pays it is looked at again",
        "once",
        Source(give_back, "seen_again", 'duplicate.key != "live_booking"', "True"),
        f"{MOMENT}test_a_booking_that_another_package_pays_while_it_is_brought_back_is_paid_once[message]",
        "DuplicateKey: live_booking",
    ),
    Guard(
        "A write's answer is kept in the transaction of its work",
        "once",
        Source(once, "run", "requests.remember(tx, stored, command.actor, subject, command.request_id)", "pass"),
        "db/test_corrections.py::test_the_same_form_sent_twice_adds_once",
        "'remaining': 20",
    ),
    Guard(
        "A hold remembers the call that took it",
        "once",
        Source(redeem, "_attempt", "if request.idempotency_key:", "if False:"),
        "db/test_switching.py::test_a_late_twin_does_not_take_a_released_session_again",
        "'held' == 'released'",
    ),
    Guard(
        "An attempt key is for one wish",
        "once",
        Source(redeem, "_replay", "if attempt.request_hash == request.hash:", "if True:"),
        "db/test_redeem.py::test_the_same_key_for_something_else_is_refused",
        "DID NOT RAISE",
    ),
    Guard(
        "An idempotency key is for one wish of one person",
        "own",
        Source(once, "_replayed", "known.request_hash != command.hash", "False"),
        "db/test_purchase.py::test_one_key_does_one_thing_for_one_person",
        "idempotency_key_reused",
    ),
    Guard(
        "A late twin undoes no newer choice",
        "once",
        Source(redeem, "_was_overtaken", "known is not None and known.request_hash == request.hash", "False"),
        "db/test_switching.py::test_a_late_twin_of_the_first_choice_does_not_switch_back",
        "idempotency key reused",
    ),
    Guard(
        "An outbox row is claimed by one",
        "kept",
        Source(outbox, "_claim_one", ' AND (claimed_until IS NULL OR claimed_until <= UTC_TIMESTAMP(6))"', '"'),
        "worker/test_outbox.py::test_a_dead_holders_claim_runs_out",
        "assert 1 == 0",
    ),
    Guard(
        "An outbox row is settled by who holds it",
        "kept",
        Source(outbox, "done", "AND claimed_by = %s", "AND %s IS NOT NULL"),
        "worker/test_outbox.py::test_a_late_holder_changes_nothing_for_the_next",
        "assert not True",
    ),
    Guard(
        "A row is sent by who still holds it",
        "kept",
        Source(outbox, "sending", " AND claimed_until > UTC_TIMESTAMP(6)"),
        "worker/test_resends.py::test_a_claim_that_ran_out_before_the_send_sends_nothing",
        "assert 1 == 0",
    ),
    Guard(
        "A failed delivery is counted by who holds it",
        "kept",
        Source(outbox, "failed", "AND claimed_by = %s", "AND %s IS NOT NULL"),
        "worker/test_outbox.py::test_a_late_holder_changes_nothing_for_the_next",
        "slow",
    ),
    Guard(
        "Only a mail that was given up lives again",
        "kept",
        Source(outbox, "revive", " AND dead_at IS NOT NULL"),
        "http/test_mail_log.py::test_a_mail_that_is_still_to_be_sent_is_not_sent_again[retrying]",
        "'status': 'queued'",
    ),
)
