"""The queries of docs/api.md about the owner's lists."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from sidecar.web.parsing import Flag, Form, Line, Whole, empty_is_none

Cursor = Annotated[str, Field(max_length=2000)]
PerPage = Annotated[Whole, Field(ge=1, le=100)]
Name = Annotated[str, Field(max_length=32)]
Search = Annotated[Line, Field(max_length=200)]


class PagedQuery(Form):
    search: Search = ""
    after: Cursor = ""
    before: Cursor = ""
    last: Flag = False
    per_page: PerPage = 20


class SoldQuery(PagedQuery):
    status: Name = "all"
    sort: Name = "purchased"
    order: Name = ""


class OrdersQuery(PagedQuery):
    status: Name = "awaiting_payment"


class CustomerQuery(Form):
    after: Annotated[Annotated[Whole, Field(ge=1, lt=2**63)] | None, BeforeValidator(empty_is_none)] = None
