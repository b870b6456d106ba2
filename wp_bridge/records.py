"""What the tables hold, as frozen values. Instants are aware UTC, money is integer minor units plus currency."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, tzinfo
from typing import Any, TypeVar

R = TypeVar("R")
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def load(cls: type[R], row: dict[str, Any]) -> R:
    """A row as a record: tinyint to bool, naive datetimes to UTC; columns the record does not name are left out."""
    return cls(**{field.name: _value(row[field.name], field.type is bool) for field in fields(cls)})  # type: ignore[arg-type]


def _value(value: Any, is_bool: bool) -> Any:
    if is_bool:
        return bool(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    return value


@dataclass(frozen=True)
class Site:
    """One WordPress site: nothing of it is global, so that one sidecar can serve several."""

    url: str
    name: str
    prefix: str
    base_prefix: str
    zone: tzinfo
    zone_name: str
    locale: str
    currency: str
    mode: str  # live | test
    date_format: str = "F j, Y"  # PHP's letters, as WordPress keeps them
    time_format: str = "g:i a"
    admin_email: str = ""


@dataclass(frozen=True)
class Actor:
    """Who acts, as the plugin asserted inside the signature: guest, customer, staff or system."""

    kind: str
    wp_user_id: int | None = None
    name: str = ""
    email: str = ""
    ip: str = ""
    caps: frozenset[str] = frozenset()  # what a member of the staff may do


@dataclass(frozen=True)
class ServiceLink:
    host: str
    service_id: str
    service_name: str


@dataclass(frozen=True)
class Package:
    """What is for sale; the terms are in its current version."""

    id: int
    public_id: str
    status: str  # draft | on_sale | archived
    current_version_id: int
    hidden: bool
    position: int
    stock: int | None
    sold: int
    customer_limit: int | None
    sale_from: datetime | None
    sale_until: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class PackageVersion:
    """Immutable terms as they stood; an order binds one."""

    id: int
    package_id: int
    number: int
    name: str
    description: str
    sessions: int
    price_minor: int
    currency: str
    validity_days: int  # 0: never expires
    validity_from: str  # activation | first_use
    visit_before_expiry: bool
    per_person: bool
    any_service: bool
    terms_text: str
    tax_rate_bp: int  # basis points: 1900 = 19 %
    tax_label: str


@dataclass(frozen=True)
class Customer:
    id: int
    public_id: str
    wp_user_id: int | None
    name: str
    email: str
    reminders_off_at: datetime | None = None
    email_proven_at: datetime | None = None
    created_at: datetime | None = None


@dataclass(frozen=True)
class Order:
    id: int
    public_id: str
    reference: str
    customer_id: int
    package_id: int
    package_version_id: int
    status: str  # awaiting_payment | paid | cancelled
    method: str
    mode: str
    currency: str
    amount_minor: int
    net_minor: int
    tax_minor: int
    tax_rate_bp: int
    tax_label: str
    paid_minor: int
    refunded_minor: int
    receipt_number: int | None
    buyer_name: str
    buyer_email: str
    placed_at: datetime
    paid_at: datetime | None
    end_reason: str = ""  # why it was cancelled: a code of ours, or staff's words
    sold_by: str = ""  # who sold it by hand
    sale_note: str = ""


@dataclass(frozen=True)
class CustomerPackage:
    """One customer's copy. `balance` = `paid_balance` + `free_balance`; `used` includes sessions that are only held."""

    id: int
    public_id: str
    customer_id: int
    order_id: int | None
    package_id: int
    package_version_id: int
    mode: str
    sessions_total: int
    paid_balance: int
    free_balance: int
    balance: int
    used: int
    held: int
    refunded_sessions: int
    refund_pending: int
    purchased_at: datetime
    activated_at: datetime
    starts_at: datetime | None
    expires_at: datetime | None  # exclusive: first instant no longer valid
    valid_through: date | None  # the last local day it can be used, as shown
    first_used_at: datetime | None
    suspended_by_staff_at: datetime | None
    suspended_by_dispute_at: datetime | None
    blocked_at: datetime | None
    closed_at: datetime | None
    base_state: str
    value_order_id: int | None = None  # whose money it has or, after it was rolled over, had
    value_minor: int = 0  # what the paid sessions that are left are worth
    expiry_order: datetime = NEVER  # the end, for lists
    sort_name: str = ""  # of the customer, for lists
    rolled_from_id: int | None = None  # whose remaining sessions it received


@dataclass(frozen=True)
class LedgerEntry:
    id: int
    customer_package_id: int
    kind: str
    delta: int
    delta_paid: int
    delta_free: int
    balance_after: int
    actor_kind: str
    actor_name: str
    reason: str
    host: str | None
    booking_id: str | None
    service_name: str
    valid_through_old: date | None
    valid_through_new: date | None
    created_at: datetime
    entry_key: str
    redemption_id: int | None
    expires_at_old: datetime | None
    expires_at_new: datetime | None
    customer_old_id: int | None
    customer_new_id: int | None
    undoes_id: int | None  # whose counter entry this is
    undone_by: int | None  # the entry that undid this one


@dataclass(frozen=True)
class Attempt:
    id: int
    public_id: str
    host: str
    attempt_key: str
    request_hash: str
    customer_package_id: int
    state: str  # held | committed | released | lapsed
    round: int  # how often it was begun: a released or lapsed attempt may be tried again
    hold_expires_at: datetime | None


@dataclass(frozen=True)
class Redemption:
    """One line of an attempt: the sessions taken for one booking."""

    id: int
    public_id: str
    attempt_id: int
    round: int
    customer_package_id: int
    host: str
    booking_id: str | None
    service_id: str
    service_name: str
    starts_at: datetime
    people: int
    sessions_taken: int
    paid_taken: int
    sessions_given_back: int
    paid_given_back: int
    state: str  # held | committed | given_back | lapsed
    booking_status: str  # the last that was heard of

    @property
    def sessions_left(self) -> int:
        """Taken and not given back: what is still to be had."""
        return self.sessions_taken - self.sessions_given_back


@dataclass(frozen=True)
class OutboxItem:
    id: int
    kind: str
    payload: str  # JSON snapshot of the moment it happened
    attempts: int
    request_id: str
    unsure: int = 0  # tries that may have got through, and nobody knows


@dataclass(frozen=True)
class HostService:
    host: str
    id: str
    name: str
    price_minor: int
    currency: str
    active: bool


@dataclass(frozen=True)
class HostBooking:
    """A booking as its host holds it, in the contract's words."""

    host: str
    id: str
    service_id: str
    service_name: str
    wp_user_id: int
    customer_name: str
    customer_email: str
    people: int
    starts_at: datetime
    status: str  # pending | confirmed | completed | no_show | cancelled | expired
    payment_state: str  # unpaid | paid
    payment_method: str
    hold_expires_at: datetime | None
    cancelled_at: datetime | None
    cancelled_by: str  # customer | staff | system; empty where the row does not say

    @property
    def claims_package(self) -> bool:
        """It says that a package has paid it."""
        return self.payment_method == "package" and self.payment_state == "paid"
