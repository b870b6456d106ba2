"""Reads Stripe's form-encoded nested parameters and holds them against the types that Stripe's own SDK publishes."""

import re
import sys
import typing
from collections.abc import Iterable
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_origin

import typing_extensions
from stripe._request_options import RequestOptions

from devstack.providers.store import Json
from devstack.providers.stripe_errors import StripeRefusal, invalid

_PART = re.compile(r"\[([^\[\]]*)\]")


def read(pairs: Iterable[tuple[str, str]]) -> Json:
    """`a[b][0][c]=x` → {"a": {"b": {"0": {"c": "x"}}}}; whether that is a list, its type tells."""
    tree: Json = {}
    for name, value in pairs:
        parts = [name.split("[", 1)[0], *_PART.findall(name)]
        node = tree
        for part in parts[:-1]:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                raise invalid(f"Invalid {name}", param=name)
        last = parts[-1]
        node[last if last else str(len(node))] = value
    return tree


def check(params: Json, published: type, path: str = "") -> Json:
    """The parameters with integers and booleans read; refuses unknown, missing and malformed ones as Stripe does."""
    fields, required = _fields(published)
    for name in params:
        if name not in fields:
            full = _join(path, name)
            raise invalid(f"Received unknown parameter: {full}", "parameter_unknown", full)
    for name in required:
        if name not in params:
            full = _join(path, name)
            raise invalid(f"Missing required param: {full}.", "parameter_missing", full)
    return {name: _value(value, fields[name], _join(path, name)) for name, value in params.items()}


@cache
def _fields(published: type) -> tuple[dict[str, Any], tuple[str, ...]]:
    scope = {"StripeContext": Any, **vars(typing), **vars(sys.modules[published.__module__])}
    hints = typing_extensions.get_type_hints(published, globalns=scope)
    options = RequestOptions.__annotations__
    required: frozenset[str] = getattr(published, "__required_keys__", frozenset())
    return {name: hint for name, hint in hints.items() if name not in options}, tuple(sorted(required - set(options)))


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _value(value: Any, hint: Any, path: str) -> Any:
    origin = get_origin(hint)
    if origin in {typing.Union, UnionType}:
        return _any_of(value, get_args(hint), path)
    if origin is Literal:
        return _one_of(value, get_args(hint), path)
    if origin is list:
        return [_value(item, get_args(hint)[0], f"{path}[{place}]") for place, item in enumerate(_listed(value, path))]
    if origin is dict:
        return _table(value, path)
    if typing_extensions.is_typeddict(hint):
        if not isinstance(value, dict):
            raise invalid("Invalid object", param=path)
        return check(value, hint, path)
    return _scalar(value, hint, path)


def _any_of(value: Any, hints: tuple[Any, ...], path: str) -> Any:
    """A list of fixed words next to `str` means that Stripe may add some; today's are what it takes."""
    if isinstance(value, str):
        words = [h for h in hints if get_origin(h) is Literal and get_args(h) != ("",)]
        plain = words or [h for h in hints if h in {str, int, bool, float}]
        if value == "" and any("" in get_args(h) for h in hints if get_origin(h) is Literal):
            return ""
        if not plain:
            raise invalid("Invalid object", param=path)
        return _value(value, plain[0], path)
    for hint in hints:
        if get_origin(hint) in {dict, list} or typing_extensions.is_typeddict(hint):
            return _value(value, hint, path)
    raise invalid(f"Invalid string: {value}", param=path)


def _listed(value: Any, path: str) -> list[Any]:
    if not isinstance(value, dict) or not all(name.isdigit() for name in value):
        raise invalid("Invalid array", param=path)
    return [value[name] for name in sorted(value, key=int)]


def _one_of(value: Any, words: tuple[Any, ...], path: str) -> Any:
    if value not in words:
        listed = f"{', '.join(map(str, words[:-1]))}, or {words[-1]}" if len(words) > 1 else str(words[0])
        raise invalid(f"Invalid {path}: must be one of {listed}", param=path)
    return value


def _table(value: Any, path: str) -> Any:
    if not isinstance(value, dict):
        raise invalid("Invalid object", param=path)
    return metadata(value, path) if path.endswith("metadata") or path.endswith("metadata]") else value


def _scalar(value: Any, hint: Any, path: str) -> Any:
    if not isinstance(value, str):
        raise invalid(f"Invalid string: {value}", param=path)
    if hint is int:
        if not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise invalid(f"Invalid integer: {value}", "parameter_invalid_integer", path)
        return int(value)
    if hint is bool:
        if value not in {"true", "false"}:
            raise invalid(f"Invalid boolean: {value}", param=path)
        return value == "true"
    if value == "":
        raise empty(path)
    if len(value) > 5000:
        raise too_long(path, 5000)
    return value


def empty(path: str) -> StripeRefusal:
    """Stripe takes no empty strings where one would not unset anything."""
    message = f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset a parameter"
    return invalid(f"{message}; however '{path}' cannot be unset.", "parameter_invalid_empty", path)


def too_long(path: str, most: int) -> StripeRefusal:
    """The refusal of a long string."""
    return invalid(f"Invalid string: must be at most {most} characters", "parameter_invalid_string", path)


def metadata(given: Json, path: str = "metadata") -> Json:
    """At most 50 keys of 40 characters without brackets, values of 500."""
    if len(given) > 50:
        raise invalid("Metadata can have at most 50 keys.", param=path)
    for name, value in given.items():
        full = _join(path, name)
        if len(name) > 40:
            raise invalid(f"Metadata keys must be at most 40 characters: {name}", param=full)
        if not isinstance(value, str):
            raise invalid("Metadata values must be strings.", param=full)
        if len(value) > 500:
            raise invalid("Metadata values can have up to 500 characters.", param=full)
    return {name: value for name, value in given.items() if value != ""}
