"""What PayPal's events are about."""

import json
import zlib
from typing import Any

import pytest

from devstack.providers import Emulator
from sidecar.gateways import paypal_events
from sidecar.gateways.base import Subject
from sidecar.gateways.paypal import PayPalGateway
from tests.gateways.asks import ask
from tests.gateways.paypal import account_at, approved, refund_ask
from tests.gateways.paypal_deliveries import Delivery, event

pytestmark = pytest.mark.payments


@pytest.fixture
def emulator(paypal_emulator: Emulator) -> Emulator:
    return paypal_emulator


@pytest.fixture
def gateway(paypal_gateway: PayPalGateway) -> PayPalGateway:
    return paypal_gateway


def test_the_events_of_a_payment_say_what_to_fetch(emulator: Emulator, gateway: PayPalGateway) -> None:
    start = len(emulator.events())
    wanted, reference = approved(emulator, gateway)
    emulator.paypal.pend_capture(reference)
    capture = gateway.capture(reference, wanted.ours).payment_id
    emulator.paypal.finish_capture(capture)
    asked = refund_ask(capture, 100)
    ours = gateway.refund(asked).refund_id
    theirs = emulator.paypal.dashboard_refund(capture, "1.00")
    emulator.paypal.finish_refund(ours, False)
    case = emulator.paypal.dispute(capture)
    emulator.paypal.close_dispute(case, "lost")
    expected = [
        ("CHECKOUT.ORDER.APPROVED", Subject("payment", reference, wanted.ours)),
        ("PAYMENT.CAPTURE.PENDING", Subject("payment", reference, wanted.ours, capture)),
        ("PAYMENT.CAPTURE.COMPLETED", Subject("payment", reference, wanted.ours, capture)),
        ("PAYMENT.CAPTURE.REFUNDED", Subject("refund", ours, asked.ours, capture)),
        ("PAYMENT.CAPTURE.REFUNDED", Subject("refund", theirs, "", capture)),
        ("PAYMENT.REFUND.FAILED", Subject("refund", ours, asked.ours, capture)),
        ("CUSTOMER.DISPUTE.CREATED", Subject("dispute", case, "", capture)),
        ("PAYMENT.CAPTURE.REVERSED", Subject("dispute", f"reversal:{capture}", "", capture)),
        ("CUSTOMER.DISPUTE.RESOLVED", Subject("dispute", case, "", capture)),
    ]
    found = [gateway.event(one["headers"], one["body"].encode()) for one in emulator.events()[start:]]
    assert [(one.type, one.subject) for one in found] == expected
    assert len({one.event_id for one in found}) == len(found)


@pytest.mark.parametrize("what", ["DENIED", "DECLINED"])
def test_a_capture_that_is_denied_or_declined_is_looked_at(gateway: PayPalGateway, what: str) -> None:
    links = [{"rel": "up", "href": "https://api.sandbox.paypal.com/v2/checkout/orders/5O190127TN364715T"}]
    body = json.dumps(event(f"PAYMENT.CAPTURE.{what}", {"id": "C1", "custom_id": "OURS", "links": links})).encode()
    assert gateway.parse(body).subject == Subject("payment", "5O190127TN364715T", "OURS", "C1")


def test_a_capture_that_does_not_name_its_order_is_looked_at_by_our_own_id(gateway: PayPalGateway) -> None:
    body = json.dumps(event("PAYMENT.CAPTURE.COMPLETED", {"id": "C1", "custom_id": "OURS"})).encode()
    assert gateway.parse(body).subject == Subject("payment", "", "OURS", "C1")


def test_an_approval_that_ran_out_is_looked_at(emulator: Emulator) -> None:
    resource = {"order_id": "5O1", "purchase_units": [{"custom_id": "OURS"}]}
    body = json.dumps(event("CHECKOUT.PAYMENT-APPROVAL.REVERSED", resource)).encode()
    assert PayPalGateway(account_at(emulator)).parse(body).subject == Subject("payment", "5O1", "OURS")


