"""What the tables of money hold: payments, refunds, disputes, and what providers told us. As in `wp_bridge.records`."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Payment:
    """One attempt to pay an order."""

    id: int
    public_id: str
    order_id: int
    provider: str
    provider_payment_id: str | None
    provider_reference: str | None  # the checkout at the provider
    status: str  # pending | settled | failed | surplus (real money that pays nothing: paid twice, or another amount)
    mode: str
    currency: str
    amount_minor: int
    refunded_minor: int
    failure: str
    created_at: datetime
    settled_at: datetime | None
    return_url: str | None  # our page that the buyer comes back to
    checkout_url: str | None
    checkout_expires_at: datetime | None
    waiting_since: datetime | None  # the buyer did their part; the money is on its way
    looked_at: datetime | None  # when the provider was last asked


@dataclass(frozen=True)
class Refund:
    """Money going back. `sessions` left the package with it; `proposed_sessions` wait for staff to say so."""

    id: int
    public_id: str
    order_id: int
    payment_id: int
    customer_package_id: int | None
    provider: str
    provider_refund_id: str | None
    status: str  # intent | pending | settled | failed
    mode: str
    rule: str  # unused_value | single_price | custom | surplus | elsewhere | dispute
    sessions: int
    currency: str
    amount_minor: int
    reason: str
    created_by: str
    created_at: datetime
    settled_at: datetime | None
    origin: str  # staff | provider (made in its dashboard)
    failure: str
    attempts: int
    sent_at: datetime | None  # when its provider was first asked
    proposed_sessions: int


@dataclass(frozen=True)
class Dispute:
    id: int
    public_id: str
    provider: str
    provider_dispute_id: str
    payment_id: int
    order_id: int
    status: str  # open | won | lost
    currency: str
    amount_minor: int
    reason: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class ProviderEvent:
    """A webhook as it came in. `body` is the raw, verified JSON."""

    id: int
    provider: str
    event_id: str
    type: str
    mode: str
    body: bytes
    status: str  # received | done | ignored | failed
    attempts: int
    received_at: datetime


@dataclass(frozen=True)
class Sums:
    """What became of one customer package's value up to a moment, in minor units. `gone` left with refunds, for which `refunded`
    went back; `left` is forfeited once `expires_at`, the end that was in force then, has passed."""

    id: int
    money_in: int
    used: int
    gone: int
    corrected: int
    moved: int
    left: int
    refunded: int
    paid_sessions: int
    sessions: int
    sessions_given: int
    sessions_used: int
    expires_at: datetime | None


@dataclass(frozen=True)
class ValuedEntry:
    """A ledger entry as it stands on a statement: with what it changed in the worth of what is left."""

    id: int
    kind: str
    delta: int
    balance_after: int
    service_name: str
    booking_id: str | None
    value_minor: int
    created_at: datetime
    customer_old_id: int | None
    customer_new_id: int | None
