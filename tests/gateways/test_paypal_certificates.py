"""The certificate behind a webhook: where it may come from, whose it must be, and trouble on the way to it."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
import responses
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import PolicyBuilder

from devstack.providers import Emulator
from sidecar.gateways import paypal_certificates
from sidecar.gateways.accounts import PayPalAccount
from sidecar.gateways.errors import NotGenuine, OutcomeUnknown
from sidecar.gateways.paypal import PayPalGateway
from sidecar.gateways.paypal_certificates import MOST_IN_VAIN, Certificates, is_address, usual_authorities
from tests.gateways.paypal import account_at
from tests.gateways.paypal_deliveries import CERTS, DAY, Delivery, at, refused

pytestmark = pytest.mark.payments


@pytest.fixture
def emulator(paypal_emulator: Emulator) -> Emulator:
    return paypal_emulator


@pytest.fixture
def gateway(paypal_gateway: PayPalGateway) -> PayPalGateway:
    return paypal_gateway


GOOD = f"https://api.paypal.com{CERTS}/CERT-360caa42-fca2a594-1d93a270"
NASTY = [
    *(GOOD.replace("https", "http"), GOOD.replace("https", "ftp"), GOOD.replace("https:", ""), GOOD.removeprefix("https://")),
    *(GOOD.replace("api.", "evil."), GOOD.replace(".com", ".com.evil.example"), GOOD.replace("api.paypal", "api-paypal")),
    *(GOOD.replace("api.paypal.com", f"{host}") for host in ("127.0.0.1", "localhost", "[::1]", "169.254.169.254", "0x7f000001")),
    *(
        GOOD.replace("api.", part)
        for part in ("user@api.", "user:password@api.", "api.paypal.com@api.evil.", "API.", "api.paypal.com#@")
    ),
    *(GOOD.replace(".com", port) for port in (".com:443", ".com:8443", ".com:80", ".com:", ".com.", ".com:99999")),
    *(
        f"{GOOD}{tail}"
        for tail in ("?x=1", "#x", "/", "/..", "/../../../v1/x", "%2e%2e", ";x", " ", "\n", "\\x", "\x00", "é", ".pem")
    ),
    *(
        f"https://api.paypal.com{path}"
        for path in ("", "/", CERTS, f"{CERTS}/", f"{CERTS}/..", f"{CERTS}/.", f"{CERTS}/-x", "//evil.example/x")
    ),
    *(
        f"https://api.paypal.com{CERTS}/../../../v1/oauth2/token",
        f"https://evil.example/{GOOD}",
        f"https://evil.example\\@api.paypal.com{CERTS}/x",
    ),
    *(f"https://ＡＰＩ.paypal.com{CERTS}/x", f"https://api。paypal.com{CERTS}/x", f"https://api.paypal.com{CERTS}/" + "x" * 201),
    *(f"file://{CERTS}/x", f"https:///{CERTS}/x", "", "x", f" {GOOD}", f"https://www.paypalobjects.com{CERTS}/x"),
    f"https://api.sandbox.paypal.com{CERTS}/CERT-1",  # the other mode's
]


@pytest.mark.parametrize("url", NASTY, ids=ascii)
def test_certificates_come_from_nowhere_else(gateway: PayPalGateway, delivery: Delivery, url: str) -> None:
    live = PayPalAccount("id", "secret", "W", mode="live")
    assert not is_address(url, live)
    with responses.RequestsMock():  # refuses every call
        refused(PayPalGateway(live), delivery.headers | {"PAYPAL-CERT-URL": url}, delivery.body)


@pytest.mark.parametrize(
    ("mode", "hosts"),
    [("live", ("api.paypal.com", "api-m.paypal.com")), ("test", ("api.sandbox.paypal.com", "api-m.sandbox.paypal.com"))],
)
def test_certificates_come_from_paypals_own_hosts_of_the_same_mode(mode: str, hosts: tuple[str, ...]) -> None:
    account = PayPalAccount("id", "secret", "W", mode=mode)
    every = [f"https://{name}{CERTS}/CERT-1" for names in paypal_certificates.HOSTS.values() for name in names]
    assert [url for url in every if is_address(url, account)] == [f"https://{host}{CERTS}/CERT-1" for host in hosts]


def test_an_emulators_certificates_come_from_the_emulator_alone(emulator: Emulator) -> None:
    account = account_at(emulator)
    assert is_address(f"{emulator.url}{CERTS}/CERT-1", account)
    port = emulator.url.rsplit(":", 1)[1]
    for url in (
        GOOD,
        f"http://127.0.0.2:{port}{CERTS}/x",
        f"http://127.0.0.1:{int(port) - 1}{CERTS}/x",
        f"http://localhost:{port}{CERTS}/x",
    ):
        assert not is_address(url, account)
    assert not is_address(f"{emulator.url}{CERTS}/CERT-1", PayPalAccount("id", "secret", mode="test"))


def test_a_certificate_is_fetched_once_and_only_a_proved_one_is_kept(emulator: Emulator, gateway: PayPalGateway) -> None:
    delivery = Delivery(emulator)
    gateway.event(delivery.headers, delivery.body)
    emulator.fail(f"GET {CERTS}", "500")
    gateway.event(delivery.headers, delivery.body)
    emulator.paypal.certify("stranger")
    strange = Delivery(emulator)
    with pytest.raises(OutcomeUnknown):
        gateway.event(strange.headers, strange.body)  # the fault was still there to be met
    refused(gateway, strange.headers, strange.body)
    emulator.fail(f"GET {CERTS}", "500")
    with pytest.raises(OutcomeUnknown):
        gateway.event(strange.headers, strange.body)


def test_a_kept_certificate_is_held_against_the_day_each_time(gateway: PayPalGateway, delivery: Delivery) -> None:
    gateway.event(delivery.headers, delivery.body)
    later = time.time() + 400 * DAY
    stamp = datetime.fromtimestamp(later, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    headers = delivery.headers | {"PAYPAL-TRANSMISSION-TIME": stamp}
    assert "not valid now" in refused(at(gateway, 400 * DAY), headers, delivery.body)


@pytest.mark.parametrize("kind", ["500", "429", "403", "timeout_before", "timeout_after", "truncated", "cut"])
def test_a_certificate_that_cannot_be_had_now_leaves_it_open(
    emulator: Emulator, gateway: PayPalGateway, delivery: Delivery, kind: str
) -> None:
    emulator.fail(f"GET {CERTS}", kind)
    with pytest.raises(OutcomeUnknown):
        gateway.event(delivery.headers, delivery.body)
    gateway.event(delivery.headers, delivery.body)


def test_an_authority_that_cannot_be_read_leaves_it_open(gateway: PayPalGateway, delivery: Delivery) -> None:
    with pytest.raises(OutcomeUnknown, match="SP_PAYPAL_CERTIFICATES"):
        at(gateway, 0, certificates="/nowhere/authority.pem").event(delivery.headers, delivery.body)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"status": 302, "headers": {"Location": "http://169.254.169.254/"}}, NotGenuine),
        ({"status": 404}, NotGenuine),
        ({"status": 503}, OutcomeUnknown),
        ({"body": b"<html>sorry</html>"}, OutcomeUnknown),
        ({"body": b""}, OutcomeUnknown),
        ({"body": b"-" * 100_000}, OutcomeUnknown),
    ],
)
def test_whatever_stands_at_the_address_is_not_followed_nor_read_for_ever(
    emulator: Emulator, delivery: Delivery, how: dict[str, Any], expected: type[Exception]
) -> None:
    gateway = PayPalGateway(PayPalAccount("id", "secret", "W", mode="live"))
    with responses.RequestsMock() as mocked:
        mocked.get(GOOD, **how)
        with pytest.raises(expected):
            gateway.event(delivery.headers | {"PAYPAL-CERT-URL": GOOD}, delivery.body)
        assert len(mocked.calls) == 1


def test_a_chain_of_strangers_at_paypals_own_address_is_refused(emulator: Emulator, delivery: Delivery) -> None:
    """The emulator's chain is whole and names PayPal, but its authority is none of the usual ones."""
    gateway = PayPalGateway(PayPalAccount("id", "secret", "W", mode="live"))
    with responses.RequestsMock() as mocked:
        mocked.add_passthru(emulator.url)
        chain = paypal_certificates.fetched(delivery.headers["PAYPAL-CERT-URL"])
        pem = b"".join(one.public_bytes(Encoding.PEM) for one in chain)
        mocked.get(GOOD, body=pem)
        why = refused(gateway, delivery.headers | {"PAYPAL-CERT-URL": GOOD}, delivery.body)
    assert "not PayPal's" in why


