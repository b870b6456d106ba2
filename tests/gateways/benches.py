"""What the contract tests stand on: a provider's gateway, and the buyer's part as far as it can be played there.

One bench per provider and place. An emulator can play everything; a provider's own test mode has no buyer at hand, so a
bench says what it cannot do by skipping.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any, Protocol

import pytest
import stripe

from devstack.providers import Emulator
from sidecar.gateways.accounts import PayPalAccount, StripeAccount
from sidecar.gateways.base import CheckoutAsk, OnlineGateway
from sidecar.gateways.paypal import PayPalGateway
from sidecar.gateways.stripe_checkout import StripeGateway
from tests.gateways.asks import ask
from tests.gateways.paypal import account_at, paid


class Bench(Protocol):
    gateway: OnlineGateway
    wrong_key: OnlineGateway  # the same, with a key that the provider does not know
    unknown: str  # a checkout's id as the provider writes them, of no checkout
    closable: bool  # whether the provider can make an open checkout unpayable

    def ask(self, **other: Any) -> CheckoutAsk: ...

    def paid(self, amount_minor: int) -> str:
        """A payment that is there, in the currency of `ask`: its id for refunds."""


class StripeBench:
    """`account` of Stripe's test mode or of the emulator."""

    unknown = "cs_test_a1unknownunknownunknown"
    closable = True

    def __init__(self, account: StripeAccount) -> None:
        self.account = account
        self.gateway: OnlineGateway = StripeGateway(account)
        self.wrong_key: OnlineGateway = StripeGateway(replace(account, key="sk_test_" + "0" * 24))

    def ask(self, **other: Any) -> CheckoutAsk:
        return ask(**other)

    def paid(self, amount_minor: int) -> str:
        """By Stripe's own test card, past the page: this is the buyer's part, which only a browser could play otherwise."""
        api = stripe.StripeClient(self.account.key, base_addresses={"api": self.account.api_url})
        intent = api.v1.payment_intents.create(
            params={
                "amount": amount_minor,
                "currency": "eur",
                "payment_method": "pm_card_visa",
                "confirm": True,
                "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
                "description": "Contract test of Session Packages",
            }
        )
        assert intent.status == "succeeded"
        return intent.id


class StripeEmulatorBench(StripeBench):
    def __init__(self, emulator: Emulator) -> None:
        super().__init__(StripeAccount(emulator.stripe.key, (emulator.stripe.webhook_secret,), emulator.url))
        self._buyer = emulator.stripe

    def paid(self, amount_minor: int) -> str:
        checkout = self.gateway.open(self.ask(amount_minor=amount_minor)).reference
        self._buyer.pay(checkout)
        return self.gateway.look(checkout).payment_id


@contextmanager
def stripe_emulator() -> Iterator[Bench]:
    with Emulator() as emulator:
        yield StripeEmulatorBench(emulator)


@contextmanager
def stripe_live() -> Iterator[Bench]:
    """Stripe's test mode. A live key is refused: the tests would charge and refund for real."""
    account = StripeAccount(needed("STRIPE_TEST_KEY"))
    if account.mode != "test":
        pytest.fail("STRIPE_TEST_KEY: a key of Stripe's test mode is wanted (sk_test_… or rk_test_…)")
    yield StripeBench(account)


class PayPalBench:
    """PayPal's sandbox, or the emulator. Only a person in a browser can agree to pay at the sandbox."""

    unknown = "5O190127TN364715T"
    closable = False

    def __init__(self, account: PayPalAccount) -> None:
        self.gateway: OnlineGateway = PayPalGateway(account)
        self.wrong_key: OnlineGateway = PayPalGateway(replace(account, secret="E" + "0" * 79))

    def ask(self, **other: Any) -> CheckoutAsk:
        return ask(**other)

    def paid(self, amount_minor: int) -> str:
        pytest.skip("PayPal's sandbox lets only a buyer in a browser agree to pay")


class PayPalEmulatorBench(PayPalBench):
    def __init__(self, emulator: Emulator) -> None:
        super().__init__(account_at(emulator))
        self._emulator = emulator

    def paid(self, amount_minor: int) -> str:
        return paid(self._emulator, self.gateway, amount_minor=amount_minor).payment_id


@contextmanager
def paypal_emulator() -> Iterator[Bench]:
    with Emulator() as emulator:
        yield PayPalEmulatorBench(emulator)


@contextmanager
def paypal_live() -> Iterator[Bench]:
    """PayPal's sandbox: by its address nothing of it is ever real money."""
    yield PayPalBench(PayPalAccount(needed("PAYPAL_SANDBOX_CLIENT_ID"), needed("PAYPAL_SANDBOX_SECRET"), mode="test"))


def needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        pytest.skip(f"{name} is not in the environment")
    return value


BENCHES: dict[str, Callable[[], AbstractContextManager[Bench]]] = {
    "stripe-emulator": stripe_emulator,
    "stripe-live": stripe_live,
    "paypal-emulator": paypal_emulator,
    "paypal-live": paypal_live,
}
