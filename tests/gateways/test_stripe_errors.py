"""Every way Stripe can answer or not answer comes out as one of four errors, without a secret in it."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
import stripe

from sidecar.gateways.accounts import StripeAccount
from sidecar.gateways.base import RefundAsk
from sidecar.gateways.errors import Declined, GatewayError, KeyRefused, OutcomeUnknown, TryLater
from sidecar.gateways.stripe_checkout import StripeGateway
from tests.gateways.asks import ask

pytestmark = pytest.mark.payments
KEY = "sk_test_51HiddenKey"
API = "https://api.stripe.com/v1"
gateway = StripeGateway(StripeAccount(KEY))
REFUND = RefundAsk("key-1", "01REFUND", "pi_1", 3_500, "EUR")
NO_RIGHT = (
    "The provided key 'rk_test_abc***' does not have the required permissions for this endpoint on account 'acct_1'. "
    "Having the 'rak_checkout_session_write' permission would allow this request to continue."
)


@pytest.fixture
def stripe_api() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def error(**details: Any) -> str:
    return json.dumps({"error": {"type": "invalid_request_error", "message": "No.", **details}})


def opened(stripe_api: responses.RequestsMock, status: int, body: Any) -> GatewayError:
    stripe_api.post(f"{API}/checkout/sessions", status=status, body=body)
    with pytest.raises(GatewayError) as found:
        gateway.open(ask())
    assert KEY not in str(found.value)
    return found.value


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, error(code="amount_too_small"), Declined, "amount_too_small"),
        (400, error(param="locale"), Declined, "invalid_request"),
        (400, error(type="idempotency_error"), Declined, "idempotency_error"),
        (400, error(code="rate_limit"), TryLater, "rate_limit"),
        (400, error(message=NO_RIGHT), KeyRefused, "permission_missing"),
        (401, error(message="Invalid API Key provided: sk_test_51H***"), KeyRefused, "key_unknown"),
        (401, error(code="api_key_expired"), KeyRefused, "api_key_expired"),
        (402, error(type="card_error", code="card_declined"), Declined, "card_declined"),
        (403, error(message=NO_RIGHT), KeyRefused, "permission_missing"),
        (404, error(code="resource_missing"), Declined, "not_found"),
        (409, error(type="idempotency_error", code="idempotency_key_in_use"), TryLater, "idempotency_key_in_use"),
        (429, error(code="lock_timeout"), TryLater, "lock_timeout"),
        (429, "slow down", TryLater, "busy"),
        (424, error(), OutcomeUnknown, "no_answer"),
        *((status, error(type="api_error"), OutcomeUnknown, "no_answer") for status in (500, 502, 503, 504)),
        *((status, "<html>proxy</html>", OutcomeUnknown, "no_answer") for status in (200, 400, 401, 403, 404, 500)),
        *((200, body, OutcomeUnknown, "unreadable_answer") for body in ("[1]", "7", "null", '"x"', "{}", '{"id": "cs_1"}')),
        *((200, body, OutcomeUnknown, "no_answer") for body in ("", '{"id": "cs_', "[" * 100_000)),
        *((status, b"\xff\xfe", OutcomeUnknown, None) for status in (200, 400, 500)),
        *((500, body, OutcomeUnknown, None) for body in ('{"error": "x"}', '{"error": null}', '{"error": 7}', "[1]", "null")),
        (400, '{"error": {"code": 7, "message": [1]}}', Declined, "invalid_request"),
        (401, '{"error": {"code": 7, "message": [1]}}', KeyRefused, "key_unknown"),
        *((status, "[]", OutcomeUnknown, "no_answer") for status in (400, 401)),
    ],
)
def test_each_answer_has_its_meaning(
    stripe_api: responses.RequestsMock, status: int, body: Any, kind: type[GatewayError], code: str | None
) -> None:
    found = opened(stripe_api, status, body)
    assert type(found) is kind
    assert code is None or found.code == code


@pytest.mark.parametrize(
    "failure",
    [
        *(requests.ConnectionError("refused"), requests.ConnectTimeout("slow"), requests.ReadTimeout("slow")),
        *(
            requests.exceptions.ChunkedEncodingError("cut"),
            requests.exceptions.SSLError("bad"),
            OSError("gone"),
            ValueError("odd"),
        ),
    ],
)
def test_no_answer_means_that_it_may_have_happened(stripe_api: responses.RequestsMock, failure: Exception) -> None:
    assert type(opened(stripe_api, 200, failure)) is OutcomeUnknown
    assert len(stripe_api.calls) == 1  # the library repeats nothing on its own


def test_nobody_leads_us_elsewhere(stripe_api: responses.RequestsMock) -> None:
    elsewhere = {"Location": "https://elsewhere.example/v1/checkout/sessions/cs_1"}
    stripe_api.get(f"{API}/checkout/sessions/cs_1", status=302, headers=elsewhere)
    with pytest.raises(OutcomeUnknown):
        gateway.look("cs_1")
    assert len(stripe_api.calls) == 1


def test_one_key_for_two_different_calls_is_our_mistake_and_logged(
    stripe_api: responses.RequestsMock, caplog: pytest.LogCaptureFixture
) -> None:
    opened(stripe_api, 400, error(type="idempotency_error", message="Keys for idempotent requests …"))
    assert [record.levelno for record in caplog.records if record.name.startswith("sidecar")] == [logging.ERROR]


@pytest.mark.parametrize("code", ["charge_already_refunded", "charge_disputed", "refund_disputed_payment"])
def test_a_refund_that_stripe_refuses_keeps_stripes_word(stripe_api: responses.RequestsMock, code: str) -> None:
    stripe_api.post(f"{API}/refunds", status=400, body=error(code=code))
    with pytest.raises(Declined) as refused:
        gateway.refund(REFUND)
    assert refused.value.code == code


CALLS: dict[str, Callable[[StripeGateway], object]] = {
    "open": lambda gateway: gateway.open(ask()),
    "look": lambda gateway: gateway.look("cs_1"),
    "capture": lambda gateway: gateway.capture("cs_1", "01PAYMENT"),
    "close": lambda gateway: gateway.close("cs_1"),
    "refund": lambda gateway: gateway.refund(REFUND),
    "refund_state": lambda gateway: gateway.refund_state("re_1"),
    "refunds_of": lambda gateway: gateway.refunds_of("pi_1"),
    "dispute": lambda gateway: gateway.dispute("du_1"),
    "check_keys": lambda gateway: gateway.check_keys(),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    "key", ["", "pk_test_123", "sk_test_", "sk_test_é", "sk_test_a b", "sk_test_a\nX-Evil: 1", "Bearer sk_test_1"]
)
def test_what_is_no_secret_key_is_never_sent(stripe_api: responses.RequestsMock, name: str, key: str) -> None:
    with pytest.raises(KeyRefused, match="starts with sk_live_") as refused:
        CALLS[name](StripeGateway(StripeAccount(key)))
    assert refused.value.code == "malformed_key"
    assert not stripe_api.calls


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("body", ["{", "[]", "{}", '{"object": "list", "data": [{}], "has_more": false}'])
def test_an_answer_that_cannot_be_read_is_an_unknown_outcome_of_every_call(name: str, body: str) -> None:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for add in (mock.get, mock.post):
            add(re.compile(f"{API}/.*"), body=body)
        if name == "check_keys" and body != "{":
            CALLS[name](gateway)  # it reads nothing from it: an answer is enough
            return
        with pytest.raises(OutcomeUnknown):
            CALLS[name](gateway)


@pytest.mark.parametrize("name", [name for name in CALLS if name not in {"open", "check_keys"}])
def test_an_empty_id_is_not_found_rather_than_a_list(stripe_api: responses.RequestsMock, name: str) -> None:
    empty: dict[str, Callable[[], object]] = {
        "look": lambda: gateway.look(""),
        "capture": lambda: gateway.capture("", "01PAYMENT"),
        "close": lambda: gateway.close(""),
        "refund": lambda: gateway.refund(RefundAsk("key", "01REFUND", "", 1, "EUR")),
        "refund_state": lambda: gateway.refund_state(""),
        "refunds_of": lambda: gateway.refunds_of(""),
        "dispute": lambda: gateway.dispute(""),
    }
    with pytest.raises(Declined, match="no id"):
        empty[name]()
    assert not stripe_api.calls


def test_the_missing_right_is_named(stripe_api: responses.RequestsMock) -> None:
    for path in ("checkout/sessions", "payment_intents"):
        stripe_api.get(f"{API}/{path}", body='{"object": "list", "data": []}')
    stripe_api.get(f"{API}/refunds", status=403, body=error(message=NO_RIGHT.replace("checkout_session_write", "charge_read")))
    with pytest.raises(KeyRefused) as refused:
        gateway.check_keys()
    assert "lacks a permission: Charges and Refunds: write" in str(refused.value)
    assert "rak_charge_read" in str(refused.value)
    assert "rk_test" not in str(refused.value)


def test_a_key_that_stripe_does_not_know_says_so(stripe_api: responses.RequestsMock) -> None:
    stripe_api.get(f"{API}/checkout/sessions", status=401, body=error(message="Invalid API Key provided: sk_test_51H***idde"))
    with pytest.raises(KeyRefused, match=r"does not accept the key: Invalid API Key provided: sk_…$"):
        gateway.check_keys()


def test_what_goes_over_the_wire(stripe_api: responses.RequestsMock) -> None:
    wanted = ask()
    opened_with = stripe_api.post(f"{API}/checkout/sessions", status=500, body=error())
    with pytest.raises(OutcomeUnknown):
        gateway.open(wanted)
    headers = opened_with.calls[0].request.headers
    assert headers["Idempotency-Key"] == wanted.ours
    assert headers["Stripe-Version"] == "2026-10-28.endive"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert stripe.enable_telemetry is False
    assert "platform" not in json.loads(headers["X-Stripe-Client-User-Agent"])
    assert "X-Stripe-Client-Telemetry" not in headers


def test_a_netrc_file_of_the_machine_does_not_replace_the_key(
    stripe_api: responses.RequestsMock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    asked = stripe_api.get(f"{API}/refunds/re_1", status=500, body=error())
    with pytest.raises(OutcomeUnknown):
        gateway.refund_state("re_1")
    assert asked.calls[0].request.headers["Authorization"] == f"Bearer {KEY}"


def test_a_replayed_answer_is_looked_at_again(stripe_api: responses.RequestsMock) -> None:
    """Stripe repeats how the session was when it was made, also when it was paid meanwhile."""
    then: dict[str, Any] = {"id": "cs_1", "object": "checkout.session", "status": "open", "payment_intent": None}
    then |= {
        "livemode": False,
        "currency": "eur",
        "expires_at": 1_795_000_000,
        "metadata": {"sp_payment": "01P"},
        "url": "https://x.test",
    }
    stripe_api.post(f"{API}/checkout/sessions", json=then, headers={"Idempotent-Replayed": "true"})
    stripe_api.get(f"{API}/checkout/sessions/cs_1", json=then | {"status": "expired", "url": None})
    assert gateway.open(ask()).state == "expired"


def test_a_stand_in_never_gets_a_live_key() -> None:
    with pytest.raises(Exception, match="must not be used with a live key"):
        StripeAccount("sk_live_1", api_url="http://127.0.0.1:1")
