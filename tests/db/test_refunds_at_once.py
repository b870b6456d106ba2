"""Refunds, disputes and bookings that meet between two of each other's steps: no session is both spent and refunded."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from devstack.stack import Stack
from sidecar.errors import Refused
from sidecar.usecases import refunds
from sidecar.usecases.refunds import Wish
from tests import lock_order
from tests.interleaving import in_the_middle
from tests.money.till import Till, till
from tests.studio import CAROL, Studio, command
from wp_bridge import customer_packages, leaving, orders
from wp_bridge import refunds as refund_rows
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.payments


@pytest.fixture(name="till")
def _till(studio: Studio) -> Till:
    return till(studio)


def told(step: Callable[[], Any]) -> str:
    try:
        step()
    except Refused as refused:
        return refused.code
    return "done"


def begin(till: Till, package: CustomerPackage, expected: str = "350.00") -> str:
    wish = Wish()
    return told(lambda: refunds.start(till.studio.rt, command("refund", CAROL), package.public_id, wish, expected, "moved away"))


def test_many_refunds_of_one_package_at_once_are_one(till: Till) -> None:
    package = till.buy()
    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(lambda _: begin(till, package), range(6)))
    assert answers == ["done", *["refund_pending"] * 5]
    (refund,) = till.rows()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: till.work(refund), range(4)))
    assert till.provider.given_back == 35000
    till.agree()


def test_the_same_refund_worked_by_many_calls_its_provider_once(till: Till) -> None:
    refund = till.refund(till.buy())
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: till.work(refund), range(4)))
    assert till.provider.calls == ["refund"]
    till.agree()


def test_a_second_refund_that_begins_in_the_middle_of_the_first_waits_and_is_refused(stack: Stack, till: Till) -> None:
    package = till.buy()
    with in_the_middle(stack.mariadb, leaving, "hold_for_refund", lambda: begin(till, package)) as other:
        assert begin(till, package) == "done"
    assert other.result() == "refund_pending"
    assert len(till.rows()) == 1
    till.agree()


def test_a_booking_in_the_middle_of_a_refund_finds_no_session(stack: Stack, till: Till) -> None:
    package, booking = till.buy(), till.studio.book()
    redeem = lambda: told(lambda: till.studio.redeem(package, booking))  # noqa: E731
    with in_the_middle(stack.mariadb, leaving, "hold_for_refund", redeem) as other:
        assert begin(till, package) == "done"
    assert other.result() == "refund_pending"
    till.agree()


def test_a_refund_in_the_middle_of_a_booking_refunds_what_is_left(stack: Stack, till: Till) -> None:
    package, booking = till.buy(), till.studio.book()
    with in_the_middle(stack.mariadb, customer_packages, "take", lambda: begin(till, package)) as other:
        assert till.studio.redeem(package, booking).remaining == 9
    assert other.result() == "refund_changed"
    assert till.rows() == []
    till.agree()


def test_bookings_and_refunds_all_at_once_never_spend_and_refund_a_session(till: Till) -> None:
    package = till.buy()
    bookings = [till.studio.book() for _ in range(6)]
    amounts = [f"{35 * left}.00" for left in range(4, 11)]
    steps: list[Callable[[], object]] = [
        *(lambda b=b: told(lambda: till.studio.redeem(package, b)) for b in bookings),  # type: ignore[misc]
        *(lambda a=a: begin(till, package, a) for a in amounts),  # type: ignore[misc]
    ]
    with lock_order.watched() as watch, ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda step: step(), steps))
    assert watch.wrong == []
    after = till.studio.again(package)
    assert after.used + after.balance + after.refund_pending == 10
    till.agree()
    for refund in till.rows():
        till.work(refund)
    till.agree()


def test_a_dispute_in_the_middle_of_a_booking_waits_and_one_in_between_stops_it(stack: Stack, till: Till) -> None:
    package, payment = till.buy(), None
    payment = till.payment(package)
    with in_the_middle(stack.mariadb, customer_packages, "take", lambda: till.dispute(payment, "lost")):
        assert till.studio.redeem(package, till.studio.book()).remaining == 9
    after = till.studio.again(package)
    assert (after.used, after.balance, after.refunded_sessions) == (1, 0, 9)
    till.agree()


def test_a_booking_in_the_middle_of_a_dispute_finds_the_package_at_rest(stack: Stack, till: Till) -> None:
    package, booking = till.buy(), till.studio.book()
    payment = till.payment(package)
    redeem = lambda: told(lambda: till.studio.redeem(package, booking))  # noqa: E731
    with in_the_middle(stack.mariadb, leaving, "suspend_for_dispute", redeem) as other:
        till.dispute(payment, "open")
    assert other.result() == "suspended"
    till.agree()


def test_a_dispute_in_the_middle_of_a_refund_and_a_refund_in_the_middle_of_a_dispute(stack: Stack, till: Till) -> None:
    package = till.buy()
    payment = till.payment(package)
    with in_the_middle(stack.mariadb, leaving, "hold_for_refund", lambda: till.dispute(payment, "open")) as other:
        assert begin(till, package) == "done"
    assert (other.result(), till.studio.again(package).base_state) == ("done", "suspended")
    till.agree()
    second = till.buy()
    payment = till.payment(second)
    with in_the_middle(stack.mariadb, leaving, "suspend_for_dispute", lambda: begin(till, second)) as other:
        till.dispute(payment, "open", "dp_2")
    assert other.result() == "refund_disputed"
    till.agree()


def test_the_same_dispute_told_twice_at_once_is_one(stack: Stack, till: Till) -> None:
    package = till.buy()
    payment = till.payment(package)
    with in_the_middle(stack.mariadb, leaving, "revoke", lambda: till.dispute(payment, "lost")) as other:
        assert till.dispute(payment, "lost") == "done"
    assert other.result() == "nothing"
    assert len(till.rows()) == 1
    till.agree()


def test_the_same_refund_told_by_webhook_and_answer_at_once_settles_once(stack: Stack, till: Till) -> None:
    refund = till.refund(till.buy())
    state = lambda: next(iter(till.provider.refunds.values()))  # noqa: E731
    with in_the_middle(stack.mariadb, leaving, "settle_refund", lambda: till.told(state())) as other:
        till.work(refund)
    assert other.result() == "nothing"
    till.agree()


def test_the_order_is_locked_before_its_package(till: Till) -> None:
    package = till.buy()
    payment = till.payment(package)
    with lock_order.watched() as watch:
        till.work(till.refund(package, "35.00", Wish(sessions=1)))
        till.dispute(payment, "open")
        till.dispute(payment, "lost")
        till.dispute(payment, "won")
        till.told(till.provider.in_dashboard(payment.provider_payment_id or "", 31500))
    assert watch.wrong == []
    assert len(watch.packages) == 6


# --- the caps and guards themselves, past all rules


def test_money_is_capped_by_what_was_paid(till: Till) -> None:
    package = till.buy()
    order, payment = till.order(package), till.payment(package)
    for cap, number in ((refund_rows.raise_order, order.id), (refund_rows.raise_payment, payment.id)):
        assert till.studio.rt.db.transact(lambda tx, c=cap, n=number: c(tx, n, 35001)) is False  # type: ignore[misc]
    assert till.studio.rt.db.transact(lambda tx: orders.get(tx, order.id)).refunded_minor == 0
