"""Checkout Sessions: made by us, paid, declined, delayed or left by the buyer."""

from typing import Any
from urllib.parse import urlsplit

from devstack.providers import events, stripe_payments
from devstack.providers.store import Json, Store, letters
from devstack.providers.stripe_errors import invalid
from devstack.providers.stripe_money import check_currency, check_step, check_total
from devstack.providers.stripe_params import empty

# What the emulator really does; anything else that Stripe knows is refused rather than silently left out.
_EMULATED = {
    *("mode", "ui_mode", "success_url", "cancel_url", "line_items", "client_reference_id", "customer_email", "locale"),
    *("metadata", "payment_intent_data", "expires_at", "expand", "payment_method_types", "submit_type"),
    *("billing_address_collection", "customer_creation", "adaptive_pricing"),
}
_DAY, _HALF_HOUR = 24 * 3600, 1800


def create(store: Store, params: Json) -> Json:
    """A new open session, once everything about it is as Stripe wants it."""
    now = int(store.now())
    _check(params, now)
    lines = _lines(params["line_items"])
    currency, total = lines[0]["currency"], sum(line["amount_total"] for line in lines)
    check_total(total, currency)
    session = _session(store, params, now, currency, total)
    for line in lines:
        line["id"] = f"li_{letters(24)}"
    store.kind("session_details")[session["id"]] = {
        "id": session["id"],
        "lines": lines,
        "intent": params.get("payment_intent_data", {}),
    }
    return store.put("sessions", session)


def _check(params: Json, now: int) -> None:
    for name in params:
        if name not in _EMULATED:
            raise invalid(f"The emulator does not do '{name}', though Stripe does.", param=name)
    if params.get("mode") != "payment" or params.get("ui_mode", "hosted_page") != "hosted_page":
        raise invalid("The emulator only does mode=payment on the hosted page.", param="mode")
    if not params.get("line_items"):
        raise invalid("Missing required param: line_items.", "parameter_missing", "line_items")
    if "success_url" not in params:
        raise invalid("Missing required param: success_url.", "parameter_missing", "success_url")
    for name in ("success_url", "cancel_url"):
        if name in params:
            _check_url(params[name], name)
    if "@" not in params.get("customer_email", "a@b"):
        raise invalid(f"Invalid email address: {params['customer_email']}", "email_invalid", "customer_email")
    if len(params.get("client_reference_id", "")) > 200:
        raise invalid("Invalid string: must be at most 200 characters", param="client_reference_id")
    _check_expiry(params.get("expires_at", now + _DAY), now)


def _check_url(url: str, param: str) -> None:
    parts = urlsplit(url.replace("{CHECKOUT_SESSION_ID}", "x"))
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise invalid("Not a valid URL", "url_invalid", param)


def _check_expiry(stamp: int, now: int) -> None:
    between = "The `expires_at` timestamp must be {} from Checkout Session creation."
    if stamp < now + _HALF_HOUR:
        raise invalid(between.format("at least 30 minutes"), param="expires_at")
    if stamp > now + _DAY:
        raise invalid(between.format("less than 24 hours"), param="expires_at")


def _lines(asked: list[Json]) -> list[Json]:
    if len(asked) > 100:
        raise invalid("Invalid array: at most 100 line items", param="line_items")
    lines = [_line(item, f"line_items[{place}]") for place, item in enumerate(asked)]
    if len({line["currency"] for line in lines}) > 1:
        raise invalid("All line items must have the same currency.", param="line_items")
    return lines


def _line(item: Json, path: str) -> Json:
    price, where = item.get("price_data"), f"{path}[price_data]"
    if price is None:
        raise invalid("The emulator knows no prices but inline `price_data`.", param=path)
    for name in ("unit_amount", "product_data"):
        if name not in price:
            raise invalid(f"Missing required param: {where}[{name}].", "parameter_missing", f"{where}[{name}]")
    if not price["product_data"]["name"].strip():
        raise empty(f"{where}[product_data][name]")
    check_currency(price["currency"], f"{where}[currency]")
    currency, amount, quantity = price["currency"].lower(), price["unit_amount"], item.get("quantity")
    if quantity is None:
        raise invalid("Quantity is required. Add `quantity` to the line item.", "parameter_missing", f"{path}[quantity]")
    if amount < 0 or quantity < 1:
        name = "price_data][unit_amount" if amount < 0 else "quantity"
        raise invalid("Invalid non-negative integer", "parameter_invalid_integer", f"{path}[{name}]")
    check_step(amount, currency, f"{where}[unit_amount]")
    return _line_item(price, currency, amount, quantity)


