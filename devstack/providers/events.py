"""Events as they are made: kept whole, byte for byte, and queued for every address that asked for them."""

import json
import random
import time
from datetime import UTC, datetime
from typing import Any

from flask import has_request_context, request

from devstack.providers.store import Json, Store, capitals, letters

STRIPE_VERSION = "2026-10-28.endive"
_random = random.Random()  # noqa: S311 - shuffles deliveries


def stripe(store: Store, kind: str, thing: Json, before: Json | None = None) -> None:
    """One Stripe event with a snapshot of the object; `before` are the values an update replaced."""
    ours = has_request_context() and not request.path.startswith(("/_emulator", "/c/"))
    event: Json = {
        "id": f"evt_{letters(24)}",
        "object": "event",
        "api_version": STRIPE_VERSION,
        "created": int(store.now()),
        "data": {"object": thing} | ({"previous_attributes": before} if before is not None else {}),
        "livemode": False,
        "pending_webhooks": sum(1 for s in store.data["subscriptions"] if s["provider"] == "stripe"),
        "request": {
            "id": f"req_{letters(14)}" if ours else None,
            "idempotency_key": request.headers.get("Idempotency-Key") if ours else None,
        },
        "type": kind,
    }
    _keep(store, "stripe", event["id"], kind, json.dumps(event, indent=2))


def paypal(store: Store, kind: str, resource_type: str, resource: Json, summary: str) -> None:
    """One PayPal event; disputes come in version 1.0, the rest in 2.0."""
    event: Json = {
        "id": f"WH-{capitals(17)}-{capitals(17)}",
        "event_version": "1.0",
        "create_time": iso(store.now(), milliseconds=True),
        "resource_type": resource_type,
        "resource_version": "1.0" if resource_type == "dispute" else "2.0",
        "event_type": kind,
        "summary": summary,
        "resource": resource,
    }
    address = f"{store.url}/v1/notifications/webhooks-events/{event['id']}"
    event["links"] = [
        {"href": address, "rel": "self", "method": "GET"},
        {"href": f"{address}/resend", "rel": "resend", "method": "POST"},
    ]
    _keep(store, "paypal", event["id"], kind, json.dumps(event, separators=(",", ":")))


def iso(stamp: float, milliseconds: bool = False) -> str:
    """PayPal's way to write a time."""
    moment = datetime.fromtimestamp(stamp, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + (f".{moment.microsecond // 1000:03d}Z" if milliseconds else "Z")


def _keep(store: Store, provider: str, id: str, kind: str, body: str) -> None:
    event = {
        "seq": len(store.data["events"]) + 1,
        "provider": provider,
        "id": id,
        "type": kind,
        "created": int(store.now()),
        "body": body,
    }
    store.data["events"].append(event)
    for subscription in store.data["subscriptions"]:
        if subscription["provider"] == provider and not _is_lost(store, kind):
            _queue(store, event, subscription["url"])


def _is_lost(store: Store, kind: str) -> bool:
    lose: Any = store.knob("lose", 0)
    return kind in lose if isinstance(lose, list) else _random.random() < float(lose)


def _queue(store: Store, event: Json, url: str) -> None:
    for _ in range(1 + int(store.knob("duplicate", 0))):
        wait = float(store.knob("delay", 0)) + _random.uniform(0, float(store.knob("reorder", 0)))
        store.data["deliveries"].append({"seq": event["seq"], "url": url, "tries": 0, "due": time.time() + wait})
