"""The emulator's objects are what the providers publish, not what we wish they were."""

import json
from typing import Any

import pytest
from stripe import StripeClient

from devstack.providers import Emulator
from tests.providers.clients import PayPal, capture_of, checkout, paypal_order
from tests.providers.specs import against_fixture, against_schema, published

pytestmark = pytest.mark.payments
Json = dict[str, Any]
ORDERS, PAYMENTS = "paypal-checkout_orders_v2.json", "paypal-payments_payment_v2.json"


def fixtures() -> Json:
    found: Json = published("stripe-fixtures3.json")["resources"]
    return found


def everything_at_stripe(emulator: Emulator, stripe: StripeClient) -> list[Json]:
    """Objects of every kind in every state, and the events that told of them."""
    seen: list[Json] = []
    ids = {}
    for how in ("pay", "pay_later", "decline", "expire", "open"):
        ids[how] = stripe.v1.checkout.sessions.create(checkout(customer_email="anna@example.com")).id
        if how != "open":
            getattr(emulator.stripe, how)(ids[how])
    later = stripe.v1.checkout.sessions.create(checkout()).id
    emulator.stripe.pay_later(later)
    emulator.stripe.settle_later(later, ok=False)
    paid = stripe.v1.checkout.sessions.retrieve(ids["pay"]).payment_intent
    refund = stripe.v1.refunds.create({"payment_intent": str(paid), "amount": 1000, "metadata": {"refund": "r1"}})
    emulator.stripe.fail_refund(refund.id)
    emulator.stripe.pend_refunds()
    emulator.stripe.dashboard_refund(str(paid), 500)
    emulator.stripe.close_dispute(emulator.stripe.dispute(str(paid)), "won")
    for kind in ("sessions", "payment_intents", "charges", "refunds", "disputes"):
        seen += emulator.objects(kind)
    bodies = [json.loads(event["body"]) for event in emulator.events(provider="stripe")]
    return seen + bodies + [body["data"]["object"] for body in bodies]


def test_stripes_objects_have_only_fields_of_its_fixtures_with_their_types(emulator: Emulator, stripe: StripeClient) -> None:
    known = fixtures()
    things = everything_at_stripe(emulator, stripe)
    kinds = {"checkout.session", "payment_intent", "charge", "refund", "dispute", "event"}
    assert {thing["object"] for thing in things} == kinds
    assert {f"{thing['object']} {wrong}" for thing in things for wrong in against_fixture(thing, known[thing["object"]])} == set()


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        ({"amount_total": "35000"}, "amount_total: string instead of typing.Optional[int]"),
        ({"paid": True}, "paid: no such field"),
        ({"total_details": {"amount_discount": 0, "amount_fee": 0, "amount_tax": 0}}, "total_details.amount_fee: no such field"),
        ({"created": None}, "created: may not be null"),
        ({"id": "ses_1"}, "id: does not begin with cs_"),
        ({"payment_status": ...}, "payment_status: is missing"),
    ],
)
def test_a_spoilt_session_is_told_from_a_good_one(stripe: StripeClient, spoil: Json, complaint: str) -> None:
    session = stripe.v1.checkout.sessions.create(checkout())
    fixture = fixtures()["checkout.session"]
    good = json.loads(str(session))
    assert against_fixture(good, fixture) == []
    spoilt = {name: value for name, value in (good | spoil).items() if value is not ...}
    assert against_fixture(spoilt, fixture) == [complaint]


def everything_at_paypal(emulator: Emulator, paypal: PayPal) -> dict[str, list[Json]]:
    """Every answer by the schema it has to keep."""
    body = paypal_order(custom_id="pay_1", invoice_id="pay_1", description="10 Personal Training Sessions")
    made = paypal.post("/v2/checkout/orders", body, "order")
    order = made.json()["id"]
    fresh, refused = paypal.get(f"/v2/checkout/orders/{order}"), paypal.capture(order)
    emulator.paypal.approve(order)
    approved = paypal.get(f"/v2/checkout/orders/{order}")
    taken = paypal.capture(order, "take")
    capture = capture_of(taken)["id"]
    refund = paypal.refund(capture, "10.00", "back")
    seen = {
        "order": [made, fresh, approved, taken, paypal.get(f"/v2/checkout/orders/{order}")],
        "422": [refused],
        "capture-2": [paypal.get(f"/v2/payments/captures/{capture}")],
        "refund": [refund, paypal.get(f"/v2/payments/refunds/{refund.json()['id']}")],
    }
    for plan in ("pend_capture", "decline_capture"):
        order = paypal.order(plan)
        getattr(emulator.paypal, plan)(order)
        emulator.paypal.approve(order)
        seen["order"].append(paypal.capture(order))
        seen["capture-2"].append(paypal.get(f"/v2/payments/captures/{capture_of(seen['order'][-1])['id']}"))
    return {name: [answer.json() for answer in answers] for name, answers in seen.items()}


def test_paypals_answers_keep_its_published_schemas(emulator: Emulator, paypal: PayPal) -> None:
    orders, payments = published(ORDERS), published(PAYMENTS)
    seen = everything_at_paypal(emulator, paypal)
    for event in emulator.events(provider="paypal"):
        body = json.loads(event["body"])
        if body["resource_type"] in {"capture", "refund"}:
            seen["capture-2" if body["resource_type"] == "capture" else "refund"].append(body["resource"])
    homes = {"order": orders, "422": orders, "capture-2": payments, "refund": payments}
    names = {"422": "error_422"}
    wrong = {
        f"{name} {complaint}"
        for name, things in seen.items()
        for thing in things
        for complaint in against_schema(thing, homes[name], names.get(name, name))
    }
    assert wrong == set()


def test_paypals_events_keep_its_published_schema(emulator: Emulator, paypal: PayPal) -> None:
    document = published("paypal-notifications_webhooks_v1.json")
    order = paypal.order("for an event")
    emulator.paypal.approve(order)
    event = json.loads(emulator.events(provider="paypal")[-1]["body"])
    resource = event.pop("resource")
    assert resource["id"] == order
    assert against_schema(event, document, "event") == []


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        ({"status": "PAID"}, "$.status: 'PAID' is not one of"),
        ({"amount": {"currency_code": "EUR", "value": 350}}, "$.amount.value: 350 is not of type 'string'"),
        ({"paid_on": "2026-11-25"}, "$.paid_on: the schema has no such field"),
    ],
)
def test_a_spoilt_capture_is_told_from_a_good_one(emulator: Emulator, paypal: PayPal, spoil: Json, complaint: str) -> None:
    order = paypal.order(f"spoilt {complaint}")
    emulator.paypal.approve(order)
    good = capture_of(paypal.capture(order))
    assert against_schema(good, published(PAYMENTS), "capture-2") == []
    assert [c.startswith(complaint) for c in against_schema(good | spoil, published(PAYMENTS), "capture-2")] == [True]
