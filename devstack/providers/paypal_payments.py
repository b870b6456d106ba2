"""Captures and refunds."""

import re
from typing import Any

from devstack.providers import events, paypal_disputes, paypal_money
from devstack.providers.events import iso
from devstack.providers.paypal_errors import impossible, malformed, missing
from devstack.providers.store import Json, Store, capitals

_REFUNDABLE_FOR = 180 * 86400


def one(store: Store, kind: str, id: str) -> Json:
    """The object itself; PayPal's 404 when there is none."""
    found = store.kind(kind).get(id)
    if found is None:
        raise missing()
    return found


def create_capture(store: Store, order: Json, status: str) -> Json:
    """The money of an order, as it came or did not come."""
    unit, now = order["purchase_units"][0], iso(store.now())
    amount = {name: unit["amount"][name] for name in ("currency_code", "value")}
    capture: Json = {
        "id": capitals(17),
        "status": status,
        "amount": amount,
        "final_capture": True,
        "seller_protection": {
            "status": "ELIGIBLE",
            "dispute_categories": ["ITEM_NOT_RECEIVED", "UNAUTHORIZED_TRANSACTION"],
        },
        "create_time": now,
        "update_time": now,
        "payee": unit["payee"],
        "supplementary_data": {"related_ids": {"order_id": order["id"]}},
    }
    capture |= {name: unit[name] for name in ("custom_id", "invoice_id") if name in unit}
    if status == "PENDING":
        capture["status_details"] = {"reason": "PENDING_REVIEW"}
    if status == "COMPLETED":
        capture["seller_receivable_breakdown"] = _after_fee(amount)
    capture["links"] = _links(store, capture["id"], order["id"])
    store.put("captures", capture)
    store.kind("capture_times")[capture["id"]] = {"id": capture["id"], "at": store.now()}
    _tell(store, capture, status)
    return capture


def _links(store: Store, id: str, order: str) -> list[Json]:
    own = f"{store.url}/v2/payments/captures/{id}"
    return [
        {"href": own, "rel": "self", "method": "GET"},
        {"href": f"{own}/refund", "rel": "refund", "method": "POST"},
        {"href": f"{store.url}/v2/checkout/orders/{order}", "rel": "up", "method": "GET"},
    ]


