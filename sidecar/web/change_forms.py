"""The bodies and queries of docs/api.md about what staff change on one customer package."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from sidecar.domain import addresses
from sidecar.web.parsing import Flag, ForeignId, Form, Host, Line, Whole, empty_is_none

Action = Literal["adjust", "validity", "suspend", "resume", "roll-over", "reassign", "undo", "reinstate"]
Reason = Annotated[Line, Field(min_length=1, max_length=255)]


def _day(value: object) -> object:
    """As date inputs send it, in years that every zone can shift and every database hold."""
    found = re.fullmatch(r"(2[01][0-9]{2})-([0-9]{2})-([0-9]{2})", value.strip()) if isinstance(value, str) else None
    try:
        return date(*(int(part) for part in found.groups())) if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> object:
    raise PydanticCustomError("day", "must be a day such as 2026-11-22")


def _address(value: str) -> str:
    if not addresses.is_address(value):
        raise PydanticCustomError("address", "is not a valid e-mail address")
    return value


def _day_or_none(value: object) -> object:
    return None if value is None or value == "" else _day(value)


Sessions = Annotated[Whole, Field(ge=-1000, le=1000)]
LastDay = Annotated[date | None, BeforeValidator(_day_or_none)]  # none: it never expires
Address = Annotated[Line, Field(min_length=1, max_length=254), AfterValidator(_address)]
User = Annotated[Annotated[Whole, Field(ge=1, lt=2**63)] | None, BeforeValidator(empty_is_none)]
EntryId = Annotated[Whole, Field(ge=1, lt=2**63)]


class PreviewQuery(Form):
    """What else is asked depends on the action: `FIELDS` judges it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    action: Action


class AdjustFields(Form):
    sessions: Sessions
    paid: Flag = False


class ValidityFields(Form):
    valid_through: LastDay


class ResumeFields(Form):
    extend: Flag = False


class ReassignFields(Form):
    email: Address
    name: Annotated[Line, Field(max_length=190)] = ""
    wp_user_id: User = None


class UndoFields(Form):
    entry: EntryId


class ReinstateFields(Form):
    host: Host
    booking: ForeignId


class AdjustForm(AdjustFields):
    reason: Reason


class ValidityForm(ValidityFields):
    reason: Reason


class SuspendForm(Form):
    reason: Reason


class ResumeForm(ResumeFields):
    reason: Reason


class ReassignForm(ReassignFields):
    reason: Reason


class UndoForm(UndoFields):
    reason: Reason


FIELDS: dict[Action, type[Form]] = {
    "adjust": AdjustFields,
    "validity": ValidityFields,
    "suspend": Form,
    "resume": ResumeFields,
    "roll-over": ValidityFields,
    "reassign": ReassignFields,
    "undo": UndoFields,
    "reinstate": ReinstateFields,
}