def test_strangers_cannot_make_us_fetch_as_often_as_they_like(
    emulator: Emulator, gateway: PayPalGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each address is new and looks like PayPal's own; what is known already goes on."""
    genuine = Delivery(emulator)
    gateway.event(genuine.headers, genuine.body)
    asked, ask = [], paypal_certificates.ask
    monkeypatch.setattr(paypal_certificates, "ask", lambda *given, **more: (asked.append(1), ask(*given, **more))[1])
    for number in range(3 * MOST_IN_VAIN):
        url = f"{gateway.account.base_url}{CERTS}/CERT-none-{number}"
        with pytest.raises((NotGenuine, OutcomeUnknown)):
            gateway.event(genuine.headers | {"PAYPAL-CERT-URL": url}, genuine.body)
    assert len(asked) == MOST_IN_VAIN
    assert gateway.event(genuine.headers, genuine.body).event_id == "WH-1"


def test_the_usual_authorities_are_there() -> None:
    PolicyBuilder().store(usual_authorities()).build_server_verifier(x509.DNSName(paypal_certificates.OWN))


def test_what_was_kept_makes_room() -> None:
    kept = Certificates()
    for number in range(40):
        kept.keep(f"url{number}", [])
    assert [number for number in range(40) if kept.find(f"url{number}") is not None] == list(range(24, 40))
