"""The bodies and queries of docs/api.md. Unknown names are refused; nothing that decides money can be sent along."""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from sidecar.web.parsing import (
    AttemptKey,
    By,
    Flag,
    ForeignId,
    Form,
    Host,
    Line,
    PublicId,
    Text,
    Whole,
    empty_is_none,
)


def _utc(value: datetime) -> datetime:
    """Instants of the hook contract are UTC; one written without a zone means it too."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _written(value: object) -> object:
    """Written out, never a number of seconds; in years that every zone can shift and every database hold."""
    if not isinstance(value, str) or not re.match(r"[12][0-9]{3}-", value):
        raise PydanticCustomError("moment", "must be a date such as 2026-11-22 or 2026-11-22T09:00:00Z")
    return value


Instant = Annotated[datetime, BeforeValidator(_written), AfterValidator(_utc)]


def checked_amount(value: str) -> str:
    """Only whether it is digits and separators; how they are read depends on the currency."""
    if value and not re.fullmatch(r"[0-9][0-9.,'\s]*", value):
        raise PydanticCustomError("amount", "must be an amount such as 350.00")
    return value


def _percent(value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,2}([.,][0-9]{1,2})?", value):
        raise PydanticCustomError("percent", "must be a percentage such as 19 or 8.1")
    return value


Amount = Annotated[Line, AfterValidator(checked_amount), Field(min_length=1, max_length=32)]
SaleDate = Annotated[
    Annotated[datetime, BeforeValidator(_written)] | None, BeforeValidator(empty_is_none)
]  # without a zone: the site's
People = Annotated[Whole, Field(ge=1, le=1000)]
Method = Literal["bank_transfer", "free", "stripe", "paypal"]
ReturnUrl = Annotated[Line, Field(max_length=1500)]
Days = Annotated[Whole, Field(ge=0, le=365)]
# Keys are pasted: no spaces, no line breaks, nothing but what providers put into them.
Secret = Annotated[Line, Field(max_length=255, pattern=r"^[\x21-\x7e]*$")]


class PairingForm(Form):
    code: Annotated[str, Field(min_length=8, max_length=128)]
    site_url: Annotated[str, Field(max_length=255)]
    table_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,64}$")]
    key: Annotated[str, Field(max_length=64)]
    plugin_version: Annotated[str, Field(max_length=32)] = ""
    wordpress_version: Annotated[str, Field(max_length=32)] = ""


class OrderForm(Form):
    package: PublicId
    version: Annotated[Whole, Field(ge=1, le=10**9)]
    method: Method
    return_url: ReturnUrl | None = None


class PayForm(Form):
    method: Literal["bank_transfer", "stripe", "paypal"]
    return_url: ReturnUrl | None = None


class OffersQuery(Form):
    host: Host
    service: ForeignId
    starts_at: Instant
    people: People = 1
    price_minor: Annotated[Whole, Field(ge=0, le=10**12)] = 0
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"


class LineForm(Form):
    booking: ForeignId | None = None
    service: ForeignId | None = None
    starts_at: Instant | None = None
    people: People = 1


class RedemptionForm(Form):
    host: Host
    attempt_key: AttemptKey
    customer_package: PublicId
    lines: Annotated[list[LineForm], Field(min_length=1, max_length=50)]


class StaffRedemptionForm(RedemptionForm):
    customer: Annotated[Whole, Field(ge=1, lt=2**63)] | None = None


class ReinstateForm(Form):
    host: Host
    booking: ForeignId
    reason: Annotated[Line, Field(min_length=1, max_length=255)]


class BookingQuery(Form):
    host: Host
    booking: ForeignId
    service: ForeignId | None = None
    starts_at: Instant | None = None
    people: People = 1
    customer: Annotated[Whole, Field(ge=1, lt=2**63)] | None = None
    status: Literal["pending", "confirmed", "completed", "no_show", "cancelled"] = "confirmed"
    payment_state: Literal["unpaid", "paid"] = "unpaid"


class EmptyForm(Form):
    pass


class CommitForm(Form):
    host: Host
    attempt_key: AttemptKey
    bookings: Annotated[list[ForeignId], Field(default_factory=list, max_length=50)]
    marker: Annotated[Line, Field(max_length=190)] = ""


class ReleaseForm(Form):
    host: Host
    attempt_key: AttemptKey
    reason: Annotated[Line, Field(max_length=255)] = ""


class ChangeForm(Form):
    host: Host
    booking: ForeignId
    people: People | None = None
    starts_at: Instant | None = None
    service: ForeignId | None = None


class StatusForm(Form):
    host: Host
    booking: ForeignId
    old: Annotated[str, Field(max_length=16)] = ""
    new: Literal["pending", "confirmed", "completed", "no_show", "cancelled", "deleted"]
    by: By = "unknown"
    at: Instant | None = None
    reason: Annotated[Line, Field(max_length=255)] = ""


class DescribeQuery(Form):
    host: Host
    bookings: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}(,[A-Za-z0-9_.:-]{1,64}){0,199}$")]


class ServiceForm(Form):
    host: Host
    id: ForeignId


class PackageBody(Form):
    name: Annotated[Line, Field(min_length=1, max_length=190)]
    description: Annotated[Text, Field(max_length=4000)] = ""
    sessions: Annotated[Whole, Field(ge=1, le=1000)]
    price: Amount
    validity_days: Annotated[Whole, Field(ge=0, le=3650)]
    any_service: Flag = False
    services: Annotated[list[ServiceForm], Field(default_factory=list, max_length=200)]
    status: Literal["draft", "on_sale", "archived"] = "draft"
    terms_text: Annotated[Text, Field(max_length=8000)] = ""
    validity_from: Literal["activation", "first_use"] = "activation"
    visit_before_expiry: Flag = False
    per_person: Flag = False
    customer_limit: Annotated[Annotated[Whole, Field(ge=1, le=1000)] | None, BeforeValidator(empty_is_none)] = None
    stock: Annotated[Annotated[Whole, Field(ge=0, le=1_000_000)] | None, BeforeValidator(empty_is_none)] = None
    sale_from: SaleDate = None
    sale_until: SaleDate = None
    hidden: Flag = False
    position: Annotated[Annotated[Whole, Field(ge=-1000, le=10_000)] | None, BeforeValidator(empty_is_none)] = None

    @field_validator("services")
    @classmethod
    def _some(cls, value: list[ServiceForm], info: ValidationInfo) -> list[ServiceForm]:
        if not value and not info.data.get("any_service"):
            raise PydanticCustomError("services", "choose at least one service, or allow any service")
        return value


class PackageStatusForm(Form):
    status: Literal["draft", "on_sale", "archived"]


class PackagesQuery(Form):
    status: Literal["all", "on_sale", "draft", "archived"] = "all"


class MoveForm(PackagesQuery):
    direction: Literal["up", "down"]


class PackagePreviewBody(PackageBody):
    id: Annotated[PublicId | None, BeforeValidator(empty_is_none)] = None


class BankForm(Form):
    enabled: Flag
    account_holder: Annotated[Line, Field(max_length=190)] = ""
    account: Annotated[Line, Field(max_length=64)] = ""
    bank_code: Annotated[Line, Field(max_length=32)] = ""
    bank_name: Annotated[Line, Field(max_length=190)] = ""
    note: Annotated[Text, Field(max_length=1000)] = ""
    remind_days: Days = 3
    cancel_days: Days = 14


class StripeForm(Form):
    enabled: Flag
    key: Secret = ""
    webhook_secret: Secret = ""


class PayPalForm(Form):
    enabled: Flag
    client_id: Secret = ""
    secret: Secret = ""
    webhook_id: Secret = ""
    merchant_id: Secret = ""


class TaxForm(Form):
    rate_percent: Annotated[Line, AfterValidator(_percent)] = "0"
    label: Annotated[Line, Field(max_length=64)] = ""


class SettingsForm(Form):
    currency: Annotated[str, Field(max_length=3)]
    bank_transfer: BankForm
    cancel_hours: Annotated[Whole, Field(ge=0, le=8760)] = 0
    refund_rule: Literal["unused_value", "single_price", "custom"] = "unused_value"
    tax: TaxForm = TaxForm()
    stripe: StripeForm | None = None
    paypal: PayPalForm | None = None


class TransferForm(Form):
    amount: Annotated[Line, Field(min_length=1, max_length=32)]
    keep_surplus: Flag = False


class ReasonForm(Form):
    reason: Annotated[Line, Field(max_length=255)] = ""


class PreferencesQuery(Form):
    token: Annotated[Line, Field(min_length=1, max_length=200)]


class PreferencesForm(PreferencesQuery):
    reminders: Flag
