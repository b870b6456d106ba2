"""What we send and listen for, held against PayPal's own OpenAPI documents."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sidecar.gateways import paypal, paypal_client, paypal_objects
from sidecar.gateways.paypal_ask import order_of, refund_of
from tests.gateways.asks import ask
from tests.gateways.paypal import refund_ask
from tests.providers.specs import against_schema, published

pytestmark = pytest.mark.payments


Json = dict[str, Any]


@pytest.fixture(scope="module")
def orders() -> Json:
    return published("paypal-checkout_orders_v2.json")


@pytest.fixture(scope="module")
def payments() -> Json:
    return published("paypal-payments_payment_v2.json")


def schema(document: Json, name: str) -> Json:
    return dict(document["components"]["schemas"][name])


def statuses(document: Json, name: str) -> set[str]:
    return set(schema(document, name)["properties"]["status"]["enum"])


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
def test_orders_are_asked_for_as_published(orders: Json, other: dict[str, Any], merchant_id: str) -> None:
    assert against_schema(order_of(ask(**other), merchant_id), orders, "order_request") == []


def test_captures_and_refunds_are_asked_for_as_published(orders: Json, payments: Json) -> None:
    assert against_schema({}, orders, "order_capture_request") == []
    assert against_schema(refund_of(refund_ask("C1", 12_345)), payments, "refund_request") == []


def test_every_published_state_is_known(orders: Json, payments: Json) -> None:
    assert set(schema(orders, "order_status")["enum"]) == paypal_objects.ORDER_STATES.keys() | {"COMPLETED"}
    for document in (orders, payments):
        assert statuses(document, "capture_status") <= paypal_objects.CAPTURE_STATES.keys()
        assert statuses(document, "refund_status") == paypal_objects.REFUND_STATES.keys()


def test_the_words_we_listen_for_are_paypals(orders: Json, payments: Json) -> None:
    captures, refunds = f"{schema(orders, 'orders.capture-422')}", f"{schema(payments, 'captures.refund-422')}"
    for word in paypal.AGREE_AGAIN | paypal.LOOK_AGAIN | {"ORDER_COMPLETION_IN_PROGRESS"}:
        assert f"'{word}'" in captures
    assert "'DUPLICATE_INVOICE_ID'" in refunds
    everything = f"{orders}{payments}"
    assert [word for word in paypal_client.ACCOUNT_TROUBLE if f"'{word}'" not in everything] == []


def test_keys_are_as_long_as_paypal_takes(orders: Json) -> None:
    longest = orders["components"]["parameters"]["paypal_request_id"]["schema"]["maxLength"]
    assert len(f"{ask().ours}-capture-ffffffff") <= longest
