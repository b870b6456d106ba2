"""What a gateway offers to the use cases. It speaks to one provider and knows nothing of sessions, tables or pages.

Amounts here are our minor units (`sidecar.domain.money`); each gateway turns them into its provider's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True)
class Evidence:
    """Money that is really there, as its provider (or a member of staff, for a transfer) states it."""

    provider: str
    provider_payment_id: str
    amount_minor: int
    currency: str
    mode: str
    confirmed_by: str


@dataclass(frozen=True)
class CheckoutAsk:
    """What a buyer is to pay. `ours` is our payment's public id: idempotency key and metadata at the provider."""

    ours: str
    order: str
    reference: str
    amount_minor: int
    currency: str
    title: str
    description: str
    buyer_email: str
    locale: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    site: str = ""  # whose it is: several sites may use one account


@dataclass(frozen=True)
class PaymentState:
    """One checkout as its provider has it now.

    `approved`: the buyer agreed and we have to take the money (PayPal). `waiting`: the buyer did their part, the money is
    on its way. `paid`, `failed` and `expired` are final, except that a failed one may still turn out paid.
    """

    reference: str  # the checkout itself: Stripe's cs_…, PayPal's order id
    state: Literal["open", "approved", "waiting", "paid", "failed", "expired"]
    ours: str  # our payment's public id, as the provider gives it back
    mode: str  # live | test
    payment_id: str = ""  # what refunds refer to: Stripe's pi_…, PayPal's capture id
    amount_minor: int = 0
    currency: str = ""
    payee: str = ""  # PayPal's merchant id; empty where the provider has no such thing
    url: str = ""  # where the buyer goes on, while it is open
    expires_at: datetime | None = None
    failure: str = ""  # the provider's word for it
    site: str = ""  # as it was asked for; empty where the provider does not say


@dataclass(frozen=True)
class RefundAsk:
    """`key` is the idempotency key; `ours` our refund's public id, kept in the provider's metadata."""

    key: str
    ours: str
    payment_id: str
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class RefundState:
    """A refund as its provider has it now. A `settled` one may still fail later (the card was closed, say)."""

    refund_id: str
    state: Literal["pending", "settled", "failed"]
    ours: str  # empty when it was made in the provider's own dashboard
    payment_id: str
    amount_minor: int
    currency: str
    mode: str
    failure: str = ""


@dataclass(frozen=True)
class DisputeState:
    """The buyer's bank (or PayPal) asks the money back. `lost` includes money that was simply taken back."""

    dispute_id: str
    state: Literal["open", "won", "lost"]
    payment_id: str
    amount_minor: int
    currency: str
    mode: str
    reason: str = ""


@dataclass(frozen=True)
class Subject:
    """What an event is about. The event is a hint: the object itself is fetched when it is worked.

    `reference` is the provider's id of the checkout, refund or dispute ("" where the event does not say); `ours` our public
    id from its metadata; `payment_id` as in `PaymentState`. A kind of `refunds`: look at all refunds of that payment.
    """

    kind: Literal["payment", "refund", "refunds", "dispute", "ignored"]
    reference: str = ""
    ours: str = ""
    payment_id: str = ""


@dataclass(frozen=True)
class Event:
    event_id: str
    type: str
    mode: str
    subject: Subject


class OnlineGateway(Protocol):
    """A provider that is reached over the network.

    Every call raises `OutcomeUnknown`, `TryLater`, `KeyRefused` or `Declined` (`sidecar.gateways.errors`) and nothing else.
    """

    id: str  # stripe | paypal
    label: str  # as buyers know it
    mode: str  # live | test: of the account's keys
    payee: str  # what `PaymentState.payee` must be; empty: not compared

    def can_charge(self, amount_minor: int, currency: str) -> bool:
        """Whether the provider knows the currency and can express this very amount in it."""

    def open(self, ask: CheckoutAsk) -> PaymentState:
        """A checkout for the buyer; the same one for the same `ours` as long as the provider remembers the key."""

    def look(self, reference: str) -> PaymentState:
        """`Declined('not_found')` when the provider has no such checkout."""

    def capture(self, reference: str, ours: str) -> PaymentState:
        """Take the money of an `approved` checkout; where there is nothing to take it is `look`."""

    def close(self, reference: str) -> PaymentState:
        """Make an open checkout unpayable, as far as the provider can; what it is afterwards."""

    def refund(self, ask: RefundAsk) -> RefundState: ...

    def refund_state(self, refund_id: str) -> RefundState: ...

    def refunds_of(self, payment_id: str) -> Sequence[RefundState]: ...

    def dispute(self, dispute_id: str) -> DisputeState: ...

    def check_keys(self) -> None:
        """Raises `KeyRefused` when the provider does not accept them; reads only."""

    def event(self, headers: Mapping[str, str], body: bytes) -> Event:
        """The event, once its signature is proved genuine. Raises `NotGenuine` whatever is wrong, never anything else
        (but `OutcomeUnknown` when a certificate that is needed cannot be fetched just now)."""

    def parse(self, body: bytes) -> Event:
        """A body that was proved genuine before. Raises `NotGenuine` when it is no event."""
