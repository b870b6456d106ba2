"""The bodies and queries of docs/api.md about money going back."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from sidecar.web.forms import Amount, checked_amount
from sidecar.web.parsing import Form, Line, Whole, empty_is_none

Rule = Literal["unused_value", "single_price", "custom"]
Sessions = Annotated[Annotated[Whole, Field(ge=0, le=100_000)] | None, BeforeValidator(empty_is_none)]
AmountOrNone = Annotated[Line, AfterValidator(checked_amount), Field(max_length=32)]
Reason = Annotated[Line, Field(min_length=1, max_length=255)]


class RefundQuery(Form):
    rule: Annotated[Rule | None, BeforeValidator(empty_is_none)] = None
    sessions: Sessions = None
    amount: AmountOrNone = ""


class RefundForm(Form):
    rule: Rule
    sessions: Sessions = None
    amount: AmountOrNone = ""
    expected: Amount
    reason: Reason


class WithdrawForm(Form):
    reason: Reason


class TakeForm(Form):
    sessions: Annotated[Whole, Field(ge=0, le=100_000)]


class SurplusForm(Form):
    reason: Reason
