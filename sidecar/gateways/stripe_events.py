"""Stripe's webhooks: proved genuine by hand, since the library crashes on some forged bodies and takes future stamps."""

import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sidecar.gateways.base import Event, Subject
from sidecar.gateways.errors import NotGenuine
from sidecar.gateways.stripe_objects import PAYMENT, REFUND, id_of, metadata

HEADER = "stripe-signature"
TOLERANCE_SECONDS = 300
MAX_HEADER = 2000
MAX_ID = 190  # of the inbox
STAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
SIGNATURE = re.compile(r"[0-9a-f]{64}", re.ASCII)
CHECKOUT = frozenset(
    f"checkout.session.{name}" for name in ("completed", "async_payment_succeeded", "async_payment_failed", "expired")
)
REFUNDS = frozenset(("refund.created", "refund.updated", "refund.failed", "charge.refund.updated"))


def verify(headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: float) -> None:
    """Signed by one of our secrets, at most five minutes ago or ahead. The bytes as they came, before anything reads them."""
    usable = [secret for secret in secrets if secret.strip()]
    if not usable:
        raise NotGenuine("no webhook secret is set up")
    stamp, signatures = signed(headers)
    if abs(now - int(stamp)) > TOLERANCE_SECONDS:
        raise NotGenuine("signed too long ago or in the future")
    message = stamp.encode() + b"." + body
    expected = [hmac.new(secret.encode(), message, sha256).hexdigest() for secret in usable]
    if not any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in signatures):
        raise NotGenuine("signed by another secret")


def signed(headers: Mapping[str, str]) -> tuple[str, list[str]]:
    """The stamp and the signatures; exactly one header with exactly one stamp."""
    found = [value for name, value in headers.items() if name.lower() == HEADER]
    if len(found) != 1 or len(found[0]) > MAX_HEADER:
        raise NotGenuine("no signature, several, or an endless one")
    parts = [part.strip().partition("=") for part in found[0].split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == "v1" and SIGNATURE.fullmatch(value)]
    if len(stamps) != 1 or not STAMP.fullmatch(stamps[0]) or not signatures:
        raise NotGenuine("no such signature")
    return stamps[0], signatures


@dataclass(frozen=True)
class Envelope:
    """What we need of an event, whatever its outer form."""

    event_id: str
    type: str
    live: bool
    about: Mapping[str, Any]


def parse(body: bytes, mode: str) -> Event:
    envelope = opened(body)
    theirs = "live" if envelope.live else "test"
    if theirs != mode:
        raise NotGenuine(f"a {theirs} event, and the account is {mode}")
    return Event(envelope.event_id, envelope.type, theirs, subject(envelope.type, envelope.about))


def opened(body: bytes) -> Envelope:
    """The one place that knows Stripe's outer form. Thin events would be read here too; today they are no events of ours."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotGenuine("no JSON") from error
    if not isinstance(event, dict) or event.get("object") != "event":
        raise NotGenuine("no event")
    return snapshot(event)


def snapshot(event: Mapping[str, Any]) -> Envelope:
    data = event.get("data")
    about = data.get("object") if isinstance(data, dict) else None
    event_id, name, live = event.get("id"), event.get("type"), event.get("livemode")
    if not isinstance(about, dict) or not isinstance(live, bool):
        raise NotGenuine("an event without an object or a mode")
    if not is_name(event_id) or not is_name(name):
        raise NotGenuine("an event without an id or a type")
    return Envelope(str(event_id), str(name), live, about)


def is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_ID and value.isascii() and value.isprintable()


def subject(name: str, about: Mapping[str, Any]) -> Subject:
    """What to fetch. A checkout without our mark is another shop's on the same account."""
    reference, payment_id = id_of(about), id_of(about.get("payment_intent"))
    if name in CHECKOUT and reference and metadata(about, PAYMENT):
        return Subject("payment", reference, metadata(about, PAYMENT), payment_id)
    if name in REFUNDS and reference and payment_id:
        return Subject("refund", reference, metadata(about, REFUND), payment_id)
    if name == "charge.refunded" and payment_id:
        return Subject("refunds", payment_id=payment_id)
    if name.startswith("charge.dispute.") and reference and payment_id:
        return Subject("dispute", reference, payment_id=payment_id)
    return Subject("ignored")
