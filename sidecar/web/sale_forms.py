"""The bodies and queries of docs/api.md about what staff sell by hand."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from sidecar.web.forms import Amount, checked_amount
from sidecar.web.parsing import Flag, Form, Line, PublicId, Whole, empty_is_none

By = Literal["cash", "invoice", "gift", "free"]
User = Annotated[Annotated[Whole, Field(ge=1, lt=2**63)] | None, BeforeValidator(empty_is_none)]


class SaleQuery(Form):
    package: PublicId
    wp_user_id: User = None
    name: Annotated[Line, Field(max_length=190)] = ""
    email: Annotated[Line, Field(max_length=254)] = ""
    method: By
    price: Annotated[Line, AfterValidator(checked_amount), Field(max_length=32)] = ""
    reason: Annotated[Line, Field(max_length=255)] = ""
    later: Flag = False


class SaleForm(SaleQuery):
    version: Annotated[Whole, Field(ge=1, le=10**9)]
    expected: Amount
    knowing: Annotated[
        list[Literal["package_not_on_sale", "sold_out", "limit_reached"]], Field(default_factory=list, max_length=8)
    ]
