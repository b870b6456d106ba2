"""Flaws that other shops really had, each tried on ours. The numbers are those of the list that they were collected in."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from sidecar.errors import Malformed, NotFound
from sidecar.gateways.base import OnlineGateway, PaymentState
from sidecar.usecases import checkouts, inbox, mine, money_in, ways_to_pay
from tests import books
from tests.http.conftest import Plugin, code_of
from tests.payments.till import ONLINE, Till
from tests.studio import ALICE, BOB

pytestmark = pytest.mark.payments


@pytest.fixture(params=ONLINE)
def method(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def state_of(till: Till, order: str) -> tuple[OnlineGateway, PaymentState]:
    """What the provider says once the order is paid."""
    till.pay(order)
    newest = till.attempts(order)[0]
    gateway = ways_to_pay.online(till.rt, newest.provider)
    return gateway, gateway.capture(till.reference(order), newest.public_id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_minor": 100},
        {"currency": "USD"},
        {"mode": "live"},
        {"ours": "01J00000000000000000000000"},
        {"amount_minor": 35001},
    ],
    ids=str,
)
def test_1_a_genuine_payment_of_something_else_grants_nothing_and_is_shown(
    till: Till, method: str, wrong: dict[str, Any]
) -> None:
    order = till.order(method)
    gateway, state = state_of(till, order)
    money_in.apply(till.rt, gateway, replace(state, **wrong))
    assert till.outcome(order) == ("awaiting_payment", 0, Counter(surplus=1))
    assert till.notices()["payment_differs"]["difference"] == next(iter(wrong)).removesuffix("_minor")
    till.sweep()
    till.come_back(order)
    assert till.packages(order) == 0
    books.agree(till.studio)


def test_1_money_for_another_payees_account_grants_nothing(till: Till) -> None:
    order = till.order("paypal")
    gateway, state = state_of(till, order)
    for payee in ("", "ANOTHERMERCHANT"):
        money_in.apply(till.rt, gateway, replace(state, payee=payee))
    assert till.outcome(order) == ("awaiting_payment", 0, Counter(surplus=1))
    assert till.notices()["payment_differs"]["difference"] == "payee"


def test_2_one_provider_payment_on_two_orders_pays_the_first_only(till: Till, method: str) -> None:
    package = till.studio.add_package()
    first, second = till.order(method, package=package), till.order(method, BOB, package)
    gateway, state = state_of(till, first)
    money_in.apply(till.rt, gateway, state)
    stolen = till.attempts(second)[0]
    money_in.apply(till.rt, gateway, replace(state, reference=till.reference(second), ours=stolen.public_id))
    assert till.outcome(first) == ("paid", 1, Counter(settled=1))
    assert till.outcome(second) == ("awaiting_payment", 0, Counter(failed=1))
    assert "money_unknown" in till.notices()


SIGNED_BY = ("stripe-signature", "paypal-")  # and not PayPal's version of its scheme, which nothing depends on


def spoilt(till: Till) -> Iterator[tuple[str, dict[str, str], bytes]]:
    """(what is wrong, headers, body) of every event told, spoilt in one way each."""
    for event in till.events():
        good = till.emulator.signed(event)
        headers = {name.lower(): value for name, value in good["headers"].items()}
        body = good["body"].encode()
        yield "no signature", {}, body
        yield "blank signature", dict.fromkeys(headers, ""), body
        yield "another body", headers, body.replace(b"35000", b"35001").replace(b"350.00", b"350.01") + b" "
        for name in (name for name in headers if name.startswith(SIGNED_BY) and "version" not in name):
            yield f"without {name}", {k: v for k, v in headers.items() if k != name}, body
        yield "shouted", {name: value.upper() for name, value in headers.items()}, body


def test_3_and_4_forged_events_are_refused_and_leave_no_row(till: Till, method: str) -> None:
    order = till.order(method)
    till.pay(order)
    for what, headers, body in spoilt(till):
        with pytest.raises(Malformed):
            inbox.receive(till.rt, method, headers, body)
            pytest.fail(what)
    assert till.studio.rows("SELECT id FROM {p}provider_events") == []
    assert till.packages(order) == 0


def test_3_a_genuine_event_of_another_sites_secret_is_refused(till: Till) -> None:
    till.pay(till.order("stripe"))
    with other_secret(till):
        for event in till.events():
            signed = till.emulator.signed(event)
            with pytest.raises(Malformed):
                inbox.receive(till.rt, "stripe", {k.lower(): v for k, v in signed["headers"].items()}, signed["body"].encode())
    assert till.studio.rows("SELECT id FROM {p}provider_events") == []


@contextmanager
def other_secret(till: Till) -> Iterator[None]:
    till.emulator.stripe.rotate_secret("whsec_" + "b" * 32, keep_old=False)
    try:
        yield
    finally:
        till.emulator.stripe.rotate_secret(till.emulator.stripe.webhook_secret, keep_old=False)


def test_3_while_a_secret_is_changed_over_events_signed_with_either_arrive(till: Till) -> None:
    order = till.order("stripe")
    till.pay(order)
    till.emulator.stripe.rotate_secret("whsec_" + "b" * 32, keep_old=True)
    try:
        till.hear_all()
    finally:
        till.emulator.stripe.rotate_secret(till.emulator.stripe.webhook_secret, keep_old=False)
    assert till.packages(order) == 1


HOSTILE_BODIES = [
    b"",
    b"\xff\xfe",
    b"[1]",
    b"{}",
    b"null",
    b'"x"',
    b"1",
    b"{" * 5000,
    b"[" * 100_000,
    b'{"id":"evt_1"}',
    b"\x00" * 100,
]
HOSTILE_HEADERS = [
    {},
    {"stripe-signature": "v1=é"},
    {"stripe-signature": "t=1,v1="},
    {"stripe-signature": "t=9999999999,v1=" + "0" * 64},
    {"stripe-signature": "t=" + "9" * 5000 + ",v1=x"},
    {"stripe-signature": "x" * 7000},
    {
        "paypal-transmission-id": "é",
        "paypal-transmission-time": "x",
        "paypal-cert-url": "http://169.254.169.254/",
        "paypal-auth-algo": "x",
        "paypal-transmission-sig": "!",
    },
    {
        "paypal-transmission-id": "1",
        "paypal-transmission-time": "2026-11-25T00:00:00Z",
        "paypal-cert-url": "file:///etc/passwd",
        "paypal-auth-algo": "SHA256withRSA",
        "paypal-transmission-sig": "AAAA",
    },
]


def test_16_no_body_and_no_header_of_a_stranger_makes_a_500(till: Till, method: str, client: Any) -> None:
    for body in HOSTILE_BODIES:
        for headers in HOSTILE_HEADERS:
            answer = client.post(
                f"/webhooks/{method}", data=body, headers={k: v.encode().decode("latin-1") for k, v in headers.items()}
            )
            assert code_of(answer) == (400, "webhook_invalid"), (body[:20], headers)
    assert code_of(client.post(f"/webhooks/{method}", data=b"x" * 600_000)) == (413, "too_large")
    assert client.get(f"/webhooks/{method}").status_code == 405
    assert till.studio.rows("SELECT id FROM {p}provider_events") == []


def test_16_a_genuine_event_by_http_is_acknowledged_and_kept(till: Till, method: str, client: Any) -> None:
    order = till.order(method)
    till.pay(order)
    for event in till.events():
        signed = till.emulator.signed(event)
        answer = client.post(f"/webhooks/{event['provider']}", data=signed["body"].encode(), headers=signed["headers"])
        assert (answer.status_code, answer.get_json()) == (200, {"received": True})
    till.work()
    assert till.packages(order) == 1


@pytest.mark.parametrize(
    "extra", [{"amount": "1.00"}, {"price": 1}, {"currency": "JPY"}, {"sessions": 999}, {"validity_days": 0}, {"mode": "test"}]
)
def test_5_nothing_that_decides_money_can_be_sent_along(till: Till, plugin: Plugin, extra: dict[str, Any]) -> None:
    body = {"package": till.studio.add_package(), "version": 1, "method": "stripe", "return_url": till.page}
    refused = plugin.post("/v1/orders", body | extra)
    assert refused.get_json()["error"]["fields"] == {next(iter(extra)): "is not known here"}
    assert till.studio.rows("SELECT id FROM {p}orders") == []


def test_17_another_buyers_order_shows_and_asks_nothing(till: Till, plugin: Plugin, method: str) -> None:
    order = till.order(method)
    till.order("bank_transfer", BOB)  # Bob is known, too
    pay = {"method": method, "return_url": till.page}
    for answer in (
        plugin.get(f"/v1/orders/{order}", BOB),
        plugin.post(f"/v1/orders/{order}/check", {}, BOB),
        plugin.post(f"/v1/orders/{order}/pay", pay, BOB),
        plugin.post(f"/v1/orders/{order}/pay", pay, replace(BOB, wp_user_id=999)),
    ):
        assert code_of(answer) == (404, "not_found")
    with pytest.raises(NotFound):
        checkouts.begin(till.rt, BOB, order)
    assert mine.my_order(till.rt, ALICE, order)[1].order.public_id == order
