"""Refunds and disputes through the real gateways: both providers, every fault of a call, told by webhooks or found by the sweep."""

import pytest

from sidecar.usecases import refund_progress, refunds
from sidecar.usecases.refunds import Wish
from tests import books
from tests.payments.till import ONLINE, Till
from tests.studio import CAROL, command
from wp_bridge import refunds as rows
from wp_bridge.payment_records import Payment
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.payments

CALLS = {"stripe": "POST /v1/refunds", "paypal": "POST /v2/payments/captures"}


def bought(till: Till, method: str) -> CustomerPackage:
    order = till.order(method)
    till.pay(order)
    till.sweep()
    return till.studio.package_of_order(order)


def payment(till: Till, package: CustomerPackage) -> Payment:
    found = till.rt.db.transact(lambda tx: rows.settled_payment(tx, package.order_id or 0))
    assert found is not None
    return found


def refund(till: Till, package: CustomerPackage, expected: str = "350.00", sessions: int | None = None) -> int:
    asked = command("refund", CAROL)
    begun = refunds.start(till.rt, asked, package.public_id, Wish(sessions=sessions), expected, "moved away")
    return int(till.studio.one("SELECT id FROM {p}refunds WHERE public_id = %s", begun["refund"]))


def follow(till: Till, times: int = 1) -> None:
    for _ in range(times):
        till.let_time_pass()
        refund_progress.sweep(till.rt)


def statuses(till: Till) -> list[tuple[str, str]]:
    found = till.studio.rows("SELECT rule, status FROM {p}refunds ORDER BY id")
    return [(row["rule"], row["status"]) for row in found]


def agree(till: Till, package: CustomerPackage, state: str, refunded: int) -> None:
    assert till.studio.again(package).base_state == state
    order = till.studio.rows("SELECT refunded_minor FROM {p}orders WHERE id = %s", package.order_id)
    assert order == [{"refunded_minor": refunded}]
    books.agree(till.studio)


@pytest.mark.parametrize("method", ONLINE)
def test_a_refund_goes_back_the_way_the_money_came_and_is_told_once(till: Till, method: str) -> None:
    package = bought(till, method)
    refund_progress.work(till.rt, refund(till, package, "105.00", 3))
    till.hear_all()
    assert statuses(till) == [("unused_value", "settled")]
    refund_progress.work(till.rt, refund(till, package, "245.00"))
    till.hear_all()
    assert statuses(till) == [("unused_value", "settled")] * 2
    agree(till, package, "refunded", 35000)


@pytest.mark.parametrize("method", ONLINE)
@pytest.mark.parametrize("kind", ["500", "500_after", "429", "409", "truncated", "timeout_after"])
def test_whatever_goes_wrong_with_the_call_one_refund_is_made(till: Till, method: str, kind: str) -> None:
    package = bought(till, method)
    number = refund(till, package)
    till.emulator.fail(CALLS[method], kind)
    assert not refund_progress.work(till.rt, number)
    assert statuses(till) == [("unused_value", "intent")]
    follow(till, 3)
    till.hear_all()
    assert statuses(till) == [("unused_value", "settled")]
    agree(till, package, "refunded", 35000)


@pytest.mark.parametrize("method", ONLINE)
def test_the_webhook_alone_settles_a_refund_whose_answer_was_lost(till: Till, method: str) -> None:
    package = bought(till, method)
    number = refund(till, package)
    till.emulator.fail(CALLS[method], "500_after")
    refund_progress.work(till.rt, number)
    till.hear_all()
    assert statuses(till) == [("unused_value", "settled")]
    agree(till, package, "refunded", 35000)


