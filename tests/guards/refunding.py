"""Guards of money going back, and of money that is disputed."""

from sidecar.usecases import disputes as disputing
from sidecar.usecases import refund_moves, refund_progress
from sidecar.usecases import refunds as refunding
from tests.guards.guard import Guard
from tests.guards.removal import Source, Value
from wp_bridge import disputes, leaving, refunds

PAST = "db/test_refunds_past_the_rules.py::"
REFUNDS = "db/test_refunds.py::"
ANSWERED = "db/test_refunds_at_providers.py::"
MOMENT = "db/test_refunds_at_once.py::"
DISPUTES = "db/test_disputes.py::"
NO_ROWS = "assert not True"

REFUNDING = (
    Guard(
        "No more goes back than an order was paid",
        "money",
        Source(refunds, "raise_order", " AND refunded_minor + %s <= paid_minor", " AND %s IS NOT NULL"),
        f"{PAST}test_no_more_money_goes_back_than_the_order_brought",
        "order_refunded",
    ),
    Guard(
        "No more goes back than a payment was",
        "money",
        Source(refunds, "raise_payment", " AND refunded_minor + %s <= amount_minor", " AND %s IS NOT NULL"),
        f"{PAST}test_no_more_money_goes_back_than_the_payment_brought",
        "payment_refunded",
    ),
    Guard(
        "A refund is asked about by one at a time",
        "kept",
        Source(refunds, "claim", " AND attempts = %s", " AND %s IS NOT NULL"),
        f"{PAST}test_a_refund_is_asked_about_by_one_at_a_time",
        NO_ROWS,
    ),
    Guard(
        "A refund is asked about when its time has come",
        "kept",
        Source(refunds, "claim", '" AND look_at <= UTC_TIMESTAMP(6)"', '""'),
        f"{PAST}test_a_refund_is_asked_about_when_its_time_has_come",
        NO_ROWS,
    ),
    Guard(
        "Only an intent is taken on",
        "money",
        Source(refunds, "progress", " AND status = 'intent'"),
        f"{PAST}test_a_settled_refund_is_not_taken_on_again",
        NO_ROWS,
    ),
    Guard(
        "A final refund is not settled again",
        "money",
        Source(refunds, "settle", " AND status IN ('intent', 'pending')"),
        f"{PAST}test_a_final_refund_is_not_settled_again",
        NO_ROWS,
    ),
    Guard(
        "A refund fails only as it was read",
        "money",
        Source(refunds, "fail", " AND status = %s AND", " AND %s IS NOT NULL AND"),
        f"{PAST}test_a_refund_that_moved_since_it_was_read_is_not_failed",
        NO_ROWS,
    ),
    Guard(
        "A proposal is decided once",
        "once",
        Source(refunds, "take", " AND proposed_sessions > 0"),
        f"{PAST}test_a_proposal_is_decided_once",
        NO_ROWS,
    ),
    Guard(
        "Only sessions that are there are held for a refund",
        "once",
        Source(leaving, "hold_for_refund", " AND paid_balance >= %s", " AND %s IS NOT NULL"),
        f"{PAST}test_only_sessions_that_are_there_are_held_for_a_refund",
        "cp_paid",
    ),
    Guard(
        "Nothing is held for a refund while the money is disputed",
        "money",
        Source(leaving, "hold_for_refund", " AND suspended_by_dispute_at IS NULL"),
        f"{PAST}test_nothing_is_held_for_a_refund_while_the_money_is_disputed",
        NO_ROWS,
    ),
    Guard(
        "Only what is held is settled",
        "ledger",
        Source(leaving, "settle_refund", " AND refund_pending >= %s", " AND %s IS NOT NULL"),
        f"{PAST}test_only_what_is_held_is_settled",
        "cp_refunded",
    ),
    Guard(
        "Only what left with a refund comes back",
        "once",
        Source(leaving, "release_refund", " AND {column} >= %s", " AND %s IS NOT NULL"),
        f"{PAST}test_only_what_left_comes_back[False]",
        "cp_refunded",
    ),
    Guard(
        "One refund of a package at a time",
        "money",
        Source(refunding, "_refundable", "if code is not None:", "if False:", said="does not look"),
        f"{MOMENT}test_many_refunds_of_one_package_at_once_are_one",
        "refund_changed|nothing_to_refund|refund_too_much",
    ),
    Guard(
        "Only what was shown is refunded",
        "money",
        Source(refunding, "start", "if amount != seen:", "if False:", said="does not compare"),
        f"{REFUNDS}test_what_was_shown_must_still_be_true",
        "DID NOT RAISE",
    ),
    Guard(
        "A refund is asked for with its own key",
        "money",
        Source(
            refund_progress,
            "_asked",
            "RefundAsk(refund.public_id, refund.public_id,",
            'RefundAsk(f"{refund.attempts}", refund.public_id,',
        ),
        f"{ANSWERED}test_a_call_that_never_arrived_is_made_again_with_the_same_key[fault0]",
        r"assert \['2'\]",
    ),
    Guard(
        "Once its key may be forgotten a refund is only looked for",
        "money",
        Source(refund_progress, "_is_forgotten", "refund.sent_at is not None and now - refund.sent_at > KEY_LIFE", "False"),
        f"{ANSWERED}test_once_the_key_is_forgotten_a_refund_is_looked_for_and_never_sent_again",
        "'refunds_of', 'refund'",
    ),
    Guard(
        "A no is believed only when the provider's own list has no refund of ours",
        "money",
        Source(refund_progress, "_followed", "any(state.ours == refund.public_id for state in states)", "False"),
        f"{ANSWERED}test_a_no_because_our_own_earlier_try_went_through_is_a_yes",
        "'failed'",
    ),
    Guard(
        "A refund made elsewhere waits while ours may be the same money",
        "money",
        Source(refund_progress, "_found", "state.amount_minor > case.room_minor and ours", "False"),
        f"{ANSWERED}test_a_refund_made_elsewhere_while_ours_is_under_way_wins_and_ours_comes_to_nothing",
        "'nothing' == 'waits'",
    ),
    Guard(
        "What is told late does not undo what is final",
        "money",
        Value(refund_progress, "_known", lambda *_args: None, "finds none"),
        f"{ANSWERED}test_what_is_told_twice_or_late_changes_nothing",
        "provider_refund|LookupError|assert",
    ),
)

