"""Guards of money that comes in online: whose it is, what it pays, and that each report of it counts once."""

from sidecar.usecases import awaited, checkouts, mail_safety, mails_of_money, money_in, purchase, return_pages
from sidecar.usecases import inbox as inboxes
from tests.guards.guard import Guard
from tests.guards.removal import Both, Source, Value
from wp_bridge import inbox, orders, payments

GUARDED = "payments/test_guarded.py::"
BUYING = "payments/test_buying.py::"
FLAWS = "payments/test_flaws.py::"
INBOX = "payments/test_inbox.py::"
FAILED = "payments/test_failed_payments.py::"
SOMETHING_ELSE = f"{FLAWS}test_1_a_genuine_payment_of_something_else_grants_nothing_and_is_shown"

PAYING = (
    Guard(
        "What the provider says is compared with our own row",
        "money",
        Source(money_in, "_difference", "theirs != ours", "False"),
        f"{SOMETHING_ELSE}[stripe-{{'currency': 'USD'}}]",
        "the payment is not for",
    ),
    Guard(
        "Money of another checkout's id pays nothing",
        "money",
        Source(money_in, "_difference", '("ours", state.ours, payment.public_id),'),
        f"{SOMETHING_ELSE}[stripe-{{'ours': '01J00000000000000000000000'}}]",
        "'paid'",
    ),
    Guard(
        "Money for another payee pays nothing",
        "money",
        Source(money_in, "_difference", "state.payee if gateway.payee else", "gateway.payee if gateway.payee else"),
        f"{FLAWS}test_1_money_for_another_payees_account_grants_nothing",
        "'paid'",
    ),
    Guard(
        "An order that is paid is not paid again",
        "money",
        Source(money_in, "_paid", "customer_packages.of_order(tx, order.id) is not None", "False"),
        f"{BUYING}test_an_order_paid_in_two_ways_keeps_one_package_and_the_second_money_is_shown",
        "surplus|settled",
    ),
    Guard(
        "A checkout is captured only for an order that still wants it",
        "money",
        Source(money_in, "follow", 'state.state == "approved" and _is_wanted(rt, payment)', 'state.state == "approved"'),
        f"{BUYING}test_a_checkout_approved_after_the_order_was_paid_otherwise_is_not_captured",
        "no money was taken",
    ),
    Guard(
        "A page at the provider is closed once nobody needs it",
        "money",
        Source(money_in, "follow", 'state.state in {"open", "approved"} and not _is_wanted(rt, payment)', "False"),
        f"{BUYING}test_the_other_checkout_is_closed_as_soon_as_the_order_is_paid",
        "expired",
    ),
    Guard(
        "Money on its way is waited for",
        "kept",
        Both(
            (
                Source(orders, "unpaid_for", "y.order_id = o.id AND", "FALSE AND"),
                Source(awaited, "cancel_unpaid", "payments.count_pending(tx, order.id)", "False"),
            )
        ),
        f"{BUYING}test_a_delayed_payment_waits_and_settles",
        "assert 1 == 0|waited for|assert 0",
    ),
    Guard(
        "An order whose money did not come is kept as long as its mail says",
        "money",
        Source(orders, "unpaid_for", "y.waiting_since IS NOT NULL AND", "FALSE AND"),
        f"{FAILED}test_an_order_whose_money_did_not_come_can_be_paid_again_as_its_mail_says",
        "not in the minute after the mail",
    ),
    Guard(
        "Whose money is on its way otherwise is not asked to pay again",
        "money",
        Source(mails_of_money, "_is_coming", 'payment.status == "pending" and payment.waiting_since', "False"),
        f"{FAILED}test_who_is_paying_in_another_way_already_is_not_asked_to_pay_again",
        "payment_failed",
    ),
    Guard(
        "A mail that cannot be written takes nothing back with it",
        "kept",
        Value(mail_safety, "MISTAKES", (), "nothing is caught"),
        "db/test_mails_never_in_the_way.py::test_a_booking_at_the_end_of_time_is_paid_although_its_day_cannot_be_written",
        "OverflowError",
    ),
    Guard(
        "A payment keeps its first checkout",
        "money",
        Source(payments, "opened", " AND provider_reference IS NULL"),
        f"{GUARDED}test_a_payment_remembers_its_first_checkout_only",
        "assert not True",
    ),
    Guard(
        "Money that pays is not set aside",
        "money",
        Source(payments, "set_aside", " AND status IN ('pending', 'failed')"),
        f"{GUARDED}test_money_that_pays_an_order_is_never_set_aside_failed_or_awaited_again",
        "assert not True",
    ),
    Guard(
        "A payment that is settled does not fail",
        "money",
        Source(payments, "fail", " AND status = 'pending'"),
        f"{GUARDED}test_money_that_pays_an_order_is_never_set_aside_failed_or_awaited_again",
        "assert not True",
    ),
    Guard(
        "A payment that is settled is not awaited",
        "money",
        Source(payments, "wait", " AND status IN ('pending', 'failed')"),
        f"{GUARDED}test_money_that_pays_an_order_is_never_set_aside_failed_or_awaited_again",
        "assert not True",
    ),
    Guard(
        "A buyer is asked about a transfer once",
        "kept",
        Source(orders, "remind", " AND reminded_at IS NULL"),
        f"{GUARDED}test_a_buyer_is_asked_about_a_transfer_once_and_not_when_it_has_come",
        "assert not True",
    ),
    Guard(
        "The order is locked while its attempts are looked at",
        "locks",
        Source(orders, "lock_by_id", " FOR UPDATE"),
        f"{GUARDED}test_two_choices_of_a_way_to_pay_at_once_make_one_attempt",
        "stripe",
    ),
    Guard(
        "A buyer pays only their own order",
        "own",
        Source(checkouts, "own_order", "found.customer_id != customer.id", "False"),
        f"{FLAWS}test_17_another_buyers_order_shows_and_asks_nothing[stripe]",
        "DID NOT RAISE",
    ),
    Guard(
        "A buyer comes back to the site's own pages",
        "own",
        Source(return_pages, "check", "(given.scheme, given.netloc) == (own.scheme, own.netloc)", "True"),
        f"{BUYING}test_a_buyer_comes_back_to_the_site_and_nowhere_else[https://evil.example/]",
        "DID NOT RAISE",
    ),
    Guard(
        "An order is paid only in a way that is offered",
        "own",
        Source(purchase, "check_choice", "choice.method not in allowed", "False"),
        "http/test_purchase.py::test_a_free_package_needs_no_payment",
        "method",
    ),
    Guard(
        "An event is worked by one",
        "once",
        Source(inbox, "claim", ' AND (claimed_until IS NULL OR claimed_until <= UTC_TIMESTAMP(6))"', '"'),
        f"{GUARDED}test_an_event_is_finished_by_who_works_it",
        "assert not True",
    ),
    Guard(
        "An event is finished by who works it",
        "once",
        Source(inbox, "finish", "AND claimed_by = %s", "AND %s IS NOT NULL"),
        f"{GUARDED}test_an_event_is_finished_by_who_works_it",
        "assert not True",
    ),
    Guard(
        "An event that cannot be worked waits",
        "kept",
        Source(
            inboxes,
            "work",
            "_put_off(rt, row, holder, error)",
            "rt.db.transact(lambda tx: inbox.finish(tx, row.id, holder, 'done'))",
        ),
        f"{INBOX}test_an_event_waits_while_the_provider_cannot_be_asked[500]",
        "received",
    ),
)
