"""The queries of exports and of the overview's figures, as in docs/api.md."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sidecar.web.parsing import Flag, Form


def _day(value: object) -> date | None:
    """As date fields send it; empty is none."""
    if value in {None, ""}:
        return None
    try:
        if isinstance(value, str) and re.fullmatch(r"2[0-9]{3}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("day", "must be a day such as 2026-11-22")


Day = Annotated[date | None, BeforeValidator(_day)]


class ExportQuery(Form):
    start: Day = None
    until: Day = None
    on: Day = None
    mode: Literal["live", "test"] = "live"
    excel: Flag = False
    cursor: Annotated[str, Field(max_length=2000)] = ""
