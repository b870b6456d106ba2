"""Stripe's objects read as ours: pure, from plain dicts. A key that must be there and is not raises, see `told_apart`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from sidecar.gateways.base import DisputeState, PaymentState, RefundState
from sidecar.gateways.currencies import from_stripe

Json = Mapping[str, Any]
# Keys of our metadata.
PAYMENT, ORDER, REFUND, SITE = "sp_payment", "sp_order", "sp_refund", "sp_site"

REFUND_STATES: Mapping[str, Literal["pending", "settled", "failed"]] = {
    "pending": "pending",
    "requires_action": "pending",  # the buyer has to say where to
    "succeeded": "settled",
    "failed": "failed",
    "canceled": "failed",
}
# All others are open: an inquiry (`warning_…`), a dispute, an appeal, and whatever Stripe may add.
DISPUTE_STATES: Mapping[str, Literal["won", "lost"]] = {
    "won": "won",
    "lost": "lost",
    "warning_closed": "won",  # an inquiry that became no dispute; the money stayed
}


def payment_state(session: Json) -> PaymentState:
    """Of a Checkout Session with its PaymentIntent expanded. What was paid is what the intent received."""
    intent = intent_of(session)
    state, failure = progress(session, intent)
    currency = str((intent or session)["currency"]).upper()
    return PaymentState(
        reference=session["id"],
        state=state,
        ours=metadata(session, PAYMENT),
        mode=mode_of(session),
        payment_id=intent["id"] if intent else "",
        amount_minor=from_stripe(intent["amount_received"], currency) if intent and state == "paid" else 0,
        currency=currency,
        url=(session.get("url") or "") if state == "open" else "",
        expires_at=datetime.fromtimestamp(session["expires_at"], UTC),
        failure=failure,
        site=metadata(session, SITE),
    )


def progress(session: Json, intent: Json | None) -> tuple[Literal["open", "waiting", "paid", "failed", "expired"], str]:
    """Where it stands, and why it failed. Money that is there counts, whatever the session says."""
    if intent and intent["status"] == "succeeded":
        return "paid", ""
    if session["status"] == "open":
        return "open", ""
    if session["status"] == "expired":
        return "expired", ""
    if intent is None:
        return "failed", str(session["payment_status"])  # complete without a payment: nothing was paid
    if intent["status"] in {"requires_payment_method", "canceled"}:
        return "failed", why_failed(intent)
    return "waiting", ""


def why_failed(intent: Json) -> str:
    error = intent.get("last_payment_error") or {}
    return str(error.get("decline_code") or error.get("code") or intent.get("cancellation_reason") or intent["status"])


def intent_of(session: Json) -> Json | None:
    intent = session["payment_intent"]
    if intent is not None and not isinstance(intent, Mapping):
        raise TypeError("the PaymentIntent is not expanded")
    return intent


def refund_state(refund: Json, mode: str) -> RefundState:
    """`mode` is the key's: a refund does not say its own."""
    currency = str(refund["currency"]).upper()
    state = REFUND_STATES[refund["status"]]
    return RefundState(
        refund_id=refund["id"],
        state=state,
        ours=metadata(refund, REFUND),
        payment_id=id_of(refund["payment_intent"]),
        amount_minor=from_stripe(refund["amount"], currency),
        currency=currency,
        mode=mode,
        failure=str(refund.get("failure_reason") or refund["status"]) if state == "failed" else "",
    )


def dispute_state(dispute: Json) -> DisputeState:
    currency = str(dispute["currency"]).upper()
    return DisputeState(
        dispute_id=dispute["id"],
        state=outcome(dispute),
        payment_id=id_of(dispute["payment_intent"]),
        amount_minor=from_stripe(dispute["amount"], currency),
        currency=currency,
        mode=mode_of(dispute),
        reason=str(dispute.get("reason") or ""),
    )


def outcome(dispute: Json) -> Literal["open", "won", "lost"]:
    """`prevented` was settled before it began, often by giving the money back: what left the account tells."""
    if dispute["status"] == "prevented":
        return "lost" if sum(moved["amount"] for moved in dispute.get("balance_transactions") or ()) < 0 else "won"
    return DISPUTE_STATES.get(dispute["status"], "open")


def metadata(thing: Json, key: str) -> str:
    kept = thing.get("metadata")
    value = kept.get(key) if isinstance(kept, Mapping) else None
    return value if isinstance(value, str) else ""


def id_of(thing: Any) -> str:
    """Of an object that Stripe names by its id or writes out; empty when there is none."""
    found = thing.get("id") if isinstance(thing, Mapping) else thing
    return found if isinstance(found, str) else ""


def mode_of(thing: Json) -> str:
    return "live" if thing["livemode"] else "test"
