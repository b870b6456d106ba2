"""A provider in memory, for what happens between its steps and ours: it answers, or does it and says nothing, or refuses."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sidecar.gateways.base import CheckoutAsk, DisputeState, Event, OnlineGateway, PaymentState, RefundAsk, RefundState
from sidecar.gateways.errors import Declined, GatewayError, OutcomeUnknown

Fault = GatewayError | Callable[[], object]


class Unused(OnlineGateway):
    """What refunds never call."""

    payee = ""

    def can_charge(self, amount_minor: int, currency: str) -> bool:
        return True

    def open(self, ask: CheckoutAsk) -> PaymentState:
        raise NotImplementedError

    def look(self, reference: str) -> PaymentState:
        raise NotImplementedError

    def capture(self, reference: str, ours: str) -> PaymentState:
        raise NotImplementedError

    def close(self, reference: str) -> PaymentState:
        raise NotImplementedError

    def check_keys(self) -> None:
        raise NotImplementedError

    def event(self, headers: Mapping[str, str], body: bytes) -> Event:
        raise NotImplementedError

    def parse(self, body: bytes) -> Event:
        raise NotImplementedError


@dataclass
class Provider(Unused):
    """`before` and `after` are met by the next calls, one each: raised, or run, before or after the effect. Keys are honoured."""

    id: str = "stripe"
    label: str = "Card"
    mode: str = "live"
    state: str = "settled"  # of new refunds
    refuses: str = ""  # every refund, with this code
    paid: dict[str, int] = field(default_factory=dict)
    refunds: dict[str, RefundState] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    before: list[Fault] = field(default_factory=list)
    after: list[Fault] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def refund(self, ask: RefundAsk) -> RefundState:
        self.calls.append("refund")
        _meet(self.before)
        if self.refuses:
            raise Declined(self.refuses)
        number = self.keys.get(ask.key) or self._made(ask.payment_id, ask.amount_minor, ask.currency, ask.ours)
        self.keys[ask.key] = number
        _meet(self.after)
        return self.refunds[number]

    def refund_state(self, refund_id: str) -> RefundState:
        self.calls.append("refund_state")
        _meet(self.before)
        return self.refunds[refund_id]

    def refunds_of(self, payment_id: str) -> Sequence[RefundState]:
        self.calls.append("refunds_of")
        return [refund for refund in self.refunds.values() if refund.payment_id == payment_id]

    def dispute(self, dispute_id: str) -> DisputeState:
        raise NotImplementedError

    # --- what happens at the provider without us

    def in_dashboard(self, payment_id: str, amount_minor: int, state: str = "") -> RefundState:
        number = self._made(payment_id, amount_minor, "EUR", "")
        return self.becomes(number, state) if state else self.refunds[number]

    def becomes(self, number: str, state: Any, failure: str = "") -> RefundState:
        self.refunds[number] = replace(self.refunds[number], state=state, failure=failure)
        return self.refunds[number]

    @property
    def given_back(self) -> int:
        return sum(refund.amount_minor for refund in self.refunds.values() if refund.state != "failed")

    def _made(self, payment_id: str, amount_minor: int, currency: str, ours: str) -> str:
        back = sum(r.amount_minor for r in self.refunds.values() if r.payment_id == payment_id and r.state != "failed")
        if back >= self.paid[payment_id]:
            raise Declined("charge_already_refunded")
        if back + amount_minor > self.paid[payment_id]:
            raise Declined("amount_too_large")
        number = f"re_{uuid.uuid4().hex[:12]}"
        state: Any = self.state
        self.refunds[number] = RefundState(number, state, ours, payment_id, amount_minor, currency, self.mode)
        return number


@dataclass
class OneProvider:
    """`Runtime.gateways` with one provider in it, or none."""

    provider: Provider | None

    def online(self, settings: Mapping[str, Any]) -> dict[str, OnlineGateway]:
        return {self.provider.id: self.provider} if self.provider else {}


def no_answer() -> OutcomeUnknown:
    return OutcomeUnknown("timeout")


def _meet(faults: list[Fault]) -> None:
    if not faults:
        return
    fault = faults.pop(0)
    if isinstance(fault, GatewayError):
        raise fault
    fault()
