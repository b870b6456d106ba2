"""PayPal's API over HTTP: tokens, repeated requests, then the work."""

import base64
import copy
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from devstack.providers import faults, paypal_orders, paypal_payments
from devstack.providers.paypal_errors import PayPalRefusal, TokenRefusal, malformed, missing, of_fault
from devstack.providers.store import Json, Store, letters

Work = Callable[[Store, Json, str], Json]
_TOKEN_LIFE = 32400
_HOURS, _DAYS = 3600, 86400


@dataclass(frozen=True)
class Route:
    """`kept`: for how many seconds a PayPal-Request-Id is remembered; `created`: the first answer's status."""

    method: str
    path: str
    work: Work
    kept: int = 0
    created: int = 200


def _order(store: Store, asked: Json, id: str) -> Json:
    order = paypal_payments.one(store, "paypal_orders", id)
    if paypal_orders.forgotten(store, order):
        raise missing()
    return paypal_orders.shown(store, order)


def _capture_order(store: Store, asked: Json, id: str) -> Json:
    return paypal_orders.capture(store, _order(store, asked, id))


def _refund(store: Store, asked: Json, id: str) -> Json:
    return paypal_payments.refund(store, paypal_payments.one(store, "captures", id), asked)


def _of_kind(kind: str) -> Work:
    return lambda store, asked, id: paypal_payments.one(store, kind, id)


_ORDERS, _CAPTURES = "/v2/checkout/orders", "/v2/payments/captures"
ROUTES = (
    Route("POST", _ORDERS, lambda s, a, i: paypal_orders.create(s, a), 6 * _HOURS, 201),
    Route("GET", f"{_ORDERS}/<id>", _order),
    Route("POST", f"{_ORDERS}/<id>/capture", _capture_order, 6 * _HOURS, 201),
    Route("GET", f"{_CAPTURES}/<id>", _of_kind("captures")),
    Route("POST", f"{_CAPTURES}/<id>/refund", _refund, 45 * _DAYS, 201),
    Route("GET", "/v2/payments/refunds/<id>", _of_kind("paypal_refunds")),
    Route("GET", "/v1/customer/disputes/<id>", _of_kind("paypal_disputes")),
)


def blueprint(store: Store) -> Blueprint:
    """The API's routes."""
    pages = Blueprint("paypal", __name__)
    for place, route in enumerate(ROUTES):
        pages.add_url_rule(route.path, f"route{place}", _view(store, _worker(store, route)), methods=[route.method])
    pages.add_url_rule("/v1/oauth2/token", "token", _view(store, lambda id, fault: _token(store)), methods=["POST"])
    return pages


def _view(store: Store, work: Callable[[str, Json | None], Response]) -> Callable[..., Response]:
    def view(id: str = "") -> Response:
        fault = faults.take(store)
        if fault and fault["kind"] == "timeout_before":
            return faults.hang_up(fault["seconds"])
        try:
            if fault and fault["kind"] in faults.BEFORE | {"500_kept"}:
                raise of_fault(fault["kind"][:3])
            answered = work(id, fault)
            if fault and fault["kind"] == "500_after":
                raise of_fault("500")
        except PayPalRefusal as refusal:
            answered = _response(refusal.status, refusal.body)
        return faults.spoil(answered, fault)

    return view


# --- tokens


def _token(store: Store) -> Response:
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    name, _, secret = base64.b64decode(rest + "==").decode(errors="replace").partition(":") if scheme else ("", "", "")
    if scheme.lower() != "basic" or (name, secret) != (store.data["paypal_client"], store.data["paypal_secret"]):
        raise TokenRefusal("invalid_client", "Client Authentication failed")
    if request.form.get("grant_type") != "client_credentials":
        raise TokenRefusal("unsupported_grant_type", "unsupported grant_type", 400)
    token = f"A21AA{letters(92)}"
    with store.change():
        known = {t: end for t, end in store.data["paypal_tokens"].items() if end > store.now()}
        store.data["paypal_tokens"] = known | {token: store.now() + _TOKEN_LIFE}
    body = {
        "scope": "https://uri.paypal.com/services/payments/refund https://uri.paypal.com/services/disputes/read-seller",
        "access_token": token,
        "token_type": "Bearer",
        "app_id": "APP-80W284485P519543T",
        "expires_in": _TOKEN_LIFE,
        "nonce": letters(40),
    }
    return _response(200, body)


def _may(store: Store) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or store.data["paypal_tokens"].get(token.strip(), 0) <= store.now():
        raise TokenRefusal("invalid_token", "Token signature verification failed")


# --- the calls


def _worker(store: Store, route: Route) -> Callable[[str, Json | None], Response]:
    def work(id: str, fault: Json | None) -> Response:
        _may(store)
        asked = _body() if request.method == "POST" else {}
        if not route.kept:
            return _response(200, _done(store, route, asked, id))
        key = request.headers.get("PayPal-Request-Id", "")
        if "payment_source" in asked and not key:
            raise malformed("PAYPAL_REQUEST_ID_REQUIRED", "PayPal-Request-Id")
        if len(key) > 108:
            raise malformed("INVALID_STRING_LENGTH", "PayPal-Request-Id", key)
        return _once(store, route, asked, id, f"paypal {request.path} {key}" if key else "")

    return work


def _body() -> Json:
    if request.mimetype != "application/json":
        raise PayPalRefusal(400, "MALFORMED_REQUEST_JSON", "The request JSON is not well formed.")
    try:
        read: Any = json.loads(request.get_data() or b"{}")
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise PayPalRefusal(400, "MALFORMED_REQUEST_JSON", "The request JSON is not well formed.")
    return read


def _once(store: Store, route: Route, asked: Json, id: str, name: str) -> Response:
    """The same id again: the first call's object as it is now, with 200. Refusals are not remembered."""
    with store.lock:
        if name and name in store.working:
            raise of_fault("409")
        store.working.add(name)
    try:
        kept = store.data["keys"].get(name)
        if name and kept and kept["at"] > store.now() - route.kept:
            return _response(200, _shown(_now(store, kept)))
        time.sleep(float(store.knob("work", 0)))
        with store.change():  # the effect and its key, or neither, whenever the process ends
            thing = _done(store, route, asked, id)
            kind = "paypal_orders" if "intent" in thing else "paypal_refunds"
            if name:
                store.data["keys"][name] = {"at": store.now(), "kind": kind, "id": thing["id"]}
    finally:
        with store.lock:
            store.working.discard(name)
    # An order that already names its payment source is answered like one known before.
    status = 200 if thing.get("status") == "PAYER_ACTION_REQUIRED" else route.created
    return _response(status, _shown(thing))


def _now(store: Store, kept: Json) -> Json:
    with store.lock:
        thing = store.kind(kept["kind"])[kept["id"]]
        return copy.deepcopy(paypal_orders.shown(store, thing) if kept["kind"] == "paypal_orders" else thing)


def _done(store: Store, route: Route, asked: Json, id: str) -> Json:
    with store.change() if route.method == "POST" else store.lock:
        return copy.deepcopy(route.work(store, asked, id))


def _shown(thing: Json) -> Json:
    whole = "return=representation" in request.headers.get("Prefer", "")
    return thing if whole else {name: thing[name] for name in ("id", "status", "payment_source", "links") if name in thing}


def _response(status: int, body: Json) -> Response:
    answer = Response(json.dumps(body, separators=(",", ":")), status, content_type="application/json")
    answer.headers["Paypal-Debug-Id"] = body.get("debug_id", letters(13).lower())
    return answer
