"""The emulator as a process of a stack: what it knows outlives it; its pages are pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from stripe import StripeClient

from devstack.ports import free_port
from devstack.providers import Emulator, EmulatorError
from devstack.providers.process import ProvidersProcess
from devstack.stack import Stack
from tests.providers.clients import PayPal, checkout, paypal_order, stripe_client
from tests.providers.receiver import receiver

pytestmark = pytest.mark.payments


@pytest.mark.parametrize("end", [ProvidersProcess.stop, lambda providers: providers.process.kill9()])
def test_what_the_providers_know_outlives_their_process(tmp_path: Path, end: Callable[[ProvidersProcess], None]) -> None:
    first = ProvidersProcess(tmp_path, free_port())
    first.start()
    session = stripe_client(first.url, first.client.stripe.key).v1.checkout.sessions.create(checkout())
    authority = first.client.paypal.authority
    end(first)
    second = ProvidersProcess(tmp_path, free_port())
    second.start()
    try:
        again = stripe_client(second.url, second.client.stripe.key).v1.checkout.sessions.retrieve(session.id)
        assert again.url == f"{second.url}/c/pay/{session.id}"
        assert second.client.paypal.authority == authority == Path(second.settings()["SP_PAYPAL_CERTIFICATES"]).read_text()
        assert second.client.settings() == second.settings()
    finally:
        second.stop()


def test_an_undelivered_webhook_is_delivered_after_the_restart(tmp_path: Path) -> None:
    first = ProvidersProcess(tmp_path, free_port())
    first.start()
    with receiver() as shop:
        first.client.knobs(delay=0.5)
        first.client.subscribe_only({"stripe": shop.url})
        stripe = stripe_client(first.url, first.client.stripe.key)
        stripe.v1.checkout.sessions.expire(stripe.v1.checkout.sessions.create(checkout()).id)
        first.process.kill9()
        second = ProvidersProcess(tmp_path, free_port())
        second.start()
        try:
            second.client.settled()
            assert len(shop.bodies) == 1
        finally:
            second.stop()


def test_a_stopped_emulator_answers_nobody() -> None:
    with Emulator() as emulator:
        url = emulator.url
        assert requests.get(f"{url}/_emulator", timeout=5).status_code == 200
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{url}/_emulator", timeout=5)


def test_the_buyer_pays_at_stripes_page(emulator: Emulator, stripe: StripeClient) -> None:
    session = stripe.v1.checkout.sessions.create(checkout())
    page = requests.get(str(session.url), timeout=5)
    assert "Emulated test payment page" in page.text
    assert "€350.00" in page.text
    declined = requests.post(str(session.url), {"act": "pay", "card": "4000 0000 0000 0002"}, timeout=5)
    assert (declined.status_code, "Your card was declined." in declined.text) == (402, True)
    paid = requests.post(str(session.url), {"act": "pay", "card": "4242 4242 4242 4242"}, allow_redirects=False, timeout=5)
    assert paid.headers["Location"] == f"https://studio.example/?paid=1&session={session.id}"
    assert "paid already" in requests.get(str(session.url), timeout=5).text


@pytest.mark.parametrize(("act", "target"), [("cancel", "https://studio.example/?cancelled=1"), ("later", "?paid=1&session=cs_")])
def test_the_buyer_leaves_stripes_page_as_they_choose(emulator: Emulator, stripe: StripeClient, act: str, target: str) -> None:
    session = stripe.v1.checkout.sessions.create(checkout())
    left = requests.post(str(session.url), {"act": act}, allow_redirects=False, timeout=5)
    assert (left.status_code, target in left.headers["Location"]) == (303, True)
    expected = "open" if act == "cancel" else "complete"
    assert stripe.v1.checkout.sessions.retrieve(session.id).status == expected


@pytest.mark.parametrize(("act", "status"), [("approve", "APPROVED"), ("cancel", "PAYER_ACTION_REQUIRED")])
def test_the_buyer_decides_at_paypals_page(emulator: Emulator, paypal: PayPal, act: str, status: str) -> None:
    order = paypal.post("/v2/checkout/orders", paypal_order(description="10 <b>Sessions</b>"), f"page {act}").json()
    page = order["links"][1]["href"]
    shown = requests.get(page, timeout=5).text
    assert ("Emulated test payment page" in shown, "10 &lt;b&gt;Sessions" in shown) == (True, True)
    left = requests.post(page, {"token": order["id"], "act": act}, allow_redirects=False, timeout=5)
    assert f"token={order['id']}" in left.headers["Location"]
    assert paypal.get(f"/v2/checkout/orders/{order['id']}").json()["status"] == status


def test_pages_of_nothing_say_so(emulator: Emulator) -> None:
    assert requests.get(f"{emulator.url}/c/pay/cs_test_nobody", timeout=5).status_code == 404
    assert requests.get(f"{emulator.url}/checkoutnow?token=X", timeout=5).status_code == 404


def test_a_mistaken_command_is_refused_with_its_reason(emulator: Emulator) -> None:
    with pytest.raises(EmulatorError, match=r"No such checkout\.session: 'cs_x'"):
        emulator.stripe.pay("cs_x")
    with pytest.raises(EmulatorError, match="no such knob"):
        emulator.knobs(louder=1)


def test_a_stack_runs_the_providers_and_sets_its_sidecar_up_only_when_asked(tmp_path: Path) -> None:
    with Stack(tmp_path / "with", providers=True) as stack:
        assert stack.sidecar.environment["SP_STRIPE_API_URL"] == stack.providers.url
        stack.start_providers()
        assert stack.sidecar.environment.items() >= stack.providers.client.settings().items()
        session = stripe_client(stack.providers.url, stack.providers.client.stripe.key).v1.checkout.sessions.create(checkout())
        assert session.url == f"{stack.providers.url}/c/pay/{session.id}"
    assert not stack.providers.process.alive
    with Stack(tmp_path / "without") as stack:
        assert [name for name in stack.sidecar.environment if "STRIPE" in name or "PAYPAL" in name] == []
