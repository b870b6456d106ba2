"""Guards of the database itself: unique keys, CHECK constraints and triggers, whatever the code above does."""

from tests.guards.guard import Guard
from tests.guards.removal import Check, Trigger, Unique

GUARDS = "db/test_guards.py::"
ONCE = "db/test_lost_commits.py::test_the_same_outbox_row_and_the_same_notice_are_new_only_once"
ENTRY = f"{GUARDS}test_an_entry_that_does_not_add_up_is_refused"
WORDS = f"{GUARDS}test_words_and_counts_that_are_none_are_refused"
SILENT = "DID NOT RAISE"

UNIQUE = tuple(
    Guard(name, promise, Unique(*key.split(".")), test, seen)
    for name, promise, key, test, seen in (
        (
            "One live redemption per booking",
            "booking",
            "redemptions.live_booking",
            "db/test_holds.py::test_the_same_booking_twice_in_one_attempt_is_refused_whole",
            SILENT,
        ),
        (
            "One attempt per attempt key",
            "once",
            "attempts.attempt_key",
            "db/test_at_the_same_moment.py::test_one_attempt_with_two_packages_at_once_is_one_attempt",
            "assert 2 == 1",
        ),
        (
            "One answer per idempotency key",
            "once",
            "requests.idempotency_key",
            "db/test_at_the_same_moment.py::test_a_form_sent_twice_at_once_adds_once",
            "assert 20 == 15",
        ),
        (
            "One counter entry per entry",
            "ledger",
            "ledger.undoes",
            "db/test_past_the_changes.py::test_an_entry_has_one_counter_entry",
            SILENT,
        ),
        ("One ledger entry per event", "ledger", "ledger.entry_key", f"{GUARDS}test_an_event_is_in_the_ledger_once", SILENT),
        (
            "One package per order",
            "money",
            "customer_packages.order_id",
            f"{GUARDS}test_an_order_has_one_package_and_refunds_stay_below_what_was_paid",
            SILENT,
        ),
        (
            "One order per payment of a provider",
            "money",
            "payments.provider_payment",
            f"{GUARDS}test_a_providers_payment_pays_one_order",
            SILENT,
        ),
        (
            "One row per event of a provider",
            "kept",
            "provider_events.event",
            f"{GUARDS}test_what_a_provider_tells_is_kept_once",
            SILENT,
        ),
        (
            "One row per refund of a provider",
            "money",
            "refunds.provider_refund",
            f"{GUARDS}test_what_a_provider_tells_is_kept_once",
            SILENT,
        ),
        (
            "One row per dispute of a provider",
            "money",
            "disputes.provider_dispute",
            f"{GUARDS}test_what_a_provider_tells_is_kept_once",
            SILENT,
        ),
        (
            "One payment per checkout of a provider",
            "money",
            "payments.provider_checkout",
            f"{GUARDS}test_a_providers_payment_pays_one_order",
            SILENT,
        ),
        (
            "One order per row of a file",
            "kept",
            "orders.import_key",
            "db/test_imports.py::test_the_same_file_and_the_same_reference_are_imported_once",
            r"\(2, 0\) == \(0, 2\)",
        ),
        ("One message per thing to tell", "kept", "outbox.dedupe_key", ONCE, r"\[\(True, True\), \(True, False\)\]"),
        ("One notice per thing to look at", "kept", "staff_notices.dedupe_key", ONCE, r"\[\(True, True\), \(False, True\)\]"),
        (
            "One customer per account",
            "own",
            "customers.wp_user_id",
            f"{GUARDS}test_an_attempt_key_belongs_to_one_attempt_and_an_account_to_one_customer",
            SILENT,
        ),
        (
            "One receipt number per order",
            "money",
            "orders.receipt_number",
            f"{GUARDS}test_receipts_and_references_are_given_out_once_and_tax_adds_up",
            SILENT,
        ),
        (
            "One payment reference per order",
            "money",
            "orders.reference",
            f"{GUARDS}test_receipts_and_references_are_given_out_once_and_tax_adds_up",
            SILENT,
        ),
        (
            "One number per version of a package",
            "money",
            "package_versions.package_number",
            f"{GUARDS}test_versions_of_a_package_are_numbered_once_and_stock_is_a_limit",
            SILENT,
        ),
        (
            "One row per pairing code",
            "own",
            "pairing_codes.code_hash",
            f"{GUARDS}test_a_pairing_code_is_one_row",
            SILENT,
        ),
    )
)