def test_a_refund_that_inherits_the_payments_names_is_not_ours(gateway: PayPalGateway) -> None:
    resource = {"id": "R1", "custom_id": ask().ours, "invoice_id": "SP-7KQ2M-ABCDEFGH"}
    assert gateway.parse(json.dumps(event("PAYMENT.CAPTURE.REFUNDED", resource)).encode()).subject == Subject("refund", "R1")


@pytest.mark.parametrize(
    ("name", "resource"),
    [
        ("PAYMENT.CAPTURE.COMPLETED", {"id": "C1", "supplementary_data": {"related_ids": {"order_id": "O1"}}}),
        ("CHECKOUT.ORDER.APPROVED", {"id": "O1", "purchase_units": [{}]}),
        ("BILLING.SUBSCRIPTION.CREATED", {"id": "I-1", "custom_id": "OURS"}),
        ("PAYMENT.SALE.COMPLETED", {"id": "S1", "custom": "OURS"}),
    ],
)
def test_what_other_shops_do_on_the_same_account_is_ignored(gateway: PayPalGateway, name: str, resource: Any) -> None:
    assert gateway.parse(json.dumps(event(name, resource)).encode()).subject == Subject("ignored")


def test_a_body_with_the_same_checksum_passes_and_is_still_only_a_hint(emulator: Emulator, gateway: PayPalGateway) -> None:
    """CRC32 can be met on purpose. What is granted depends on what PayPal says when asked, never on the event."""
    wanted, reference = approved(emulator, gateway)
    genuine = Delivery(emulator, json.dumps(event("X.Y", {})))
    claim = json.dumps(event("PAYMENT.CAPTURE.COMPLETED", {"id": "C1", "custom_id": wanted.ours, "status": "COMPLETED"})).encode()
    forged = meeting(claim, zlib.crc32(genuine.body))
    assert zlib.crc32(forged) == zlib.crc32(genuine.body) and forged != genuine.body
    assert gateway.event(genuine.headers, forged).subject.reference == ""  # names no order; and if it did:
    assert gateway.look(reference).state == "approved"


def meeting(body: bytes, checksum: int) -> bytes:
    """This body with white space behind it that brings it to the checksum: each bit is a blank or a tab."""
    places = 64
    base = bytearray(body + b" " * places)
    start = zlib.crc32(bytes(base))
    rows: list[tuple[int, int]] = []
    for place in range(places):
        changed = bytearray(base)
        changed[len(body) + place] = 0x09
        difference, mask = zlib.crc32(bytes(changed)) ^ start, 1 << place
        for pivot, other in rows:
            if difference ^ pivot < difference:
                difference, mask = difference ^ pivot, mask ^ other
        if difference:
            rows.append((difference, mask))
            rows.sort(reverse=True)
    wanted, chosen = start ^ checksum, 0
    for pivot, other in rows:
        if wanted ^ pivot < wanted:
            wanted, chosen = wanted ^ pivot, chosen ^ other
    assert wanted == 0
    for place in range(places):
        if chosen >> place & 1:
            base[len(body) + place] = 0x09
    return bytes(base)


@pytest.mark.parametrize(
    "odd", [None, 1, "x", [], [1], {}, [[]], {"links": 1}, [{"href": 7, "rel": "up"}], "x" * 10_000, "\u0000"]
)
def test_genuine_events_with_odd_objects_are_ignored_or_read_never_a_crash(gateway: PayPalGateway, odd: Any) -> None:
    names = [*paypal_events.ORDER, *paypal_events.CAPTURE, *paypal_events.REFUND, "PAYMENT.CAPTURE.REVERSED"]
    keys = (
        "id",
        "links",
        "custom_id",
        "invoice_id",
        "purchase_units",
        "supplementary_data",
        "dispute_id",
        "disputed_transactions",
    )
    for name in [*names, "CHECKOUT.PAYMENT-APPROVAL.REVERSED", "CUSTOMER.DISPUTE.CREATED"]:
        for resource in (dict.fromkeys(keys, odd), {**dict.fromkeys(keys, odd), "id": "OK1", "dispute_id": "PP-1"}):
            found = gateway.parse(json.dumps(event(name, resource, links=odd)).encode()).subject
            assert len(found.reference) < 200 and found.kind in {"ignored", "refund", "dispute", "payment"}
