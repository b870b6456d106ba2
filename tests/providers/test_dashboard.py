"""The page on which a person says what banks and buyers do later; every button of it does what it says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from stripe import StripeClient

from devstack.providers import Emulator
from devstack.providers.dashboard import ACTS
from tests.providers.clients import PayPal, checkout, paypal_order

pytestmark = pytest.mark.payments

BUTTON = re.compile(r'<button name="act" value="(\w+)">')


@pytest.fixture
def alone() -> Iterator[Emulator]:
    """An emulator on which nothing has happened yet."""
    with Emulator() as emulator:
        yield emulator


def buttons(emulator: Emulator, of: str) -> list[str]:
    """What can be pressed beside one thing on the page."""
    page = requests.get(f"{emulator.url}/dashboard", timeout=5).text
    (article,) = [part for part in page.split("<article")[1:] if f'id="{of}"' in part]
    return BUTTON.findall(article)


def press(emulator: Emulator, act: str, of: str) -> None:
    assert act in buttons(emulator, of)
    answer = requests.post(f"{emulator.url}/dashboard", {"act": act, "id": of}, allow_redirects=False, timeout=5)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/dashboard"), answer.text


def newest(emulator: Emulator, kind: str, name: str = "id") -> str:
    return str(emulator.objects(kind)[-1][name])


def stripe_paid(alone: Emulator) -> str:
    session = StripeClient(alone.stripe.key, base_addresses={"api": alone.url}).v1.checkout.sessions.create(checkout())
    alone.stripe.pay(session.id)
    return newest(alone, "payment_intents")


@pytest.mark.parametrize(("act", "status"), [("debit_paid", "succeeded"), ("debit_failed", "requires_payment_method")])
def test_a_bank_debit_is_paid_or_refused(alone: Emulator, act: str, status: str) -> None:
    session = StripeClient(alone.stripe.key, base_addresses={"api": alone.url}).v1.checkout.sessions.create(checkout())
    alone.stripe.pay_later(session.id)
    press(alone, act, session.id)
    assert newest(alone, "payment_intents", "status") == status
    assert f'id="{session.id}"' not in requests.get(f"{alone.url}/dashboard", timeout=5).text


def test_a_card_payment_is_refunded_by_half_and_by_all_and_each_may_fail(alone: Emulator) -> None:
    paid = stripe_paid(alone)
    press(alone, "refund_half", paid)
    alone.stripe.pend_refunds()
    press(alone, "refund", paid)
    assert [refund["amount"] for refund in alone.objects("refunds")] == [17500, 17500]
    assert buttons(alone, paid) == []
    press(alone, "refund_done", newest(alone, "refunds"))
    press(alone, "refund_failed", newest(alone, "refunds"))
    assert newest(alone, "refunds", "status") == "failed"
    assert "refund" in buttons(alone, paid)


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_dispute_is_opened_and_decided(alone: Emulator, outcome: str) -> None:
    paid = stripe_paid(alone)
    press(alone, "dispute", paid)
    assert buttons(alone, paid) == []
    press(alone, f"dispute_{outcome}", newest(alone, "disputes"))
    assert newest(alone, "disputes", "status") == outcome


def capture(alone: Emulator, plan: str = "") -> str:
    paypal = PayPal(alone.url, alone.paypal.client_id, alone.paypal.secret)
    order = paypal.post("/v2/checkout/orders", paypal_order(), "dashboard order").json()["id"]
    if plan:
        alone.paypal.pend_capture(order)
    alone.paypal.approve(order)
    paypal.post(f"/v2/checkout/orders/{order}/capture", {}, "dashboard capture")
    return newest(alone, "captures")


@pytest.mark.parametrize(("act", "status"), [("capture_paid", "COMPLETED"), ("capture_failed", "DECLINED")])
def test_a_pending_paypal_payment_is_paid_or_refused(alone: Emulator, act: str, status: str) -> None:
    press(alone, act, capture(alone, "pending"))
    assert newest(alone, "captures", "status") == status


def test_a_paypal_payment_is_refunded_and_the_refund_fails(alone: Emulator) -> None:
    paid = capture(alone)
    press(alone, "capture_refund_half", paid)
    press(alone, "capture_refund", paid)
    assert [refund["amount"]["value"] for refund in alone.objects("paypal_refunds")] == ["175.00", "175.00"]
    press(alone, "paypal_refund_failed", newest(alone, "paypal_refunds"))
    assert newest(alone, "paypal_refunds", "status") == "FAILED"


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_case_at_paypal_is_opened_and_decided(alone: Emulator, outcome: str) -> None:
    press(alone, "case", capture(alone))
    press(alone, f"case_{outcome}", newest(alone, "paypal_disputes", "dispute_id"))
    assert newest(alone, "paypal_disputes", "status") == "RESOLVED"


def test_an_empty_or_mistaken_page_says_so(alone: Emulator) -> None:
    assert "Nothing has been paid yet." in requests.get(f"{alone.url}/dashboard", timeout=5).text
    for form in ({}, {"act": "refund", "id": "pi_x"}, {"act": "unheard", "id": "pi_x"}):
        assert requests.post(f"{alone.url}/dashboard", form, timeout=5).status_code == 404
    paid = stripe_paid(alone)
    again = {"act": "refund", "id": paid}
    answers = [requests.post(f"{alone.url}/dashboard", again, allow_redirects=False, timeout=5) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 409]
    assert 'role="alert"' in answers[1].text


def test_every_button_is_pressed_by_a_test_here() -> None:
    pressed = set(re.findall(r'"([a-z_]+)"', Path(__file__).read_text(encoding="utf-8")))
    pressed |= {f"{what}_{outcome}" for what in ("dispute", "case") for outcome in ("won", "lost")}
    assert set(ACTS) <= pressed
