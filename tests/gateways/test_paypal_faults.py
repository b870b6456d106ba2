"""Trouble on the way to PayPal, with real sockets and real time-outs: what we take it for, and that once is once."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import responses

from devstack.providers import Emulator
from sidecar.gateways.errors import Declined, GatewayError, KeyRefused, OutcomeUnknown, TryLater
from sidecar.gateways.paypal import PayPalGateway
from tests.gateways.asks import ask
from tests.gateways.paypal import CAPTURES, ORDERS, PATIENCE, approved, forget_token, gateway_at, paid, refund_ask

pytestmark = pytest.mark.payments
NOTHING_HAPPENED: dict[str, type[GatewayError]] = {
    "429": TryLater,
    "409": TryLater,
    "402": Declined,
    "403": KeyRefused,
    "500": OutcomeUnknown,
    "timeout_before": OutcomeUnknown,
}
IT_HAPPENED = ("500_after", "timeout_after", "truncated", "cut")


@pytest.fixture
def emulator(paypal_emulator: Emulator) -> Emulator:
    return paypal_emulator


@pytest.fixture
def gateway(paypal_gateway: PayPalGateway) -> PayPalGateway:
    return paypal_gateway


class Turn:
    """One call of each kind, and what it is at PayPal."""

    def __init__(self, emulator: Emulator, gateway: PayPalGateway) -> None:
        self.state = paid(emulator, gateway)
        self.refund = gateway.refund(refund_ask(self.state.payment_id, 100)).refund_id
        self.wanted, self.agreed = approved(emulator, gateway)
        self.case = emulator.paypal.dispute(paid(emulator, gateway).payment_id)
        self.back = refund_ask(self.state.payment_id, 200)

    def calls(self, gateway: PayPalGateway) -> dict[str, Callable[[], object]]:
        return {
            f"POST {ORDERS}": lambda: gateway.open(self.wanted),
            f"GET {ORDERS}": lambda: gateway.look(self.agreed),
            f"POST {ORDERS}/{self.agreed}/capture": lambda: gateway.capture(self.agreed, self.wanted.ours),
            f"POST {CAPTURES}": lambda: gateway.refund(self.back),
            "GET /v2/payments/refunds": lambda: gateway.refund_state(self.refund),
            f"GET {CAPTURES}": lambda: gateway.refunds_of(self.state.payment_id),
            "GET /v1/customer/disputes": lambda: gateway.dispute(self.case),
        }


@pytest.fixture
def turn(emulator: Emulator, gateway: PayPalGateway) -> Turn:
    return Turn(emulator, gateway)


@pytest.mark.parametrize("kind", [*NOTHING_HAPPENED, *IT_HAPPENED])
def test_every_call_tells_every_trouble_apart(emulator: Emulator, gateway: PayPalGateway, turn: Turn, kind: str) -> None:
    expected = NOTHING_HAPPENED.get(kind, OutcomeUnknown)
    for prefix, call in turn.calls(gateway).items():
        emulator.fail(prefix, kind)
        if kind == "402" and prefix.endswith("/capture"):
            assert getattr(call(), "failure") == "INSTRUMENT_DECLINED"  # noqa: B009
            continue
        with pytest.raises(expected) as trouble:
            call()
        assert trouble.value.code


@pytest.mark.parametrize("kind", ["500", "429", "409", "timeout_before", *IT_HAPPENED])
def test_repeated_with_the_same_key_it_happens_once(emulator: Emulator, gateway: PayPalGateway, turn: Turn, kind: str) -> None:
    calls = turn.calls(gateway)
    for prefix in (f"POST {ORDERS}/{turn.agreed}/capture", f"POST {CAPTURES}"):
        emulator.fail(prefix, kind)
        with pytest.raises((OutcomeUnknown, TryLater)):
            calls[prefix]()
        calls[prefix]()
    fresh = ask()
    emulator.fail(f"POST {ORDERS}", kind)
    with pytest.raises((OutcomeUnknown, TryLater)):
        gateway.open(fresh)
    gateway.open(fresh)
    assert gateway.look(turn.agreed).state == "paid"
    assert len([c for c in emulator.objects("captures") if c.get("custom_id") == turn.wanted.ours]) == 1
    assert len([r for r in emulator.objects("paypal_refunds") if r.get("custom_id") == turn.back.ours]) == 1
    assert len([o for o in emulator.objects("paypal_orders") if o["purchase_units"][0]["custom_id"] == fresh.ours]) == 1


@pytest.mark.parametrize("kind", ["timeout_after", "500_after"])
def test_a_capture_whose_answer_was_lost_is_found_though_the_key_is_forgotten(
    emulator: Emulator, gateway: PayPalGateway, kind: str
) -> None:
    wanted, reference = approved(emulator, gateway)
    emulator.fail(f"POST {ORDERS}/{reference}/capture", kind)
    with pytest.raises(OutcomeUnknown):
        gateway.capture(reference, wanted.ours)
    emulator.forget_keys()
    assert gateway.capture(reference, wanted.ours).state == "paid"


def test_a_refund_of_a_key_that_paypal_forgot_is_found_by_its_invoice(emulator: Emulator, gateway: PayPalGateway) -> None:
    """The real PayPal takes an invoice for refunds once; the emulator does not, so its refusal is spoken for it here."""
    state = paid(emulator, gateway)
    asked = refund_ask(state.payment_id, 1_000)
    made = gateway.refund(asked)
    with responses.RequestsMock() as mocked:
        mocked.add_passthru(f"{emulator.url}/v2/checkout")
        mocked.add_passthru(f"{emulator.url}/v1")
        refused = {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": "DUPLICATE_INVOICE_ID"}]}
        mocked.post(f"{emulator.url}{CAPTURES}/{state.payment_id}/refund", json=refused, status=422)
        (capture,) = [c for c in emulator_objects(emulator, mocked) if c["id"] == state.payment_id]
        mocked.get(f"{emulator.url}{CAPTURES}/{state.payment_id}", json=capture)
        assert gateway.refund(asked).refund_id == made.refund_id


def emulator_objects(emulator: Emulator, mocked: responses.RequestsMock) -> list[dict[str, Any]]:
    mocked.add_passthru(f"{emulator.url}/_emulator")
    return emulator.objects("captures")


def test_it_waits_no_longer_than_it_was_told_to(emulator: Emulator, gateway: PayPalGateway) -> None:
    hurried = gateway_at(emulator, PATIENCE)
    reference = gateway.open(ask()).reference
    for kind in ("timeout_before", "slow"):
        emulator.fail(f"GET {ORDERS}", kind, seconds=15)
        began = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            hurried.look(reference)
        assert time.monotonic() - began < 12


def test_nobody_listening_is_an_unknown_outcome_or_nothing_at_all(emulator: Emulator) -> None:
    with Emulator() as other:
        gateway = gateway_at(other)
    with pytest.raises(OutcomeUnknown):
        gateway.look("5O190127TN364715T")
    forget_token(gateway)
    with pytest.raises(TryLater):
        gateway.look("5O190127TN364715T")
