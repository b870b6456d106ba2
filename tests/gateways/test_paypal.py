"""Buying and giving back by PayPal, at its emulator: what each turn of the matter looks like through the gateway."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from devstack.providers import Emulator
from sidecar.gateways.base import OnlineGateway
from sidecar.gateways.errors import Declined, TryLater
from sidecar.gateways.paypal import PayPalGateway
from tests.gateways.asks import ask
from tests.gateways.paypal import approved, paid

pytestmark = pytest.mark.payments


@pytest.fixture
def emulator(paypal_emulator: Emulator) -> Emulator:
    return paypal_emulator


@pytest.fixture
def gateway(paypal_gateway: PayPalGateway) -> PayPalGateway:
    return paypal_gateway


def test_it_is_an_online_gateway(gateway: PayPalGateway) -> None:
    online: OnlineGateway = gateway
    assert (online.id, online.label, online.mode, online.payee) == ("paypal", "PayPal", "test", gateway.account.merchant_id)


def test_an_order_is_opened_agreed_to_and_captured(emulator: Emulator, gateway: PayPalGateway) -> None:
    wanted = ask()
    opened = gateway.open(wanted)
    assert (opened.state, opened.ours, opened.mode, opened.currency) == ("open", wanted.ours, "test", "EUR")
    assert (opened.payment_id, opened.amount_minor, opened.failure) == ("", 0, "")
    assert urlsplit(opened.url).path == "/checkoutnow"

    back = emulator.paypal.approve(opened.reference)
    assert back.startswith(wanted.success_url)
    assert parse_qs(urlsplit(back).query)["token"] == [opened.reference]
    assert gateway.look(opened.reference).state == "approved"

    taken = gateway.capture(opened.reference, wanted.ours)
    assert (taken.state, taken.ours, taken.amount_minor, taken.currency) == ("paid", wanted.ours, 35_000, "EUR")
    assert (taken.payee, taken.mode, taken.url) == (gateway.payee, "test", "")
    assert taken.payment_id
    assert gateway.look(opened.reference) == gateway.capture(opened.reference, wanted.ours) == taken


def test_the_order_says_what_a_buyer_and_an_owner_need(emulator: Emulator, gateway: PayPalGateway) -> None:
    wanted = ask(title="Zehn Übungsstunden " + "ü" * 100)
    reference = gateway.open(wanted).reference
    order = next(order for order in emulator.objects("paypal_orders") if order["id"] == reference)
    (unit,) = order["purchase_units"]
    assert unit["custom_id"] == wanted.ours
    assert unit["invoice_id"] == f"SP-7KQ2M-{wanted.ours[-8:]}"
    assert unit["description"].startswith("Zehn Übungsstunden")
    assert len(unit["description"].encode()) <= 127
    assert unit["amount"] == {"currency_code": "EUR", "value": "350.00"}


@pytest.mark.parametrize(
    ("currency", "minor", "value"),
    [("JPY", 35_000, "35000"), ("HUF", 3_500_000, "35000"), ("TWD", 350_000, "3500"), ("USD", 1, "0.01")],
)
def test_amounts_go_as_paypal_writes_them_and_come_back_as_ours(
    emulator: Emulator, gateway: PayPalGateway, currency: str, minor: int, value: str
) -> None:
    state = paid(emulator, gateway, currency=currency, amount_minor=minor)
    assert (state.amount_minor, state.currency) == (minor, currency)
    (capture,) = [c for c in emulator.objects("captures") if c["id"] == state.payment_id]
    assert capture["amount"] == {"currency_code": currency, "value": value}


@pytest.mark.parametrize(
    ("currency", "minor"), [("HUF", 350_050), ("TWD", 1), ("ISK", 3_500), ("KWD", 350_000), ("EUR", 0), ("XYZ", 100)]
)
def test_what_paypal_cannot_express_is_not_offered_and_never_rounded(gateway: PayPalGateway, currency: str, minor: int) -> None:
    assert not gateway.can_charge(minor, currency)
    with pytest.raises(Declined) as refused:
        gateway.open(ask(currency=currency, amount_minor=minor))
    assert refused.value.code == "amount_not_payable"


def test_the_same_ask_is_one_order_and_another_price_is_not_taken_for_it(gateway: PayPalGateway) -> None:
    wanted = ask()
    assert gateway.open(wanted).reference == gateway.open(wanted).reference
    with pytest.raises(Declined) as refused:
        gateway.open(replace(wanted, amount_minor=100))
    assert refused.value.code == "idempotency_error"


def test_two_attempts_at_one_order_are_two_invoices_at_paypal(emulator: Emulator, gateway: PayPalGateway) -> None:
    """PayPal captures each invoice number once: a second attempt under the same one could never be paid."""
    first, second = (paid(emulator, gateway, reference="SP-SAME1") for _ in range(2))
    assert first.payment_id != second.payment_id


def test_nothing_is_captured_before_the_buyer_agrees(emulator: Emulator, gateway: PayPalGateway) -> None:
    wanted = ask()
    opened = gateway.open(wanted)
    assert gateway.capture(opened.reference, wanted.ours) == opened
    assert gateway.close(opened.reference) == opened


def test_the_money_of_another_attempt_is_not_taken(emulator: Emulator, gateway: PayPalGateway) -> None:
    _, reference = approved(emulator, gateway)
    assert gateway.capture(reference, ask().ours).state == "approved"
    assert gateway.look(reference).state == "approved"


def test_ten_at_once_capture_once(emulator: Emulator, gateway: PayPalGateway) -> None:
    wanted, reference = approved(emulator, gateway)

    def capture(_: int) -> str:
        try:
            return gateway.capture(reference, wanted.ours).payment_id
        except TryLater as error:
            return type(error).__name__

    with ThreadPoolExecutor(10) as pool:
        said = set(pool.map(capture, range(10)))
    (capture_id,) = [c["id"] for c in emulator.objects("captures") if c["custom_id"] == wanted.ours]
    assert capture_id in said
    assert said <= {capture_id, "TryLater", ""}


def test_a_capture_that_somebody_else_made_is_read(
    emulator: Emulator, gateway: PayPalGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our look and our capture another process was quicker, with a key that PayPal has forgotten since."""
    wanted, reference = approved(emulator, gateway)
    before = gateway._client.get("/v2/checkout/orders", reference)
    taken = gateway.capture(reference, wanted.ours)
    emulator.forget_keys()
    reads = iter([before])
    real = gateway._client.get
    monkeypatch.setattr(gateway._client, "get", lambda path, id: next(reads, None) or real(path, id))
    assert gateway.capture(reference, wanted.ours) == taken


