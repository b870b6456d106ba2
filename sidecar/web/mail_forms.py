"""The bodies and queries about mails."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sidecar.domain import addresses
from sidecar.web.parsing import Flag, Form, Line, PublicId, Text, Whole, empty_is_none

MOST_WARNINGS = 5
MOST_ADDRESSES = 5


def _unix(value: str) -> str:
    """Browsers send line ends of their own; the same words are to be the same."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _different(value: list[int]) -> list[int]:
    if len(value) > MOST_WARNINGS:
        raise PydanticCustomError("days", f"must be at most {MOST_WARNINGS} numbers of days")
    if len(set(value)) < len(value):
        raise PydanticCustomError("different", "must be different numbers of days")
    return value


def _some_addresses(value: str) -> str:
    found = addresses.listed(value)
    wrong = [part for part in found if not addresses.is_address(part)]
    if wrong:
        raise PydanticCustomError("addresses", "must be e-mail addresses; {wrong} is none", {"wrong": wrong[0][:80]})
    if len(found) > MOST_ADDRESSES:
        raise PydanticCustomError("addresses", f"must be at most {MOST_ADDRESSES} addresses")
    return ", ".join(found)


Days = Annotated[Whole, Field(ge=1, le=365)]


class WordsForm(Form):
    subject: Annotated[Line, Field(min_length=1, max_length=200)]
    body: Annotated[Text, AfterValidator(_unix), Field(min_length=1, max_length=10_000)]
    box: Flag


class MailForm(WordsForm):
    on: Flag


class RulesForm(Form):
    warn_days: Annotated[list[Days], AfterValidator(_different)]
    low_balance: Annotated[Whole, Field(ge=0, le=1000)]
    from_hour: Annotated[Whole, Field(ge=0, le=23)]
    staff_to: Annotated[Line, Field(max_length=1500), AfterValidator(_some_addresses)]


class LogQuery(Form):
    status: Annotated[str, Field(max_length=32)] = "all"
    search: Annotated[Line, Field(max_length=200)] = ""
    after: Annotated[str, Field(max_length=32)] = ""
    package: Annotated[PublicId | None, BeforeValidator(empty_is_none)] = None