@pytest.mark.parametrize("method", ONLINE)
def test_a_pending_refund_is_found_final_by_the_sweep(till: Till, method: str) -> None:
    package = bought(till, method)
    side = getattr(till.emulator, method)
    side.pend_refunds()
    try:
        refund_progress.work(till.rt, refund(till, package))
    finally:
        side.pend_refunds(on=False)
    assert statuses(till) == [("unused_value", "pending")]
    side.finish_refund(till.studio.one("SELECT provider_refund_id FROM {p}refunds"))
    follow(till)
    assert statuses(till) == [("unused_value", "settled")]
    agree(till, package, "refunded", 35000)


@pytest.mark.parametrize("method", ONLINE)
def test_a_refund_that_fails_after_it_succeeded_gives_the_sessions_back(till: Till, method: str) -> None:
    package = bought(till, method)
    refund_progress.work(till.rt, refund(till, package))
    number = till.studio.one("SELECT provider_refund_id FROM {p}refunds")
    if method == "stripe":
        till.emulator.stripe.fail_refund(number)
    else:
        till.emulator.paypal.finish_refund(number, ok=False)
    till.hear_all()
    assert (statuses(till), list(till.notices())) == ([("unused_value", "failed")], ["refund_failed"])
    agree(till, package, "open", 0)


@pytest.mark.parametrize("method", ONLINE)
def test_refunds_made_in_the_dashboard_are_written_down_and_revoke_once_they_are_all_of_it(till: Till, method: str) -> None:
    package = bought(till, method)
    paid = payment(till, package).provider_payment_id or ""
    parts = ("80.00", "270.00") if method == "paypal" else (8000, 27000)
    getattr(till.emulator, method).dashboard_refund(paid, parts[0])
    till.hear_all()
    assert till.notices()["refunded_elsewhere"]["sessions"] == 2
    agree(till, package, "open", 8000)
    getattr(till.emulator, method).dashboard_refund(paid, parts[1])
    till.hear_all()
    assert till.notices() == {}
    agree(till, package, "refunded", 35000)


@pytest.mark.parametrize("method", ONLINE)
@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_dispute_rests_the_package_until_it_is_decided(till: Till, method: str, outcome: str) -> None:
    package = bought(till, method)
    side = getattr(till.emulator, method)
    number = side.dispute(payment(till, package).provider_payment_id or "")
    till.hear_all()
    agree(till, package, "suspended", 0)
    side.close_dispute(number, outcome)
    till.hear_all()
    assert list(till.notices()) == [f"dispute_{outcome}"]
    agree(till, package, *(("open", 0) if outcome == "won" else ("refunded", 35000)))


def test_money_that_paypal_takes_back_is_lost_at_once(till: Till) -> None:
    package = bought(till, "paypal")
    till.emulator.paypal.reverse(payment(till, package).provider_payment_id or "")
    till.hear_all()
    assert list(till.notices()) == ["dispute_lost"]
    agree(till, package, "refunded", 35000)


@pytest.mark.parametrize("method", ONLINE)
def test_a_disputed_payment_is_not_refunded_whoever_asked_first(till: Till, method: str) -> None:
    package = bought(till, method)
    number = refund(till, package)
    side = getattr(till.emulator, method)
    dispute = side.dispute(payment(till, package).provider_payment_id or "")
    refund_progress.work(till.rt, number)
    till.hear_all()
    side.close_dispute(dispute, "lost")
    till.hear_all()
    follow(till, 2)
    agree(till, package, "refunded", 35000)


@pytest.mark.parametrize("method", ONLINE)
def test_events_told_backwards_and_twice_end_the_same(till: Till, method: str) -> None:
    package = bought(till, method)
    refund_progress.work(till.rt, refund(till, package, "105.00", 3))
    paid = payment(till, package).provider_payment_id or ""
    getattr(till.emulator, method).dashboard_refund(paid, "245.00" if method == "paypal" else 24500)
    for event in [*reversed(till.events()), *till.events()]:
        till.hear(event)
    assert statuses(till) == [("unused_value", "settled"), ("elsewhere", "settled")]
    agree(till, package, "refunded", 35000)
