"""Idempotency keys: the first answer is kept, whatever it was, for a day."""

import threading
from typing import Any

import pytest
import requests
import stripe as sdk
from stripe import StripeClient

from devstack.providers import Emulator
from tests.providers.clients import checkout, stripe_client

pytestmark = pytest.mark.payments
SESSIONS = "POST /v1/checkout/sessions"


def with_key(stripe: StripeClient, key: str, **more: Any) -> Any:
    return stripe.v1.checkout.sessions.create(checkout(**{"expires_at": ASKED, **more}), {"idempotency_key": key})


ASKED = checkout()["expires_at"]


def test_the_same_call_again_gets_the_kept_answer_and_makes_nothing(emulator: Emulator, stripe: StripeClient) -> None:
    first = with_key(stripe, "again")
    before = len(emulator.objects("sessions"))
    emulator.stripe.pay(first.id)
    second = with_key(stripe, "again")
    assert (second.id, second.status) == (first.id, "open")  # the answer of then, not the session of now
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(emulator.objects("sessions")) == before


def test_another_call_with_the_same_key_is_refused(stripe: StripeClient) -> None:
    with_key(stripe, "other")
    with pytest.raises(sdk.IdempotencyError, match="same parameters"):
        with_key(stripe, "other", client_reference_id="x")
    with pytest.raises(sdk.IdempotencyError, match="same endpoint"):
        stripe.v1.refunds.create({"payment_intent": "pi_x"}, {"idempotency_key": "other"})


def test_a_500_after_the_effect_is_kept_too(emulator: Emulator, stripe: StripeClient) -> None:
    before = len(emulator.objects("sessions"))
    emulator.fail(SESSIONS, "500_after")
    for _ in range(2):
        with pytest.raises(sdk.APIError):
            with_key(stripe, "failed")
    assert len(emulator.objects("sessions")) == before + 1


def test_a_500_before_the_effect_leaves_the_key_free(emulator: Emulator, stripe: StripeClient) -> None:
    emulator.fail(SESSIONS, "500")
    with pytest.raises(sdk.APIError):
        with_key(stripe, "free")
    assert with_key(stripe, "free").status == "open"


def test_a_500_may_be_the_last_word_without_an_effect(emulator: Emulator, stripe: StripeClient) -> None:
    before = len(emulator.objects("sessions"))
    emulator.fail(SESSIONS, "500_kept")
    for _ in range(2):
        with pytest.raises(sdk.APIError):
            with_key(stripe, "kept")
    assert len(emulator.objects("sessions")) == before


def test_a_malformed_call_leaves_the_key_free(stripe: StripeClient) -> None:
    with pytest.raises(sdk.InvalidRequestError):
        with_key(stripe, "typo", colour="red")
    assert with_key(stripe, "typo").status == "open"


def test_a_refused_refund_is_remembered(emulator: Emulator, stripe: StripeClient) -> None:
    session = with_key(stripe, "to refund")
    emulator.stripe.pay(session.id)
    ask: Any = {"payment_intent": stripe.v1.checkout.sessions.retrieve(session.id).payment_intent, "amount": 36000}
    for replayed in (None, "true"):
        with pytest.raises(sdk.InvalidRequestError) as refused:
            stripe.v1.refunds.create(ask, {"idempotency_key": "too much"})
        assert refused.value.code == "amount_too_large"
        assert refused.value.headers is not None
        assert refused.value.headers.get("Idempotent-Replayed") == replayed


def test_two_at_once_with_one_key_make_one_session_and_one_409(emulator: Emulator) -> None:
    emulator.knobs(work=0.8)
    before = len(emulator.objects("sessions"))
    answers: list[requests.Response] = []
    start = threading.Barrier(2)

    def call() -> None:
        start.wait()
        form = {"mode": "payment", "success_url": "https://studio.example/", **_flat()}
        headers = {"Authorization": f"Bearer {emulator.stripe.key}", "Idempotency-Key": "at once"}
        answers.append(requests.post(f"{emulator.url}/v1/checkout/sessions", form, headers=headers, timeout=5))

    threads = [threading.Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    by_status = {answer.status_code: answer.json() for answer in answers}
    assert set(by_status) == {200, 409}
    assert by_status[409]["error"]["code"] == "idempotency_key_in_use"
    assert len(emulator.objects("sessions")) == before + 1


def _flat() -> dict[str, str]:
    price = "line_items[0][price_data]"
    return {
        "line_items[0][quantity]": "1",
        f"{price}[currency]": "eur",
        f"{price}[unit_amount]": "35000",
        f"{price}[product_data][name]": "Ten",
    }


def test_keys_expire_after_a_day_and_then_it_happens_twice(emulator: Emulator, stripe: StripeClient) -> None:
    first = with_key(stripe, "old")
    emulator.forget_keys()
    second = with_key(stripe, "old")
    assert first.id != second.id
    emulator.shift(24 * 3600 + 60)
    try:
        fresh = stripe_client(emulator.url, emulator.stripe.key)
        later = checkout(expires_at=checkout()["expires_at"] + 24 * 3600 + 60)
        third = fresh.v1.checkout.sessions.create(later, {"idempotency_key": "old"})
        assert third.id not in {first.id, second.id}
    finally:
        emulator.shift(-24 * 3600 - 60)
