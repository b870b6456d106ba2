"""PayPal's webhooks: what is genuine, what is not, and that nothing hostile is a crash."""

import json

import pytest

from devstack.providers import Emulator
from sidecar.gateways.accounts import PayPalAccount
from sidecar.gateways.base import Event, Subject
from sidecar.gateways.errors import NotGenuine
from sidecar.gateways.paypal import PayPalGateway
from tests.gateways.paypal_deliveries import DAY, Delivery, at, event, refused

pytestmark = pytest.mark.payments


@pytest.fixture
def emulator(paypal_emulator: Emulator) -> Emulator:
    return paypal_emulator


@pytest.fixture
def gateway(paypal_gateway: PayPalGateway) -> PayPalGateway:
    return paypal_gateway


# --- genuine


def test_a_delivery_as_paypal_sends_it_is_genuine(gateway: PayPalGateway, delivery: Delivery) -> None:
    assert gateway.event(delivery.headers, delivery.body) == Event("WH-1", "X.Y", "test", Subject("ignored"))


def test_header_names_may_be_written_in_any_case(gateway: PayPalGateway, delivery: Delivery) -> None:
    for names in (str.lower, str.upper, str.title):
        gateway.event({names(name): value for name, value in delivery.headers.items()}, delivery.body)


@pytest.mark.parametrize("seconds", [0, 3.9 * DAY, -500])
def test_a_delivery_may_be_as_old_as_paypals_last_repeat(gateway: PayPalGateway, delivery: Delivery, seconds: float) -> None:
    at(gateway, seconds).event(delivery.headers, delivery.body)


@pytest.mark.parametrize("body", ['{"id":"W","event_type":"X","resource":{"amount":1.0,"list":{}, "é":"\\u00e9"}}\n'])
def test_the_bytes_count_as_they_came(emulator: Emulator, gateway: PayPalGateway, body: str) -> None:
    """Read and written again, 1.0 becomes 1 and {} becomes [] elsewhere, and nothing is genuine any more."""
    delivery = Delivery(emulator, body)
    gateway.event(delivery.headers, delivery.body)
    for changed in (body.replace("1.0", "1"), body.replace("{}", "[]"), body.strip(), json.dumps(json.loads(body))):
        assert "another body" in refused(gateway, delivery.headers, changed.encode())


# --- not genuine


def test_a_signature_for_another_webhook_is_refused(emulator: Emulator, gateway: PayPalGateway) -> None:
    for other in ("WEBHOOK_ID", "8PT597110X687430L"):  # the simulator signs for the first
        emulator.paypal.use_webhook_id(other)
        delivery = Delivery(emulator)
        assert "another webhook" in refused(gateway, delivery.headers, delivery.body)


def test_without_a_webhook_id_nothing_is_genuine(gateway: PayPalGateway, delivery: Delivery) -> None:
    for none in ("", "  "):
        assert "no webhook id" in refused(at(gateway, 0, webhook_id=none), delivery.headers, delivery.body)


@pytest.mark.parametrize("seconds", [4.1 * DAY, 400 * DAY, -700, -10 * DAY])
def test_old_and_future_deliveries_are_refused(gateway: PayPalGateway, delivery: Delivery, seconds: float) -> None:
    assert "too long ago" in refused(at(gateway, seconds), delivery.headers, delivery.body)


@pytest.mark.parametrize("kind", ["expired", "other_host", "stranger"])
def test_a_certificate_that_is_not_paypals_or_not_of_today_is_refused(
    emulator: Emulator, gateway: PayPalGateway, kind: str
) -> None:
    emulator.paypal.certify(kind)
    delivery = Delivery(emulator)
    assert "certificate" in refused(gateway, delivery.headers, delivery.body)
    assert "certificate" in refused(gateway, delivery.headers, delivery.body)  # nor is it any better when kept


def test_a_certificate_of_the_emulator_is_none_without_its_authority(gateway: PayPalGateway, delivery: Delivery) -> None:
    assert "certificate" in refused(at(gateway, 0, certificates=""), delivery.headers, delivery.body)


@pytest.mark.parametrize("name", ["Transmission-Id", "Transmission-Time", "Transmission-Sig", "Cert-Url", "Auth-Algo"])
@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        " ",
        "é",
        "\xff\xfe",
        "x" * 100_000,
        "a\nb",
        "0",
        "..",
        "{}",
        "2026-13-45T99:99:99Z",
        "9999-12-31T23:59:59Z",
        "=",
        "AAAA",
    ],
)
def test_a_spoilt_header_is_never_genuine_and_never_a_crash(
    gateway: PayPalGateway, delivery: Delivery, name: str, value: str | None
) -> None:
    headers = {k: v for k, v in delivery.headers.items() if k != f"PAYPAL-{name.upper()}"}
    assert len(headers) == len(delivery.headers) - 1
    refused(gateway, headers if value is None else headers | {f"Paypal-{name}": value}, delivery.body)


@pytest.mark.parametrize("algorithm", ["SHA1withRSA", "sha256withrsa", "none", "SHA256withRSA,none", "MD5withRSA"])
def test_other_algorithms_are_refused(gateway: PayPalGateway, delivery: Delivery, algorithm: str) -> None:
    assert "another way" in refused(gateway, delivery.headers | {"PAYPAL-AUTH-ALGO": algorithm}, delivery.body)


def test_a_header_given_twice_is_refused(gateway: PayPalGateway, delivery: Delivery) -> None:
    twice = delivery.headers | {"paypal-cert-url": delivery.headers["PAYPAL-CERT-URL"]}
    assert "several" in refused(gateway, twice, delivery.body)


HOSTILE_BODIES = [
    *(b"", b"\xff\xfe", b"[1]", b"null", b"1", b'"x"', b"{}", b"[" * 100_000, b'{"a":' * 100_000, b"\x00", b"{" + b" " * 10_000),
    *(b'{"id":"W"}', b'{"id":1,"event_type":"X","resource":{}}', b'{"id":"W","event_type":"X","resource":[]}'),
    *(b'{"id":"' + b"W" * 191 + b'","event_type":"X","resource":{}}', b'{"id":"W\\u00e9","event_type":"X","resource":{}}'),
    *(b'{"id":"W","event_type":["X"],"resource":{}}', b'{"id":"W","event_type":"X","resource":null}', b"9" * 10_000),
]


@pytest.mark.parametrize("body", HOSTILE_BODIES, ids=lambda body: repr(body[:20]))
def test_hostile_bodies_are_not_genuine_signed_or_not(gateway: PayPalGateway, delivery: Delivery, body: bytes) -> None:
    refused(gateway, delivery.headers, body)
    with pytest.raises(NotGenuine):
        gateway.parse(body)


# --- mode


@pytest.mark.parametrize(
    ("host", "mode"), [("api.paypal.com", "live"), ("api-m.paypal.com", "live"), ("api.sandbox.paypal.com", "test")]
)
def test_an_event_of_the_other_mode_is_refused(host: str, mode: str) -> None:
    links = [{"rel": "self", "href": f"https://{host}/v1/notifications/webhooks-events/WH-1"}]
    body = json.dumps(event("X.Y", {}, links=links)).encode()
    for ours in ("live", "test"):
        gateway = PayPalGateway(PayPalAccount("id", "secret", "W", mode=ours))
        if ours == mode:
            assert gateway.parse(body).mode == mode
            continue
        with pytest.raises(NotGenuine, match="event, and the account is"):
            gateway.parse(body)
