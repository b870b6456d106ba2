"""PayPal's webhooks, proved genuine here: from the bytes as they came, without asking PayPal to look at a copy.

What is signed is only the body's CRC32, which can be met on purpose: who has seen one genuine delivery could say something
else in its place. So an event is no more than a hint what to fetch, here as for Stripe.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from sidecar.gateways.accounts import PayPalAccount
from sidecar.gateways.base import Event, Subject
from sidecar.gateways.errors import NotGenuine
from sidecar.gateways.paypal_certificates import key_at
from sidecar.gateways.paypal_objects import MODES, REVERSAL

ALGORITHM = "SHA256withRSA"
MAX_HEADER = 2000
MAX_ID = 190  # of the inbox
TRANSMISSION = re.compile(r"[A-Za-z0-9-]{1,100}", re.ASCII)
STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?Z", re.ASCII)
# PayPal repeats a delivery for three days and does not say whether the stamp is made anew: a day more than that. Older ones
# are refused, because the inbox, which knows an event again, does not keep events for ever.
LATE, EARLY = timedelta(days=4), timedelta(minutes=10)
CAPTURE = frozenset(f"PAYMENT.CAPTURE.{what}" for what in ("COMPLETED", "PENDING", "DENIED", "DECLINED"))
REFUND = frozenset(("PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.PENDING", "PAYMENT.REFUND.FAILED", "PAYMENT.REFUND.COMPLETED"))
ORDER = frozenset(f"CHECKOUT.ORDER.{what}" for what in ("APPROVED", "COMPLETED", "DECLINED", "VOIDED"))
Json = Mapping[str, Any]


def verify(headers: Mapping[str, str], body: bytes, account: PayPalAccount, now: float) -> None:
    """Signed by PayPal for our webhook, lately. Everything that costs nothing is looked at before a certificate is fetched."""
    if not account.webhook_id.strip():
        raise NotGenuine("no webhook id is set up")
    if header(headers, "paypal-auth-algo") != ALGORITHM:
        raise NotGenuine("signed in another way")
    transmission, stamp = header(headers, "paypal-transmission-id"), header(headers, "paypal-transmission-time")
    if not TRANSMISSION.fullmatch(transmission):
        raise NotGenuine("no such transmission")
    moment = datetime.fromtimestamp(now, UTC)
    if not -EARLY <= moment - sent_at(stamp) <= LATE:
        raise NotGenuine("sent too long ago or in the future")
    signature = signed(header(headers, "paypal-transmission-sig"))
    key = key_at(header(headers, "paypal-cert-url"), account, moment)
    message = f"{transmission}|{stamp}|{account.webhook_id.strip()}|{zlib.crc32(body)}"
    try:
        key.verify(signature, message.encode(), PKCS1v15(), SHA256())
    except InvalidSignature as error:
        raise NotGenuine("signed for another body or another webhook") from error


def header(headers: Mapping[str, str], name: str) -> str:
    """Exactly one, of plain characters."""
    found = [value for other, value in headers.items() if other.lower() == name]
    if len(found) != 1 or not 0 < len(found[0]) <= MAX_HEADER or not (found[0].isascii() and found[0].isprintable()):
        raise NotGenuine(f"no {name}, several, or an endless one")
    return found[0]


def sent_at(stamp: str) -> datetime:
    found = STAMP.fullmatch(stamp)
    try:
        return datetime.fromisoformat(found[1]).replace(tzinfo=UTC) if found else datetime.min.replace(tzinfo=UTC)
    except ValueError as error:
        raise NotGenuine("no such time") from error


def signed(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise NotGenuine("no such signature") from error


def parse(body: bytes, mode: str) -> Event:
    event = opened(body)
    event_id, name, resource = event.get("id"), event.get("event_type"), event.get("resource")
    if not is_name(event_id) or not is_name(name) or not isinstance(resource, dict):
        raise NotGenuine("an event without an id, a type or an object")
    theirs = MODES.get(host_of(link(event, "self")), mode)
    if theirs != mode:
        raise NotGenuine(f"a {theirs} event, and the account is {mode}")
    return Event(str(event_id), str(name), theirs, subject(str(name), resource))


def opened(body: bytes) -> Json:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotGenuine("no JSON") from error
    if not isinstance(event, dict):
        raise NotGenuine("no event")
    return event


def is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_ID and value.isascii() and value.isprintable()


def subject(name: str, about: Json) -> Subject:
    """What to fetch. A payment without our mark is another shop's on the same account."""
    if name in ORDER or name == "CHECKOUT.PAYMENT-APPROVAL.REVERSED":
        unit = first(about.get("purchase_units"))
        return payment(text(about, "id") or text(about, "order_id"), text(unit, "custom_id"))
    if name in CAPTURE:
        related = inner(inner(about, "supplementary_data"), "related_ids")
        order_id = text(related, "order_id") or after(link(about, "up"), "/checkout/orders/")
        return payment(order_id, text(about, "custom_id"), text(about, "id"))
    if name in REFUND:
        return refund(about)
    if name == "PAYMENT.CAPTURE.REVERSED":
        capture = after(link(about, "up"), "/captures/") or text(about, "id")
        return Subject("dispute", REVERSAL + capture, payment_id=capture) if capture else Subject("ignored")
    if name.startswith("CUSTOMER.DISPUTE.") and text(about, "dispute_id"):
        transaction = first(about.get("disputed_transactions"))
        return Subject("dispute", text(about, "dispute_id"), payment_id=text(transaction, "seller_transaction_id"))
    return Subject("ignored")


def payment(order_id: str, ours: str, payment_id: str = "") -> Subject:
    """Our own id is enough: a capture need not name its order."""
    return Subject("payment", order_id, ours, payment_id) if ours and (order_id or payment_id) else Subject("ignored")


def refund(about: Json) -> Subject:
    """Whose it is tells `refund_state`, from the refund itself."""
    refund_id, capture = text(about, "id"), after(link(about, "up"), "/captures/")
    if not refund_id:
        return Subject("ignored")
    ours = text(about, "custom_id")
    return Subject("refund", refund_id, ours if ours == text(about, "invoice_id") else "", capture)


def inner(thing: Json, name: str) -> Json:
    found = thing.get(name)
    return found if isinstance(found, dict) else {}


def first(things: object) -> Json:
    return things[0] if isinstance(things, list) and things and isinstance(things[0], dict) else {}


def text(thing: Json, name: str) -> str:
    value = thing.get(name)
    return str(value) if is_name(value) else ""


def link(thing: Json, purpose: str) -> str:
    links = thing.get("links")
    found = [one for one in links if isinstance(one, dict)] if isinstance(links, list) else []
    return next((text(one, "href") for one in found if one.get("rel") == purpose), "")


def after(address: str, folder: str) -> str:
    """The last part of an address in this folder."""
    before, _, rest = address.partition(folder)
    return rest if before and "/" not in rest else ""


def host_of(address: str) -> str:
    """Without reading the address by a library that raises on some."""
    found = re.match(r"https://([a-z.-]+)/", address)
    return found[1] if found else ""