DISPUTING = (
    Guard(
        "A dispute is closed only as it was read",
        "money",
        Source(disputes, "close", " AND status = %s", " AND %s IS NOT NULL"),
        f"{PAST}test_a_dispute_that_moved_since_it_was_read_is_not_closed",
        NO_ROWS,
    ),
    Guard(
        "Only sessions that are there are revoked",
        "once",
        Source(leaving, "revoke", " AND paid_balance >= %s", " AND %s IS NOT NULL"),
        f"{PAST}test_only_sessions_that_are_there_are_revoked",
        "cp_paid",
    ),
    Guard(
        "A package begins to rest once",
        "valid",
        Source(leaving, "suspend_for_dispute", " AND suspended_by_dispute_at IS NULL"),
        f"{PAST}test_a_package_rests_for_the_first_dispute",
        NO_ROWS,
    ),
    Guard(
        "A package rests while any dispute is open",
        "money",
        Source(disputing, "_rests_no_more", "disputes.open_of_payment(tx, case.payment.id)", "False"),
        f"{DISPUTES}test_two_disputes_at_once_rest_the_package_until_both_are_decided",
        "'open' == 'suspended'",
    ),
    Guard(
        "What a refund gives back after a lost dispute is gone there",
        "money",
        Source(refund_moves, "fail", "disputes.lost_of_payment(tx, case.payment.id)", "()"),
        f"{DISPUTES}test_a_dispute_while_a_refund_is_under_way_and_lost_takes_what_the_refund_gives_back",
        r"assert \(10, 0, 0, 'open'\)|10, 0",
    ),
    Guard(
        "A lost dispute takes no more money than is still there",
        "money",
        Source(refund_moves, "lose", "min(missing, case.room_minor)", "missing"),
        f"{DISPUTES}test_a_refund_under_way_that_still_goes_through_leaves_a_lost_dispute_only_the_rest",
        "more would go back",
    ),
)
