"""The headers that prove an event genuine, made afresh for each delivery."""

import base64
import hashlib
import hmac
import uuid
import zlib
from datetime import UTC, datetime

from devstack.providers.certificates import Book
from devstack.providers.store import Json, Store

CERTIFICATES_PATH = "/v1/notifications/certs"


def headers(store: Store, book: Book, event: Json) -> dict[str, str]:
    """The signed headers of one delivery of this event, now."""
    if event["provider"] == "stripe":
        return stripe_headers(store.data["stripe_secrets"], event["body"].encode(), int(store.now()))
    return paypal_headers(store, book, event["body"].encode())


def stripe_headers(secrets: list[str], body: bytes, stamp: int) -> dict[str, str]:
    """`Stripe-Signature`, one v1 per secret: two while a secret is being rotated."""
    signed = f"{stamp}.".encode() + body
    signatures = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        "Stripe-Signature": ",".join([f"t={stamp}", *(f"v1={signature}" for signature in signatures)]),
    }


def paypal_headers(store: Store, book: Book, body: bytes) -> dict[str, str]:
    """RSA-SHA256 over transmission id, time, webhook id and the body's CRC32 in decimal."""
    certificate = book.get(store.data["plans"].get("certificate", "genuine"))
    transmission = str(uuid.uuid4())
    stamp = datetime.fromtimestamp(int(store.now()), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    message = f"{transmission}|{stamp}|{store.data['paypal_webhook_id']}|{zlib.crc32(body)}"
    return {
        "Content-Type": "application/json",
        "User-Agent": "PayPal/AUHD-214.0-58000000",
        "PAYPAL-TRANSMISSION-ID": transmission,
        "PAYPAL-TRANSMISSION-TIME": stamp,
        "PAYPAL-TRANSMISSION-SIG": base64.b64encode(certificate.sign(message.encode())).decode(),
        "PAYPAL-CERT-URL": f"{store.url}{CERTIFICATES_PATH}/{certificate.id}",
        "PAYPAL-AUTH-ALGO": "SHA256withRSA",
        "PAYPAL-AUTH-VERSION": "v2",
    }
