"""Stripe Checkout: the buyer pays on Stripe's own page; no card number ever comes near us."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import stripe

from sidecar.domain.money import CURRENCIES
from sidecar.gateways import stripe_events
from sidecar.gateways.accounts import StripeAccount
from sidecar.gateways.base import CheckoutAsk, DisputeState, Event, PaymentState, RefundAsk, RefundState
from sidecar.gateways.currencies import NotPayable, to_stripe
from sidecar.gateways.errors import Declined, KeyRefused
from sidecar.gateways.stripe_ask import payable, session_of
from sidecar.gateways.stripe_calls import READ_SECONDS, connected, plain, told_apart, was_replayed
from sidecar.gateways.stripe_objects import REFUND, dispute_state, payment_state, refund_state

WITH_INTENT: Any = {"expand": ["payment_intent"]}
# What a restricted key must be allowed, as Stripe's dashboard names it. Events are not read: they come to us.
RIGHTS = ("Checkout Sessions: write", "PaymentIntents: read", "Charges and Refunds: write", "Disputes: read")


class StripeGateway:
    id = "stripe"
    label = "Card (Stripe)"
    payee = ""  # money always goes to the account of the key

    def __init__(
        self, account: StripeAccount, *, read_seconds: float = READ_SECONDS, clock: Callable[[], float] = time.time
    ) -> None:
        """A shorter `read_seconds` where a buyer waits for the answer."""
        self.account = account
        self.mode = account.mode
        self._read_seconds = read_seconds
        self._clock = clock

    def can_charge(self, amount_minor: int, currency: str) -> bool:
        try:
            return currency in CURRENCIES and to_stripe(amount_minor, currency) > 0
        except NotPayable:
            return False

    def open(self, ask: CheckoutAsk) -> PaymentState:
        with self._calling() as api:
            session = api.v1.checkout.sessions.create(params=session_of(ask), options={"idempotency_key": ask.ours})  # type: ignore[arg-type]
            return self.look(session.id) if was_replayed(session) else payment_state(plain(session))

    def look(self, reference: str) -> PaymentState:
        with self._calling(reference) as api:
            return payment_state(plain(api.v1.checkout.sessions.retrieve(reference, params=WITH_INTENT)))

    def capture(self, reference: str, ours: str) -> PaymentState:
        return self.look(reference)

    def close(self, reference: str) -> PaymentState:
        """Stripe refuses to expire what is not open any more: then look what became of it."""
        try:
            with self._calling(reference) as api:
                return payment_state(plain(api.v1.checkout.sessions.expire(reference, params=WITH_INTENT)))
        except Declined:
            return self.look(reference)

    def refund(self, ask: RefundAsk) -> RefundState:
        with self._calling(ask.payment_id) as api:
            refund = api.v1.refunds.create(
                params={
                    "payment_intent": ask.payment_id,
                    "amount": payable(ask.amount_minor, ask.currency),
                    "reason": "requested_by_customer",
                    "metadata": {REFUND: ask.ours},
                },
                options={"idempotency_key": ask.key},
            )
            return self.refund_state(refund.id) if was_replayed(refund) else refund_state(plain(refund), self.mode)

    def refund_state(self, refund_id: str) -> RefundState:
        with self._calling(refund_id) as api:
            return refund_state(plain(api.v1.refunds.retrieve(refund_id)), self.mode)

    def refunds_of(self, payment_id: str) -> Sequence[RefundState]:
        with self._calling(payment_id) as api:
            found = api.v1.refunds.list(params={"payment_intent": payment_id, "limit": 100})
            return [refund_state(plain(refund), self.mode) for refund in found.auto_paging_iter()]

    def dispute(self, dispute_id: str) -> DisputeState:
        with self._calling(dispute_id) as api:
            return dispute_state(plain(api.v1.disputes.retrieve(dispute_id)))

    def check_keys(self) -> None:
        with self._calling() as api:
            lists: tuple[Callable[..., object], ...] = (
                *(api.v1.checkout.sessions.list, api.v1.payment_intents.list),
                *(api.v1.refunds.list, api.v1.disputes.list),
            )
            for right, read in zip(RIGHTS, lists, strict=True):
                with naming(right):
                    read(params={"limit": 1})

    def event(self, headers: Mapping[str, str], body: bytes) -> Event:
        stripe_events.verify(headers, body, self.account.webhook_secrets, self._clock())
        return self.parse(body)

    def parse(self, body: bytes) -> Event:
        return stripe_events.parse(body, self.mode)

    @contextmanager
    def _calling(self, asked_for: str = "-") -> Iterator[stripe.StripeClient]:
        """An empty id would ask for a list instead."""
        if not asked_for:
            raise Declined("not_found", "no id")
        with told_apart(), connected(self.account, self._read_seconds) as api:
            yield api


@contextmanager
def naming(right: str) -> Iterator[None]:
    """A key that is known but may not read this is told apart from one that is not known at all."""
    try:
        with told_apart():
            yield
    except KeyRefused as refused:
        if not isinstance(refused.__cause__, stripe.AuthenticationError):
            raise KeyRefused(refused.code, f"The Stripe key lacks a permission: {right}. Stripe says: {refused}") from refused
        raise KeyRefused(refused.code, f"Stripe does not accept the key: {refused}") from refused
