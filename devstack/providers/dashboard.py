"""The merchant's view of both providers, for a person who tries the demo: what came in, and what a bank or a buyer does later."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from devstack.providers import paypal_disputes, paypal_money, paypal_payments, stripe_disputes, stripe_refunds, stripe_sessions
from devstack.providers.paypal_errors import PayPalRefusal
from devstack.providers.store import Json, Store
from devstack.providers.stripe_errors import StripeRefusal
from devstack.providers.stripe_money import digits

SHOWN = 50
Act = Callable[[Store, Json], Any]
Button = tuple[str, str]


@dataclass
class Row:
    """One thing that money did, and what can become of it."""

    provider: str
    id: str
    kind: str
    amount: str
    status: str
    at: float
    about: str = ""
    buttons: list[Button] = field(default_factory=list)


def _half(store: Store, intent: Json) -> Any:
    charge = store.kind("charges")[intent["latest_charge"]]
    amount = max(1, (charge["amount_captured"] - charge["amount_refunded"]) // 2)
    return stripe_refunds.create(store, {"payment_intent": intent["id"], "amount": amount, "metadata": {}})


def _half_capture(store: Store, capture: Json) -> Any:
    left = paypal_money.of(capture["amount"]) - paypal_payments.given_back(store, capture)
    money = paypal_money.money(max(1, left // 2), capture["amount"]["currency_code"])
    return paypal_payments.refund(store, capture, {"amount": money})


# Button → what it is about (by kind) and what it does.
ACTS: dict[str, tuple[str, Act]] = {
    "debit_paid": ("sessions", lambda s, o: stripe_sessions.settle_later(s, o, True)),
    "debit_failed": ("sessions", lambda s, o: stripe_sessions.settle_later(s, o, False)),
    "refund": ("payment_intents", lambda s, o: stripe_refunds.create(s, {"payment_intent": o["id"], "metadata": {}})),
    "refund_half": ("payment_intents", _half),
    "dispute": ("payment_intents", lambda s, o: stripe_disputes.open_dispute(s, o, "fraudulent", False)),
    "refund_done": ("refunds", stripe_refunds.finish),
    "refund_failed": ("refunds", lambda s, o: stripe_refunds.fail(s, o, "expired_or_canceled_card")),
    "dispute_won": ("disputes", lambda s, o: stripe_disputes.close(s, o, "won")),
    "dispute_lost": ("disputes", lambda s, o: stripe_disputes.close(s, o, "lost")),
    "capture_paid": ("captures", lambda s, o: paypal_payments.finish_capture(s, o, True)),
    "capture_failed": ("captures", lambda s, o: paypal_payments.finish_capture(s, o, False)),
    "capture_refund": ("captures", lambda s, o: paypal_payments.refund(s, o, {})),
    "capture_refund_half": ("captures", _half_capture),
    "case": ("captures", lambda s, o: paypal_disputes.begin(s, o, "MERCHANDISE_OR_SERVICE_NOT_RECEIVED")),
    "case_won": ("paypal_disputes", lambda s, o: paypal_disputes.close(s, o, "won")),
    "case_lost": ("paypal_disputes", lambda s, o: paypal_disputes.close(s, o, "lost")),
    "paypal_refund_failed": ("paypal_refunds", lambda s, o: paypal_payments.finish_refund(s, o, False)),
}


def blueprint(store: Store) -> Blueprint:
    """`/dashboard`."""
    pages = Blueprint("dashboard", __name__, template_folder="templates")
    pages.add_url_rule("/dashboard", "list", lambda: _dashboard(store), methods=["GET", "POST"])
    return pages


def _dashboard(store: Store) -> AnyResponse:
    if request.method == "GET":
        return _page(store)
    kind, act = ACTS.get(request.form.get("act", ""), ("", None))
    thing = store.kind(kind).get(request.form.get("id", "")) if act else None
    if act is None or thing is None:
        return _page(store, "There is no such thing.", 404)
    try:
        with store.change():
            act(store, thing)
    except (StripeRefusal, PayPalRefusal) as refusal:
        return _page(store, str(refusal), 409)
    return redirect("/dashboard", 303)


def _page(store: Store, problem: str = "", status: int = 200) -> Response:
    with store.lock:
        found = [
            *_debits(store),
            *_stripe(store),
            *_stripe_refunds(store),
            *_disputes(store),
            *_captures(store),
            *_paypal_later(store),
        ]
    rows = sorted(found, key=lambda row: row.at, reverse=True)[:SHOWN]
    when = {row.id: datetime.fromtimestamp(row.at, UTC).strftime("%d %b %Y, %H:%M UTC") for row in rows}
    return Response(render_template("dashboard.html", rows=rows, when=when, problem=problem), status)


# --- Stripe


def _debits(store: Store) -> Iterator[Row]:
    for session in store.kind("sessions").values():
        intent = store.kind("payment_intents").get(session["payment_intent"] or "")
        if intent and intent["status"] == "processing":
            buttons = [("debit_paid", "The bank pays"), ("debit_failed", "The bank refuses")]
            amount = _minor(session["amount_total"], session["currency"])
            yield Row(
                "Stripe", session["id"], "Bank debit", amount, "on its way", session["created"], _buyer(store, session), buttons
            )


def _stripe(store: Store) -> Iterator[Row]:
    sessions = {session["payment_intent"]: session for session in store.kind("sessions").values()}
    for intent in store.kind("payment_intents").values():
        if intent["status"] == "succeeded":
            charge, session = store.kind("charges")[intent["latest_charge"]], sessions.get(intent["id"])
            left = charge["amount_captured"] - charge["amount_refunded"]
            held = stripe_disputes.forbids_refund(store, charge)
            buttons = [("refund", "Refund all"), ("refund_half", "Refund half")] if left and not held else []
            buttons += [("dispute", "The buyer disputes it")] if left and not charge["disputed"] else []
            status = (
                "disputed" if held else "refunded" if not left else "partly refunded" if charge["amount_refunded"] else "received"
            )
            about = _buyer(store, session) if session else ""
            yield Row(
                "Stripe",
                intent["id"],
                "Payment",
                _minor(intent["amount"], intent["currency"]),
                status,
                intent["created"],
                about,
                buttons,
            )


def _stripe_refunds(store: Store) -> Iterator[Row]:
    for refund in store.kind("refunds").values():
        buttons = [("refund_done", "It arrives")] if refund["status"] == "pending" else []
        buttons += [("refund_failed", "It fails after all")] if refund["status"] in {"pending", "succeeded"} else []
        amount = _minor(refund["amount"], refund["currency"])
        yield Row(
            "Stripe", refund["id"], "Refund", amount, refund["status"], refund["created"], refund["payment_intent"], buttons
        )


def _disputes(store: Store) -> Iterator[Row]:
    for dispute in store.kind("disputes").values():
        buttons = [("dispute_won", "The studio wins"), ("dispute_lost", "The buyer wins")]
        open_ = dispute["status"] in {"needs_response", "under_review"}
        amount, status = _minor(dispute["amount"], dispute["currency"]), dispute["status"].replace("_", " ")
        about = dispute["payment_intent"]
        yield Row("Stripe", dispute["id"], "Dispute", amount, status, dispute["created"], about, buttons if open_ else [])


def _buyer(store: Store, session: Json) -> str:
    names = [line["description"] for line in stripe_sessions.lines(store, session)]
    return " · ".join([*names, session["customer_email"] or ""]).rstrip(" ·")


# --- PayPal


def _captures(store: Store) -> Iterator[Row]:
    for capture in store.kind("captures").values():
        held = paypal_disputes.holds(store, capture)
        buttons: list[Button] = []
        if capture["status"] == "PENDING":
            buttons = [("capture_paid", "It is paid"), ("capture_failed", "It is refused")]
        elif capture["status"] in {"COMPLETED", "PARTIALLY_REFUNDED"} and not held:
            buttons = [
                ("capture_refund", "Refund all"),
                ("capture_refund_half", "Refund half"),
                ("case", "The buyer opens a case"),
            ]
        status = "disputed" if held else _said(capture)
        yield Row(
            "PayPal",
            capture["id"],
            "Payment",
            _units(capture["amount"]),
            status,
            _at(capture),
            capture.get("invoice_id", ""),
            buttons,
        )


def _paypal_later(store: Store) -> Iterator[Row]:
    for refund in store.kind("paypal_refunds").values():
        buttons = [("paypal_refund_failed", "It fails after all")] if refund["status"] in {"PENDING", "COMPLETED"} else []
        about = paypal_payments.capture_of(refund)
        yield Row("PayPal", refund["id"], "Refund", _units(refund["amount"]), _said(refund), _at(refund), about, buttons)
    for case in store.kind("paypal_disputes").values():
        buttons = [("case_won", "The studio wins"), ("case_lost", "The buyer wins")]
        about = case["disputed_transactions"][0]["seller_transaction_id"]
        open_ = case["status"] != "RESOLVED"
        amount = _units(case["dispute_amount"])
        yield Row("PayPal", case["dispute_id"], "Case", amount, _said(case), _at(case), about, buttons if open_ else [])


def _said(thing: Json) -> str:
    return str(thing["status"]).replace("_", " ").lower()


def _at(thing: Json) -> float:
    return datetime.fromisoformat(thing["create_time"]).timestamp()


def _minor(amount: int, currency: str) -> str:
    return str(format_currency(Decimal(amount).scaleb(-digits(currency)), currency.upper(), locale="en"))


def _units(amount: Json) -> str:
    return str(format_currency(Decimal(amount["value"]), amount["currency_code"], locale="en"))
