"""Guards of the order of locks, and of what is read under them."""

from sidecar.usecases import compare, give_back, holds, redeem
from tests.guards.guard import Guard
from tests.guards.removal import Source
from wp_bridge import customer_packages, expiry, orders, packages, tasks
from wp_bridge.database import Database

MOMENT = "db/test_at_the_same_moment.py::"
AT_THE_TILL = "db/test_money_at_the_same_moment.py::"

LOCKS = (
    Guard(
        "A movement of sessions begins with its package's lock",
        "once",
        Source(customer_packages, "lock", " FOR UPDATE"),
        f"{MOMENT}test_two_redemptions_of_one_package_leave_entries_that_each_add_up",
        "assert 8 == 9",
    ),
    Guard(
        "Several packages are locked in ascending order",
        "locks",
        Source(customer_packages, "lock_all", "sorted(set(numbers))", "sorted(set(numbers), reverse=True)"),
        f"{MOMENT}test_a_hold_that_moves_to_a_third_package_meanwhile_makes_nobody_lock_backwards",
        "locked after",
    ),
    Guard(
        "A hold that moved to a package not locked is begun anew",
        "locks",
        Source(redeem, "_end_other_hold", "held.customer_package_id not in locked", "False"),
        f"{MOMENT}test_a_hold_that_moves_to_a_third_package_meanwhile_makes_nobody_lock_backwards",
        "locked after",
    ),
    Guard(
        "A hold that moved to another package is ended under that package's lock",
        "locks",
        Source(holds, "_locked", "locked.customer_package_id != attempt.customer_package_id", "False"),
        f"{MOMENT}test_a_hold_that_moved_to_another_package_is_ended_under_that_packages_lock[commit]",
        "changed without its lock|locked after",
    ),
    Guard(
        "A booking that another package paid meanwhile is looked at under that package's lock",
        "locks",
        Source(give_back, "_locked", "newest is not None and newest.customer_package_id != found.customer_package_id", "False"),
        f"{MOMENT}test_a_message_about_a_booking_that_another_package_pays_meanwhile_locks_that_package",
        "locked after",
    ),
    Guard(
        "What the sweep compares is looked at again under its package's lock",
        "once",
        Source(compare, "_facts", "redemptions.get(tx, redemption.id) != redemption", "False"),
        f"{MOMENT}test_a_booking_paid_anew_and_changed_while_it_is_compared_is_resized_once",
        r"\[10, 5\] == \[10, 7\]",
    ),
    Guard(
        "A warning is marked for the end that it tells of",
        "kept",
        Source(expiry, "lock_due", " FOR UPDATE SKIP LOCKED"),
        "db/test_expiry_mails.py::test_an_extension_while_the_warning_is_written_still_earns_its_own",
        "assert 0 == 1",
    ),
    Guard(
        "One works at a batch of a task's items",
        "kept",
        Source(tasks, "lock", " FOR UPDATE"),
        "db/test_extensions.py::test_two_who_work_at_it_at_once_extend_each_once",
        "== \\(2, 0\\)",
    ),
    Guard(
        "Buying begins with the package's lock",
        "money",
        Source(packages, "lock", " FOR UPDATE"),
        f"{AT_THE_TILL}test_the_last_of_the_stock_is_ordered_once",
        "sold_out",
    ),
    Guard(
        "Putting packages in order begins with the lock of all of them",
        "kept",
        Source(packages, "lock_all", " FOR UPDATE"),
        "db/test_shelf.py::test_two_who_move_packages_at_once_both_have_done_it",
        "'First' != 'Third'",
    ),
    Guard(
        "Settling begins with the order's lock",
        "money",
        Source(orders, "lock", " FOR UPDATE"),
        f"{AT_THE_TILL}test_money_confirmed_by_two_of_the_staff_at_once_gives_one_package",
        "order_id|order_not_awaiting",
    ),
    Guard(
        "READ COMMITTED: what is read under a lock is what is there",
        "once",
        Source(Database, "__init__", 'isolation_level="READ COMMITTED"', 'isolation_level="REPEATABLE READ"'),
        "db/test_holds.py::test_cancelling_while_the_party_grows_gives_all_of_it_back",
        "went back already",
        early=True,
    ),
)
