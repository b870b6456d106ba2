"""Checkout Sessions: what Stripe takes, what it refuses, and what becomes of them."""

import time
from typing import Any

import pytest
import requests
import stripe as sdk
from stripe import StripeClient

from devstack.providers import Emulator, EmulatorError
from tests.providers.clients import checkout, stripe_client

pytestmark = pytest.mark.payments


def open_session(stripe: StripeClient, **more: Any) -> str:
    return stripe.v1.checkout.sessions.create(checkout(**more)).id


def test_a_session_is_paid_by_card_and_says_so_with_its_payment(emulator: Emulator, stripe: StripeClient) -> None:
    session = stripe.v1.checkout.sessions.create(checkout())
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    back = emulator.stripe.pay(session.id)
    assert back == f"https://studio.example/?paid=1&session={session.id}"
    paid = stripe.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge", "line_items"]})
    assert (paid.status, paid.payment_status, paid.url, paid.amount_total) == ("complete", "paid", None, 35000)
    intent: Any = paid.payment_intent
    assert (intent.status, intent.amount_received, intent.metadata.to_dict()) == ("succeeded", 35000, {"payment": "pay_1"})
    assert (intent.latest_charge.paid, intent.latest_charge.amount_captured) == (True, 35000)
    lines: Any = paid.line_items
    assert [(line.description, line.amount_total) for line in lines.data] == [("10 Personal Training Sessions", 35000)]


def test_a_declined_card_leaves_the_session_open_for_another(emulator: Emulator, stripe: StripeClient) -> None:
    id = open_session(stripe)
    emulator.stripe.decline(id)
    session = stripe.v1.checkout.sessions.retrieve(id, {"expand": ["payment_intent"]})
    intent: Any = session.payment_intent
    assert (session.status, intent.status, intent.last_payment_error.code) == (
        *("open", "requires_payment_method", "card_declined"),
    )
    emulator.stripe.pay(id)
    assert stripe.v1.payment_intents.retrieve(intent.id).status == "succeeded"


@pytest.mark.parametrize(("ok", "end"), [(True, "paid"), (False, "unpaid")])
def test_a_bank_debit_is_complete_but_unpaid_until_it_settles(
    emulator: Emulator, stripe: StripeClient, ok: bool, end: str
) -> None:
    before = len(emulator.events())
    id = open_session(stripe)
    emulator.stripe.pay_later(id)
    waiting = stripe.v1.checkout.sessions.retrieve(id)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    emulator.stripe.settle_later(id, ok)
    assert stripe.v1.checkout.sessions.retrieve(id).payment_status == end
    told = [event["type"] for event in emulator.events(before) if event["type"].startswith("checkout.session")]
    assert told == ["checkout.session.completed", f"checkout.session.async_payment_{'succeeded' if ok else 'failed'}"]


def test_a_paid_session_is_neither_paid_again_nor_expired(emulator: Emulator, stripe: StripeClient) -> None:
    id = open_session(stripe)
    emulator.stripe.pay(id)
    with pytest.raises(EmulatorError, match="complete"):
        emulator.stripe.pay(id)
    with pytest.raises(sdk.InvalidRequestError, match="status of `complete`"):
        stripe.v1.checkout.sessions.expire(id)


def test_a_session_expires_by_call_and_by_time(emulator: Emulator, stripe: StripeClient) -> None:
    called, timed = open_session(stripe), open_session(stripe)
    assert stripe.v1.checkout.sessions.expire(called).status == "expired"
    emulator.shift(3700)
    try:
        assert stripe.v1.checkout.sessions.retrieve(timed).status == "expired"
    finally:
        emulator.shift(-3700)
    assert [event["type"] for event in emulator.events()].count("checkout.session.expired") >= 2


MANY = {f"key_{number}": "x" for number in range(51)}
PRICE = "line_items[0][price_data]"


def line(**price: Any) -> Any:
    whole = {"currency": "eur", "unit_amount": 35000, "product_data": {"name": "Ten"}} | price
    return [{"quantity": 1, "price_data": {name: value for name, value in whole.items() if value is not None}}]


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"line_items": line(colour="red")}, "parameter_unknown", f"{PRICE}[colour]"),
        ({"line_items": line(currency=None)}, "parameter_missing", f"{PRICE}[currency]"),
        ({"line_items": line(unit_amount=None)}, "parameter_missing", f"{PRICE}[unit_amount]"),
        ({"line_items": line(unit_amount="3.50")}, "parameter_invalid_integer", f"{PRICE}[unit_amount]"),
        ({"line_items": line(unit_amount=-1)}, "parameter_invalid_integer", f"{PRICE}[unit_amount]"),
        ({"line_items": line(unit_amount=49)}, "amount_too_small", None),
        ({"line_items": line(unit_amount=100_000_000)}, "amount_too_large", None),
        ({"line_items": line(currency="xyz")}, None, f"{PRICE}[currency]"),
        ({"line_items": line(currency="isk", unit_amount=35050)}, None, f"{PRICE}[unit_amount]"),
        ({"line_items": line(currency="ugx", unit_amount=35001)}, None, f"{PRICE}[unit_amount]"),
        ({"line_items": line(currency="kwd", unit_amount=35001)}, None, f"{PRICE}[unit_amount]"),
        ({"line_items": []}, "parameter_missing", "line_items"),
        ({"metadata": MANY}, None, "metadata"),
        ({"metadata": {"k" * 41: "x"}}, None, f"metadata[{'k' * 41}]"),
        ({"metadata": {"k": "x" * 501}}, None, "metadata[k]"),
        ({"payment_intent_data": {"metadata": {"k": "x" * 501}}}, None, "payment_intent_data[metadata][k]"),
        ({"expires_at": int(time.time()) + 1700}, None, "expires_at"),
        ({"expires_at": int(time.time()) + 25 * 3600}, None, "expires_at"),
        ({"success_url": "studio"}, "url_invalid", "success_url"),
        ({"success_url": ""}, "parameter_invalid_empty", "success_url"),
        ({"customer_email": "anna"}, "email_invalid", "customer_email"),
        ({"mode": "gift"}, None, "mode"),
        ({"discounts": [{"coupon": "x"}]}, None, "discounts"),
    ],
)
def test_stripe_refuses_what_it_does_not_take(stripe: StripeClient, change: Any, code: str | None, param: str | None) -> None:
    with pytest.raises(sdk.InvalidRequestError) as refused:
        stripe.v1.checkout.sessions.create(checkout(**change))
    assert (refused.value.code, refused.value.param, refused.value.http_status) == (code, param, 400)


