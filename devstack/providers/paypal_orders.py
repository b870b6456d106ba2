"""Orders: created by us, approved by the buyer, captured by us; an approval that is not captured is reversed."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from devstack.providers import events, paypal_money, paypal_payments
from devstack.providers.events import iso
from devstack.providers.paypal_errors import impossible, malformed
from devstack.providers.store import Json, Store, capitals

_UNAPPROVED_FOR, _APPROVED_FOR = 6 * 3600, 3 * 3600
_LONGEST = {"custom_id": 127, "invoice_id": 127, "description": 127, "reference_id": 256, "soft_descriptor": 22}
_PAYER: Json = {
    "name": {"given_name": "Test", "surname": "Buyer"},
    "email_address": "buyer@example.com",
    "payer_id": "QYR5Z8XDVJNXQ",
    "address": {"country_code": "US"},
}


def create(store: Store, asked: Json) -> Json:
    """A new order over one purchase unit, for the buyer to approve."""
    if asked.get("intent") not in {"CAPTURE", "AUTHORIZE"}:
        issue = "INVALID_PARAMETER_VALUE" if "intent" in asked else "MISSING_REQUIRED_PARAMETER"
        raise malformed(issue, "/intent", asked.get("intent", ""))
    if asked["intent"] != "CAPTURE":
        raise impossible("UNSUPPORTED_INTENT", "The emulator only captures.", "/intent", asked["intent"])
    units = asked.get("purchase_units")
    if not isinstance(units, list) or not units:
        raise malformed("MISSING_REQUIRED_PARAMETER", "/purchase_units")
    if len(units) > 1:
        raise malformed("INVALID_ARRAY_MAX_ITEMS", "/purchase_units", "", "The emulator does one purchase unit.")
    context, source = _context(asked)
    now = iso(store.now())
    order: Json = {
        "id": capitals(17),
        "intent": "CAPTURE",
        "status": "PAYER_ACTION_REQUIRED" if source else "CREATED",
        "purchase_units": [_unit(store, units[0])],
        "create_time": now,
        "update_time": now,
    }
    if source:
        order["payment_source"] = {"paypal": {}}
    order["links"] = _links(store, order, "payer-action" if source else "approve")
    store.kind("paypal_contexts")[order["id"]] = {"id": order["id"], "at": store.now(), "plan": "", **context}
    return store.put("paypal_orders", order)


def _context(asked: Json) -> tuple[Json, bool]:
    source: Any = (asked.get("payment_source") or {}).get("paypal")
    context: Json = (source or {}).get("experience_context") or asked.get("application_context") or {}
    for name in ("return_url", "cancel_url"):
        if name in context and urlsplit(context[name]).scheme not in {"http", "https"}:
            raise malformed("INVALID_PARAMETER_SYNTAX", f"/payment_source/paypal/experience_context/{name}", context[name])
    return {name: context.get(name, "") for name in ("return_url", "cancel_url", "brand_name")}, source is not None


def _unit(store: Store, asked: Json) -> Json:
    where = "/purchase_units/@reference_id=='default'"
    for name, longest in _LONGEST.items():
        if len(asked.get(name, "")) > longest:
            raise malformed("INVALID_STRING_LENGTH", f"{where}/{name}", asked[name])
    amount = paypal_money.read(asked.get("amount"), f"{where}/amount")
    _check_items(asked, amount, where)
    given: Json = {name: asked[name] for name in ("description", "custom_id", "invoice_id", "soft_descriptor") if name in asked}
    if "items" in asked:
        given["items"] = asked["items"]
        amount["breakdown"] = asked["amount"]["breakdown"]
    payee = asked.get("payee") or {"email_address": "studio@example.com", "merchant_id": store.data["paypal_merchant"]}
    return {"reference_id": asked.get("reference_id", "default"), "amount": amount, "payee": payee, **given}


def _check_items(asked: Json, amount: Json, where: str) -> None:
    if "items" not in asked:
        return
    breakdown = asked["amount"].get("breakdown") or {}
    if "item_total" not in breakdown:
        raise impossible("ITEM_TOTAL_REQUIRED", "", f"{where}/amount/breakdown/item_total")
    total = sum(paypal_money.of(paypal_money.read(i["unit_amount"], where)) * int(i["quantity"]) for i in asked["items"])
    if total != paypal_money.of(breakdown["item_total"]):
        raise impossible("ITEM_TOTAL_MISMATCH", "", f"{where}/amount/breakdown/item_total", breakdown["item_total"]["value"])
    signs = {"item_total": 1, "tax_total": 1, "shipping": 1, "handling": 1, "insurance": 1, "discount": -1}
    if paypal_money.of(amount) != sum(signs[name] * paypal_money.of(part) for name, part in breakdown.items()):
        raise impossible("AMOUNT_MISMATCH", "", f"{where}/amount/value", amount["value"])


def _links(store: Store, order: Json, rel: str) -> list[Json]:
    own = f"{store.url}/v2/checkout/orders/{order['id']}"
    links = [{"href": own, "rel": "self", "method": "GET"}]
    if order["status"] in {"CREATED", "PAYER_ACTION_REQUIRED"}:
        links.append({"href": f"{store.url}/checkoutnow?token={order['id']}", "rel": rel, "method": "GET"})
    if order["status"] in {"CREATED", "APPROVED"}:
        links.append({"href": f"{own}/capture", "rel": "capture", "method": "POST"})
    return links


def plan(store: Store, order: Json, how: str) -> None:
    """What the next capture comes to: declined, instrument, pending."""
    store.kind("paypal_contexts")[order["id"]]["plan"] = how


# --- the buyer


def approve(store: Store, order: Json) -> str:
    """The buyer agrees; where they go on."""
    if order["status"] not in {"CREATED", "PAYER_ACTION_REQUIRED"}:
        raise impossible("ORDER_ALREADY_APPROVED", f"This order is {order['status']}.")
    order |= {"status": "APPROVED", "payer": dict(_PAYER), "update_time": iso(store.now())}
    wallet = {"email_address": _PAYER["email_address"], "account_id": _PAYER["payer_id"], "name": _PAYER["name"]}
    order["payment_source"] = {"paypal": wallet | {"account_status": "VERIFIED", "address": {"country_code": "US"}}}
    order["links"] = _links(store, order, "approve")
    store.kind("paypal_contexts")[order["id"]]["at"] = store.now()
    events.paypal(store, "CHECKOUT.ORDER.APPROVED", "checkout-order", order, "An order has been approved by buyer")
    return back(store, order, "return_url")


def back(store: Store, order: Json, which: str) -> str:
    """`return_url` or `cancel_url` with PayPal's own additions."""
    url = str(store.kind("paypal_contexts")[order["id"]][which])
    if not url:
        return ""
    more = {"token": order["id"]} | ({"PayerID": _PAYER["payer_id"]} if which == "return_url" else {})
    return f"{url}{'&' if '?' in url else '?'}{urlencode(more)}"


