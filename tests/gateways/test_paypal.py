"""Buying and giving back by PayPal, at its emulator: what each turn of the matter looks like through the gateway."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from devstack.providers import Emulator
from sidecar.gateways.base import OnlineGateway
from sidecar.gateways.errors import Declined, TryLater
from sidecar.gateways.paypal import PayPalGateway
from tests.gateways.asks import ask
from tests.gateways.paypal import approved, gateway_at, paid, refund_ask

pytestmark = pytest.mark.payments


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


@pytest.fixture
def gateway(emulator: Emulator) -> PayPalGateway:
    emulator.mend()
    emulator.paypal.pend_refunds(False)
    return gateway_at(emulator)


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


def test_refunds_are_ours_by_name_and_those_of_the_dashboard_are_not(emulator: Emulator, gateway: PayPalGateway) -> None:
    state = paid(emulator, gateway)
    asked = refund_ask(state.payment_id, 10_000)
    made, again = gateway.refund(asked), gateway.refund(asked)
    assert (made.state, made.ours, made.amount_minor, made.currency) == ("settled", asked.ours, 10_000, "EUR")
    assert (made.payment_id, made.mode) == (state.payment_id, "test")
    assert again == made == gateway.refund_state(made.refund_id)
    elsewhere = emulator.paypal.dashboard_refund(state.payment_id, "50.00")
    found = {refund.refund_id: refund for refund in gateway.refunds_of(state.payment_id)}
    assert found.keys() == {made.refund_id, elsewhere}
    assert (found[elsewhere].ours, found[elsewhere].amount_minor) == ("", 5_000)
    assert gateway.look(state.reference) == state  # what was paid stays what was paid


def test_two_attempts_share_no_refunds(emulator: Emulator, gateway: PayPalGateway) -> None:
    first, second = paid(emulator, gateway), paid(emulator, gateway)
    gateway.refund(refund_ask(first.payment_id, 1_000))
    assert list(gateway.refunds_of(second.payment_id)) == []


@pytest.mark.parametrize(("ok", "end", "failure"), [(True, "settled", ""), (False, "failed", "FAILED")])
def test_a_refund_on_its_way_ends_one_way_or_the_other(
    emulator: Emulator, gateway: PayPalGateway, ok: bool, end: str, failure: str
) -> None:
    emulator.paypal.pend_refunds()
    made = gateway.refund(refund_ask(paid(emulator, gateway).payment_id, 1_000))
    assert made.state == "pending"
    emulator.paypal.finish_refund(made.refund_id, ok)
    after = gateway.refund_state(made.refund_id)
    assert (after.state, after.failure) == (end, failure)


def test_a_refund_that_had_arrived_may_fail_after_all(emulator: Emulator, gateway: PayPalGateway) -> None:
    made = gateway.refund(refund_ask(paid(emulator, gateway).payment_id, 1_000))
    emulator.paypal.finish_refund(made.refund_id, False)
    assert (made.state, gateway.refund_state(made.refund_id).state) == ("settled", "failed")


def test_more_than_was_paid_does_not_go_back(emulator: Emulator, gateway: PayPalGateway) -> None:
    state = paid(emulator, gateway)
    for amount, code in ((35_001, "REFUND_AMOUNT_EXCEEDED"), (35_000, ""), (1, "CAPTURE_FULLY_REFUNDED")):
        asked = refund_ask(state.payment_id, amount)
        if code:
            with pytest.raises(Declined) as refused:
                gateway.refund(asked)
            assert refused.value.code == code
        else:
            gateway.refund(asked)


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_case_is_open_until_paypal_decides(emulator: Emulator, gateway: PayPalGateway, outcome: str) -> None:
    state = paid(emulator, gateway)
    case = emulator.paypal.dispute(state.payment_id)
    opened = gateway.dispute(case)
    assert (opened.state, opened.payment_id, opened.amount_minor) == ("open", state.payment_id, 35_000)
    assert (opened.currency, opened.mode, opened.reason) == ("EUR", "test", "MERCHANDISE_OR_SERVICE_NOT_RECEIVED")
    emulator.paypal.update_dispute(case)
    assert gateway.dispute(case).state == "open"
    emulator.paypal.close_dispute(case, outcome)
    assert gateway.dispute(case).state == outcome


def test_money_that_paypal_takes_back_is_a_lost_dispute_named_by_the_payment(emulator: Emulator, gateway: PayPalGateway) -> None:
    state = paid(emulator, gateway)
    name = f"reversal:{state.payment_id}"
    assert gateway.dispute(name).state == "open"  # an event alone proves no loss
    emulator.paypal.reverse(state.payment_id)
    lost = gateway.dispute(name)
    assert (lost.dispute_id, lost.state, lost.payment_id, lost.amount_minor) == (name, "lost", state.payment_id, 35_000)


@pytest.mark.parametrize("id", ["", "..", "unknown", "a/../b", "a?b=c", "a#b", "é", "x" * 200, "reversal:", "reversal:../x"])
def test_ids_that_are_none_are_not_found_and_lead_nowhere_else(gateway: PayPalGateway, id: str) -> None:
    calls: tuple[Callable[[str], object], ...] = (
        gateway.look,
        gateway.close,
        gateway.refund_state,
        gateway.refunds_of,
        gateway.dispute,
    )
    for call in calls:
        with pytest.raises(Declined) as refused:
            call(id)
        assert refused.value.code == "not_found"
    for call in (lambda i: gateway.capture(i, "x"), lambda i: gateway.refund(refund_ask(i, 100))):
        with pytest.raises(Declined) as refused:
            call(id)
        assert refused.value.code == "not_found"


def test_an_approval_left_alone_ends_and_an_order_nobody_agreed_to_is_forgotten() -> None:
    with Emulator() as emulator:
        gateway = gateway_at(emulator)
        _, agreed = approved(emulator, gateway)
        opened = gateway.open(ask()).reference
        emulator.shift(4 * 3600)
        assert gateway.look(agreed).state == "expired"
        emulator.shift(4 * 3600)
        with pytest.raises(Declined) as refused:
            gateway.look(opened)
        assert refused.value.code == "not_found"
