"""Queries and bodies about what staff have done."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sidecar.web.parsing import Form, Line, Whole, empty_is_none


class ActivityQuery(Form):
    kind: Annotated[Line, Field(max_length=32)] = ""
    person: Annotated[Annotated[Whole, Field(ge=1)] | None, BeforeValidator(empty_is_none)] = None
    after: Annotated[str, Field(max_length=32)] = ""


class PluginActForm(Form):
    what: Literal["access", "pair", "disconnect"]
    changed: Annotated[list[Annotated[Line, Field(max_length=300)]], Field(max_length=50)]
