"""Stripe's idempotency keys: the first answer is kept for a day, whatever it was."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Request

from devstack.providers.store import Json, Store
from devstack.providers.stripe_errors import StripeRefusal, invalid, of_fault

_KEPT = 24 * 3600
Answer = tuple[int, Json]


def answer(store: Store, asked: Request, params: Json, work: Callable[[], Answer]) -> tuple[int, Json, bool]:
    """The kept answer (True), or the answer of `work` (False), kept when its execution began."""
    key = asked.headers.get("Idempotency-Key", "")
    if asked.method != "POST" or not key:
        pause(store)
        return (*work(), False)
    if len(key) > 255:
        raise invalid("Idempotency keys must be at most 255 characters.")
    name = f"stripe {key}"
    mark = hashlib.sha256(f"{asked.path} {json.dumps(params, sort_keys=True)}".encode()).hexdigest()
    with _alone(store, name):
        kept = store.data["keys"].get(name)
        if kept and kept["at"] > store.now() - _KEPT:
            _compare(kept, mark, asked.path, key)
            return kept["status"], kept["body"], True
        pause(store)
        with store.change():  # the effect and its key, or neither, whenever the process ends
            status, body = work()
            store.data["keys"][name] = _kept(store, asked.path, mark, status, body)
        return status, body, False


def pause(store: Store) -> None:
    """The time that work takes; the knob `work`."""
    time.sleep(float(store.knob("work", 0)))


@contextmanager
def _alone(store: Store, name: str) -> Iterator[None]:
    with store.lock:
        if name in store.working:
            raise of_fault("409")
        store.working.add(name)
    try:
        yield
    finally:
        with store.lock:
            store.working.discard(name)


def _kept(store: Store, path: str, mark: str, status: int, body: Json) -> Json:
    return {"at": store.now(), "path": path, "mark": mark, "status": status, "body": json.loads(json.dumps(body))}


def _compare(kept: Json, mark: str, path: str, key: str) -> None:
    advice = f"Try using a key other than '{key}' if you meant to execute a different request."
    if kept["path"] != path:
        where = f"same endpoint they were first used for ('{kept['path']}' vs '{path}')"
        raise StripeRefusal(400, "idempotency_error", f"Keys for idempotent requests can only be used for the {where}. {advice}")
    if kept["mark"] != mark:
        what = "same parameters they were first used with"
        raise StripeRefusal(400, "idempotency_error", f"Keys for idempotent requests can only be used with the {what}. {advice}")
