"""Refunds, reversals and cases at PayPal: never more than there is, and not while a case is open."""

import pytest

from devstack.providers import Emulator
from tests.providers.clients import PayPal, capture_of, issue
from tests.providers.test_paypal import ORDERS, approved, later, paid, told

pytestmark = pytest.mark.payments


def test_parts_add_up_to_the_capture_and_not_beyond(emulator: Emulator, paypal: PayPal) -> None:
    capture, since = paid(emulator, paypal), len(emulator.events())
    assert paypal.refund(capture, "100.00").status_code == 201
    assert paypal.get(f"/v2/payments/captures/{capture}").json()["status"] == "PARTIALLY_REFUNDED"
    assert issue(paypal.refund(capture, "250.01")) == (422, "REFUND_AMOUNT_EXCEEDED")
    assert issue(paypal.refund(capture, "1.00", currency="USD")) == (422, "REFUND_CAPTURE_CURRENCY_MISMATCH")
    rest = paypal.refund(capture).json()
    assert (rest["status"], rest["amount"]["value"]) == ("COMPLETED", "250.00")
    assert issue(paypal.refund(capture)) == (422, "CAPTURE_FULLY_REFUNDED")
    assert issue(paypal.refund(capture, "1.00")) == (422, "CAPTURE_FULLY_REFUNDED")
    assert paypal.get(f"/v2/payments/captures/{capture}").json()["status"] == "REFUNDED"
    assert told(emulator, since) == ["PAYMENT.CAPTURE.REFUNDED"] * 2


def test_an_order_lists_the_refunds_of_its_capture(emulator: Emulator, paypal: PayPal) -> None:
    order = approved(emulator, paypal)
    capture = capture_of(paypal.capture(order))["id"]
    ours = paypal.refund(capture, "1.00").json()["id"]
    theirs = emulator.paypal.dashboard_refund(capture, "2.00")
    listed = paypal.get(f"{ORDERS}/{order}").json()["purchase_units"][0]["payments"]["refunds"]
    assert {refund["id"] for refund in listed} == {ours, theirs}


def test_a_refund_may_be_pending_and_may_fail_after_it_was_complete(emulator: Emulator, paypal: PayPal) -> None:
    capture = paid(emulator, paypal)
    emulator.paypal.pend_refunds()
    refund = paypal.refund(capture).json()
    assert refund["status"] == "PENDING"
    emulator.paypal.finish_refund(refund["id"])
    assert paypal.get(f"/v2/payments/refunds/{refund['id']}").json()["status"] == "COMPLETED"
    emulator.paypal.finish_refund(refund["id"], ok=False)
    assert paypal.get(f"/v2/payments/refunds/{refund['id']}").json()["status"] == "FAILED"
    assert paypal.get(f"/v2/payments/captures/{capture}").json()["status"] == "COMPLETED"


def test_after_180_days_nothing_is_refunded(emulator: Emulator, paypal: PayPal) -> None:
    capture = paid(emulator, paypal)
    with later(emulator, 181 * 86400):
        paypal.token = paypal.authorize().json()["access_token"]
        assert issue(paypal.refund(capture)) == (422, "REFUND_TIME_LIMIT_EXCEEDED")


def test_a_reversal_takes_what_is_left(emulator: Emulator, paypal: PayPal) -> None:
    capture = paid(emulator, paypal)
    paypal.refund(capture, "100.00")
    since = len(emulator.events())
    emulator.paypal.reverse(capture)
    assert paypal.get(f"/v2/payments/captures/{capture}").json()["status"] == "REFUNDED"
    assert told(emulator, since) == ["PAYMENT.CAPTURE.REVERSED"]


# --- cases


@pytest.mark.parametrize(
    ("outcome", "code", "events"),
    [
        ("won", "RESOLVED_SELLER_FAVOUR", ["CUSTOMER.DISPUTE.RESOLVED"]),
        ("lost", "RESOLVED_BUYER_FAVOUR", ["PAYMENT.CAPTURE.REVERSED", "CUSTOMER.DISPUTE.RESOLVED"]),
    ],
)
def test_a_case_holds_the_money_until_it_is_decided(
    emulator: Emulator, paypal: PayPal, outcome: str, code: str, events: list[str]
) -> None:
    capture, since = paid(emulator, paypal), len(emulator.events())
    id = emulator.paypal.dispute(capture)
    opened = paypal.get(f"/v1/customer/disputes/{id}").json()
    assert opened["disputed_transactions"][0]["seller_transaction_id"] == capture
    assert issue(paypal.refund(capture, "1.00")) == (422, "TRANSACTION_DISPUTED")
    emulator.paypal.update_dispute(id)
    emulator.paypal.close_dispute(id, outcome)
    closed = paypal.get(f"/v1/customer/disputes/{id}").json()
    assert (closed["status"], closed["dispute_outcome"]["outcome_code"]) == ("RESOLVED", code)
    assert told(emulator, since) == ["CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.UPDATED", *events]
