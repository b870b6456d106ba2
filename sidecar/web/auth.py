"""Who calls, and who acts: the signature of the plugin, with the actor inside it. Nothing else is ever believed."""

import json
import re
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, g, request
from http_message_signatures import InvalidSignature

from sidecar import signing
from sidecar.domain import capabilities
from sidecar.domain.capabilities import MANAGE, REFUND, SELL, VIEW
from sidecar.errors import Forbidden, Malformed, Unauthenticated
from sidecar.runtime import Runtime
from sidecar.usecases import pairing
from sidecar.usecases.once import Command
from sidecar.web import parsing
from wp_bridge.errors import BridgeError
from wp_bridge.records import Actor

__all__ = ["KINDS", "MANAGE", "REFUND", "SELL", "VIEW", "allow", "command", "runtime", "signed"]

KINDS = ("guest", "customer", "staff", "system")
IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9_.:-]{8,128}")
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
MAX_DEADLINE_MS = 10_000
View = TypeVar("View", bound=Callable[..., Any])


def runtime() -> Runtime:
    rt: Runtime = current_app.extensions["runtime"]
    return rt


def signed(name: str, most_bytes: int | None = None) -> Blueprint:
    """A blueprint whose every route is behind the signature. `most_bytes` of a body, where more than usual is expected."""
    blueprint = Blueprint(name, __name__, url_prefix="/v1")
    if most_bytes is not None:
        blueprint.before_request(lambda: setattr(request, "max_content_length", most_bytes))
    blueprint.before_request(authenticate)
    return blueprint


def authenticate() -> None:
    """Before every signed route. Leaves actor, request id, deadline and idempotency key in `g`."""
    write = request.method not in {"GET", "HEAD"}
    body = parsing.raw_body()
    _verify(body, write)
    g.request_id = _header("X-SP-Request-Id", REQUEST_ID)
    g.actor = _actor(request.headers.get("X-SP-Actor", ""))
    g.deadline = time.monotonic() + _deadline_ms() / 1000
    g.idempotency_key = _header("Idempotency-Key", IDEMPOTENCY_KEY) if write else ""


def allow(*kinds: str, needs: str = "") -> Callable[[View], View]:
    """Which kinds of actor a route serves, and which capability it takes of staff. A test fails for any signed route without it.

    Routes that only staff have always name one; those of booking flows do not: who may change a booking is its plugin's rule.
    """
    if kinds == ("staff",) and not needs:
        raise TypeError("a route for staff says what it needs: VIEW, SELL, REFUND or MANAGE")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Response:
            _check(g.actor, kinds, needs)
            answer: Response = view(*args, **kwargs)
            return answer

        guarded.allowed_kinds, guarded.needs = kinds, needs  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _check(actor: Actor, kinds: tuple[str, ...], needs: str) -> None:
    if actor.kind not in kinds:
        needs_login = actor.kind == "guest" and "customer" in kinds
        raise Forbidden("login_required" if needs_login else "forbidden", "this is not for " + actor.kind)
    if needs and needs not in actor.caps:
        raise Forbidden("not_permitted", f"this needs the capability {needs}")


def command(action: str, body: dict[str, Any] | None = None) -> Command:
    """The write that is under way, for the use cases' replay guard."""
    return Command(action, g.idempotency_key, g.actor, g.request_id, body or {}, g.deadline)


def _verify(body: bytes, write: bool) -> None:
    lost: list[BridgeError] = []

    def secret_of(key_id: str) -> bytes | None:
        # The library turns whatever is raised here into "invalid signature"; a lost database is not the caller's fault.
        try:
            return pairing.secret_of(runtime(), key_id)
        except BridgeError as error:
            lost.append(error)
            return None

    target = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    message = signing.Message(request.method, f"http://sidecar{target}", dict(request.headers.items()))
    try:
        if not target.startswith("/"):
            raise InvalidSignature("origin-form target expected")
        signing.verify(message, body, secret_of, write=write)
    except Exception as error:  # noqa: BLE001 - whatever hostile input does to a parser, the answer is 401, never 500
        if lost:
            raise lost[0] from None
        reason = str(error) if isinstance(error, InvalidSignature) else "it could not be read"
        raise Unauthenticated("signature_invalid", f"the signature is missing or not valid: {reason[:200]}") from None


def _actor(text: str) -> Actor:
    try:
        found = json.loads(text)
        actor = Actor(
            kind=found["kind"],
            wp_user_id=found.get("wp_user_id"),
            name=_text(found.get("name", ""), 190),
            email=_text(found.get("email", ""), 254),
            ip=_text(found.get("ip", ""), 64),
            caps=_caps(found),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Malformed("actor_invalid", "X-SP-Actor must be a JSON object with kind") from None
    if actor.kind not in KINDS or not _known_user(actor):
        raise Malformed("actor_invalid", f"kind must be one of {', '.join(KINDS)}; customers and staff have a wp_user_id")
    return actor


def _caps(found: dict[str, Any]) -> frozenset[str]:
    """Of staff only: nobody else has any, whatever is claimed."""
    claimed = found.get("caps", [])
    if not isinstance(claimed, list):
        raise TypeError("a list expected")
    return capabilities.known(_text(cap, 64) for cap in claimed) if found["kind"] == "staff" else frozenset()


def _known_user(actor: Actor) -> bool:
    number = actor.wp_user_id
    if actor.kind in {"guest", "system"}:
        return number is None or number == 0
    return type(number) is int and 0 < number < 2**63


def _text(value: object, limit: int) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    value.encode()  # a lone surrogate is no text
    return value[:limit]


def _header(name: str, pattern: re.Pattern[str]) -> str:
    value = request.headers.get(name, "")
    if not pattern.fullmatch(value):
        raise Malformed("header_invalid", f"{name} must match {pattern.pattern}")
    return value


def _deadline_ms() -> int:
    value = request.headers.get("X-SP-Deadline-Ms", "")
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise Malformed("header_invalid", "X-SP-Deadline-Ms must be a number of milliseconds")
    return min(int(value), MAX_DEADLINE_MS)
