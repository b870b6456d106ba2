"""Guards of money and of who may do what."""

from sidecar.usecases import booking_checks, fulfilment, mine, put_back, redeem
from tests.guards.guard import Guard
from tests.guards.removal import Source
from wp_bridge import orders, packages, payments, redemptions

PAST = "db/test_past_the_rules.py::"
AT_THE_TILL = "db/test_money_at_the_same_moment.py::"
STRANGERS = "db/test_strangers.py::"

OWNING = (
    Guard(
        "A customer redeems only from their own package",
        "own",
        Source(booking_checks, "owns", 'actor.kind == "staff" or', "True or"),
        "db/test_redeem.py::test_nobody_spends_or_pays_for_somebody_else",
        "booking_unknown",
    ),
    Guard(
        "A package pays only bookings of its own customer",
        "own",
        Source(booking_checks, "belongs", "return customer.wp_user_id == booking.wp_user_id", "return True"),
        "db/test_staff_redeem.py::test_a_package_pays_only_bookings_of_its_own_customer",
        "DID NOT RAISE",
    ),
    Guard(
        "A guest's booking is paid only by whose address it carries, and by staff",
        "own",
        Source(booking_checks, "belongs", 'actor.kind == "staff" and', ""),
        "db/test_staff_redeem.py::test_a_guests_booking_is_paid_by_the_package_of_whom_the_address_belongs_to",
        "this booking is confirmed and paid",
    ),
    Guard(
        "Staff name whose booking it is where we cannot read it",
        "own",
        Source(booking_checks, "check_customer", 'actor.kind == "staff" and', "False and"),
        "db/test_staff_redeem.py::test_a_staff_request_names_whose_booking_it_is_at_hosts_that_cannot_be_read",
        "DID NOT RAISE",
    ),
    Guard(
        "A customer moves only what their own package pays",
        "own",
        Source(put_back, "check_owner", 'actor.kind != "customer"', "True"),
        "db/test_holds.py::test_a_strangers_attempt_is_not_there_in_any_state",
        "DID NOT RAISE",
    ),
    Guard(
        "A customer's statement is found through their account",
        "own",
        Source(mine, "my_statement", " or package.customer_id != customer.id"),
        f"{STRANGERS}test_anothers_package_and_order_are_not_there[my_statement-customer_packages]",
        "DID NOT RAISE",
    ),
    Guard(
        "A customer's order is found through their account",
        "own",
        Source(mine, "my_order", " or order.customer_id != customer.id"),
        f"{STRANGERS}test_anothers_package_and_order_are_not_there[my_order-orders]",
        "DID NOT RAISE",
    ),
    Guard(
        "A customer is told of their own bookings only",
        "own",
        Source(redemptions, "describe", " AND c.wp_user_id = %s", " AND %s IS NOT NULL"),
        f"{STRANGERS}test_anothers_booking_is_not_described",
        "PaidBooking",
    ),
    Guard(
        "What was bought in test mode pays nothing real",
        "money",
        Source(redeem, "_locked", "found.mode != rt.config.mode", "False"),
        "db/test_redeem.py::test_what_was_bought_in_test_mode_pays_nothing_once_the_site_is_live",
        "DID NOT RAISE",
    ),
)

MONEY = (
    Guard(
        "A payment is for this amount, currency and mode",
        "money",
        Source(fulfilment, "fulfil", "_check(order, evidence)", "pass"),
        f"{AT_THE_TILL}test_a_genuine_payment_of_something_else_pays_nothing[wrong0]",
        "amount_mismatch",
    ),
    Guard(
        "A paid order that is fulfilled again returns the package that is there",
        "money",
        Source(fulfilment, "fulfil", "existing is not None", "False"),
        f"{AT_THE_TILL}test_the_same_money_reported_twice_gives_one_package",
        "order_id|receipt_number",
    ),
    Guard(
        "An order is settled once",
        "money",
        Source(orders, "settle", " AND status IN ('awaiting_payment', 'cancelled')"),
        f"{PAST}test_an_order_is_settled_once_and_cancelled_only_while_it_waits",
        "assert not True",
    ),
    Guard(
        "Only an order that waits is cancelled",
        "money",
        Source(orders, "cancel", " AND status = 'awaiting_payment'"),
        f"{PAST}test_an_order_is_settled_once_and_cancelled_only_while_it_waits",
        "assert not True",
    ),
    Guard(
        "A payment is settled once",
        "money",
        Source(payments, "settle", " AND status IN ('pending', 'failed')"),
        f"{PAST}test_an_order_is_settled_once_and_cancelled_only_while_it_waits",
        "assert not True",
    ),
    Guard(
        "Late money for a sold-out package is honoured within the stock's own limit",
        "money",
        Source(packages, "count_sold", "stock = IF(stock IS NOT NULL AND sold >= stock, sold + 1, stock), "),
        "db/test_purchase.py::test_late_money_is_honoured_beyond_the_stock_and_the_archive",
        "package_stock",
    ),
)