CHECKS = tuple(
    Guard(name, promise, Check(*check.split(".")), f"{GUARDS}{test}" if "::" not in test else test, SILENT)
    for name, promise, check, test in (
        ("Paid sessions are never below zero", "once", "customer_packages.cp_paid", "test_balances_cannot_go_below_zero"),
        ("Free sessions are never below zero", "once", "customer_packages.cp_free", "test_balances_cannot_go_below_zero"),
        (
            "Held is part of used, and neither is below zero",
            "ledger",
            "customer_packages.cp_used",
            "test_balances_cannot_go_below_zero",
        ),
        (
            "No more sessions are refunded than were paid",
            "money",
            "customer_packages.cp_refunded",
            "test_balances_cannot_go_below_zero",
        ),
        (
            "A line gives back no more than it took",
            "once",
            "redemptions.redemption_back",
            "test_a_line_gives_back_no_more_than_it_took",
        ),
        ("An entry is the sum of its paid and free part", "ledger", "ledger.ledger_split", f"{ENTRY}[entry0-ledger_split]"),
        ("An entry leaves no balance below zero", "ledger", "ledger.ledger_after", f"{ENTRY}[entry1-ledger_after]"),
        ("An entry of a kind goes only that kind's way", "ledger", "ledger.ledger_kind", f"{ENTRY}[entry3-ledger_kind]"),
        (
            "An order is refunded no more than was paid",
            "money",
            "orders.order_refunded",
            "test_an_order_has_one_package_and_refunds_stay_below_what_was_paid",
        ),
        (
            "A payment is refunded no more than it was",
            "money",
            "payments.payment_refunded",
            "test_an_order_has_one_package_and_refunds_stay_below_what_was_paid",
        ),
        (
            "Net and tax are the price",
            "money",
            "orders.order_tax",
            "test_receipts_and_references_are_given_out_once_and_tax_adds_up",
        ),
        (
            "No more are sold than there are",
            "money",
            "packages.package_stock",
            "test_versions_of_a_package_are_numbered_once_and_stock_is_a_limit",
        ),
        (
            "A version has at least one session",
            "money",
            "package_versions.version_sessions",
            f"{WORDS}[package_versions SET sessions = 0-version_sessions]",
        ),
        *(
            (f"{thing} only of those there are", "ledger", check, f"{WORDS}[{update}-{check.split('.')[1]}]")
            for thing, check, update in (
                ("A package's status is", "packages.package_status", "packages SET status = 'sold'"),
                ("A package's validity begins", "package_versions.version_from", "package_versions SET validity_from = 'later'"),
                ("An order's status is", "orders.order_status", "orders SET status = 'lost'"),
                ("A payment's status is", "payments.payment_status", "payments SET status = 'lost'"),
                ("An attempt's state is", "attempts.attempt_state", "attempts SET state = 'lost'"),
                ("A redemption's state is", "redemptions.redemption_state", "redemptions SET state = 'lost'"),
            )
        ),
        (
            "A refund's status is only of those there are",
            "ledger",
            "refunds.refund_status",
            "test_what_a_provider_tells_is_kept_once",
        ),
        (
            "A dispute's status is only of those there are",
            "ledger",
            "disputes.dispute_status",
            "test_what_a_provider_tells_is_kept_once",
        ),
    )
)

TRIGGERS = (
    Guard(
        "A ledger entry is never changed",
        "ledger",
        Trigger("ledger_never_changed"),
        f"{GUARDS}test_the_ledger_can_neither_be_changed_nor_thinned",
        SILENT,
    ),
    Guard(
        "A ledger entry never vanishes",
        "ledger",
        Trigger("ledger_never_deleted"),
        f"{GUARDS}test_the_ledger_can_neither_be_changed_nor_thinned",
        SILENT,
    ),
    Guard(
        "What staff have done is never changed",
        "ledger",
        Trigger("activity_never_changed"),
        "db/test_activity.py::test_the_list_can_neither_be_changed_nor_thinned",
        SILENT,
    ),
    Guard(
        "What staff have done never vanishes",
        "ledger",
        Trigger("activity_never_deleted"),
        "db/test_activity.py::test_the_list_can_neither_be_changed_nor_thinned",
        SILENT,
    ),
)
