"""Just enough of JSON Schema to hold an object against PayPal's own OpenAPI documents."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

SPECS = Path(__file__).parents[3] / "shared" / "specs"
Json = Mapping[str, Any]
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}


class Document:
    def __init__(self, name: str) -> None:
        file = SPECS / name
        if not file.exists():
            pytest.skip(f"{name} is not at ../shared/specs")
        self.content: Json = json.loads(file.read_text(encoding="utf-8"))

    def schema(self, name: str) -> Json:
        return dict(self.content["components"]["schemas"][name])

    def enum(self, name: str) -> set[str]:
        """Of a plain enumeration, or of an object's `status`."""
        schema = self.schema(name)
        return set(schema.get("enum") or schema["properties"]["status"]["enum"])

    def errors(self, value: object, name: str) -> list[str]:
        """What is wrong with it; a key that the schema does not know is wrong too."""
        return list(self._wrong(value, self.schema(name), name))

    def _flat(self, schema: Json) -> Json:
        """References followed and parts joined into one."""
        flat: dict[str, Any] = {key: found for key, found in schema.items() if key not in {"$ref", "allOf"}}
        parts = list(schema.get("allOf", ()))
        if "$ref" in schema:
            parts.append(self.schema(schema["$ref"].rsplit("/", 1)[1]))
        for part in map(self._flat, parts):
            joined = {**part.get("properties", {}), **flat.get("properties", {})}
            needed = [*part.get("required", ()), *flat.get("required", ())]
            flat = {**part, **flat, **({"properties": joined} if joined else {}), "required": needed}
        return flat

    def _wrong(self, value: Any, asked: Json, where: str) -> Iterator[str]:
        schema = self._flat(asked)
        kind = schema.get("type") or ("object" if schema.get("properties") else "")
        if kind and not isinstance(value, TYPES[kind]):
            yield f"{where}: {value!r} is no {kind}"
        elif isinstance(value, str):
            yield from self._wrong_text(value, schema, where)
        elif isinstance(value, list):
            for place, one in enumerate(value):
                yield from self._wrong(one, schema.get("items", {}), f"{where}[{place}]")
        elif isinstance(value, dict) and schema.get("properties"):
            yield from self._wrong_object(value, schema, where)

    def _wrong_text(self, value: str, schema: Json, where: str) -> Iterator[str]:
        if "enum" in schema and value not in schema["enum"]:
            yield f"{where}: {value!r} is none of {schema['enum']}"
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            yield f"{where}: {value!r} is too short or too long"
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{where}: {value!r} does not match {schema['pattern']}"

    def _wrong_object(self, value: Mapping[str, Any], schema: Json, where: str) -> Iterator[str]:
        yield from (f"{where}: no {name}" for name in schema.get("required", ()) if name not in value)
        for name, one in value.items():
            if name not in schema["properties"]:
                yield f"{where}: {name} is unknown"
            else:
                yield from self._wrong(one, schema["properties"][name], f"{where}.{name}")
