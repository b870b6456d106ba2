"""PayPal's objects read as ours: pure, from plain dicts. A key that must be there and is not raises, see `read_whole`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from sidecar.gateways.base import DisputeState, PaymentState, RefundState
from sidecar.gateways.currencies import from_paypal

Json = Mapping[str, Any]
State = Literal["open", "approved", "waiting", "paid", "failed", "expired"]

ORDER_STATES: Mapping[str, State] = {
    "CREATED": "open",
    "SAVED": "open",
    "PAYER_ACTION_REQUIRED": "open",
    "APPROVED": "approved",
    "VOIDED": "expired",
}
# Money that came and went back was there: what went back is told by its refunds.
CAPTURE_STATES: Mapping[str, Literal["waiting", "paid", "failed"]] = {
    "COMPLETED": "paid",
    "PARTIALLY_REFUNDED": "paid",
    "REFUNDED": "paid",
    "PENDING": "waiting",
    "DECLINED": "failed",
    "DENIED": "failed",
    "FAILED": "failed",
    "REVERSED": "failed",
}
REFUND_STATES: Mapping[str, Literal["pending", "settled", "failed"]] = {
    "PENDING": "pending",
    "COMPLETED": "settled",
    "FAILED": "failed",
    "CANCELLED": "failed",
}
# Of a case that is RESOLVED. NONE: closed without a decision, because of another case about the same payment.
OUTCOMES: Mapping[str, Literal["won", "lost"]] = {
    "RESOLVED_BUYER_FAVOUR": "lost",
    "ACCEPTED": "lost",
    "RESOLVED_SELLER_FAVOUR": "won",
    "RESOLVED_WITH_PAYOUT": "won",  # PayPal paid the buyer out of its own pocket
    "CANCELED_BY_BUYER": "won",
    "DENIED": "won",
    "NONE": "won",
}
REVERSAL = "reversal:"  # money taken back without a case: a dispute named by the payment
NO_SITE = "default"  # what PayPal calls a unit that was given no name
STILL_THERE = frozenset(("COMPLETED", "PARTIALLY_REFUNDED", "PENDING"))
MODES = {
    **dict.fromkeys(("api.paypal.com", "api-m.paypal.com"), "live"),
    **dict.fromkeys(("api.sandbox.paypal.com", "api-m.sandbox.paypal.com"), "test"),
}


@dataclass(frozen=True)
class Place:
    """Where an object was read: what objects do not say themselves."""

    mode: str
    pages: str  # the address of PayPal's pages for buyers


def paid_in(amount: Json) -> tuple[int, str]:
    """Our minor units, and the currency."""
    currency = str(amount["currency_code"])
    return from_paypal(amount["value"], currency), currency


def payment_state(order: Json, place: Place) -> PaymentState:
    """Of an order with its capture. What was paid is what the capture says, not what the order wished for."""
    unit = order["purchase_units"][0]
    capture = capture_of(order)
    status = capture["status"] if capture else order["status"]
    state = CAPTURE_STATES[status] if capture else ORDER_STATES[status]
    minor, currency = paid_in((capture or unit)["amount"])
    return PaymentState(
        reference=order["id"],
        state=state,
        ours=str((capture or {}).get("custom_id") or unit.get("custom_id") or ""),
        mode=mode_of(order, place.mode),
        payment_id=capture["id"] if capture else "",
        amount_minor=minor if state == "paid" else 0,
        currency=currency,
        payee=str((unit.get("payee") or {}).get("merchant_id") or ""),
        url=page_of(order, place) if state == "open" else "",
        failure=why(capture) if capture and state == "failed" else "",
        site=site_of(unit),
    )


def site_of(unit: Json) -> str:
    name = str(unit.get("reference_id") or "")
    return "" if name == NO_SITE else name


def capture_of(order: Json) -> Json | None:
    """The one that counts: money that is there before money on its way. A refused one counts only once the order is closed."""
    captures: list[Json] = [c for unit in order["purchase_units"] for c in (unit.get("payments") or {}).get("captures") or ()]
    ranked = sorted(captures, key=lambda c: ("paid", "waiting", "failed").index(CAPTURE_STATES[c["status"]]))
    if not ranked or (order["status"] in ORDER_STATES and CAPTURE_STATES[ranked[0]["status"]] == "failed"):
        return None
    return ranked[0]


def why(thing: Json) -> str:
    return str((thing.get("status_details") or {}).get("reason") or thing["status"])


def page_of(order: Json, place: Place) -> str:
    """Where the buyer goes on."""
    links = by_purpose(order)
    return links.get("payer-action") or links.get("approve") or f"{place.pages}/checkoutnow?token={order['id']}"


def refunds_in(order: Json) -> Iterable[Json]:
    return (r for unit in order["purchase_units"] for r in (unit.get("payments") or {}).get("refunds") or ())


def refund_state(refund: Json, place: Place) -> RefundState:
    state = REFUND_STATES[refund["status"]]
    minor, currency = paid_in(refund["amount"])
    ours = refund.get("custom_id")
    return RefundState(
        refund_id=refund["id"],
        state=state,
        # The same id twice is our own writing; two different ones are the payment's, on a refund made at PayPal's pages.
        ours=str(ours) if ours and ours == refund.get("invoice_id") else "",
        payment_id=refunded(refund),
        amount_minor=minor,
        currency=currency,
        mode=mode_of(refund, place.mode),
        failure=why(refund) if state == "failed" else "",
    )


def refunded(refund: Json) -> str:
    """The capture that a refund is of: only its link says so."""
    up = by_purpose(refund).get("up", "")
    before, _, capture = up.partition("/captures/")
    return capture if before and "/" not in capture else ""


def dispute_state(dispute: Json, place: Place) -> DisputeState:
    minor, currency = paid_in(dispute["dispute_amount"])
    outcome = str((dispute.get("dispute_outcome") or {}).get("outcome_code") or "")
    return DisputeState(
        dispute_id=dispute["dispute_id"],
        state=OUTCOMES.get(outcome, "open") if dispute["status"] == "RESOLVED" else "open",
        payment_id=disputed(dispute),
        amount_minor=minor,
        currency=currency,
        mode=mode_of(dispute, place.mode),
        reason=str(dispute.get("reason") or ""),
    )


def disputed(dispute: Json) -> str:
    transactions = dispute.get("disputed_transactions") or [{}]
    return str(transactions[0].get("seller_transaction_id") or "")


def reversal_state(capture: Json, place: Place) -> DisputeState:
    """Of money taken back. As long as the payment itself does not say so it counts as open: frozen, and a person looks."""
    minor, currency = paid_in(capture["amount"])
    return DisputeState(
        dispute_id=REVERSAL + capture["id"],
        state="open" if capture["status"] in STILL_THERE else "lost",
        payment_id=capture["id"],
        amount_minor=minor,
        currency=currency,
        mode=mode_of(capture, place.mode),
        reason=str((capture.get("status_details") or {}).get("reason") or "REVERSED"),
    )


def order_id_of(capture: Json) -> str:
    """The order that a capture belongs to; empty when it does not say."""
    related = (capture.get("supplementary_data") or {}).get("related_ids") or {}
    if related.get("order_id"):
        return str(related["order_id"])
    before, _, order = by_purpose(capture).get("up", "").partition("/checkout/orders/")
    return order if before and "/" not in order else ""


def by_purpose(thing: Json) -> dict[str, str]:
    return {str(link["rel"]): str(link["href"]) for link in thing.get("links") or ()}


def mode_of(thing: Json, default: str) -> str:
    """By the address that PayPal itself gives for the object."""
    return MODES.get(urlsplit(by_purpose(thing).get("self", "")).netloc, default)
