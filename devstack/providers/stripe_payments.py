"""PaymentIntents and their charges."""

from devstack.providers import events, stripe_disputes
from devstack.providers.store import Json, Store, letters
from devstack.providers.stripe_errors import StripeRefusal

# Stripe's published test cards (docs.stripe.com/testing).
DECLINED = {
    "4000000000000002": ("card_declined", "generic_decline", "Your card was declined."),
    "4000000000009995": ("card_declined", "insufficient_funds", "Your card has insufficient funds."),
    "4000000000009987": ("card_declined", "lost_card", "Your card was declined."),
    "4000000000000069": ("expired_card", "expired_card", "Your card has expired."),
    "4000000000000127": ("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
    "4000000000000119": ("processing_error", "processing_error", "An error occurred while processing your card."),
}
DISPUTED = "4000000000000259"
REFUND_PENDS = "4000000000007726"
REFUND_FAILS = "4000000000005126"


def create(store: Store, amount: int, currency: str, asked: Json) -> Json:
    """A payment of a session."""
    id = f"pi_{letters(24)}"
    intent: Json = {
        "id": id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{id}_secret_{letters(25)}",
        "confirmation_method": "automatic",
        "created": int(store.now()),
        "currency": currency,
        "customer": None,
        "description": asked.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": asked.get("metadata") or {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_options": {},
        "payment_method_types": ["card", "sepa_debit"],
        "processing": None,
        "receipt_email": asked.get("receipt_email"),
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "statement_descriptor": asked.get("statement_descriptor"),
        "statement_descriptor_suffix": asked.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }
    store.put("payment_intents", intent)
    events.stripe(store, "payment_intent.created", intent)
    return intent


def charge_card(store: Store, intent: Json, card: str) -> None:
    """Takes the money, or raises Stripe's 402 after noting the failure on the payment."""
    card = card.replace(" ", "")
    if card in DECLINED:
        raise _decline(store, intent, *DECLINED[card])
    charge = _charge(store, intent, "card", card)
    _succeed(store, intent, charge)
    if card == DISPUTED:
        stripe_disputes.open_dispute(store, intent, "fraudulent", inquiry=False)


def _decline(store: Store, intent: Json, code: str, decline_code: str, message: str) -> StripeRefusal:
    charge = _charge(store, intent, "card", "")
    charge |= {"status": "failed", "paid": False, "captured": False, "amount_captured": 0}
    charge |= {"failure_code": code, "failure_message": message}
    intent["latest_charge"] = charge["id"]
    refusal = StripeRefusal(402, "card_error", message, code, began=True, decline_code=decline_code, charge=charge["id"])
    intent["last_payment_error"] = refusal.body["error"]
    events.stripe(store, "charge.failed", charge)
    events.stripe(store, "payment_intent.payment_failed", intent)
    return refusal


def begin_debit(store: Store, intent: Json) -> None:
    """A debit that takes days."""
    charge = _charge(store, intent, "sepa_debit", "3000")
    charge |= {"status": "pending", "paid": False, "captured": False, "amount_captured": 0}
    intent |= {"status": "processing", "latest_charge": charge["id"], "last_payment_error": None}
    events.stripe(store, "payment_intent.processing", intent)
    events.stripe(store, "charge.pending", charge)


def end_debit(store: Store, intent: Json, ok: bool) -> None:
    """The debit's outcome."""
    charge = store.kind("charges")[intent["latest_charge"]]
    if ok:
        charge |= {"status": "succeeded", "paid": True, "captured": True, "amount_captured": charge["amount"]}
        _succeed(store, intent, charge)
        return
    charge |= {"status": "failed", "failure_code": "insufficient_funds", "failure_message": "The debit was not paid."}
    intent["status"] = "requires_payment_method"
    intent["last_payment_error"] = {
        "type": "invalid_request_error",
        "code": "payment_intent_payment_attempt_failed",
        "message": "The customer's account has insufficient funds to cover this payment.",
    }
    events.stripe(store, "charge.failed", charge)
    events.stripe(store, "payment_intent.payment_failed", intent)


def _succeed(store: Store, intent: Json, charge: Json) -> None:
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"]}
    intent |= {"last_payment_error": None, "payment_method": charge["payment_method"]}
    events.stripe(store, "charge.succeeded", charge)
    events.stripe(store, "payment_intent.succeeded", intent)


def cancel(store: Store, intent: Json) -> None:
    """The session it belongs to expired."""
    intent |= {"status": "canceled", "canceled_at": int(store.now()), "cancellation_reason": "automatic"}
    events.stripe(store, "payment_intent.canceled", intent)


def _charge(store: Store, intent: Json, method: str, number: str) -> Json:
    charge = {
        "id": f"{'ch' if method == 'card' else 'py'}_{letters(24)}",
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {"address": None, "email": None, "name": "Test Buyer", "phone": None, "tax_id": None},
        "captured": True,
        "created": int(store.now()),
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": f"pm_{letters(24)}",
        "payment_method_details": _details(method, number[-4:] or "0002"),
        "receipt_email": intent["receipt_email"],
        "refunded": False,
        "status": "succeeded",
    }
    store.kind("cards")[charge["id"]] = {"number": number}
    return store.put("charges", charge)


def _details(method: str, last4: str) -> Json:
    card = {"brand": "visa", "country": "US", "exp_month": 12, "exp_year": 2034, "fingerprint": letters(16), "funding": "credit"}
    return {"type": method, method: {"last4": last4} | (card if method == "card" else {})}
