"""Disputes: the buyer's bank takes the money, asks only (an inquiry), gives it back or keeps it."""

from devstack.providers import events
from devstack.providers.store import Json, Store, letters
from devstack.providers.stripe_errors import invalid

_EVIDENCE = (
    *("access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure"),
    *("cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name"),
    *("customer_purchase_ip", "customer_signature", "duplicate_charge_documentation"),
    *("duplicate_charge_explanation", "duplicate_charge_id", "product_description", "receipt", "refund_policy"),
    *("refund_policy_disclosure", "refund_refusal_explanation", "service_date", "service_documentation"),
    *("shipping_address", "shipping_carrier", "shipping_date", "shipping_documentation"),
    *("shipping_tracking_number", "uncategorized_file", "uncategorized_text"),
)


def open_dispute(store: Store, intent: Json, reason: str, inquiry: bool) -> Json:
    """A dispute over what of the charge was not given back."""
    if intent["status"] != "succeeded":
        raise invalid("Only a payment that succeeded can be disputed.")
    charge = store.kind("charges")[intent["latest_charge"]]
    if charge["disputed"] or charge["refunded"]:
        raise invalid("This charge is disputed or refunded already.")
    dispute = store.put("disputes", _dispute(store, charge, reason, inquiry))
    charge["disputed"] = True
    events.stripe(store, "charge.dispute.created", dispute)
    if not inquiry:
        events.stripe(store, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def _dispute(store: Store, charge: Json, reason: str, inquiry: bool) -> Json:
    card = {"brand": "visa", "case_type": "inquiry" if inquiry else "chargeback", "network_reason_code": "10.4"}
    card["network"] = "visa"
    return {
        "id": f"du_{letters(24)}",
        "object": "dispute",
        "amount": charge["amount_captured"] - charge["amount_refunded"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": int(store.now()),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(_EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": int(store.now()) + 7 * 86400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {"card": card, "type": "card"},
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }


def forbids_refund(store: Store, charge: Json) -> bool:
    """Whether a dispute that is open or lost holds the charge's money."""
    of_charge = [d for d in store.kind("disputes").values() if d["charge"] == charge["id"]]
    return any(not dispute["is_charge_refundable"] for dispute in of_charge)


def close(store: Store, dispute: Json, outcome: str) -> None:
    """The bank's word: `won` brings the money back."""
    inquiry = dispute["status"].startswith("warning_")
    if dispute["status"] not in {"needs_response", "under_review", "warning_needs_response", "warning_under_review"}:
        raise invalid(f"This dispute is {dispute['status']} already.")
    if outcome not in ({"warning_closed"} if inquiry else {"won", "lost"}):
        raise invalid(f"Such a dispute does not end as {outcome}.")
    before = {"status": dispute["status"]}
    dispute["status"] = outcome
    dispute["is_charge_refundable"] = outcome != "lost"  # the charge itself stays `disputed`: it has been
    events.stripe(store, "charge.dispute.updated", dispute, before)
    events.stripe(store, "charge.dispute.closed", dispute)
    if outcome == "won":
        events.stripe(store, "charge.dispute.funds_reinstated", dispute)
