"""The bodies and queries of docs/api.md about tasks: files of balances, bulk extensions, and how they are going."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sidecar.web.parsing import Flag, Form, Line, Whole, empty_is_none


def _day(value: object) -> object:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2200:
        raise PydanticCustomError("day", "must be a date such as 2026-11-22")
    return found


Day = Annotated[Annotated[date, BeforeValidator(_day)] | None, BeforeValidator(empty_is_none)]
Days = Annotated[Annotated[Whole, Field(ge=1, le=3650)] | None, BeforeValidator(empty_is_none)]
Ids = Annotated[str, Field(pattern=r"^$|^[0-9A-HJKMNP-TV-Z]{26}(,[0-9A-HJKMNP-TV-Z]{26}){0,99}$")]  # a hundred


class ImportForm(Form):
    file_name: Annotated[Line, Field(min_length=1, max_length=190)]
    content: Annotated[str, Field(max_length=5_000_000)]
    accounts: Flag = False
    mails: Flag = False


class TasksQuery(Form):
    kind: Literal["import", "extension"]


class ItemsQuery(Form):
    view: Literal["all", "bad", "made", "skipped"] = "all"
    after: Annotated[Whole, Field(ge=0, lt=2**31)] = 0


class CsvQuery(Form):
    after: Annotated[Whole, Field(ge=0, lt=2**31)] = 0


class ExtensionQuery(Form):
    status: Literal["active", "expired", "both"] = "active"
    packages: Ids = ""
    ids: Ids = ""
    ends_from: Day = None
    ends_until: Day = None
    days: Days = None
    until: Day = None


class ExtensionForm(ExtensionQuery):
    reason: Annotated[Line, Field(min_length=1, max_length=190)]
    mails: Flag = False
    expected: Annotated[Whole, Field(ge=1, lt=2**31)]
