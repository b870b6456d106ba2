"""Webhooks: genuine by signature, delivered until answered, and as unruly as a test wants them."""

import base64
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import stripe as sdk
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from stripe import StripeClient

from devstack.providers import Emulator, EmulatorError
from tests.providers.clients import PayPal, checkout
from tests.providers.receiver import Receiver, receiver
from tests.providers.test_paypal import approved, paid

pytestmark = pytest.mark.payments


@pytest.fixture
def shop() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


def buy(emulator: Emulator, stripe: StripeClient) -> None:
    emulator.stripe.pay(stripe.v1.checkout.sessions.create(checkout()).id)


def types(shop: Receiver) -> list[str]:
    return [json.loads(body).get("type") or json.loads(body)["event_type"] for body in shop.bodies]


def is_genuine(body: str, headers: dict[str, str], *secrets: str) -> list[bool]:
    """For each secret, whether Stripe's SDK takes the event."""
    taken = []
    for secret in secrets:
        try:
            sdk.Webhook.construct_event(body.encode(), headers["Stripe-Signature"], secret)
            taken.append(True)
        except sdk.SignatureVerificationError:
            taken.append(False)
    return taken


PURCHASE = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


def test_a_purchase_is_told_in_order_to_the_one_who_asked(emulator: Emulator, stripe: StripeClient, shop: Receiver) -> None:
    emulator.subscribe("stripe", shop.url)
    buy(emulator, stripe)
    emulator.settled()
    assert types(shop) == PURCHASE
    event = emulator.events(provider="stripe")[-1]
    assert (event["body"].encode(), event["answers"]) == (shop.bodies[-1], [200])
    assert is_genuine(shop.bodies[-1].decode(), shop.headers[-1], emulator.stripe.webhook_secret) == [True]


def test_while_a_secret_is_rotated_both_count(emulator: Emulator, stripe: StripeClient) -> None:
    buy(emulator, stripe)
    old = emulator.stripe.webhook_secret
    try:
        emulator.stripe.rotate_secret("whsec_new")
        event = emulator.events(provider="stripe")[-1]
        assert is_genuine(event["body"], event["headers"], "whsec_new", old, "whsec_other") == [True, True, False]
        emulator.stripe.rotate_secret("whsec_newer", keep_old=False)
        event = emulator.signed(event)
        assert is_genuine(event["body"], event["headers"], "whsec_newer", "whsec_new", old) == [True, False, False]
    finally:
        emulator.stripe.rotate_secret(old, keep_old=False)


def test_an_event_is_sent_again_until_it_is_taken(emulator: Emulator, stripe: StripeClient, shop: Receiver) -> None:
    emulator.knobs(retries=[0.05, 0.05, 0.05])
    shop.refuse = 2
    emulator.subscribe("stripe", shop.url)
    stripe.v1.checkout.sessions.expire(stripe.v1.checkout.sessions.create(checkout()).id)
    emulator.settled()
    assert types(shop) == ["checkout.session.expired"] * 3
    assert len(set(shop.bodies)) == 1


def test_in_the_end_it_gives_up(emulator: Emulator, stripe: StripeClient) -> None:
    emulator.knobs(retries=[0.05])
    emulator.subscribe("stripe", "http://127.0.0.1:9/nobody")
    stripe.v1.checkout.sessions.expire(stripe.v1.checkout.sessions.create(checkout()).id)
    emulator.settled()
    assert emulator.events(provider="stripe")[-1]["answers"] == [0, 0]


def test_webhooks_come_twice_or_not_at_all_or_out_of_order(emulator: Emulator, stripe: StripeClient, shop: Receiver) -> None:
    emulator.subscribe("stripe", shop.url)
    emulator.knobs(duplicate=1)
    buy(emulator, stripe)
    emulator.settled()
    assert sorted(types(shop)) == sorted(PURCHASE * 2)
    emulator.knobs(duplicate=None, lose=["checkout.session.completed"])
    shop.bodies.clear()
    buy(emulator, stripe)
    emulator.settled()
    assert types(shop) == PURCHASE[:-1]
    emulator.knobs(lose=1.0)
    buy(emulator, stripe)
    emulator.settled()
    assert types(shop) == PURCHASE[:-1]
    emulator.knobs(lose=None, reorder=0.2)
    orders = set()
    for _ in range(10):
        shop.bodies.clear()
        buy(emulator, stripe)
        emulator.settled()
        assert sorted(types(shop)) == sorted(PURCHASE)
        orders.add(tuple(types(shop)))
    assert len(orders) > 1


