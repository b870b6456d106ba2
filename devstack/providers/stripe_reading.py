"""Reading at Stripe: one object, lists with pages, expanded fields."""

import copy
from collections.abc import Callable
from typing import Any

from devstack.providers import stripe_sessions
from devstack.providers.store import Json, Store
from devstack.providers.stripe_errors import invalid, missing

_EXPANDS = {
    "payment_intent": "payment_intents",
    "latest_charge": "charges",
    "charge": "charges",
}
_NAMES = {
    "sessions": "checkout.session",
    "payment_intents": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "disputes": "dispute",
}


def one(store: Store, kind: str, id: str) -> Json:
    """The object itself, to be read or changed; Stripe's 404 when there is none."""
    found = store.kind(kind).get(id)
    if found is None:
        raise missing(_NAMES[kind], id)
    return found


def shown(store: Store, thing: Json, expand: list[str]) -> Json:
    """A copy with the asked fields expanded."""
    copied = copy.deepcopy(thing)
    for path in expand:
        _expand(store, copied, path.split("."), path)
    return copied


def _expand(store: Store, thing: Any, parts: list[str], path: str) -> None:
    name = parts[0]
    if isinstance(thing, dict) and thing.get("object") == "checkout.session" and name == "line_items":
        thing[name] = line_items(store, thing)
        return
    if not isinstance(thing, dict) or name not in thing or name not in _EXPANDS:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(thing[name], str):
        thing[name] = copy.deepcopy(store.kind(_EXPANDS[name])[thing[name]])
    if len(parts) > 1 and thing[name] is not None:
        _expand(store, thing[name], parts[1:], path)


def line_items(store: Store, session: Json) -> Json:
    """The session's lines as a list object."""
    return _list(stripe_sessions.lines(store, session), f"/v1/checkout/sessions/{session['id']}/line_items", False)


def _list(data: list[Any], url: str, more: bool) -> Json:
    return {"object": "list", "data": data, "has_more": more, "url": url}


def page(
    store: Store,
    things: list[Json],
    params: Json,
    url: str,
    matches: tuple[str, ...] = (),
    extra: Callable[[Json], bool] | None = None,
) -> Json:
    """A page of a list, newest first."""
    found = [thing for thing in reversed(things) if _fits(thing, params, matches) and (extra is None or extra(thing))]
    start = _place(found, params["starting_after"], "starting_after") + 1 if "starting_after" in params else 0
    end = _place(found, params["ending_before"], "ending_before") if "ending_before" in params else len(found)
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise invalid("Invalid integer: limit must be between 1 and 100", "parameter_invalid_integer", "limit")
    first = max(start, end - limit) if "ending_before" in params else start
    chosen = found[first : min(end, first + limit)]
    more = first > 0 if "ending_before" in params else first + limit < end
    expand = [path.removeprefix("data.") for path in params.get("expand", [])]
    return _list([shown(store, thing, expand) for thing in chosen], url, more)


def _place(found: list[Json], id: str, param: str) -> int:
    for place, thing in enumerate(found):
        if thing["id"] == id:
            return place
    raise missing("object", id, param)


def _fits(thing: Json, params: Json, matches: tuple[str, ...]) -> bool:
    same = all(thing[name] == params[name] for name in matches if name in params)
    return same and _in_time(thing["created"], params.get("created", {}))


def _in_time(created: int, asked: Any) -> bool:
    if isinstance(asked, int):
        return created == asked
    tests = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
    return all(tests[name](created, int(bound)) for name, bound in asked.items())
