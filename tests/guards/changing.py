"""Guards of what staff change on one package: rolled over, given to somebody else, undone."""

from tests.guards.guard import Guard
from tests.guards.removal import Source
from wp_bridge import customer_packages

PAST = "db/test_past_the_changes.py::"
UNDER_WAY = f"{PAST}test_with_something_under_way_no_package_is_closed"
NO_ROWS = "assert not True"

CHANGING = (
    Guard(
        "A package is closed with exactly what is left in it",
        "once",
        Source(customer_packages, "close", " AND paid_balance = %s AND", " AND %s IS NOT NULL AND"),
        f"{PAST}test_only_with_exactly_what_is_left_a_package_is_closed",
        NO_ROWS,
    ),
    Guard(
        "Nothing is rolled over while a session is only held",
        "once",
        Source(customer_packages, "close", " AND held = 0"),
        f"{UNDER_WAY}[held = 1, used]",
        NO_ROWS,
    ),
    Guard(
        "Nothing is rolled over while a refund is under way",
        "money",
        Source(customer_packages, "close", " AND refund_pending = 0"),
        f"{UNDER_WAY}[refund_pending]",
        NO_ROWS,
    ),
    Guard(
        "Nothing is rolled over while its money is disputed",
        "money",
        Source(customer_packages, "close", " AND suspended_by_dispute_at IS NULL"),
        f"{UNDER_WAY}[suspended_by_dispute_at]",
        NO_ROWS,
    ),
    Guard(
        "A package is closed once",
        "once",
        Source(customer_packages, "close", " AND closed_at IS NULL"),
        f"{UNDER_WAY}[closed_at]",
        NO_ROWS,
    ),
    Guard(
        "Only a closed package is opened again",
        "once",
        Source(customer_packages, "reopen", " AND closed_at IS NOT NULL"),
        f"{PAST}test_only_a_closed_package_is_opened_again",
        NO_ROWS,
    ),
    Guard(
        "Only a closed package passes sessions on",
        "ledger",
        Source(customer_packages, "pass_on", " AND closed_at IS NOT NULL"),
        f"{PAST}test_only_a_closed_package_passes_sessions_on",
        NO_ROWS,
    ),
    Guard(
        "A closed package receives nothing",
        "kept",
        Source(customer_packages, "receive", " AND closed_at IS NULL"),
        f"{PAST}test_a_closed_package_receives_nothing",
        NO_ROWS,
    ),
    Guard(
        "A used package is nobody else's",
        "own",
        Source(customer_packages, "reassign", " AND used = 0"),
        f"{PAST}test_a_used_package_is_not_given_to_anybody_else[used = 1, held]",
        NO_ROWS,
    ),
    Guard(
        "A package is given away only by whose it is",
        "own",
        Source(customer_packages, "reassign", " AND customer_id = %s", " AND %s IS NOT NULL"),
        f"{PAST}test_nothing_is_taken_from_whose_it_is_not_any_more",
        NO_ROWS,
    ),
)
