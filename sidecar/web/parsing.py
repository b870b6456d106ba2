"""From bytes to checked values. Every wrong field is named at once, with what was expected."""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from flask import request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from werkzeug.exceptions import HTTPException

from sidecar.errors import InvalidFields, Malformed, Refused

M = TypeVar("M", bound=BaseModel)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MESSAGES = {
    "missing": "is needed",
    "extra_forbidden": "is not known here",
    "string_type": "must be text",
    "bool_type": "must be yes or no",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "dict_type": "must be an object",
}


class Unsupported(Refused):
    status = 415


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _whole(value: object) -> object:
    """Forms send digits as text. True is not 1, and 1.5 is not 1."""
    if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9]{1,12}\s*", value):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticCustomError("whole", "must be a whole number")
    return value


def _flag(value: object) -> object:
    known: Mapping[object, bool] = {"1": True, "0": False, "": False, "true": True, "false": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, (str, int)) and str(value) in known:
        return known[str(value)]
    raise PydanticCustomError("flag", "must be yes or no")


def _text(value: object) -> object:
    if not isinstance(value, str):
        raise PydanticCustomError("text", "must be text")
    if CONTROL.search(value):
        raise PydanticCustomError("text", "must not contain control characters")
    return value.strip()


def _line(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise PydanticCustomError("line", "must be a single line")
    return value


def empty_is_none(value: object) -> object:
    return None if value == "" else value


Text = Annotated[str, BeforeValidator(_text)]
Line = Annotated[Text, AfterValidator(_line)]
Whole = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]
PublicId = Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$")]
Host = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]
ForeignId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
AttemptKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{8,128}$")]
By = Literal["customer", "staff", "system", "unknown"]


def body(model: type[M]) -> M:
    """The JSON body as `model`. Raises `Malformed`, `Unsupported` or `InvalidFields`."""
    return checked(model, _json())


def raw_body() -> bytes:
    """Raises `Malformed` when its chunks are broken: each WSGI server has exceptions of its own for that."""
    try:
        return request.get_data(cache=True)
    except HTTPException:
        raise
    except Exception:  # noqa: BLE001 - the server's parser at hostile input; ours has not begun
        raise Malformed("malformed", "the body could not be read") from None


def query(model: type[M]) -> M:
    """The query string as `model`; a name given twice is refused rather than one of them chosen."""
    given = request.args.to_dict(flat=False)
    twice = {name: "is given more than once" for name, values in given.items() if len(values) > 1}
    if twice:
        raise InvalidFields(twice)
    return checked(model, {name: values[0] for name, values in given.items()})


def checked(model: type[M], values: object) -> M:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InvalidFields(dict(_problem(problem) for problem in error.errors(include_input=False))) from None


def _json() -> object:
    if request.mimetype != "application/json":
        raise Unsupported("not_json", "Content-Type must be application/json")
    try:
        values = json.loads(raw_body(), parse_constant=_no_constant)
        json.dumps(values, ensure_ascii=False).encode()  # a lone surrogate is no text and no database would take it
    except (ValueError, RecursionError):
        raise Malformed("malformed", "the body is not valid JSON") from None
    return values


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _problem(problem: Any) -> tuple[str, str]:
    where = ".".join(str(part) for part in problem["loc"] if not str(part).startswith("function-")) or "body"
    context = problem.get("ctx") or {}
    kind = problem["type"]
    if kind == "literal_error":
        return where, f"must be {context['expected']}"
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = "at least" if kind.startswith("greater") else "at most"
        return where, f"must be {bound} {context.get('ge', context.get('le'))}"
    # After our own validator pydantic counts "items", whatever the type.
    if kind in {"string_too_long", "too_long"}:
        return where, f"must be at most {context['max_length']} long"
    if kind in {"string_too_short", "too_short"}:
        return where, "is needed"
    if kind == "string_pattern_mismatch":
        return where, "has not the expected form"
    return where, MESSAGES.get(kind, problem["msg"])
