"""Guards of who is believed: signatures, keys, leases, and the host's row rather than a message."""

from datetime import timedelta

from sidecar import signing
from sidecar.usecases import changes, give_back, holds, money_in, reconcile
from sidecar.web import auth
from tests.guards.guard import Guard
from tests.guards.removal import Source, Value
from wp_bridge import customer_packages, keys, leases, notices, outbox
from wp_bridge.hosts import HOSTS

SIGNED = "http/test_signature.py::"
ANOTHER = f"{SIGNED}test_another_key_another_tag_and_a_read_signature_on_a_write_are_refused"
NO_401 = r"== \(401, 'signature_invalid'\)"
TO_STAFF = "payments/test_mails_to_staff.py::"

ASKING = (
    Guard(
        "An unsigned request is nobody's",
        "own",
        Source(auth, "_verify", "signing.verify(message, body, secret_of, write=write)", "pass"),
        f"{SIGNED}test_unsigned_calls_reach_nothing",
        NO_401,
    ),
    Guard(
        "Customers and staff are accounts",
        "own",
        Source(auth, "_actor", " or not _known_user(actor)"),
        f'{SIGNED}test_a_signed_but_senseless_actor_is_a_400[{{"kind":"customer"}}]',
        "packages",
    ),
    Guard(
        "A signature made for something else is none for us",
        "own",
        Source(signing, "verify", "expect_tag=REQUEST_TAG,"),
        ANOTHER,
        NO_401,
    ),
    Guard(
        "A signature covers all that a write says",
        "own",
        Source(signing, "verify", "require_components=WRITE_PARTS if write else READ_PARTS,"),
        ANOTHER,
        NO_401,
    ),
    Guard(
        "An old signature is none any more",
        "own",
        Source(signing, "verify", "max_age=timedelta(seconds=60),"),
        f"{SIGNED}test_old_and_future_requests_are_refused[100-False]",
        NO_401,
    ),
    Guard(
        "A signature of the future is none yet",
        "own",
        Value(signing._Verifier, "max_clock_skew", timedelta(days=1), "a day"),
        f"{SIGNED}test_old_and_future_requests_are_refused[-40-False]",
        NO_401,
    ),
    Guard(
        "A retired key opens nothing",
        "own",
        Source(keys, "find", " AND (retired_at IS NULL OR retired_at > UTC_TIMESTAMP(6))"),
        "db/test_pairing.py::test_the_old_key_lives_ten_minutes_beside_the_new_one",
        "is False",
    ),
    Guard(
        "A pairing code pairs once",
        "own",
        Source(keys, "use_code", " AND used_at IS NULL"),
        "db/test_pairing.py::test_a_code_that_was_used_between_our_two_looks_pairs_nobody_else",
        "pairing_code_used",
    ),
    Guard(
        "A lease is held by one",
        "kept",
        Value(
            leases,
            "CLAIM",
            leases.CLAIM.replace("(holder = %s OR expires_at <= UTC_TIMESTAMP(6))", "%s IS NOT NULL"),
            "without its condition",
        ),
        "db/test_schema.py::test_a_lease_is_held_by_one_and_taken_over_when_it_ran_out",
        "assert not True",
    ),
    Guard(
        "The host's own row is believed, not the message",
        "booking",
        Source(changes, "change", "visit_of(row) if row else _as_told(redemption, wanted)", "_as_told(redemption, wanted)"),
        "db/test_give_back.py::test_a_party_that_shrinks_and_grows_keeps_the_split_right",
        "too few sessions",
    ),
    Guard(
        "A customer never speaks for the studio",
        "own",
        Source(give_back, "_truth", 'by = "customer" if event.actor.kind == "customer" else event.by', "by = event.by"),
        "http/test_booking_flow.py::test_a_late_cancel_by_the_customer_keeps_the_session_whatever_they_claim",
        "'given_back'} != {'outcome': 'kept'}",
    ),
    Guard(
        "A cancellation dated in the future is judged now",
        "booking",
        Source(give_back, "_returns", "min(event.at or now, now)", "event.at or now"),
        "db/test_reconcile.py::test_a_cancellation_dated_in_the_future_is_judged_now",
        r"\['kept'\] == \['given_back'\]",
    ),
    Guard(
        "What is wrong with one hold keeps no other from ending",
        "kept",
        Source(holds, "_lapse_one", "except Exception:", "except ZeroDivisionError:"),
        "db/test_late_commits.py::test_one_hold_that_cannot_be_ended_keeps_no_other_from_ending",
        "these sessions went back already",
    ),
    Guard(
        "What is wrong with one booking keeps no other from being compared",
        "kept",
        Source(reconcile, "_repaired", "except Exception as error:", "except ZeroDivisionError as error:"),
        "db/test_reconcile.py::test_one_booking_that_cannot_be_compared_keeps_no_other_from_it",
        "never thought of",
    ),
    Guard(
        "What a dry run did is rolled back",
        "kept",
        Source(reconcile, "_repaired", "if dry_run:", "if False:"),
        "db/test_reconcile.py::test_a_dry_run_says_the_same_and_does_nothing",
        "assert 10 == 9",
    ),
    Guard(
        "Without the booking plugin's tables nothing is given back",
        "booking",
        Source(reconcile, "_readable", " if host.is_present(tx)"),
        "db/test_reconcile.py::test_without_the_booking_plugins_tables_nothing_is_given_back",
        "sb_bookings' doesn't exist",
    ),
    Guard(
        "A package is suspended once",
        "valid",
        Source(customer_packages, "suspend", " AND suspended_by_staff_at IS NULL"),
        "db/test_past_the_changes.py::test_a_package_is_suspended_once",
        "suspended twice",
    ),
    Guard(
        "A notice is done once",
        "kept",
        Source(notices, "resolve", " AND resolved_at IS NULL"),
        "http/test_staff_routes.py::test_notices_are_listed_newest_first_and_done_once",
        "assert",
    ),
    Guard(
        "A notice that is open does not open again",
        "kept",
        Source(notices, "add_again", " AND resolved_at IS NOT NULL"),
        f"{TO_STAFF}test_a_notice_that_opens_again_says_so_and_one_that_is_open_does_not",
        r"\[True, True\] == \[True, False\]",
    ),
    Guard(
        "Staff have a mail with a new notice only",
        "kept",
        Source(money_in, "_mail_staff", "if new:", "if True:"),
        f"{TO_STAFF}test_money_of_which_nobody_knows_whose_it_is_is_told_once_and_reads_well[stripe]",
        "'staff_money': 3",
    ),
    Guard(
        "A late holder postpones nothing",
        "kept",
        Source(outbox, "postpone", "AND claimed_by = %s", "AND %s IS NOT NULL"),
        "worker/test_outbox.py::test_a_late_holder_changes_nothing_for_the_next",
        "site unreachable",
    ),
    Guard(
        "A booking that is being marked paid is locked",
        "booking",
        Source(HOSTS["simple-bookings"], "_still", " FOR UPDATE"),
        "db/test_at_the_same_moment.py::test_a_booking_that_is_being_marked_paid_is_not_paid_by_card_in_between",
        "assert False",
    ),
)
