"""How Stripe's objects read: each state of a session and its PaymentIntent, of a refund, of a dispute."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sidecar.gateways.base import DisputeState, PaymentState, RefundState
from sidecar.gateways.currencies import NotPayable
from sidecar.gateways.stripe_objects import dispute_state, payment_state, refund_state

pytestmark = pytest.mark.payments
UNTIL = datetime(2026, 11, 26, 12, tzinfo=UTC)


def session(status: str, intent: Any = None, **other: Any) -> dict[str, Any]:
    return {
        "id": "cs_test_1",
        "object": "checkout.session",
        "status": status,
        "payment_status": "unpaid",
        "payment_intent": intent,
        "livemode": False,
        "currency": "eur",
        "amount_total": 99_999,  # what the session wishes counts for nothing
        "metadata": {"sp_payment": "01PAYMENT"},
        "expires_at": int(UNTIL.timestamp()),
        "url": "https://checkout.stripe.test/c/pay/cs_test_1",
    } | other


def intent(status: str, **other: Any) -> dict[str, Any]:
    base = {"id": "pi_1", "status": status, "amount": 35_000, "amount_received": 0, "currency": "eur", "last_payment_error": None}
    return base | other


PAID = intent("succeeded", amount_received=35_000)


def test_a_paid_session_reports_what_the_intent_received() -> None:
    assert payment_state(session("complete", PAID, payment_status="paid")) == PaymentState(
        *("cs_test_1", "paid", "01PAYMENT", "test", "pi_1", 35_000, "EUR"), expires_at=UNTIL
    )


def test_less_than_asked_and_another_currency_are_reported_as_they_are() -> None:
    state = payment_state(session("complete", intent("succeeded", amount_received=100, currency="usd")))
    assert (state.state, state.amount_minor, state.currency) == ("paid", 100, "USD")


def test_kronur_and_yen_come_back_in_our_units() -> None:
    assert payment_state(session("complete", intent("succeeded", amount_received=35_000, currency="isk"))).amount_minor == 350
    assert payment_state(session("complete", intent("succeeded", amount_received=350, currency="jpy"))).amount_minor == 350


def test_an_open_session_leads_to_its_page() -> None:
    state = payment_state(session("open"))
    assert (state.state, state.url, state.expires_at) == ("open", "https://checkout.stripe.test/c/pay/cs_test_1", UNTIL)
    assert (state.payment_id, state.amount_minor, state.currency) == ("", 0, "EUR")


def test_a_declined_card_leaves_the_session_open() -> None:
    tried = intent("requires_payment_method", last_payment_error={"code": "card_declined"})
    assert payment_state(session("open", tried)).state == "open"


@pytest.mark.parametrize("status", ["processing", "requires_action", "requires_confirmation", "requires_capture", "brand_new"])
def test_a_complete_session_whose_money_is_on_its_way_waits(status: str) -> None:
    state = payment_state(session("complete", intent(status)))
    assert (state.state, state.payment_id, state.amount_minor, state.url) == ("waiting", "pi_1", 0, "")


@pytest.mark.parametrize(
    ("tried", "failure"),
    [
        (
            intent("requires_payment_method", last_payment_error={"code": "card_declined", "decline_code": "insufficient_funds"}),
            "",
        ),
        (intent("requires_payment_method", last_payment_error={"code": "payment_intent_payment_attempt_failed"}), ""),
        (intent("requires_payment_method"), "requires_payment_method"),
        (intent("canceled", cancellation_reason="abandoned"), "abandoned"),
        (None, "unpaid"),
    ],
)
def test_a_complete_session_without_money_failed_and_says_why(tried: Any, failure: str) -> None:
    error = (tried or {}).get("last_payment_error") or {}
    state = payment_state(session("complete", tried))
    assert (state.state, state.amount_minor) == ("failed", 0)
    assert state.failure == (failure or error.get("decline_code") or error["code"])


def test_a_session_without_anything_to_pay_is_no_payment() -> None:
    assert payment_state(session("complete", payment_status="no_payment_required")).state == "failed"
    assert payment_state(session("complete", payment_status="paid")).state == "failed"


def test_money_that_is_there_counts_whatever_the_session_says() -> None:
    assert payment_state(session("expired")).state == "expired"
    assert payment_state(session("expired", PAID)).state == "paid"
    assert payment_state(session("open", PAID)).state == "paid"


def test_what_is_missing_is_never_guessed() -> None:
    with pytest.raises(TypeError):
        payment_state(session("complete", "pi_1"))
    with pytest.raises(KeyError):
        payment_state({key: value for key, value in session("open").items() if key != "livemode"})
    with pytest.raises(NotPayable):
        payment_state(session("complete", intent("succeeded", amount_received=35_050, currency="isk")))


def test_a_live_session_and_a_foreign_one_say_so() -> None:
    assert payment_state(session("open", livemode=True)).mode == "live"
    assert payment_state(session("open", metadata={})).ours == ""


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *(("pending", "pending"), ("requires_action", "pending"), ("succeeded", "settled")),
        *(("failed", "failed"), ("canceled", "failed")),
    ],
)
def test_each_status_of_a_refund(status: str, state: str) -> None:
    refund = {"id": "re_1", "status": status, "amount": 5, "currency": "eur", "payment_intent": "pi_1"}
    failure = status if state == "failed" else ""
    assert refund_state(refund, "test") == RefundState("re_1", state, "", "pi_1", 5, "EUR", "test", failure)  # type: ignore[arg-type]


def test_a_failed_refund_says_why_and_ours_is_known_by_its_mark() -> None:
    refund = {"id": "re_1", "status": "failed", "failure_reason": "lost_or_stolen_card", "amount": 5, "currency": "eur"}
    state = refund_state(refund | {"payment_intent": {"id": "pi_1"}, "metadata": {"sp_refund": "01REFUND"}}, "live")
    assert (state.failure, state.ours, state.payment_id, state.mode) == ("lost_or_stolen_card", "01REFUND", "pi_1", "live")


DISPUTE = {"id": "du_1", "payment_intent": "pi_1", "amount": 350, "currency": "isk", "livemode": False, "reason": "fraudulent"}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *((status, "open") for status in ("needs_response", "under_review", "warning_needs_response", "warning_under_review")),
        *((status, "open") for status in ("appeal_needs_response", "appeal_under_review", "brand_new")),
        *(("won", "won"), ("warning_closed", "won"), ("lost", "lost"), ("prevented", "won")),
    ],
)
def test_each_status_of_a_dispute(status: str, state: str) -> None:
    found = dispute_state(DISPUTE | {"status": status, "amount": 35_000})
    assert found == DisputeState("du_1", state, "pi_1", 350, "ISK", "test", "fraudulent")  # type: ignore[arg-type]


def test_a_dispute_prevented_by_giving_the_money_back_is_lost() -> None:
    taken = {"amount": -35_000}
    prevented = DISPUTE | {"status": "prevented", "amount": 35_000}
    assert dispute_state(prevented | {"balance_transactions": [taken]}).state == "lost"
    assert dispute_state(prevented | {"balance_transactions": [taken, {"amount": 35_000}]}).state == "won"