def _line_item(price: Json, currency: str, amount: int, quantity: int) -> Json:
    return {
        "id": "",
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount * quantity,
        "amount_tax": 0,
        "amount_total": amount * quantity,
        "currency": currency,
        "description": price["product_data"]["name"],
        "metadata": {},
        "price": None,
        "quantity": quantity,
    }


def _session(store: Store, params: Json, now: int, currency: str, total: int) -> Json:
    id = f"cs_test_{letters(58)}"
    email = params.get("customer_email")
    return {
        "id": id,
        "object": "checkout.session",
        "after_expiration": None,
        "adaptive_pricing": {"enabled": params.get("adaptive_pricing", {}).get("enabled", False)},
        "allow_promotion_codes": None,
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "client_secret": None,
        "created": now,
        "currency": currency,
        "custom_fields": [],
        "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        "customer": None,
        "customer_creation": params.get("customer_creation", "if_required"),
        "customer_details": _customer(email) if email else None,
        "customer_email": email,
        "discounts": [],
        "expires_at": params.get("expires_at", now + _DAY),
        "invoice": None,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata") or {},
        "mode": "payment",
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": params.get("payment_method_types", ["card", "sepa_debit"]),
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "setup_intent": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{store.url}/c/pay/{id}",
    }


def _customer(email: str) -> Json:
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {
        "address": address,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


# --- the buyer


def pay(store: Store, session: Json, card: str) -> str:
    """Pays by this test card; StripeRefusal 402 when the card is declined, the session stays open then."""
    _must_be_open(session)
    intent = _intent(store, session)
    stripe_payments.charge_card(store, intent, card)
    _complete(store, session, "paid")
    return back(session)


def pay_later(store: Store, session: Json) -> str:
    """A bank debit: the buyer is done, the money is on its way."""
    _must_be_open(session)
    stripe_payments.begin_debit(store, _intent(store, session))
    _complete(store, session, "unpaid")
    return back(session)


def settle_later(store: Store, session: Json, ok: bool) -> None:
    """The money of a bank debit came, or will not come."""
    if session["status"] != "complete" or session["payment_status"] != "unpaid":
        raise invalid("This Checkout Session waits for no delayed payment.")
    stripe_payments.end_debit(store, store.kind("payment_intents")[session["payment_intent"]], ok)
    if ok:
        session["payment_status"] = "paid"
    events.stripe(store, f"checkout.session.async_payment_{'succeeded' if ok else 'failed'}", session)


def _intent(store: Store, session: Json) -> Json:
    """The session's payment, made when the buyer first tries to pay."""
    if session["payment_intent"] is None:
        asked = store.kind("session_details")[session["id"]]["intent"]
        intent = stripe_payments.create(store, session["amount_total"], session["currency"], asked)
        session["payment_intent"] = intent["id"]
    return store.kind("payment_intents")[session["payment_intent"]]


def _complete(store: Store, session: Json, payment_status: str) -> None:
    email = session["customer_email"] or "buyer@example.com"
    session |= {"status": "complete", "payment_status": payment_status, "url": None}
    session["customer_details"] = _customer(email) | {"name": "Test Buyer"}
    events.stripe(store, "checkout.session.completed", session)


def back(session: Json) -> str:
    """The success address with the session's id in the place kept for it."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _must_be_open(session: Json) -> None:
    if session["status"] != "open":
        raise invalid(f"This Checkout Session is {session['status']}.")


# --- its end


def expire(store: Store, session: Json) -> Json:
    """Ends an open session; refused for any other."""
    if session["status"] != "open":
        message = 'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of '
        raise invalid(f"{message}`{session['status']}`.", began=True)
    session |= {"status": "expired", "url": None}
    if session["payment_intent"]:
        stripe_payments.cancel(store, store.kind("payment_intents")[session["payment_intent"]])
    events.stripe(store, "checkout.session.expired", session)
    return session


def overdue(store: Store) -> list[Json]:
    """Open sessions whose time is over."""
    now = store.now()
    return [s for s in store.kind("sessions").values() if s["status"] == "open" and s["expires_at"] <= now]


def lines(store: Store, session: Json) -> list[Any]:
    """What is bought."""
    found: list[Any] = store.kind("session_details")[session["id"]]["lines"]
    return found
