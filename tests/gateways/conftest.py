"""PayPal's emulator, one for each file, mended before and after each test."""

from collections.abc import Iterator

import pytest

from devstack.providers import Emulator
from sidecar.gateways import paypal_certificates
from sidecar.gateways.paypal import PayPalGateway
from sidecar.gateways.paypal_certificates import Certificates, InVain
from tests.gateways.paypal import gateway_at
from tests.gateways.paypal_deliveries import Delivery


@pytest.fixture(scope="module")
def paypal_running() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def paypal_emulator(paypal_running: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    monkeypatch.setattr(paypal_certificates, "CERTIFICATES", Certificates())
    monkeypatch.setattr(paypal_certificates, "IN_VAIN", InVain())
    paypal_running.mend()
    yield paypal_running
    paypal_running.mend()
    paypal_running.paypal.certify("genuine")
    paypal_running.paypal.use_webhook_id(paypal_running.paypal.webhook_id)
    paypal_running.paypal.pend_refunds(False)


@pytest.fixture
def paypal_gateway(paypal_emulator: Emulator) -> PayPalGateway:
    return gateway_at(paypal_emulator)


@pytest.fixture
def delivery(paypal_emulator: Emulator) -> Delivery:
    return Delivery(paypal_emulator)
