"""The pages a buyer sees at the providers: real forms that work without JavaScript."""

from datetime import UTC, datetime
from decimal import Decimal

from babel.numbers import format_currency
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from devstack.providers import paypal_orders, stripe_sessions
from devstack.providers.paypal_errors import PayPalRefusal
from devstack.providers.store import Json, Store
from devstack.providers.stripe_errors import StripeRefusal
from devstack.providers.stripe_money import digits

CARDS = (
    ("4242 4242 4242 4242", "pays"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "has insufficient funds"),
    ("4000 0000 0000 0259", "pays, and is disputed at once"),
    ("4000 0000 0000 7726", "pays; a refund stays pending"),
    ("4000 0000 0000 5126", "pays; a refund fails afterwards"),
)


def blueprint(store: Store) -> Blueprint:
    """`/c/pay/<session>` and `/checkoutnow?token=<order>`."""
    pages = Blueprint("pages", __name__, template_folder="templates")
    pages.add_url_rule("/c/pay/<id>", "stripe", lambda id: _stripe(store, id), methods=["GET", "POST"])
    pages.add_url_rule("/checkoutnow", "paypal", lambda: _paypal(store), methods=["GET", "POST"])
    return pages


def _stripe(store: Store, id: str) -> AnyResponse:
    session = store.kind("sessions").get(id)
    if session is None or session["status"] != "open":
        return _stripe_over(session)
    if request.method == "GET":
        return _stripe_page(store, session)
    try:
        with store.change():
            return redirect(_stripe_act(store, session, request.form.get("act", "")), 303)
    except StripeRefusal as refusal:
        return _stripe_page(store, session, str(refusal), request.form.get("card", ""))


def _stripe_act(store: Store, session: Json, act: str) -> str:
    if act == "cancel":
        return str(session["cancel_url"] or session["success_url"])
    if act == "later":
        return stripe_sessions.pay_later(store, session)
    number = "4000000000000002" if act == "decline" else request.form.get("card", "")
    return stripe_sessions.pay(store, session, number)


def _stripe_over(session: Json | None) -> Response:
    if session and session["status"] == "complete":
        text = "This was paid already; it is not taken a second time."
        return _over("stripe", "Paid", text, stripe_sessions.back(session))
    text = "The page has expired, or never was. Please start again in the shop."
    return _over("stripe", "Nothing to pay here", text, (session or {}).get("cancel_url") or "", 200 if session else 404)


def _stripe_page(store: Store, session: Json, problem: str = "", chosen: str = "") -> Response:
    page = render_template(
        "stripe.html",
        session=session,
        lines=stripe_sessions.lines(store, session),
        money=lambda amount: format_currency(*_decimal(amount, session["currency"]), locale="en"),
        until=datetime.fromtimestamp(session["expires_at"], UTC).strftime("%d %b %Y, %H:%M UTC"),
        chosen=chosen or CARDS[0][0],
        cards=CARDS,
        problem=problem,
    )
    return Response(page, 402 if problem else 200)


def _paypal(store: Store) -> AnyResponse:
    order = store.kind("paypal_orders").get(request.values.get("token", ""))
    open_ = order and order["status"] in {"CREATED", "PAYER_ACTION_REQUIRED"} and not paypal_orders.forgotten(store, order)
    if order is None or not open_:
        return _over("paypal", "Nothing to approve here", "It was approved already, has expired, or never was.", "", 404)
    if request.method == "GET":
        context = store.kind("paypal_contexts")[order["id"]]
        unit = order["purchase_units"][0]
        total = format_currency(Decimal(unit["amount"]["value"]), unit["amount"]["currency_code"], locale="en")
        return Response(render_template("paypal.html", order=order, unit=unit, context=context, total=total))
    try:
        with store.change():
            return _paypal_act(store, order, request.form.get("act", ""))
    except PayPalRefusal as refusal:
        return _over("paypal", "That did not work", str(refusal), "", 422)


def _paypal_act(store: Store, order: Json, act: str) -> AnyResponse:
    if act == "cancel":
        target = paypal_orders.back(store, order, "cancel_url")
    else:
        if act in {"pending", "declined"}:
            paypal_orders.plan(store, order, act)
        target = paypal_orders.approve(store, order)
    return redirect(target, 303) if target else _over("paypal", "Thank you", "You can close this page.")


def _over(provider: str, heading: str, text: str, back: str = "", status: int = 200) -> Response:
    return Response(render_template("over.html", provider=provider, heading=heading, text=text, back=back), status)


def _decimal(amount: int, currency: str) -> tuple[Decimal, str]:
    return Decimal(amount).scaleb(-digits(currency)), currency.upper()
