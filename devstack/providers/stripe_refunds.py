"""Refunds: never more than was captured; pending, succeeded, and failed even after success."""

from devstack.providers import events, stripe_disputes, stripe_payments
from devstack.providers.store import Json, Store, letters
from devstack.providers.stripe_errors import invalid, missing
from devstack.providers.stripe_money import check_step, shown

_EMULATED = {"payment_intent", "charge", "amount", "reason", "metadata", "expand"}


def create(store: Store, params: Json) -> Json:
    """Gives money back, if there is that much left to give."""
    for name in params:
        if name not in _EMULATED:
            raise invalid(f"The emulator does not do '{name}', though Stripe does.", param=name)
    charge = _charge_of(store, params)
    amount = params.get("amount", charge["amount_captured"] - charge["amount_refunded"])
    _check(store, charge, amount)
    refund = store.put("refunds", _refund(store, charge, amount, params))
    _count(charge, amount)
    plan = store.kind("cards").get(charge["id"], {}).get("number", "")
    pends = store.data["plans"].get("stripe_refunds_pend") or plan == stripe_payments.REFUND_PENDS
    refund["status"] = "pending" if pends else "succeeded"
    events.stripe(store, "refund.created", refund)
    events.stripe(store, "charge.refunded", charge)
    if plan == stripe_payments.REFUND_FAILS:
        fail(store, refund, "expired_or_canceled_card")
    return refund


def _charge_of(store: Store, params: Json) -> Json:
    if "charge" in params:
        found = store.kind("charges").get(params["charge"])
        if found is None:
            raise missing("charge", params["charge"], "charge")
        return found
    if "payment_intent" not in params:
        raise invalid("One of the following params should be provided for this request: payment_intent or charge.")
    intent = store.kind("payment_intents").get(params["payment_intent"])
    if intent is None:
        raise missing("payment_intent", params["payment_intent"], "payment_intent")
    if intent["status"] != "succeeded":
        message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        raise invalid(message, "payment_intent_unexpected_state", began=True)
    return store.kind("charges")[intent["latest_charge"]]


def _check(store: Store, charge: Json, amount: int) -> None:
    left = charge["amount_captured"] - charge["amount_refunded"]
    if not charge["paid"]:
        raise invalid(f"Charge {charge['id']} was not paid.", "charge_not_refundable", began=True)
    if stripe_disputes.forbids_refund(store, charge):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise invalid(message, "charge_disputed", began=True)
    if charge["refunded"] or not left:
        raise invalid(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded", began=True)
    if amount < 1:
        raise invalid("Invalid positive integer", "parameter_invalid_integer", "amount")
    check_step(amount, charge["currency"], "amount")
    if amount > left:
        asked, rest = shown(amount, charge["currency"]), shown(left, charge["currency"])
        message = f"Refund amount ({asked}) is greater than unrefunded amount on charge ({rest})"
        raise invalid(message, "amount_too_large", "amount", began=True)


def _refund(store: Store, charge: Json, amount: int, params: Json) -> Json:
    return {
        "id": f"re_{letters(24)}",
        "object": "refund",
        "amount": amount,
        "balance_transaction": f"txn_{letters(24)}",
        "charge": charge["id"],
        "created": int(store.now()),
        "currency": charge["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": params.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def _count(charge: Json, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]


def finish(store: Store, refund: Json) -> None:
    """A pending refund arrived."""
    if refund["status"] != "pending":
        raise invalid(f"This refund is {refund['status']}.")
    refund["status"] = "succeeded"
    events.stripe(store, "refund.updated", refund, {"status": "pending"})
    events.stripe(store, "charge.refund.updated", refund, {"status": "pending"})


def fail(store: Store, refund: Json, reason: str) -> None:
    """The money came back to the merchant, maybe long after it was said to be sent."""
    if refund["status"] not in {"pending", "succeeded"}:
        raise invalid(f"This refund is {refund['status']}.")
    before = {"status": refund["status"], "failure_reason": None}
    refund |= {"status": "failed", "failure_reason": reason, "failure_balance_transaction": f"txn_{letters(24)}"}
    _count(store.kind("charges")[refund["charge"]], -refund["amount"])
    events.stripe(store, "refund.failed", refund)
    events.stripe(store, "refund.updated", refund, before)
    events.stripe(store, "charge.refund.updated", refund, before)
