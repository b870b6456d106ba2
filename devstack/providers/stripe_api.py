"""Stripe's API over HTTP: who asks, what may they, do they repeat themselves; then the work."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from stripe.params import (
    ChargeRetrieveParams,
    DisputeListParams,
    DisputeRetrieveParams,
    EventListParams,
    EventRetrieveParams,
    PaymentIntentListParams,
    PaymentIntentRetrieveParams,
    RefundCreateParams,
    RefundListParams,
    RefundRetrieveParams,
)
from stripe.params.checkout import (
    SessionCreateParams,
    SessionExpireParams,
    SessionListLineItemsParams,
    SessionListParams,
    SessionRetrieveParams,
)

from devstack.providers import faults, stripe_idempotency, stripe_reading, stripe_refunds, stripe_sessions
from devstack.providers.events import STRIPE_VERSION
from devstack.providers.store import Json, Store, letters
from devstack.providers.stripe_errors import StripeRefusal, invalid, of_fault
from devstack.providers.stripe_params import check, read

Work = Callable[[Store, Json, str], Json]


@dataclass(frozen=True)
class Route:
    """`permission` as restricted keys name it; `published` the SDK's own type of the parameters."""

    method: str
    path: str
    permission: str
    published: Any
    work: Work


def _session(store: Store, params: Json, id: str) -> Json:
    return stripe_reading.one(store, "sessions", id)


def _sessions(store: Store, params: Json, id: str) -> Json:
    email = params.get("customer_details", {}).get("email")
    return stripe_reading.page(
        store,
        list(store.kind("sessions").values()),
        params,
        "/v1/checkout/sessions",
        ("payment_intent", "status"),
        lambda session: email is None or (session["customer_details"] or {}).get("email") == email,
    )


def _of_kind(kind: str) -> Work:
    return lambda store, params, id: stripe_reading.one(store, kind, id)


def _list_of(kind: str, url: str, *matches: str) -> Work:
    return lambda store, params, id: stripe_reading.page(store, list(store.kind(kind).values()), params, url, matches)


def _event(store: Store, params: Json, id: str) -> Json:
    for event in store.data["events"]:
        if event["provider"] == "stripe" and event["id"] == id and event["created"] > store.now() - 30 * 86400:
            found: Json = json.loads(event["body"])
            return found
    raise invalid(f"No such event: '{id}'", "resource_missing", "id", 404)


def _events(store: Store, params: Json, id: str) -> Json:
    types = [params["type"]] if "type" in params else params.get("types", [])
    kept = [json.loads(e["body"]) for e in store.data["events"] if e["provider"] == "stripe"]
    recent = [e for e in kept if e["created"] > store.now() - 30 * 86400]
    return stripe_reading.page(store, recent, params, "/v1/events", (), lambda event: not types or event["type"] in types)


_SESSIONS, _INTENTS = "/v1/checkout/sessions", "/v1/payment_intents"
ROUTES = (
    Route("POST", _SESSIONS, "checkout_sessions_write", SessionCreateParams, lambda s, p, i: stripe_sessions.create(s, p)),
    Route("GET", _SESSIONS, "checkout_sessions_read", SessionListParams, _sessions),
    Route("GET", f"{_SESSIONS}/<id>", "checkout_sessions_read", SessionRetrieveParams, _session),
    Route(
        *("GET", f"{_SESSIONS}/<id>/line_items", "checkout_sessions_read", SessionListLineItemsParams),
        lambda s, p, i: stripe_reading.line_items(s, stripe_reading.one(s, "sessions", i)),
    ),
    Route(
        *("POST", f"{_SESSIONS}/<id>/expire", "checkout_sessions_write", SessionExpireParams),
        lambda s, p, i: stripe_sessions.expire(s, stripe_reading.one(s, "sessions", i)),
    ),
    Route("GET", _INTENTS, "payment_intents_read", PaymentIntentListParams, _list_of("payment_intents", _INTENTS)),
    Route("GET", f"{_INTENTS}/<id>", "payment_intents_read", PaymentIntentRetrieveParams, _of_kind("payment_intents")),
    Route("GET", "/v1/charges/<id>", "charges_read", ChargeRetrieveParams, _of_kind("charges")),
    Route("POST", "/v1/refunds", "refunds_write", RefundCreateParams, lambda s, p, i: stripe_refunds.create(s, p)),
    Route(
        *("GET", "/v1/refunds", "refunds_read", RefundListParams),
        _list_of("refunds", "/v1/refunds", "payment_intent", "charge"),
    ),
    Route("GET", "/v1/refunds/<id>", "refunds_read", RefundRetrieveParams, _of_kind("refunds")),
    Route(
        *("GET", "/v1/disputes", "disputes_read", DisputeListParams),
        _list_of("disputes", "/v1/disputes", "payment_intent", "charge"),
    ),
    Route("GET", "/v1/disputes/<id>", "disputes_read", DisputeRetrieveParams, _of_kind("disputes")),
    Route("GET", "/v1/events", "events_read", EventListParams, _events),
    Route("GET", "/v1/events/<id>", "events_read", EventRetrieveParams, _event),
)


