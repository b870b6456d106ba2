"""Both emulated providers in this process, and clients that speak to them as the product does."""

from collections.abc import Iterator

import pytest
from stripe import StripeClient

from devstack.providers import Emulator
from tests.providers.clients import PayPal, stripe_client


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def emulator(running: Emulator) -> Iterator[Emulator]:
    """The module's emulator; what a test made it do wrong ends with the test."""
    yield running
    running.mend()
    running.unsubscribe()
    running.forget_keys()


@pytest.fixture
def stripe(emulator: Emulator) -> StripeClient:
    return stripe_client(emulator.url, emulator.stripe.key)


@pytest.fixture
def paypal(emulator: Emulator) -> PayPal:
    return PayPal(emulator.url, emulator.paypal.client_id, emulator.paypal.secret)