# --- capture


def capture(store: Store, order: Json) -> Json:
    """Takes the money of an approved order."""
    if order["status"] == "COMPLETED":
        text = "Order already captured. If 'intent=CAPTURE' only one capture per order is allowed."
        raise impossible("ORDER_ALREADY_CAPTURED", text)
    if order["status"] != "APPROVED":
        raise impossible("ORDER_NOT_APPROVED", "Payer has not yet approved the Order for payment.")
    _refuse_second_invoice(store, order)
    context = store.kind("paypal_contexts")[order["id"]]
    planned, context["plan"] = context["plan"], ""
    if planned == "instrument":
        text = "The instrument presented was either declined by the processor or bank, or it can't be used for this payment."
        raise impossible("INSTRUMENT_DECLINED", text)
    status = {"declined": "DECLINED", "pending": "PENDING"}.get(planned, "COMPLETED")
    taken = paypal_payments.create_capture(store, order, status)
    order |= {"status": "COMPLETED", "update_time": iso(store.now())}
    order["purchase_units"][0]["payments"] = {"captures": [_inside(taken)]}
    order["links"] = _links(store, order, "approve")
    return order


def _refuse_second_invoice(store: Store, order: Json) -> None:
    """PayPal's guard against paying an invoice twice, on by default."""
    invoice = order["purchase_units"][0].get("invoice_id")
    taken = {c.get("invoice_id") for c in store.kind("captures").values() if c["status"] != "DECLINED"}
    if invoice and invoice in taken:
        raise impossible("DUPLICATE_INVOICE_ID", "Duplicate Invoice ID detected. To avoid a potential duplicate transaction.")


def _inside(capture: Json) -> Json:
    """A capture as an order shows it: without what the order itself says."""
    return {name: value for name, value in capture.items() if name not in {"payee", "supplementary_data"}}


def shown(store: Store, order: Json) -> Json:
    """The order with its capture as that is now."""
    for unit in order["purchase_units"]:
        for place, taken in enumerate(unit.get("payments", {}).get("captures", [])):
            unit["payments"]["captures"][place] = _inside(store.kind("captures")[taken["id"]])
        given_back = [r for r in store.kind("paypal_refunds").values() if _is_of(r, unit)]
        if given_back:
            unit["payments"]["refunds"] = given_back
    return order


def _is_of(refund: Json, unit: Json) -> bool:
    captures = unit.get("payments", {}).get("captures", [])
    return any(paypal_payments.capture_of(refund) == taken["id"] for taken in captures)


# --- time


def forgotten(store: Store, order: Json) -> bool:
    """Whether nobody approved it in time: PayPal knows it no more."""
    age = store.now() - store.kind("paypal_contexts")[order["id"]]["at"]
    return order["status"] in {"CREATED", "PAYER_ACTION_REQUIRED"} and age > _UNAPPROVED_FOR


def overdue(store: Store) -> list[Json]:
    """Orders approved, but not captured in time."""
    contexts, now = store.kind("paypal_contexts"), store.now()
    approved = [o for o in store.kind("paypal_orders").values() if o["status"] == "APPROVED"]
    return [order for order in approved if contexts[order["id"]]["at"] + _APPROVED_FOR <= now]


def reverse_approval(store: Store, order: Json) -> None:
    """The buyer's agreement is void."""
    order |= {"status": "VOIDED", "update_time": iso(store.now())}
    order["links"] = _links(store, order, "approve")
    resource = {"order_id": order["id"], "purchase_units": order["purchase_units"], "payment_source": order["payment_source"]}
    text = "A payment has been reversed after approval."
    events.paypal(store, "CHECKOUT.PAYMENT-APPROVAL.REVERSED", "checkout-order", resource, text)
