"""PayPal: the buyer agrees on PayPal's own page, then we take the money."""

import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sidecar.domain.money import CURRENCIES
from sidecar.gateways import paypal_events
from sidecar.gateways.accounts import PayPalAccount
from sidecar.gateways.base import CheckoutAsk, DisputeState, Event, PaymentState, RefundAsk, RefundState
from sidecar.gateways.currencies import NotPayable, to_paypal
from sidecar.gateways.errors import Declined
from sidecar.gateways.paypal_ask import order_of, refund_of
from sidecar.gateways.paypal_client import READ_SECONDS, Json, PayPalClient, Refusal, known_id, read_whole
from sidecar.gateways.paypal_objects import (
    REVERSAL,
    Place,
    dispute_state,
    order_id_of,
    paid_in,
    payment_state,
    refund_state,
    refunded,
    refunds_in,
    reversal_state,
)

ORDERS, CAPTURES, REFUNDS = "/v2/checkout/orders", "/v2/payments/captures", "/v2/payments/refunds"
DISPUTES = "/v1/customer/disputes"
PAGES = {"live": "https://www.paypal.com", "test": "https://www.sandbox.paypal.com"}
# The order stays good: PayPal wants the buyer sent back to its page, to agree again, say with another card.
AGREE_AGAIN = frozenset(("INSTRUMENT_DECLINED", "PAYER_ACTION_REQUIRED", "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING"))
# Somebody was quicker, or nobody agreed yet: how things are is to be read.
LOOK_AGAIN = frozenset(("ORDER_ALREADY_CAPTURED", "ORDER_NOT_APPROVED"))


class PayPalGateway:
    id = "paypal"
    label = "PayPal"

    def __init__(
        self, account: PayPalAccount, *, read_seconds: float = READ_SECONDS, clock: Callable[[], float] = time.time
    ) -> None:
        """A shorter `read_seconds` where a buyer waits for the answer."""
        self.account = account
        self.mode = account.mode
        self.payee = account.merchant_id
        self._clock = clock
        self._client = PayPalClient(account, read_seconds)
        self._place = Place(account.mode, account.base_url.rstrip("/") if account.is_emulator else PAGES[account.mode])

    def can_charge(self, amount_minor: int, currency: str) -> bool:
        try:
            return currency in CURRENCIES and to_paypal(amount_minor, currency) != ""
        except NotPayable:
            return False

    def open(self, ask: CheckoutAsk) -> PaymentState:
        asked = order_of(ask, self.account.merchant_id)
        order = self._client.post(ORDERS, asked, ask.ours)
        with read_whole():
            _compare(order, asked)
        return self._payment(order)

    def look(self, reference: str) -> PaymentState:
        return self._payment(self._client.get(ORDERS, reference))

    def capture(self, reference: str, ours: str) -> PaymentState:
        """The key changes with the order (or the minute, where PayPal does not say): once the buyer has agreed anew, an earlier
        refusal must not be repeated to us. PayPal itself captures an order only once."""
        order = self._client.get(ORDERS, reference)
        state = self._payment(order)
        if state.state != "approved" or state.ours != ours:
            return state
        changed = str(order.get("update_time") or self._clock() // 60)
        key = f"{ours}-capture-{zlib.crc32(changed.encode()):08x}"
        try:
            return self._payment(self._client.post(f"{ORDERS}/{known_id(reference)}/capture", {}, key))
        except Refusal as refused:
            if refused.status != 422:
                raise
            return self._not_taken(self.look(reference), refused)

    def _not_taken(self, now: PaymentState, refused: Refusal) -> PaymentState:
        """All other refusals are final for this order: PayPal gives the buyer's agreement back by itself."""
        if refused.code in LOOK_AGAIN or now.state not in {"open", "approved"}:
            return now
        if refused.code in AGREE_AGAIN:
            page = refused.links.get("redirect") or now.url or f"{self._place.pages}/checkoutnow?token={now.reference}"
            return replace(now, state="open", url=page, failure=refused.code)
        return replace(now, state="failed", url="", failure=refused.code)

    def close(self, reference: str) -> PaymentState:
        """PayPal has no way to close an order that is to be captured; it forgets it by itself."""
        return self.look(reference)

    def refund(self, ask: RefundAsk) -> RefundState:
        """Should PayPal have forgotten the key and still know the invoice, then the refund of then is the answer."""
        path = f"{CAPTURES}/{known_id(ask.payment_id)}/refund"
        try:
            return self._refund(self._client.post(path, refund_of(ask), ask.key))
        except Refusal as refused:
            if refused.code != "DUPLICATE_INVOICE_ID":
                raise
            found = next((refund for refund in self.refunds_of(ask.payment_id) if refund.ours == ask.ours), None)
            if found is None:
                raise
            return found

    def refund_state(self, refund_id: str) -> RefundState:
        return self._refund(self._client.get(REFUNDS, refund_id))

    def refunds_of(self, payment_id: str) -> Sequence[RefundState]:
        """PayPal lists refunds only with the order they belong to."""
        capture = self._client.get(CAPTURES, payment_id)
        with read_whole():
            order_id = order_id_of(capture)
        order = self._client.get(ORDERS, order_id)
        with read_whole():
            return [refund_state(refund, self._place) for refund in refunds_in(order) if refunded(refund) == payment_id]

    def dispute(self, dispute_id: str) -> DisputeState:
        """A case; or, named ``reversal:`` and the payment's id, money that PayPal took back."""
        if dispute_id.startswith(REVERSAL):
            capture = self._client.get(CAPTURES, dispute_id.removeprefix(REVERSAL))
            with read_whole():
                return reversal_state(capture, self._place)
        dispute = self._client.get(DISPUTES, dispute_id)
        with read_whole():
            return dispute_state(dispute, self._place)

    def check_keys(self) -> None:
        self._client.fetch_token()

    def event(self, headers: Mapping[str, str], body: bytes) -> Event:
        paypal_events.verify(headers, body, self.account, self._clock())
        return self.parse(body)

    def parse(self, body: bytes) -> Event:
        return paypal_events.parse(body, self.mode)

    def _payment(self, order: Json) -> PaymentState:
        with read_whole():
            return payment_state(order, self._place)

    def _refund(self, refund: Json) -> RefundState:
        with read_whole():
            return refund_state(refund, self._place)


def _compare(order: Json, asked: Json) -> None:
    """A key used before gives the order of then, whatever is asked now: another price must not pass as this one."""
    made, wanted = order["purchase_units"][0], asked["purchase_units"][0]
    if paid_in(made["amount"]) != paid_in(wanted["amount"]):
        raise Declined("idempotency_error", "PayPal knows this attempt with another amount")