def test_a_declined_instrument_lets_the_buyer_agree_again(emulator: Emulator, gateway: PayPalGateway) -> None:
    wanted, reference = approved(emulator, gateway)
    emulator.paypal.decline_capture(reference, "instrument")
    state = gateway.capture(reference, wanted.ours)
    assert (state.state, state.failure, state.payment_id) == ("open", "INSTRUMENT_DECLINED", "")
    assert urlsplit(state.url).path == "/checkoutnow"
    assert parse_qs(urlsplit(state.url).query)["token"] == [reference]
    assert gateway.capture(reference, wanted.ours).state == "paid"  # with another card


def test_a_new_agreement_has_a_new_key_also_where_the_order_does_not_say_when_it_changed(
    emulator: Emulator, gateway: PayPalGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise PayPal would repeat its refusal for as long as it remembers the key."""
    wanted, reference = approved(emulator, gateway)
    get, post, keys = gateway._client.get, gateway._client.post, list[str]()

    def noted(path: str, asked: Any, key: str) -> Any:
        keys.append(key)
        return post(path, asked, key)

    monkeypatch.setattr(gateway._client, "get", lambda path, id: {**get(path, id), "update_time": None})
    monkeypatch.setattr(gateway._client, "post", noted)
    emulator.paypal.decline_capture(reference, "instrument")
    assert gateway.capture(reference, wanted.ours).state == "open"
    gateway._clock = lambda: time.time() + 61
    assert gateway.capture(reference, wanted.ours).state == "paid"
    assert len(set(keys)) == 2


def test_a_capture_that_is_declined_has_failed(emulator: Emulator, gateway: PayPalGateway) -> None:
    wanted, reference = approved(emulator, gateway)
    emulator.paypal.decline_capture(reference)
    state = gateway.capture(reference, wanted.ours)
    assert (state.state, state.failure, state.amount_minor) == ("failed", "DECLINED", 0)
    assert gateway.look(reference) == state


@pytest.mark.parametrize(("ok", "end"), [(True, "paid"), (False, "failed")])
def test_a_pending_capture_waits_and_ends_one_way_or_the_other(
    emulator: Emulator, gateway: PayPalGateway, ok: bool, end: str
) -> None:
    wanted, reference = approved(emulator, gateway)
    emulator.paypal.pend_capture(reference)
    waiting = gateway.capture(reference, wanted.ours)
    assert (waiting.state, waiting.amount_minor, waiting.failure) == ("waiting", 0, "")
    emulator.paypal.finish_capture(waiting.payment_id, ok)
    assert gateway.look(reference).state == end
