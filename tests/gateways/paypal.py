"""PayPal's emulator with a gateway at it, and a buyer who has paid."""

from typing import Any

from devstack.providers import Emulator
from sidecar.gateways.accounts import PayPalAccount
from sidecar.gateways.base import CheckoutAsk, OnlineGateway, PaymentState, RefundAsk
from sidecar.gateways.paypal import PayPalGateway
from sidecar.gateways.paypal_client import READ_SECONDS, TOKENS
from tests.gateways.asks import ask

PATIENCE = 0.5  # seconds, where a time-out is what is tried
TOKEN, ORDERS, CAPTURES = "/v1/oauth2/token", "/v2/checkout/orders", "/v2/payments/captures"
SECRET = "EMsecret-that-nobody-may-read"
API = "https://api-m.sandbox.paypal.com"


def account_at(emulator: Emulator, **other: Any) -> PayPalAccount:
    side = emulator.paypal
    given = {
        "client_id": side.client_id,
        "secret": side.secret,
        "webhook_id": side.webhook_id,
        "merchant_id": side.merchant_id,
        "mode": "test",
        "api_url": emulator.url,
        "certificates": side.authority_path,
    }
    return PayPalAccount(**(given | other))


def gateway_at(emulator: Emulator, read_seconds: float = READ_SECONDS, **other: Any) -> PayPalGateway:
    """As patient as the real one: a busy machine is no trouble at PayPal. With a token in hand, so that a fault meets
    the call it is meant for."""
    gateway = PayPalGateway(account_at(emulator, **other), read_seconds=read_seconds)
    gateway.check_keys()
    return gateway


def forget_token(gateway: PayPalGateway) -> None:
    TOKENS.drop(gateway.account, TOKENS.find(gateway.account, 0) or "")


def approved(emulator: Emulator, gateway: OnlineGateway, **other: Any) -> tuple[CheckoutAsk, str]:
    """What was asked, and the order that the buyer agreed to."""
    wanted = ask(**other)
    reference = gateway.open(wanted).reference
    emulator.paypal.approve(reference)
    return wanted, reference


def paid(emulator: Emulator, gateway: OnlineGateway, **other: Any) -> PaymentState:
    wanted, reference = approved(emulator, gateway, **other)
    state = gateway.capture(reference, wanted.ours)
    assert state.state == "paid"
    return state


def refund_ask(payment_id: str, amount_minor: int, currency: str = "EUR") -> RefundAsk:
    name = ask().ours
    return RefundAsk(f"refund-{name}", name, payment_id, amount_minor, currency)