def test_webhooks_can_be_late_and_many_at_once(emulator: Emulator, stripe: StripeClient, shop: Receiver) -> None:
    emulator.subscribe("stripe", shop.url)
    emulator.knobs(delay=1.0, parallel=4)
    buy(emulator, stripe)
    with pytest.raises(EmulatorError, match="still to deliver"):
        emulator.settled(timeout=0.1)
    assert shop.bodies == []
    emulator.settled()
    assert sorted(types(shop)) == sorted(PURCHASE)


def test_a_test_can_deliver_events_itself(emulator: Emulator, stripe: StripeClient, shop: Receiver) -> None:
    buy(emulator, stripe)
    for event in reversed(emulator.events(provider="stripe")[-4:]):
        assert emulator.deliver(event, shop.url) == 200
    assert types(shop) == PURCHASE[::-1]
    forged = emulator.signed(event | {"body": "{}"})
    assert is_genuine(forged["body"] + " ", forged["headers"], emulator.stripe.webhook_secret) == [False]


# --- PayPal's signature


def verify(emulator: Emulator, event: dict[str, Any], webhook_id: str) -> None:
    """As PayPal describes it: the chain, then the signature."""
    headers, body = event["headers"], event["body"].encode()
    answer = requests.get(headers["PAYPAL-CERT-URL"], timeout=5)
    leaf, *between = x509.load_pem_x509_certificates(answer.content)
    trusted = Store(x509.load_pem_x509_certificates(emulator.paypal.authority.encode()))
    now = datetime.now(UTC).replace(tzinfo=None)
    policy = PolicyBuilder().store(trusted).time(now)
    policy.build_server_verifier(x509.DNSName("messageverificationcerts.paypal.com")).verify(leaf, between)
    parts = (headers["PAYPAL-TRANSMISSION-ID"], headers["PAYPAL-TRANSMISSION-TIME"], webhook_id, str(zlib.crc32(body)))
    key = leaf.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    signature = base64.b64decode(headers["PAYPAL-TRANSMISSION-SIG"])
    key.verify(signature, "|".join(parts).encode(), padding.PKCS1v15(), hashes.SHA256())


def test_paypals_events_are_signed_with_a_certificate_of_its_authority(emulator: Emulator, paypal: PayPal) -> None:
    paid(emulator, paypal)
    event = emulator.events(provider="paypal")[-1]
    verify(emulator, event, emulator.paypal.webhook_id)
    with pytest.raises(InvalidSignature):
        verify(emulator, event, "ANOTHER")
    with pytest.raises(InvalidSignature):
        verify(emulator, event | {"body": event["body"].replace("350.00", "351.00")}, emulator.paypal.webhook_id)


@pytest.mark.parametrize("kind", ["expired", "other_host", "stranger"])
def test_bad_certificates_are_to_be_had_and_are_bad(emulator: Emulator, paypal: PayPal, kind: str) -> None:
    approved(emulator, paypal)
    emulator.paypal.certify(kind)
    with pytest.raises(VerificationError):
        verify(emulator, emulator.events(provider="paypal")[-1], emulator.paypal.webhook_id)
    emulator.paypal.certify("genuine")
    verify(emulator, emulator.events(provider="paypal")[-1], emulator.paypal.webhook_id)


def test_paypals_webhooks_are_delivered_as_they_were_signed(emulator: Emulator, paypal: PayPal, shop: Receiver) -> None:
    emulator.subscribe("paypal", shop.url)
    paid(emulator, paypal)
    emulator.settled()
    assert types(shop) == ["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.COMPLETED"]
    headers = {name.upper(): value for name, value in shop.headers[-1].items()}
    verify(emulator, {"headers": headers, "body": shop.bodies[-1].decode()}, emulator.paypal.webhook_id)
