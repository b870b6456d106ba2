"""The test's own door, `POST /_emulator/<group>/<action>`: what `client` offers, done."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, request

from devstack.providers import (
    clock,
    faults,
    paypal_disputes,
    paypal_orders,
    paypal_payments,
    signing,
    stripe_disputes,
    stripe_reading,
    stripe_refunds,
    stripe_sessions,
)
from devstack.providers.certificates import KINDS, Book
from devstack.providers.delivery import Delivery
from devstack.providers.paypal_errors import PayPalRefusal
from devstack.providers.store import Json, Store
from devstack.providers.stripe_errors import StripeRefusal
from devstack.providers.stripe_payments import DECLINED

Action = Callable[[Store, Json], Any]


def _stripe(kind: str, name: str, work: Callable[[Store, Json, Json], Any]) -> Action:
    return lambda store, given: work(store, stripe_reading.one(store, kind, given[name]), given)


def _pay(store: Store, session: Json, given: Json) -> str:
    return stripe_sessions.pay(store, session, given["card"])


def _decline(store: Store, session: Json, given: Json) -> None:
    try:
        stripe_sessions.pay(store, session, next(iter(DECLINED)))
    except StripeRefusal as refusal:
        if refusal.status != 402:
            raise


def _dashboard_refund(store: Store, given: Json) -> str:
    asked = {"payment_intent": given["payment_intent"], "metadata": given["metadata"]}
    if given["amount"] is not None:
        asked["amount"] = given["amount"]
    return str(stripe_refunds.create(store, asked)["id"])


def _open_dispute(store: Store, intent: Json, given: Json) -> str:
    return str(stripe_disputes.open_dispute(store, intent, given["reason"], given["inquiry"])["id"])


def _rotate(store: Store, given: Json) -> None:
    old = store.data["stripe_secrets"][:1] if given["keep_old"] else []
    store.data["stripe_secrets"] = [given["secret"], *old]


def _set(where: str) -> Action:
    return lambda store, given: store.data["plans"].__setitem__(where, given["on"])


_STRIPE: dict[str, Action] = {
    "pay": _stripe("sessions", "session", _pay),
    "decline": _stripe("sessions", "session", _decline),
    "pay_later": _stripe("sessions", "session", lambda s, o, g: stripe_sessions.pay_later(s, o)),
    "settle_later": _stripe("sessions", "session", lambda s, o, g: stripe_sessions.settle_later(s, o, g["ok"])),
    "cancel": _stripe("sessions", "session", lambda s, o, g: o["cancel_url"] or ""),
    "expire": _stripe("sessions", "session", lambda s, o, g: stripe_sessions.expire(s, o)["id"]),
    "dashboard_refund": _dashboard_refund,
    "fail_refund": _stripe("refunds", "refund", lambda s, o, g: stripe_refunds.fail(s, o, g["reason"])),
    "finish_refund": _stripe("refunds", "refund", lambda s, o, g: stripe_refunds.finish(s, o)),
    "pend_refunds": _set("stripe_refunds_pend"),
    "dispute": _stripe("payment_intents", "payment_intent", _open_dispute),
    "close_dispute": _stripe("disputes", "dispute", lambda s, o, g: stripe_disputes.close(s, o, g["outcome"])),
    "rotate_secret": _rotate,
    "allow": lambda store, given: store.data["stripe_keys"].__setitem__(given["key"], given["permissions"]),
    "revoke": lambda store, given: store.data["stripe_keys"].pop(given["key"], None),
}


def _paypal(kind: str, name: str, work: Callable[[Store, Json, Json], Any]) -> Action:
    return lambda store, given: work(store, paypal_payments.one(store, kind, given[name]), given)


def _certify(store: Store, given: Json) -> None:
    if given["kind"] not in KINDS:
        raise ValueError(f"no such certificate: {given['kind']}")
    store.data["plans"]["certificate"] = given["kind"]


_PAYPAL: dict[str, Action] = {
    "approve": _paypal("paypal_orders", "order", lambda s, o, g: paypal_orders.approve(s, o)),
    "cancel": _paypal("paypal_orders", "order", lambda s, o, g: paypal_orders.back(s, o, "cancel_url")),
    "plan_capture": _paypal("paypal_orders", "order", lambda s, o, g: paypal_orders.plan(s, o, g["plan"])),
    "finish_capture": _paypal("captures", "capture", lambda s, o, g: paypal_payments.finish_capture(s, o, g["ok"])),
    "dashboard_refund": _paypal(
        *("captures", "capture"), lambda s, o, g: paypal_payments.refund(s, o, _amount(o, g["amount"]))["id"]
    ),
    "pend_refunds": _set("paypal_refunds_pend"),
    "finish_refund": _paypal("paypal_refunds", "refund", lambda s, o, g: paypal_payments.finish_refund(s, o, g["ok"])),
    "reverse": _paypal("captures", "capture", lambda s, o, g: paypal_payments.reverse(s, o)),
    "dispute": _paypal("captures", "capture", lambda s, o, g: paypal_disputes.begin(s, o, g["reason"])["dispute_id"]),
    "update_dispute": _paypal("paypal_disputes", "dispute", lambda s, o, g: paypal_disputes.update(s, o, g["status"])),
    "close_dispute": _paypal("paypal_disputes", "dispute", lambda s, o, g: paypal_disputes.close(s, o, g["outcome"])),
    "expire_tokens": lambda store, given: store.data["paypal_tokens"].clear(),
    "certify": _certify,
    "use_webhook_id": lambda store, given: store.data.__setitem__("paypal_webhook_id", given["webhook_id"]),
}


def _amount(capture: Json, value: str | None) -> Json:
    code = capture["amount"]["currency_code"]
    return {} if value is None else {"amount": {"currency_code": code, "value": value}}


def _subscribe(store: Store, given: Json) -> None:
    if given["provider"] not in {"stripe", "paypal"}:
        raise ValueError("provider is stripe or paypal")
    if given not in store.data["subscriptions"]:
        store.data["subscriptions"].append({"provider": given["provider"], "url": given["url"]})


def _subscribe_only(store: Store, given: Json) -> None:
    wanted = [{"provider": provider, "url": url} for provider, url in given["urls"].items()]
    store.data["subscriptions"] = wanted
    kept = {subscription["url"] for subscription in wanted}
    store.data["deliveries"] = [waiting for waiting in store.data["deliveries"] if waiting["url"] in kept]


def _unsubscribe(store: Store, given: Json) -> None:
    store.data["subscriptions"].clear()
    store.data["deliveries"].clear()


def _knobs(store: Store, given: Json) -> None:
    known = {"duplicate", "reorder", "delay", "lose", "parallel", "retries", "work"}
    if unknown := set(given["values"]) - known:
        raise ValueError(f"no such knob: {', '.join(unknown)}")
    knobs = store.data["knobs"] | given["values"]
    store.data["knobs"] = {name: value for name, value in knobs.items() if value is not None}


def _mend(store: Store, given: Json) -> None:
    store.data["knobs"].clear()
    store.data["faults"].clear()
    store.data["plans"].clear()


def _shift(store: Store, given: Json) -> None:
    store.data["shift"] += given["seconds"]
    clock.tick(store)


_ALL: dict[str, Action] = {
    "subscribe": _subscribe,
    "subscribe_only": _subscribe_only,
    "unsubscribe": _unsubscribe,
    "objects": lambda store, given: list(store.kind(given["kind"]).values()),
    "knobs": _knobs,
    "fail": faults.add,
    "mend": _mend,
    "forget_keys": lambda store, given: store.data["keys"].clear(),
    "shift": _shift,
}

_READS = {"objects", "events", "signed", "authority", "cancel"}


def _groups(book: Book, authority: Path) -> dict[str, dict[str, Action]]:
    trusted = {"pem": book.authority.root.decode(), "path": str(authority)}
    return {
        "stripe": _STRIPE,
        "paypal": {**_PAYPAL, "authority": lambda store, given: trusted},
        "all": {
            **_ALL,
            "events": lambda store, given: _events(store, book, given),
            "signed": lambda store, given: _signed(store, book, given["event"]),
        },
    }


def _events(store: Store, book: Book, given: Json) -> list[Json]:
    chosen = [e for e in store.data["events"] if e["seq"] > given["since"] and given["provider"] in {"", e["provider"]}]
    return [event | _signed(store, book, event) for event in chosen]


def _signed(store: Store, book: Book, event: Json) -> Json:
    return {"body": event["body"], "headers": signing.headers(store, book, event)}


def _settled(store: Store, delivery: Delivery, timeout: float) -> Response:
    deadline = time.monotonic() + timeout
    while not delivery.settled():
        if time.monotonic() > deadline:
            return Response(f"still to deliver: {store.data['deliveries']}", 400)
        time.sleep(0.01)
    return jsonify(None)


def blueprint(store: Store, book: Book, delivery: Delivery, authority: Path) -> Blueprint:
    """The door; a refusal is 400 with its reason as text."""
    groups = _groups(book, authority)
    door = Blueprint("control", __name__, url_prefix="/_emulator")
    door.add_url_rule("", "alive", lambda: "emulated payment providers")

    @door.post("/all/settled")
    def settled() -> Response:
        return _settled(store, delivery, float(request.get_json()["timeout"]))

    @door.post("/<group>/<action>")
    def act(group: str, action: str) -> Response:
        work = groups.get(group, {}).get(action)
        if work is None:
            return Response(f"no such action: {group} {action}", 400)
        try:
            with store.lock if action in _READS else store.change():
                return jsonify(work(store, request.get_json()))
        except (StripeRefusal, PayPalRefusal, ValueError, KeyError) as refusal:
            return Response(str(refusal), 400)

    return door
