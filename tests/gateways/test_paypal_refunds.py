"""Giving back by PayPal, and money that is taken back, at its emulator."""

from collections.abc import Callable
from typing import Any

import pytest
import responses

from devstack.providers import Emulator
from sidecar.gateways.errors import Declined
from sidecar.gateways.paypal import PayPalGateway
from sidecar.gateways.paypal_objects import Place, refund_state
from tests.gateways.asks import ask
from tests.gateways.paypal import approved, gateway_at, paid, refund_ask

pytestmark = pytest.mark.payments


@pytest.fixture
def emulator(paypal_emulator: Emulator) -> Emulator:
    return paypal_emulator


@pytest.fixture
def gateway(paypal_gateway: PayPalGateway) -> PayPalGateway:
    return paypal_gateway


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


def refund(id: str, capture: str, **other: str) -> dict[str, Any]:
    links = [{"rel": "up", "href": f"https://api.sandbox.paypal.com/v2/payments/captures/{capture}"}]
    return {"id": id, "status": "COMPLETED", "amount": {"currency_code": "EUR", "value": "1.00"}, "links": links, **other}


def test_an_order_of_two_captures_lists_to_each_its_own(gateway: PayPalGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = {"payments": {"refunds": [refund("R1", "C1"), refund("R2", "C2")]}}
    things = {"C1": {"supplementary_data": {"related_ids": {"order_id": "O1"}}}, "O1": {"purchase_units": [unit]}}
    monkeypatch.setattr(gateway._client, "get", lambda path, id: things[id])
    assert [found.refund_id for found in gateway.refunds_of("C1")] == ["R1"]


@pytest.mark.parametrize(("invoice", "ours"), [("01REFUND", "01REFUND"), ("SP-7KQ2M-ABCDEFGH", ""), ("", "")])
def test_a_refund_that_inherited_the_payments_names_is_not_ours(invoice: str, ours: str) -> None:
    read = refund_state(refund("R1", "C1", custom_id="01REFUND", invoice_id=invoice), Place("test", ""))
    assert (read.ours, read.payment_id) == (ours, "C1")


@pytest.mark.parametrize("id", ["", "..", "a/../b", "a?b=c", "a#b", "é", "x" * 200, "reversal:", "reversal:../x", "a b", "%2e"])
def test_ids_that_are_none_are_not_even_asked_for(gateway: PayPalGateway, id: str) -> None:
    calls: tuple[Callable[[str], object], ...] = (
        *(gateway.look, gateway.close, gateway.refund_state, gateway.refunds_of, gateway.dispute),
        *(lambda i: gateway.capture(i, "x"), lambda i: gateway.refund(refund_ask(i, 100))),
    )
    with responses.RequestsMock():  # refuses every call
        for call in calls:
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
