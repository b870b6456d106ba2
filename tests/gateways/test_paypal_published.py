"""What we send and listen for, held against PayPal's own OpenAPI documents."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sidecar.gateways import paypal, paypal_client, paypal_objects
from sidecar.gateways.paypal_ask import order_of, refund_of
from tests.gateways.asks import ask
from tests.gateways.openapi import Document
from tests.gateways.paypal import refund_ask

pytestmark = pytest.mark.payments


@pytest.fixture(scope="module")
def orders() -> Document:
    return Document("paypal-checkout_orders_v2.json")


@pytest.fixture(scope="module")
def payments() -> Document:
    return Document("paypal-payments_payment_v2.json")


def test_the_measure_finds_what_is_wrong(orders: Document) -> None:
    unit: dict[str, Any] = {"amount": {"currency_code": "EURO", "value": 1.0}, "custom_id": "x" * 128, "nonsense": 1}
    wrong = " ".join(orders.errors({"intent": "TAKE", "purchase_units": [unit]}, "order_request"))
    for part in ("'TAKE' is none of", "'EURO' is too", "1.0 is no string", "custom_id: 'xxx", "nonsense is unknown"):
        assert part in wrong
    assert orders.errors({}, "order_request") == ["order_request: no intent", "order_request: no purchase_units"]


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"title": "ü" * 300, "description": "", "locale": "de_DE_formal"},
        {"title": " ", "description": "", "locale": "eo"},
        {"currency": "HUF", "amount_minor": 3_500_000, "locale": "hu_HU"},
        {"reference": "SP-" + "X" * 40, "expires_at": datetime(2027, 1, 1, tzinfo=UTC)},
    ],
)
@pytest.mark.parametrize("merchant_id", ["", "VYYYYYYYYYYYY"])
def test_orders_are_asked_for_as_published(orders: Document, other: dict[str, Any], merchant_id: str) -> None:
    assert orders.errors(order_of(ask(**other), merchant_id), "order_request") == []


def test_captures_and_refunds_are_asked_for_as_published(orders: Document, payments: Document) -> None:
    assert orders.errors({}, "order_capture_request") == []
    assert payments.errors(refund_of(refund_ask("C1", 12_345)), "refund_request") == []


def test_every_published_state_is_known(orders: Document, payments: Document) -> None:
    assert orders.enum("order_status") == paypal_objects.ORDER_STATES.keys() | {"COMPLETED"}
    for document in (orders, payments):
        assert document.enum("capture_status") <= paypal_objects.CAPTURE_STATES.keys()
        assert document.enum("refund_status") == paypal_objects.REFUND_STATES.keys()


def test_the_words_we_listen_for_are_paypals(orders: Document, payments: Document) -> None:
    captures, refunds = f"{orders.schema('orders.capture-422')}", f"{payments.schema('captures.refund-422')}"
    for word in paypal.AGREE_AGAIN | paypal.LOOK_AGAIN | {"ORDER_COMPLETION_IN_PROGRESS"}:
        assert f"'{word}'" in captures
    assert "'DUPLICATE_INVOICE_ID'" in refunds
    everything = f"{orders.content}{payments.content}"
    assert [word for word in paypal_client.ACCOUNT_TROUBLE if f"'{word}'" not in everything] == []


def test_keys_are_as_long_as_paypal_takes(orders: Document) -> None:
    longest = orders.content["components"]["parameters"]["paypal_request_id"]["schema"]["maxLength"]
    assert len(f"{ask().ours}-capture-ffffffff") <= longest
