"""Guards of what lists count and find: triggers that write it down with every change, and who adds it up."""

from tests.guards.guard import Guard
from tests.guards.removal import Source, Trigger
from wp_bridge import tallies

LISTS = tuple(
    Guard(name, "lists", removal, f"db/test_tallies.py::{test}", seen)
    for name, removal, test, seen in (
        (
            "A new package is counted",
            Trigger("package_counted"),
            "test_every_view_counts_what_it_shows_through_all_that_happens",
            "counted otherwise",
        ),
        (
            "A package that changes its state is counted there",
            Trigger("package_recounted"),
            "test_every_view_counts_what_it_shows_through_all_that_happens",
            "counted otherwise",
        ),
        (
            "A package that is gone is counted no more",
            Trigger("package_uncounted"),
            "test_a_package_that_is_gone_is_counted_no_more",
            "counted otherwise",
        ),
        (
            "The sums of the ledger know each entry",
            Trigger("ledger_summed"),
            "test_totals_are_the_sums_of_the_ledger",
            "summed otherwise",
        ),
        (
            "A customer's words are found",
            Trigger("customer_worded"),
            "test_a_customer_is_found_by_the_words_they_have_now",
            "not found",
        ),
        (
            "A customer is found by another name",
            Trigger("customer_renamed"),
            "test_a_customer_is_found_by_the_words_they_have_now",
            "found by the old",
        ),
        (
            "A customer who is gone leaves no words",
            Trigger("customer_forgotten"),
            "test_a_customer_who_is_gone_leaves_no_words",
            "words are left",
        ),
        (
            "A package stands where its customer's name does",
            Trigger("package_named"),
            "test_the_list_is_sorted_by_the_names_that_customers_have_now",
            "sorted otherwise",
        ),
        (
            "A package of another customer stands where their name does",
            Trigger("package_moved"),
            "test_a_package_that_goes_to_another_customer_is_sorted_by_their_name",
            "sorted otherwise",
        ),
        (
            "Two who fold tallies do not count the same twice",
            Source(tallies, "fold", " FOR UPDATE SKIP LOCKED"),
            "test_two_who_fold_or_see_ends_at_once_do_not_wait_for_each_other",
            "Lock wait timeout",
        ),
        (
            "Two who see ends do not wait for each other",
            Source(tallies, "see_ended", " FOR UPDATE SKIP LOCKED"),
            "test_two_who_fold_or_see_ends_at_once_do_not_wait_for_each_other",
            "Lock wait timeout",
        ),
    )
)
