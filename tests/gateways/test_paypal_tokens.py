"""Access tokens: few, fresh, and never mistaken for the call they are for."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import responses

from devstack.providers import Emulator
from sidecar.gateways.accounts import PayPalAccount
from sidecar.gateways.errors import Declined, GatewayError, KeyRefused, TryLater
from sidecar.gateways.paypal import PayPalGateway
from sidecar.gateways.paypal_client import TOKENS, Tokens
from tests.gateways.asks import ask
from tests.gateways.paypal import API, ORDERS, SECRET, TOKEN, account_at, approved, forget_token

pytestmark = pytest.mark.payments


@pytest.fixture
def emulator(paypal_emulator: Emulator) -> Emulator:
    return paypal_emulator


@pytest.fixture
def gateway(paypal_gateway: PayPalGateway) -> PayPalGateway:
    return paypal_gateway


def test_one_token_serves_many_calls_and_threads(emulator: Emulator, gateway: PayPalGateway) -> None:
    reference = gateway.open(ask()).reference
    emulator.fail(f"POST {TOKEN}", "500")
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: PayPalGateway(gateway.account).look(reference), range(16)))
    assert len(found) == 1
    with pytest.raises(TryLater):  # nobody had asked for another one
        gateway.check_keys()


def test_a_token_that_ends_early_is_fetched_anew_and_the_call_is_made(emulator: Emulator, gateway: PayPalGateway) -> None:
    wanted, reference = approved(emulator, gateway)
    emulator.paypal.expire_tokens()
    assert gateway.capture(reference, wanted.ours).state == "paid"


def test_a_refused_token_is_not_tried_again_though_no_other_can_be_had(emulator: Emulator, gateway: PayPalGateway) -> None:
    emulator.fail(f"GET {ORDERS}", "401")
    emulator.fail(f"POST {TOKEN}", "500")
    with pytest.raises(TryLater):
        gateway.look("5O190127TN364715T")
    assert TOKENS.find(gateway.account, 0) is None


def test_a_second_401_is_believed(emulator: Emulator, gateway: PayPalGateway) -> None:
    reference = gateway.open(ask()).reference
    emulator.fail(f"GET {ORDERS}", "401", times=1)
    assert gateway.look(reference).state == "open"
    emulator.fail(f"GET {ORDERS}", "401", times=2)
    with pytest.raises(KeyRefused):
        gateway.look(reference)
    assert gateway.look(reference).state == "open"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        *(("500", TryLater), ("429", TryLater), ("timeout_before", TryLater), ("timeout_after", TryLater)),
        *(("truncated", TryLater), ("cut", TryLater), ("401", KeyRefused), ("403", KeyRefused)),
    ],
)
def test_without_a_token_nothing_has_happened(
    emulator: Emulator, gateway: PayPalGateway, kind: str, expected: type[GatewayError]
) -> None:
    wanted = ask()
    forget_token(gateway)
    emulator.fail(f"POST {TOKEN}", kind)
    with pytest.raises(expected):
        gateway.open(wanted)
    assert not [o for o in emulator.objects("paypal_orders") if o["purchase_units"][0]["custom_id"] == wanted.ours]


@pytest.mark.parametrize(
    "wrong", [{"secret": SECRET}, {"client_id": "nobody"}, {"secret": "ü" * 40}, {"client_id": "a b"}, {"secret": ""}]
)
def test_keys_that_paypal_does_not_know_are_refused_though_a_good_token_is_kept(
    emulator: Emulator, gateway: PayPalGateway, wrong: dict[str, str]
) -> None:
    gateway.check_keys()
    other = PayPalGateway(account_at(emulator, **wrong))
    for call in (other.check_keys, lambda: other.open(ask())):
        with pytest.raises(KeyRefused) as refused:
            call()
        assert SECRET not in f"{refused.value!r} {refused.value} {refused.value.code}"


def test_a_token_is_not_used_in_its_last_minute() -> None:
    account = PayPalAccount("id", "secret", mode="test")
    tokens = Tokens()
    tokens.keep(account, "first", ends=100.0)
    assert (tokens.find(account, 99.9), tokens.find(account, 100.0)) == ("first", None)
    tokens.keep(account, "second", ends=200.0)
    tokens.drop(account, "first")  # refused meanwhile, and replaced by another thread
    assert tokens.find(account, 150.0) == "second"


def test_a_token_lives_a_minute_less_than_paypal_says() -> None:
    gateway = PayPalGateway(PayPalAccount("id-of-a-minute", SECRET, mode="test"))
    with responses.RequestsMock() as mocked:
        mocked.post(f"{API}{TOKEN}", json={"access_token": "A21", "expires_in": 60})
        mocked.get(f"{API}{ORDERS}/X", status=404, json={"name": "RESOURCE_NOT_FOUND"})
        for _ in range(2):
            with pytest.raises(Declined):
                gateway.look("X")
        assert [call.request.method for call in mocked.calls] == ["POST", "GET", "POST", "GET"]
