"""Refunds and disputes at Stripe: never more than there is, and not while the bank asks."""

from typing import Any

import pytest
import stripe as sdk
from stripe import StripeClient

from devstack.providers import Emulator
from tests.providers.clients import checkout

pytestmark = pytest.mark.payments


def paid(emulator: Emulator, stripe: StripeClient, card: str = "4242 4242 4242 4242", **more: Any) -> str:
    """A paid session's payment."""
    id = stripe.v1.checkout.sessions.create(checkout(**more)).id
    emulator.stripe.pay(id, card)
    return str(stripe.v1.checkout.sessions.retrieve(id).payment_intent)


def refund(stripe: StripeClient, payment: str, amount: int | None = None) -> Any:
    ask: Any = {"payment_intent": payment, "metadata": {"refund": "r1"}} | ({} if amount is None else {"amount": amount})
    return stripe.v1.refunds.create(ask)


def code_of(stripe: StripeClient, payment: str, amount: int | None = None) -> str | None:
    """Why a refund is refused."""
    with pytest.raises(sdk.InvalidRequestError) as refused:
        refund(stripe, payment, amount)
    return refused.value.code


def told(emulator: Emulator, since: int) -> list[str]:
    return [event["type"] for event in emulator.events(since, "stripe")]


def test_parts_add_up_to_the_payment_and_not_beyond(emulator: Emulator, stripe: StripeClient) -> None:
    payment, since = paid(emulator, stripe), len(emulator.events())
    first, second = refund(stripe, payment, 10000), refund(stripe, payment, 20000)
    assert (first.status, first.amount, first.metadata.to_dict()) == ("succeeded", 10000, {"refund": "r1"})
    assert code_of(stripe, payment, 5001) == "amount_too_large"
    rest = refund(stripe, payment)
    assert rest.amount == 5000
    assert code_of(stripe, payment) == "charge_already_refunded"
    listed = stripe.v1.refunds.list({"payment_intent": payment})
    assert [r.id for r in listed.data] == [rest.id, second.id, first.id]
    assert told(emulator, since) == ["refund.created", "charge.refunded"] * 3


def test_a_refund_may_fail_after_it_succeeded_and_the_money_is_there_again(emulator: Emulator, stripe: StripeClient) -> None:
    payment = paid(emulator, stripe)
    made, since = refund(stripe, payment), len(emulator.events())
    emulator.stripe.fail_refund(made.id)
    failed = stripe.v1.refunds.retrieve(made.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert told(emulator, since) == ["refund.failed", "refund.updated", "charge.refund.updated"]
    assert refund(stripe, payment).status == "succeeded"


def test_a_refund_may_stay_pending_for_a_while(emulator: Emulator, stripe: StripeClient) -> None:
    emulator.stripe.pend_refunds()
    made = refund(stripe, paid(emulator, stripe), 1000)
    assert made.status == "pending"
    emulator.stripe.finish_refund(made.id)
    assert stripe.v1.refunds.retrieve(made.id).status == "succeeded"


@pytest.mark.parametrize(("card", "status"), [("4000 0000 0000 7726", "pending"), ("4000 0000 0000 5126", "failed")])
def test_stripes_refund_test_cards_do_as_published(emulator: Emulator, stripe: StripeClient, card: str, status: str) -> None:
    made = refund(stripe, paid(emulator, stripe, card), 1000)
    assert stripe.v1.refunds.retrieve(made.id).status == status


def test_there_is_nothing_to_refund_before_the_money_came(emulator: Emulator, stripe: StripeClient) -> None:
    id = stripe.v1.checkout.sessions.create(checkout()).id
    emulator.stripe.pay_later(id)
    payment = str(stripe.v1.checkout.sessions.retrieve(id).payment_intent)
    assert code_of(stripe, payment) == "payment_intent_unexpected_state"
    emulator.stripe.settle_later(id)
    assert refund(stripe, payment).status == "succeeded"


@pytest.mark.parametrize(("currency", "amount", "part"), [("isk", 35000, 150), ("kwd", 3500, 15)])
def test_a_refund_keeps_the_currencys_steps(
    emulator: Emulator, stripe: StripeClient, currency: str, amount: int, part: int
) -> None:
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Ten"}}
    payment = paid(emulator, stripe, line_items=[{"quantity": 1, "price_data": price}])
    with pytest.raises(sdk.InvalidRequestError) as refused:
        refund(stripe, payment, part)
    assert refused.value.param == "amount"


def test_a_refund_made_in_the_dashboard_is_told_like_ours(emulator: Emulator, stripe: StripeClient) -> None:
    payment, since = paid(emulator, stripe), len(emulator.events())
    id = emulator.stripe.dashboard_refund(payment, 500)
    made = stripe.v1.refunds.retrieve(id)
    assert (made.amount, made.metadata and made.metadata.to_dict()) == (500, {})
    assert told(emulator, since) == ["refund.created", "charge.refunded"]


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_no_refund_while_a_dispute_is_open_nor_after_it_is_lost(emulator: Emulator, stripe: StripeClient, outcome: str) -> None:
    payment, since = paid(emulator, stripe), len(emulator.events())
    id = emulator.stripe.dispute(payment)
    assert stripe.v1.disputes.retrieve(id).status == "needs_response"
    assert code_of(stripe, payment, 100) == "charge_disputed"
    emulator.stripe.close_dispute(id, outcome)
    assert stripe.v1.disputes.retrieve(id).status == outcome
    names = ["created", "funds_withdrawn", "updated", "closed", *(["funds_reinstated"] if outcome == "won" else [])]
    assert told(emulator, since) == [f"charge.dispute.{name}" for name in names]
    if outcome == "won":
        assert refund(stripe, payment, 100).status == "succeeded"
    else:
        assert code_of(stripe, payment, 100) == "charge_disputed"


def test_an_inquiry_takes_no_money_and_allows_a_refund(emulator: Emulator, stripe: StripeClient) -> None:
    payment, since = paid(emulator, stripe), len(emulator.events())
    id = emulator.stripe.dispute(payment, inquiry=True)
    assert told(emulator, since) == ["charge.dispute.created"]
    assert refund(stripe, payment, 100).status == "succeeded"
    emulator.stripe.close_dispute(id, "warning_closed")
    assert stripe.v1.disputes.list({"payment_intent": payment}).data[0].status == "warning_closed"
