"""Holds objects against what the providers publish."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe
from jsonschema import Draft202012Validator

SPECS = Path(__file__).parents[3] / "shared" / "specs"
Json = dict[str, Any]

# Published by Stripe as optional, so that its fixture of the object need not show them: read from the SDK's own classes.
CLASSES: dict[str, Any] = {
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "item": stripe.LineItem,
}


def published(name: str) -> Json:
    """One of the published documents; skips where they are not at hand."""
    path = SPECS / name
    if not path.exists():
        pytest.skip(f"the providers' published documents are not here: {path.name} in ../shared/specs")
    read: Json = json.loads(path.read_text(encoding="utf-8"))
    return read


# --- Stripe: fixtures


def against_fixture(thing: Json, fixture: Json) -> list[str]:
    """What of a Stripe object its fixture or its class in the SDK does not know, or knows otherwise."""
    return list(_compare(thing, fixture, "", CLASSES[thing["object"]]))


def _compare(thing: Json, fixture: Json, path: str, known: Any) -> Iterator[str]:
    """Stripe's fixture leaves optional fields out; the SDK's class (None where it has none) has them all."""
    fields = _fields(known)
    for name, value in thing.items():
        if name not in fields and name not in fixture:
            yield f"{path}{name}: no such field"
            continue
        if name in fields:
            yield from _typed(value, str(fields[name]), f"{path}{name}")
        yield from _value(value, fixture.get(name), f"{path}{name}", getattr(known, _camel(name), None))
    for name, hint in fields.items():
        if name in fixture and name not in thing and not _is_optional(str(hint)):
            yield f"{path}{name}: is missing"


def _fields(known: Any) -> Json:
    """Fields and their types as the class and what it derives from write them."""
    parts = reversed(known.__mro__) if known else []
    found = {name: hint for part in parts for name, hint in vars(part).get("__annotations__", {}).items()}
    return {name: hint for name, hint in found.items() if not name.startswith("_") and "ClassVar" not in str(hint)}


def _is_optional(hint: str) -> bool:
    return "Optional" in hint or "None" in hint


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _typed(value: Any, hint: str, here: str) -> Iterator[str]:
    if value is None:
        if not _is_optional(hint):
            yield f"{here}: may not be null"
        return
    words = {bool: r"bool", int: r"int|Decimal", float: r"float", str: r"str|Literal|ExpandableField", list: r"List|ListObject"}
    wanted = words.get(type(value))
    if wanted and not re.search(rf"\b({wanted})\b", hint):
        yield f"{here}: {_kind(value)} instead of {hint}"


def _value(value: Any, example: Any, here: str, known: Any) -> Iterator[str]:
    if here.rsplit(".", 1)[-1] in {"metadata", "object"} or here == "data":
        return
    if isinstance(value, dict) and (example or known):
        yield from _compare(value, example or {}, f"{here}.", known)
    elif isinstance(value, dict) or value is None or example is None:
        return
    elif _kind(value) != _kind(example):
        yield f"{here}: {_kind(value)}, not {_kind(example)} as in the fixture"
    elif isinstance(value, str):
        yield from _prefix(value, example, here)


def _prefix(value: str, example: str, here: str) -> Iterator[str]:
    """Ids and addresses begin as Stripe's do; of a bank debit, a charge is a py_."""
    for prefix in ("http", "cs_", "pi_", "ch_", "re_", "evt_", "txn_"):
        if example.startswith(prefix) and not value.startswith((prefix, "py_" if prefix == "ch_" else prefix)):
            yield f"{here}: does not begin with {prefix}"


def _kind(value: Any) -> str:
    return {bool: "boolean", int: "number", float: "number", str: "string", list: "list", dict: "object"}[type(value)]


# --- PayPal: OpenAPI


def against_schema(thing: Json, document: Json, name: str) -> list[str]:
    """What of a PayPal object its schema refuses or does not know."""
    whole = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    refused = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(whole).iter_errors(thing)]
    return refused + list(_unknown(thing, whole, document, "$"))


def _unknown(value: Any, schema: Json, document: Json, path: str) -> Iterator[str]:
    parts = list(_parts(schema, document))
    if isinstance(value, list):
        items = [part["items"] for part in parts if "items" in part]
        for place, inner in enumerate(value if items else []):
            yield from _unknown(inner, items[0], document, f"{path}[{place}]")
    if isinstance(value, dict):
        known: Json = {}
        for part in parts:
            known |= part.get("properties", {})
        for name, inner in value.items():
            if name in known:
                yield from _unknown(inner, known[name], document, f"{path}.{name}")
            elif known:
                yield f"{path}.{name}: the schema has no such field"


def _parts(schema: Json, document: Json) -> Iterator[Json]:
    """The schema with all it refers to and is made of."""
    yield schema
    if "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        yield from _parts(found, document)
    for word in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(word, []):
            yield from _parts(part, document)
