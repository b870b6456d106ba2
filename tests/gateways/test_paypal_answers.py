"""Answers of PayPal that nobody published, and refusals in its own words."""

import json
from typing import Any

import pytest
import responses

from devstack.providers import Emulator
from sidecar.gateways.accounts import PayPalAccount
from sidecar.gateways.errors import Declined, GatewayError, KeyRefused, OutcomeUnknown, TryLater
from sidecar.gateways.paypal import PayPalGateway
from tests.gateways.paypal import API, ORDERS, SECRET, TOKEN, approved, forget_token

pytestmark = pytest.mark.payments


@pytest.fixture
def emulator(paypal_emulator: Emulator) -> Emulator:
    return paypal_emulator


@pytest.fixture
def gateway(paypal_gateway: PayPalGateway) -> PayPalGateway:
    return paypal_gateway


def answered(**how: Any) -> GatewayError:
    """What an answer to a look is taken for."""
    gateway = PayPalGateway(PayPalAccount("id-of-odd-answers", SECRET, mode="test"))
    with responses.RequestsMock() as mocked:
        mocked.post(f"{API}{TOKEN}", json={"access_token": "A21", "expires_in": 61})
        mocked.get(f"{API}{ORDERS}/X", **how)
        with pytest.raises(GatewayError) as trouble:
            gateway.look("X")
    forget_token(gateway)
    return trouble.value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"[1]",
        b"{}",
        b"\xff\xfe",
        b"<html>",
        b"[" * 100_000,
        b'{"id":"X","purchase_units":[]}',
        b"x" * 1_000_001,
    ],
)
def test_an_answer_that_cannot_be_read_is_an_unknown_outcome(body: bytes) -> None:
    assert isinstance(answered(body=body, status=200), OutcomeUnknown)


def test_an_answer_is_not_read_for_ever() -> None:
    assert answered(body=b"{" + b" " * 1_000_000 + b"}", status=200).code == "no_answer"


@pytest.mark.parametrize("status", [200, 201])
def test_states_that_paypal_invents_later_are_an_unknown_outcome(status: int) -> None:
    unit = {"amount": {"currency_code": "EUR", "value": "1.00"}}
    order = {"id": "X", "status": "TELEPORTED", "purchase_units": [unit]}
    assert isinstance(answered(json=order, status=status), OutcomeUnknown)


def test_a_redirect_is_not_followed() -> None:
    assert isinstance(answered(status=302, headers={"Location": "https://elsewhere.example/"}), OutcomeUnknown)


@pytest.mark.parametrize(
    ("status", "issue", "expected", "code"),
    [
        (400, "INVALID_PARAMETER_VALUE", Declined, "INVALID_PARAMETER_VALUE"),
        (404, "INVALID_RESOURCE_ID", Declined, "not_found"),
        (409, "RESOURCE_CONFLICT", TryLater, "RESOURCE_CONFLICT"),
        (415, "", Declined, "http_415"),
        (422, "ORDER_COMPLETION_IN_PROGRESS", TryLater, "ORDER_COMPLETION_IN_PROGRESS"),
        (422, "REFUND_TIME_LIMIT_EXCEEDED", Declined, "REFUND_TIME_LIMIT_EXCEEDED"),
        (422, "PAYEE_ACCOUNT_RESTRICTED", KeyRefused, "PAYEE_ACCOUNT_RESTRICTED"),
        (403, "NOT_AUTHORIZED", KeyRefused, "NOT_AUTHORIZED"),
        (408, "", OutcomeUnknown, "http_408"),
        (429, "", TryLater, "busy"),
        (503, "", OutcomeUnknown, "http_503"),
    ],
)
def test_refusals_keep_paypals_own_word(status: int, issue: str, expected: type[GatewayError], code: str) -> None:
    body = json.dumps({"details": [{"issue": issue, "description": f"because {SECRET}"}]} if issue else "<html>")
    trouble = answered(body=body, status=status)
    assert (isinstance(trouble, expected), trouble.code) == (True, code)
    assert SECRET not in str(trouble)


@pytest.mark.parametrize("details", [None, 1, "x", [1], [{}], [{"issue": 1}], {"issue": "x"}])
def test_a_refusal_of_any_shape_is_a_refusal(details: Any) -> None:
    trouble = answered(json={"details": details, "name": 7, "links": details}, status=422)
    assert (type(trouble).__name__, trouble.code) == ("Refusal", "http_422")


@pytest.mark.parametrize("issue", ["TRANSACTION_REFUSED", "PAYER_CANNOT_PAY", "COMPLIANCE_VIOLATION", "DUPLICATE_INVOICE_ID"])
def test_a_capture_refused_for_good_has_failed(emulator: Emulator, gateway: PayPalGateway, issue: str) -> None:
    wanted, reference = approved(emulator, gateway)
    with responses.RequestsMock() as mocked:
        mocked.add_passthru(f"{emulator.url}{ORDERS}/{reference}")
        mocked.post(f"{emulator.url}{ORDERS}/{reference}/capture", json={"details": [{"issue": issue}]}, status=422)
        state = gateway.capture(reference, wanted.ours)
    assert (state.state, state.failure, state.url) == ("failed", issue, "")