def blueprint(store: Store) -> Blueprint:
    """The API's routes."""
    pages = Blueprint("stripe", __name__)
    for place, route in enumerate(ROUTES):
        pages.add_url_rule(route.path, f"route{place}", _view(store, route), methods=[route.method])
    return pages


def _view(store: Store, route: Route) -> Callable[..., Response]:
    def view(id: str = "") -> Response:
        fault = faults.take(store)
        if fault and fault["kind"] == "timeout_before":
            return faults.hang_up(fault["seconds"])
        try:
            if fault and fault["kind"] in faults.BEFORE:
                raise of_fault(fault["kind"])
            answered = _answer(store, route, id, fault)
        except StripeRefusal as refusal:
            answered = _response(refusal.status, refusal.body)
        return faults.spoil(answered, fault)

    return view


def _answer(store: Store, route: Route, id: str, fault: Json | None) -> Response:
    _may(store, route)
    version = request.headers.get("Stripe-Version", STRIPE_VERSION)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}(\.\w+)?", version):
        raise invalid(f"Invalid Stripe API version: {version}")
    given = read((request.args if request.method == "GET" else request.form).items(multi=True))
    params = check(given, route.published)

    def work() -> stripe_idempotency.Answer:
        if fault and fault["kind"] == "500_kept":
            return 500, of_fault("500").body
        done = _execute(store, route, id, params)
        return (500, of_fault("500").body) if fault and fault["kind"] == "500_after" else done

    return _response(*stripe_idempotency.answer(store, request, given, work))


def _execute(store: Store, route: Route, id: str, params: Json) -> stripe_idempotency.Answer:
    """A refusal of a call that had begun is an answer like others; earlier ones leave no trace of the key."""
    try:
        with store.change() if route.method == "POST" else store.lock:
            thing = route.work(store, params, id)
            is_list = thing["object"] == "list"
            return 200, thing if is_list else stripe_reading.shown(store, thing, params.get("expand", []))
    except StripeRefusal as refusal:
        if not refusal.began:
            raise
        return refusal.status, refusal.body


def _may(store: Store, route: Route) -> None:
    key = _key()
    if not key:
        raise StripeRefusal(401, "invalid_request_error", "You did not provide an API key.")
    known: dict[str, list[str] | None] = store.data["stripe_keys"]
    hidden = f"{key[:8]}{'*' * max(0, len(key) - 12)}{key[-4:]}"
    if key not in known or not key.startswith(("sk_test_", "rk_test_")):
        raise StripeRefusal(401, "invalid_request_error", f"Invalid API Key provided: {hidden}")
    allowed = known[key]
    wider = route.permission.replace("_read", "_write")
    if allowed is not None and not {route.permission, wider} & set(allowed):
        message = f"The provided key '{hidden}' does not have the required permissions for this endpoint on account"
        needed = f"Having the '{route.permission}' permission would allow this request to continue."
        raise StripeRefusal(403, "invalid_request_error", f"{message} 'acct_emulated'. {needed}")


def _key() -> str:
    kind, _, rest = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return rest.strip()
    if kind.lower() == "basic":
        return base64.b64decode(rest + "==").decode(errors="replace").partition(":")[0]
    return ""


def _response(status: int, body: Json, replayed: bool = False) -> Response:
    answer = Response(json.dumps(body, indent=2), status, content_type="application/json")
    answer.headers["Request-Id"] = f"req_{letters(14)}"
    answer.headers["Stripe-Version"] = STRIPE_VERSION
    if replayed:
        answer.headers["Idempotent-Replayed"] = "true"
    if key := request.headers.get("Idempotency-Key"):
        answer.headers["Idempotency-Key"] = key
    return answer