def _after_fee(amount: Json) -> Json:
    gross, code = paypal_money.of(amount), amount["currency_code"]
    fee = min(gross, gross * 349 // 10000 + 49)
    return {
        "gross_amount": amount,
        "paypal_fee": paypal_money.money(fee, code),
        "net_amount": paypal_money.money(gross - fee, code),
    }


def _tell(store: Store, capture: Json, what: str) -> None:
    money = f"{capture['amount']['value']} {capture['amount']['currency_code']}"
    text = f"Payment {what.lower()} for {money}"
    events.paypal(store, f"PAYMENT.CAPTURE.{what}", "capture", capture, text)


def finish_capture(store: Store, capture: Json, ok: bool) -> None:
    """A pending payment completes, or is denied."""
    if capture["status"] != "PENDING":
        raise impossible("CAPTURE_NOT_PENDING", f"This capture is {capture['status']}.")
    capture.pop("status_details", None)
    capture |= {"status": "COMPLETED" if ok else "DECLINED", "update_time": iso(store.now())}
    if ok:
        capture["seller_receivable_breakdown"] = _after_fee(capture["amount"])
    _tell(store, capture, "COMPLETED" if ok else "DENIED")


# --- refunds


def refund(store: Store, capture: Json, asked: Json) -> Json:
    """Gives money back, if there is that much left to give."""
    _check_text(asked)
    left = paypal_money.of(capture["amount"]) - given_back(store, capture)
    amount = _amount(capture, asked, left)
    _check(store, capture, amount, left)
    if paypal_disputes.holds(store, capture):
        raise impossible("TRANSACTION_DISPUTED", "Refunds cannot be offered at this time because there is an open dispute.")
    made = _make(store, capture, asked, amount)
    made["status"] = "PENDING" if store.data["plans"].get("paypal_refunds_pend") else "COMPLETED"
    if made["status"] == "PENDING":
        made["status_details"] = {"reason": "ECHECK"}
    _recount(store, capture)
    if made["status"] == "COMPLETED":
        _tell_refund(store, made, "PAYMENT.CAPTURE.REFUNDED", "was refunded")
    return made


def _check_text(asked: Json) -> None:
    if len(asked.get("custom_id", "")) > 127 or not re.fullmatch(r"[A-Za-z0-9\-_.,]*", asked.get("custom_id", "")):
        raise malformed("INVALID_PARAMETER_SYNTAX", "/custom_id", asked["custom_id"])
    for name, longest in (("invoice_id", 127), ("note_to_payer", 255)):
        if len(asked.get(name, "")) > longest:
            raise malformed("INVALID_STRING_LENGTH", f"/{name}", asked[name])


def _amount(capture: Json, asked: Json, left: int) -> int:
    given: Any = asked.get("amount")
    if given is None:
        return left
    money = paypal_money.read(given, "/amount")
    if money["currency_code"] != capture["amount"]["currency_code"]:
        text = "Refund must be in the same currency as the capture."
        raise impossible("REFUND_CAPTURE_CURRENCY_MISMATCH", text, "/amount/currency_code", money["currency_code"])
    return paypal_money.of(money)


def _check(store: Store, capture: Json, amount: int, left: int) -> None:
    if capture["status"] == "PENDING":
        raise impossible("PENDING_CAPTURE", "Cannot initiate a refund as the capture is pending.")
    if capture["status"] in {"DECLINED", "FAILED"}:
        raise impossible("REFUND_NOT_ALLOWED", "The capture did not complete.")
    if left == 0:
        raise impossible("CAPTURE_FULLY_REFUNDED", "The capture has already been fully refunded.")
    if amount > left:
        raise impossible("REFUND_AMOUNT_EXCEEDED", "The refund amount must be less than or equal to the capture amount.")
    if store.now() - store.kind("capture_times")[capture["id"]]["at"] > _REFUNDABLE_FOR:
        raise impossible("REFUND_TIME_LIMIT_EXCEEDED", "You are over the time limit to perform a refund on this capture.")


def _make(store: Store, capture: Json, asked: Json, amount: int) -> Json:
    now, money = iso(store.now()), paypal_money.money(amount, capture["amount"]["currency_code"])
    made: Json = {"id": capitals(17), "status": "COMPLETED", "amount": money, "create_time": now, "update_time": now}
    made |= {name: asked[name] for name in ("invoice_id", "custom_id", "note_to_payer") if asked.get(name)}
    made["seller_payable_breakdown"] = _after_fee(money) | {"total_refunded_amount": money}
    made["payer"] = {"email_address": "studio@example.com", "merchant_id": store.data["paypal_merchant"]}
    made["links"] = [
        {"href": f"{store.url}/v2/payments/refunds/{made['id']}", "rel": "self", "method": "GET"},
        {"href": f"{store.url}/v2/payments/captures/{capture['id']}", "rel": "up", "method": "GET"},
    ]
    return store.put("paypal_refunds", made)


def capture_of(refund: Json) -> str:
    """The capture a refund belongs to, as its links say."""
    return next(str(link["href"]).rsplit("/", 1)[1] for link in refund["links"] if link["rel"] == "up")


def given_back(store: Store, capture: Json) -> int:
    """Units on their way or arrived."""
    made = [r for r in store.kind("paypal_refunds").values() if capture_of(r) == capture["id"]]
    return sum(paypal_money.of(r["amount"]) for r in made if r["status"] in {"COMPLETED", "PENDING"})


def _recount(store: Store, capture: Json) -> None:
    total, back = paypal_money.of(capture["amount"]), given_back(store, capture)
    capture["status"] = "REFUNDED" if back == total else "PARTIALLY_REFUNDED" if back else "COMPLETED"
    capture["update_time"] = iso(store.now())


def _tell_refund(store: Store, made: Json, kind: str, what: str) -> None:
    text = f"A {made['amount']['value']} {made['amount']['currency_code']} capture payment {what}"
    events.paypal(store, kind, "refund", made, text)


def finish_refund(store: Store, made: Json, ok: bool) -> None:
    """A refund arrives, or fails, also after it was said to be complete."""
    if made["status"] not in ({"PENDING"} if ok else {"PENDING", "COMPLETED"}):
        raise impossible("REFUND_NOT_PENDING", f"This refund is {made['status']}.")
    made.pop("status_details", None)
    made |= {"status": "COMPLETED" if ok else "FAILED", "update_time": iso(store.now())}
    _recount(store, store.kind("captures")[capture_of(made)])
    kind, what = ("PAYMENT.CAPTURE.REFUNDED", "was refunded") if ok else ("PAYMENT.REFUND.FAILED", "could not be refunded")
    _tell_refund(store, made, kind, what)


def reverse(store: Store, capture: Json) -> None:
    """PayPal takes back what is left."""
    left = paypal_money.of(capture["amount"]) - given_back(store, capture)
    if capture["status"] not in {"COMPLETED", "PARTIALLY_REFUNDED"} or not left:
        raise impossible("NOTHING_TO_REVERSE", f"This capture is {capture['status']}.")
    made = _make(store, capture, {}, left)
    _recount(store, capture)
    _tell_refund(store, made, "PAYMENT.CAPTURE.REVERSED", "was reversed")