@pytest.mark.parametrize(("currency", "amount"), [("jpy", 350), ("huf", 35000), ("isk", 35000), ("ugx", 3500000), ("kwd", 3500)])
def test_odd_currencies_are_payable_in_their_own_way(stripe: StripeClient, currency: str, amount: int) -> None:
    assert stripe.v1.checkout.sessions.create(checkout(amount, currency)).amount_total == amount


def test_metadata_at_its_limits_is_kept_whole(stripe: StripeClient) -> None:
    most = {f"{number:040d}": "x" * 500 for number in range(50)}
    session = stripe.v1.checkout.sessions.create(checkout(metadata=most))
    assert session.metadata is not None
    assert session.metadata.to_dict() == most


@pytest.mark.parametrize("key", ["sk_test_wrong", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "nonsense"])
def test_an_unknown_key_is_not_let_in(emulator: Emulator, key: str) -> None:
    with pytest.raises(sdk.AuthenticationError):
        stripe_client(emulator.url, key).v1.checkout.sessions.list()


def test_a_restricted_key_may_do_what_it_was_given(emulator: Emulator) -> None:
    emulator.stripe.allow("rk_test_narrow", ["checkout_sessions_write"])
    narrow = stripe_client(emulator.url, "rk_test_narrow")
    id = open_session(narrow)
    assert narrow.v1.checkout.sessions.retrieve(id).id == id
    with pytest.raises(sdk.PermissionError, match="refunds_write"):
        narrow.v1.refunds.create({"payment_intent": "pi_x"})
    emulator.stripe.revoke("rk_test_narrow")
    with pytest.raises(sdk.AuthenticationError):
        open_session(narrow)


def test_basic_authentication_is_taken_too_and_none_is_not(emulator: Emulator) -> None:
    url = f"{emulator.url}/v1/checkout/sessions"
    assert requests.get(url, auth=(emulator.stripe.key, ""), timeout=5).status_code == 200
    assert requests.get(url, timeout=5).json()["error"]["type"] == "invalid_request_error"


def test_an_unknown_object_is_a_404_of_stripes_shape(stripe: StripeClient) -> None:
    with pytest.raises(sdk.InvalidRequestError) as refused:
        stripe.v1.payment_intents.retrieve("pi_nobody")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


def test_a_list_has_pages_newest_first(emulator: Emulator, stripe: StripeClient) -> None:
    made = [open_session(stripe) for _ in range(5)][::-1]
    first = stripe.v1.checkout.sessions.list({"limit": 2})
    assert ([s.id for s in first.data], first.has_more) == (made[:2], True)
    following = stripe.v1.checkout.sessions.list({"limit": 3, "starting_after": made[1]})
    assert [s.id for s in following.data] == made[2:]
    before = stripe.v1.checkout.sessions.list({"limit": 1, "ending_before": made[2]})
    assert [s.id for s in before.data] == [made[1]]
    assert [s.id for s in first.auto_paging_iter()][:5] == made


def test_events_can_be_read_again_for_thirty_days(emulator: Emulator, stripe: StripeClient) -> None:
    emulator.stripe.pay(open_session(stripe))
    event = stripe.v1.events.list({"limit": 1, "type": "checkout.session.completed"}).data[0]
    assert stripe.v1.events.retrieve(event.id).type == "checkout.session.completed"
    emulator.shift(31 * 86400)
    try:
        with pytest.raises(sdk.InvalidRequestError):
            stripe.v1.events.retrieve(event.id)
    finally:
        emulator.shift(-31 * 86400)


def test_a_version_that_is_none_is_refused(emulator: Emulator) -> None:
    headers = {"Authorization": f"Bearer {emulator.stripe.key}", "Stripe-Version": "newest"}
    answer = requests.get(f"{emulator.url}/v1/checkout/sessions", headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, "Invalid Stripe API version: newest")
