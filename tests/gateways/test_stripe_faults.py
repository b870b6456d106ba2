"""Trouble on the way to Stripe, with real sockets and real time-outs: what we take it for, and that once is once."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from typing import Any

import pytest

from devstack.providers import Emulator
from sidecar.gateways.accounts import StripeAccount
from sidecar.gateways.base import RefundAsk
from sidecar.gateways.errors import Declined, GatewayError, KeyRefused, OutcomeUnknown, TryLater
from sidecar.gateways.stripe_checkout import StripeGateway
from tests.gateways.asks import ask

pytestmark = pytest.mark.payments
PATIENCE = 0.5

NOTHING_HAPPENED: dict[str, type[GatewayError]] = {
    "429": TryLater,
    "409": TryLater,
    "402": Declined,
    "401": KeyRefused,
    "403": KeyRefused,
    "500": OutcomeUnknown,
    "timeout_before": OutcomeUnknown,
}
IT_HAPPENED = ("500_after", "timeout_after", "truncated", "cut")


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def emulator(running: Emulator) -> Iterator[Emulator]:
    yield running
    running.mend()


@pytest.fixture
def gateway(emulator: Emulator) -> StripeGateway:
    """As patient as the real one: a busy machine is no trouble at Stripe."""
    return StripeGateway(StripeAccount(emulator.stripe.key, (), emulator.url))


@pytest.fixture
def hurried(emulator: Emulator) -> StripeGateway:
    return StripeGateway(StripeAccount(emulator.stripe.key, (), emulator.url), read_seconds=PATIENCE)


class Payment:
    """One that is there, and a call of each kind about it."""

    def __init__(self, emulator: Emulator, gateway: StripeGateway) -> None:
        self.wanted = ask()
        self.checkout = gateway.open(self.wanted).reference
        emulator.stripe.pay(self.checkout)
        self.id = gateway.look(self.checkout).payment_id
        self.given_back = gateway.refund(refund_of(self.id, 100)).refund_id
        self.dispute = emulator.stripe.dispute(self.id)

    def calls(self, gateway: StripeGateway) -> dict[str, tuple[str, Callable[[], object]]]:
        """By name: how the call begins, and the call."""
        open_one = gateway.open(ask()).reference
        return {
            "open": ("POST /v1/checkout/sessions", lambda: gateway.open(ask())),
            "look": ("GET /v1/checkout/sessions", lambda: gateway.look(self.checkout)),
            "capture": ("GET /v1/checkout/sessions", lambda: gateway.capture(self.checkout, self.wanted.ours)),
            "close": ("POST /v1/checkout/sessions", lambda: gateway.close(open_one)),
            "refund": ("POST /v1/refunds", lambda: gateway.refund(refund_of(self.id, 100))),
            "refund_state": ("GET /v1/refunds", lambda: gateway.refund_state(self.given_back)),
            "refunds_of": ("GET /v1/refunds", lambda: gateway.refunds_of(self.id)),
            "dispute": ("GET /v1/disputes", lambda: gateway.dispute(self.dispute)),
            "check_keys": ("GET /v1/payment_intents", gateway.check_keys),
        }


@pytest.fixture(scope="module")
def payment(running: Emulator) -> Payment:
    return Payment(running, StripeGateway(StripeAccount(running.stripe.key, (), running.url)))


def refund_of(payment_id: str, amount: int) -> RefundAsk:
    name = f"01TEST{token_hex(10).upper()}"
    return RefundAsk(f"refund-{name}", name, payment_id, amount, "EUR")


CALLS = ("open", "look", "capture", "close", "refund", "refund_state", "refunds_of", "dispute", "check_keys")


@pytest.mark.parametrize("kind", [*NOTHING_HAPPENED, *IT_HAPPENED])
@pytest.mark.parametrize("name", CALLS)
def test_each_trouble_of_each_call_has_its_meaning(
    emulator: Emulator, gateway: StripeGateway, payment: Payment, name: str, kind: str
) -> None:
    begins, call = payment.calls(gateway)[name]
    emulator.fail(begins, kind, times=1)
    if name == "close" and kind == "402":
        call()  # a refusal to close is followed by a look
        return
    if name == "check_keys" and kind == "truncated":
        kind = "cut"
    with pytest.raises(GatewayError) as met:
        call()
    assert type(met.value) is NOTHING_HAPPENED.get(kind, OutcomeUnknown)
    assert emulator.stripe.key not in str(met.value)


@pytest.mark.parametrize("kind", ["timeout_before", "timeout_after"])
def test_a_provider_that_does_not_answer_is_not_waited_for(emulator: Emulator, hurried: StripeGateway, kind: str) -> None:
    emulator.fail("POST /v1/checkout/sessions", kind, seconds=15)
    began = time.monotonic()
    with pytest.raises(OutcomeUnknown):
        hurried.open(ask())
    assert PATIENCE <= time.monotonic() - began < 12


def test_nobody_listening_is_an_unknown_outcome(emulator: Emulator) -> None:
    nobody = StripeGateway(StripeAccount(emulator.stripe.key, (), "http://127.0.0.1:9"))
    with pytest.raises(OutcomeUnknown):
        nobody.open(ask())


def test_a_slow_answer_is_an_answer(emulator: Emulator, hurried: StripeGateway) -> None:
    emulator.fail("POST /v1/checkout/sessions", "slow", seconds=2 * PATIENCE)
    assert hurried.open(ask()).state == "open"


def of_ours(emulator: Emulator, kind: str, mark: str, ours: str) -> list[dict[str, Any]]:
    return [thing for thing in emulator.objects(kind) if thing["metadata"].get(mark) == ours]


@pytest.mark.parametrize("kind", [*(kind for kind in NOTHING_HAPPENED), *IT_HAPPENED])
def test_a_checkout_asked_for_again_after_trouble_is_one_checkout(emulator: Emulator, gateway: StripeGateway, kind: str) -> None:
    wanted = ask()
    emulator.fail("POST /v1/checkout/sessions", kind)
    with pytest.raises(GatewayError):
        gateway.open(wanted)
    made = of_ours(emulator, "sessions", "sp_payment", wanted.ours)
    assert len(made) == (0 if kind in NOTHING_HAPPENED else 1)
    if kind == "500_after":
        # Stripe keeps a 500 under the key like any answer: a sweep or a new attempt has to find out.
        with pytest.raises(OutcomeUnknown):
            gateway.open(wanted)
        return
    assert gateway.open(wanted).state == "open"
    assert len(of_ours(emulator, "sessions", "sp_payment", wanted.ours)) == 1


@pytest.mark.parametrize("kind", [*(kind for kind in NOTHING_HAPPENED), *IT_HAPPENED])
def test_a_refund_asked_for_again_after_trouble_is_one_refund(emulator: Emulator, gateway: StripeGateway, kind: str) -> None:
    checkout = gateway.open(ask()).reference
    emulator.stripe.pay(checkout)
    asked = refund_of(gateway.look(checkout).payment_id, 3_500)
    emulator.fail("POST /v1/refunds", kind)
    with pytest.raises(GatewayError):
        gateway.refund(asked)
    found = [refund for refund in gateway.refunds_of(asked.payment_id) if refund.ours == asked.ours]
    assert len(found) == (0 if kind in NOTHING_HAPPENED else 1)  # by our mark it is found without asking again
    if kind != "500_after":
        assert gateway.refund(asked).ours == asked.ours
    assert len(of_ours(emulator, "refunds", "sp_refund", asked.ours)) == 1


def test_a_500_that_is_kept_stays_unknown_under_its_key_and_a_look_tells_that_nothing_happened(
    emulator: Emulator, gateway: StripeGateway
) -> None:
    checkout = gateway.open(ask()).reference
    emulator.stripe.pay(checkout)
    asked = refund_of(gateway.look(checkout).payment_id, 3_500)
    emulator.fail("POST /v1/refunds", "500_kept")
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            gateway.refund(asked)
    assert gateway.refunds_of(asked.payment_id) == []


def test_after_a_day_a_key_is_forgotten_and_our_mark_still_finds_the_refund(emulator: Emulator, gateway: StripeGateway) -> None:
    checkout = gateway.open(ask()).reference
    emulator.stripe.pay(checkout)
    asked = refund_of(gateway.look(checkout).payment_id, 3_500)
    emulator.fail("POST /v1/refunds", "timeout_after")
    with pytest.raises(OutcomeUnknown):
        gateway.refund(asked)
    emulator.forget_keys()
    assert [refund.ours for refund in gateway.refunds_of(asked.payment_id)] == [asked.ours]


def test_the_same_key_at_the_same_moment_is_one_refund(emulator: Emulator, gateway: StripeGateway) -> None:
    checkout = gateway.open(ask()).reference
    emulator.stripe.pay(checkout)
    asked = refund_of(gateway.look(checkout).payment_id, 3_500)
    emulator.knobs(work=0.2)

    def ask_for(_: int) -> str:
        try:
            return gateway.refund(asked).refund_id
        except TryLater as busy:
            return busy.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask_for, range(8)))
    assert len(of_ours(emulator, "refunds", "sp_refund", asked.ours)) == 1
    assert set(answers) - {"idempotency_key_in_use"} == {gateway.refund(asked).refund_id}


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_stripes_own_library_logs_nothing_of_a_buyer(
    emulator: Emulator, gateway: StripeGateway, caplog: pytest.LogCaptureFixture, level: int
) -> None:
    wanted = ask(buyer_email="nobody-else@example.com")
    with caplog.at_level(level):
        page = gateway.open(wanted).url
        emulator.fail("GET /v1/checkout/sessions", "401")
        with pytest.raises(KeyRefused):
            gateway.look("cs_test_1")
    assert wanted.buyer_email not in caplog.text
    assert page not in caplog.text
    assert [record for record in caplog.records if record.name == "stripe"] == []
