"""Trouble on demand is what a client would really see, and happens as often as asked."""

import time
from typing import Any

import pytest
import requests
import stripe as sdk
from stripe import StripeClient

from devstack.providers import Emulator, EmulatorError
from tests.providers.clients import PayPal, checkout, stripe_client
from tests.providers.test_paypal import ORDERS, approved, plain

pytestmark = pytest.mark.payments
SESSIONS = "POST /v1/checkout/sessions"


@pytest.mark.parametrize(
    ("kind", "error", "happens"),
    [
        ("500", sdk.APIError, False),
        ("500_after", sdk.APIError, True),
        ("429", sdk.RateLimitError, False),
        ("409", sdk.APIError, False),
        ("402", sdk.CardError, False),
        ("401", sdk.AuthenticationError, False),
        ("403", sdk.PermissionError, False),
        ("timeout_before", sdk.APIConnectionError, False),
        ("timeout_after", sdk.APIConnectionError, True),
        ("truncated", sdk.APIError, True),
        ("cut", sdk.APIConnectionError, True),
    ],
)
def test_a_call_to_stripe_fails_once_with_or_without_its_effect(
    emulator: Emulator, stripe: StripeClient, kind: str, error: type[Exception], happens: bool
) -> None:
    before = len(emulator.objects("sessions"))
    emulator.fail(SESSIONS, kind)
    with pytest.raises(error):
        stripe.v1.checkout.sessions.create(checkout())
    assert len(emulator.objects("sessions")) == before + happens
    assert stripe.v1.checkout.sessions.create(checkout()).status == "open"


@pytest.mark.parametrize(
    ("kind", "status", "happens"),
    [
        *(("500", 500, False), ("500_after", 500, True), ("429", 429, False), ("409", 409, False)),
        *(("402", 422, False), ("401", 401, False), ("403", 403, False), ("timeout_before", None, False)),
        *(("timeout_after", None, True), ("cut", None, True)),
    ],
)
def test_a_call_to_paypal_fails_once_with_or_without_its_effect(
    emulator: Emulator, paypal: PayPal, kind: str, status: int | None, happens: bool
) -> None:
    order = approved(emulator, paypal)
    emulator.fail(f"POST {ORDERS}/{order}/capture", kind)
    if status is None:
        with pytest.raises(requests.RequestException):
            paypal.capture(order)
    else:
        assert paypal.capture(order).status_code == status
    assert paypal.get(f"{ORDERS}/{order}").json()["status"] == ("COMPLETED" if happens else "APPROVED")


def test_half_an_answer_is_no_json(emulator: Emulator, paypal: PayPal) -> None:
    emulator.fail(f"POST {ORDERS}", "truncated")
    answer = paypal.post(ORDERS, plain())
    assert answer.status_code == 201
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_slow_body_drips_below_the_clients_time_limit(emulator: Emulator, stripe: StripeClient) -> None:
    impatient = stripe_client(emulator.url, emulator.stripe.key, timeout=0.9)
    emulator.fail(SESSIONS, "slow", seconds=1.5)
    begun = time.monotonic()
    assert impatient.v1.checkout.sessions.create(checkout()).status == "open"
    assert time.monotonic() - begun > 1


def test_an_answer_that_does_not_come_meets_the_clients_time_limit(emulator: Emulator) -> None:
    impatient = stripe_client(emulator.url, emulator.stripe.key, timeout=0.8)
    before = len(emulator.objects("sessions"))
    emulator.fail(SESSIONS, "timeout_after", seconds=1.5)
    with pytest.raises(sdk.APIConnectionError, match=r"Timeout|timed out"):
        impatient.v1.checkout.sessions.create(checkout())
    assert len(emulator.objects("sessions")) == before + 1


def test_a_fault_lasts_as_many_calls_as_asked_and_only_where_asked(emulator: Emulator, stripe: StripeClient) -> None:
    emulator.fail("GET /v1/refunds", "500", times=2)
    assert stripe.v1.checkout.sessions.create(checkout()).status == "open"
    for _ in range(2):
        with pytest.raises(sdk.APIError):
            stripe.v1.refunds.list()
    assert list(stripe.v1.refunds.list().data) is not None


@pytest.mark.parametrize("call", [{"prefix": "GET /", "kind": "earthquake"}])
def test_an_unknown_fault_is_a_mistake_of_the_test(emulator: Emulator, call: Any) -> None:
    with pytest.raises(EmulatorError, match="earthquake"):
        emulator.fail(**call)
