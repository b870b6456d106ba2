"""Orders, captures, refunds and cases at PayPal: what it takes, what it refuses, what it remembers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests

from devstack.providers import Emulator
from tests.providers.clients import PayPal, capture_of, issue, paypal_order

pytestmark = pytest.mark.payments
ORDERS = "/v2/checkout/orders"


def approved(emulator: Emulator, paypal: PayPal, body: Any = None) -> str:
    order = paypal.order("", body or plain())
    emulator.paypal.approve(order)
    return order


def plain(value: str = "350.00", currency: str = "EUR", **unit: Any) -> Any:
    """An order without a payment source needs no request id."""
    return {name: part for name, part in paypal_order(value, currency, **unit).items() if name != "payment_source"}


def paid(emulator: Emulator, paypal: PayPal, body: Any = None) -> str:
    """The capture of a paid order."""
    return str(capture_of(paypal.capture(approved(emulator, paypal, body)))["id"])


@contextmanager
def later(emulator: Emulator, seconds: float) -> Iterator[None]:
    emulator.shift(seconds)
    try:
        yield
    finally:
        emulator.shift(-seconds)


def told(emulator: Emulator, since: int) -> list[str]:
    return [event["type"] for event in emulator.events(since, "paypal")]


def test_an_order_is_approved_and_captured(emulator: Emulator, paypal: PayPal) -> None:
    since = len(emulator.events())
    made = paypal.post(ORDERS, paypal_order(custom_id="pay_1", invoice_id="inv_1"), "whole")
    order = made.json()
    assert (made.status_code, order["status"], order["links"][1]["rel"]) == (200, "PAYER_ACTION_REQUIRED", "payer-action")
    assert issue(paypal.capture(order["id"])) == (422, "ORDER_NOT_APPROVED")
    back = emulator.paypal.approve(order["id"])
    assert back.startswith(f"https://studio.example/?paid=1&token={order['id']}&PayerID=")
    assert paypal.get(f"{ORDERS}/{order['id']}").json()["status"] == "APPROVED"
    taken = paypal.capture(order["id"])
    capture = capture_of(taken)
    assert (taken.status_code, taken.json()["status"]) == (201, "COMPLETED")
    assert (capture["status"], capture["amount"]["value"], capture["custom_id"]) == ("COMPLETED", "350.00", "pay_1")
    assert issue(paypal.capture(order["id"])) == (422, "ORDER_ALREADY_CAPTURED")
    whole = paypal.get(f"/v2/payments/captures/{capture['id']}").json()
    assert whole["payee"]["merchant_id"] == emulator.paypal.merchant_id
    assert whole["supplementary_data"]["related_ids"]["order_id"] == order["id"]
    assert told(emulator, since) == ["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED"]


def test_a_minimal_answer_has_only_id_status_and_links(paypal: PayPal) -> None:
    answer = paypal.post(ORDERS, plain(), whole=False)
    assert (answer.status_code, set(answer.json())) == (201, {"id", "status", "links"})


AMOUNT = "/purchase_units/@reference_id=='default'/amount"


@pytest.mark.parametrize(
    ("value", "currency", "refusal"),
    [
        ("350.00", "JPY", (422, "DECIMALS_NOT_SUPPORTED")),
        ("350.50", "HUF", (422, "DECIMALS_NOT_SUPPORTED")),
        ("350.5", "TWD", (422, "DECIMALS_NOT_SUPPORTED")),
        ("350.001", "EUR", (422, "DECIMAL_PRECISION")),
        ("350.00", "KWD", (422, "INVALID_CURRENCY_CODE")),
        ("350.00", "eur", (400, "INVALID_PARAMETER_SYNTAX")),
        ("350,00", "EUR", (400, "INVALID_PARAMETER_SYNTAX")),
        ("0.00", "EUR", (422, "CANNOT_BE_ZERO_OR_NEGATIVE")),
        ("-1.00", "EUR", (422, "CANNOT_BE_ZERO_OR_NEGATIVE")),
        ("", "EUR", (400, "MISSING_REQUIRED_PARAMETER")),
        (350, "EUR", (400, "MISSING_REQUIRED_PARAMETER")),
    ],
)
def test_amounts_are_decimal_strings_of_a_currency_paypal_has(
    paypal: PayPal, value: Any, currency: str, refusal: tuple[int, str]
) -> None:
    answer = paypal.post(ORDERS, plain(value, currency))
    assert issue(answer) == refusal
    assert answer.json()["debug_id"]


@pytest.mark.parametrize(("value", "currency"), [("350", "JPY"), ("35000", "HUF"), ("350", "TWD"), ("350.00", "USD")])
def test_odd_currencies_are_payable_in_their_own_way(paypal: PayPal, value: str, currency: str) -> None:
    made = paypal.post(ORDERS, plain(value, currency)).json()
    assert made["purchase_units"][0]["amount"] == {"value": value, "currency_code": currency}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"intent": "GIFT"}, (400, "INVALID_PARAMETER_VALUE")),
        ({"intent": "AUTHORIZE"}, (422, "UNSUPPORTED_INTENT")),
        ({"purchase_units": []}, (400, "MISSING_REQUIRED_PARAMETER")),
        ({"purchase_units": plain(custom_id="x" * 128)["purchase_units"]}, (400, "INVALID_STRING_LENGTH")),
        ({"payment_source": {"paypal": {}}}, (400, "PAYPAL_REQUEST_ID_REQUIRED")),
    ],
)
def test_paypal_refuses_what_it_does_not_take(paypal: PayPal, change: Any, refusal: tuple[int, str]) -> None:
    assert issue(paypal.post(ORDERS, plain() | change)) == refusal


def test_items_have_to_come_to_the_amount(paypal: PayPal) -> None:
    item = {"name": "Ten", "quantity": "1", "unit_amount": {"currency_code": "EUR", "value": "350.00"}}

    def order(value: str, total: str) -> Any:
        body = plain(value, items=[item])
        body["purchase_units"][0]["amount"]["breakdown"] = {"item_total": {"currency_code": "EUR", "value": total}}
        return paypal.post(ORDERS, body)

    assert issue(order("350.00", "340.00")) == (422, "ITEM_TOTAL_MISMATCH")
    assert issue(order("340.00", "350.00")) == (422, "AMOUNT_MISMATCH")
    assert order("350.00", "350.00").status_code == 201


# --- tokens


def test_a_wrong_secret_gets_no_token_and_no_token_gets_nothing(emulator: Emulator, paypal: PayPal) -> None:
    url = f"{emulator.url}/v1/oauth2/token"
    wrong = requests.post(url, data={"grant_type": "client_credentials"}, auth=(emulator.paypal.client_id, "no"), timeout=5)
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    paypal.token = "made-up"
    assert paypal.get(f"{ORDERS}/X").json()["error"] == "invalid_token"


def test_tokens_expire_by_time_and_by_paypals_whim(emulator: Emulator, paypal: PayPal) -> None:
    with later(emulator, paypal.authorize().json()["expires_in"] + 1):
        assert paypal.get(f"{ORDERS}/X").status_code == 401
    assert paypal.get(f"{ORDERS}/X").status_code == 404
    emulator.paypal.expire_tokens()
    assert paypal.get(f"{ORDERS}/X").status_code == 401


# --- repeated requests


def test_the_same_request_id_gets_the_first_calls_object_as_it_is_now(emulator: Emulator, paypal: PayPal) -> None:
    before = len(emulator.objects("paypal_orders"))
    first = paypal.post(ORDERS, paypal_order(), "twice")
    emulator.paypal.approve(first.json()["id"])
    second = paypal.post(ORDERS, paypal_order(), "twice")
    assert (second.status_code, second.json()["id"], second.json()["status"]) == (200, first.json()["id"], "APPROVED")
    assert len(emulator.objects("paypal_orders")) == before + 1


def test_request_ids_of_captures_last_six_hours_and_of_refunds_45_days(emulator: Emulator, paypal: PayPal) -> None:
    order = approved(emulator, paypal)
    capture = capture_of(paypal.capture(order, "take"))["id"]
    refund = paypal.refund(capture, "1.00", "back").json()["id"]
    assert paypal.capture(order, "take").status_code == 200
    with later(emulator, 7 * 3600):
        assert issue(paypal.capture(order, "take")) == (422, "ORDER_ALREADY_CAPTURED")
    with later(emulator, 44 * 86400):
        paypal.token = paypal.authorize().json()["access_token"]
        assert paypal.refund(capture, "1.00", "back").json()["id"] == refund
    with later(emulator, 46 * 86400):
        paypal.token = paypal.authorize().json()["access_token"]
        assert paypal.refund(capture, "1.00", "back").json()["id"] != refund


def test_two_at_once_with_one_id_make_one_capture(emulator: Emulator, paypal: PayPal) -> None:
    order = approved(emulator, paypal)
    emulator.knobs(work=0.8)
    answers: list[requests.Response] = []
    threads = [threading.Thread(target=lambda: answers.append(paypal.capture(order, "at once"))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    by_status = {answer.status_code: answer for answer in answers}
    assert set(by_status) == {201, 409}
    assert issue(by_status[409]) == (409, "PREVIOUS_REQUEST_IN_PROGRESS")


def test_an_invoice_is_not_captured_twice(emulator: Emulator, paypal: PayPal) -> None:
    paid(emulator, paypal, plain(invoice_id="inv_2"))
    assert issue(paypal.capture(approved(emulator, paypal, plain(invoice_id="inv_2")))) == (422, "DUPLICATE_INVOICE_ID")


# --- captures that do not simply succeed


def test_a_declined_instrument_leaves_the_order_approved(emulator: Emulator, paypal: PayPal) -> None:
    order = approved(emulator, paypal)
    emulator.paypal.decline_capture(order, "instrument")
    assert issue(paypal.capture(order)) == (422, "INSTRUMENT_DECLINED")
    assert paypal.capture(order).status_code == 201


def test_a_capture_may_be_declined(emulator: Emulator, paypal: PayPal) -> None:
    order, since = approved(emulator, paypal), len(emulator.events())
    emulator.paypal.decline_capture(order)
    capture = capture_of(paypal.capture(order))
    assert (capture["status"], told(emulator, since)) == ("DECLINED", ["PAYMENT.CAPTURE.DECLINED"])
    assert issue(paypal.refund(capture["id"])) == (422, "REFUND_NOT_ALLOWED")


@pytest.mark.parametrize(("ok", "status", "event"), [(True, "COMPLETED", "COMPLETED"), (False, "DECLINED", "DENIED")])
def test_a_pending_capture_completes_or_is_denied(emulator: Emulator, paypal: PayPal, ok: bool, status: str, event: str) -> None:
    order, since = approved(emulator, paypal), len(emulator.events())
    emulator.paypal.pend_capture(order)
    capture = capture_of(paypal.capture(order))
    assert (capture["status"], capture["status_details"]["reason"]) == ("PENDING", "PENDING_REVIEW")
    assert issue(paypal.refund(capture["id"])) == (422, "PENDING_CAPTURE")
    emulator.paypal.finish_capture(capture["id"], ok)
    assert capture_of(paypal.get(f"{ORDERS}/{order}"))["status"] == status
    assert told(emulator, since) == ["PAYMENT.CAPTURE.PENDING", f"PAYMENT.CAPTURE.{event}"]


def test_an_approval_nobody_captures_is_reversed_after_three_hours(emulator: Emulator, paypal: PayPal) -> None:
    order, since = approved(emulator, paypal), len(emulator.events())
    with later(emulator, 3 * 3600 + 1):
        assert paypal.get(f"{ORDERS}/{order}").json()["status"] == "VOIDED"
        assert issue(paypal.capture(order)) == (422, "ORDER_NOT_APPROVED")
    told_of_it = [event["type"] for event in emulator.events(since, "paypal") if order in event["body"]]
    assert told_of_it == ["CHECKOUT.PAYMENT-APPROVAL.REVERSED"]


def test_an_order_nobody_approves_is_forgotten_after_six_hours(emulator: Emulator, paypal: PayPal) -> None:
    order = paypal.order("", plain())
    with later(emulator, 6 * 3600 + 1):
        assert issue(paypal.get(f"{ORDERS}/{order}")) == (404, "INVALID_RESOURCE_ID")
