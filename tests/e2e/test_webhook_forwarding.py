"""Webhooks on their way through WordPress: the very bytes, whatever the address looks like, whatever else comes with them."""

import json
import secrets
import time
from typing import Any

import pytest
import requests

from tests.e2e.pages import Person
from tests.e2e.providers import FORWARDED, Shop, at_stripe, choose
from tests.e2e.site import Site
from tests.e2e.test_robustness import hanging

pytestmark = pytest.mark.payments

PRETTY = "/wp-json/session-packages/v1/webhooks/"
ADDRESSES = (FORWARDED, PRETTY, "/index.php?rest_route=/session-packages/v1/webhooks/")
# What a program that reads and writes JSON again would change.
DELICATE = '{"a":1.0,"b":{},"c":"é / <>\\\\ \\"it\'s\\" \\u00e9","d":[],  "e":12345678901234567890,\n"f":"%41+&x=1"}'


def event_of(provider: str) -> tuple[str, str]:
    """An event of nobody's payment with a delicate body, and its id."""
    number = f"{'evt_' if provider == 'stripe' else 'WH-'}{secrets.token_hex(8)}"
    about = f'"data":{{"object":{DELICATE}}},"livemode":false,"object":"event","type":"customer.created"'
    if provider == "paypal":
        about = f'"resource":{DELICATE},"resource_type":"thing","event_type":"BILLING.PLAN.CREATED","event_version":"1.0"'
    return f'{{"id":"{number}",{about}}}\r\n ', number


def known(site: Site, number: str) -> int:
    return int(site.one("SELECT COUNT(*) FROM {p}provider_events WHERE event_id = %s", number))


@pytest.mark.parametrize("provider", ["stripe", "paypal"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_byte_of_a_webhook_is_changed_on_its_way(shop: Shop, provider: str, address: str) -> None:
    body, number = event_of(provider)
    url = f"{shop.site.url}{address}{provider}"
    signed = shop.emulator.signed({"provider": provider, "body": body})
    send = {"data": body.encode(), "headers": signed["headers"], "timeout": 20, "allow_redirects": False}
    assert requests.post(url, **send).status_code == 200, "the provider's signature is over these bytes"
    assert known(shop.site, number) == 1
    assert requests.post(url, **send).status_code == 200, "twice is once"
    assert known(shop.site, number) == 1
    for other in (body.rstrip(), json.dumps(json.loads(body)), body.replace("1.0", "1")):
        assert requests.post(url, **send | {"data": other.encode()}).status_code == 400


@pytest.mark.parametrize("sort", ["text/plain", "application/octet-stream", "application/x-www-form-urlencoded", ""])
def test_what_a_webhook_calls_its_body_makes_no_difference(shop: Shop, sort: str) -> None:
    body, number = event_of("stripe")
    headers = shop.emulator.signed({"provider": "stripe", "body": body})["headers"] | {"Content-Type": sort}
    answer = requests.post(f"{shop.site.url}{PRETTY}stripe", body.encode(), headers=headers, timeout=20)
    assert (answer.status_code, known(shop.site, number)) == (200, 1)


def test_a_payment_is_heard_of_by_the_pretty_address(shop: Shop, alice: Person) -> None:
    choose(alice, shop.counter.add_package(name="Pretty Address"), "Card")
    session = at_stripe(alice)
    alice.open("/packages/")
    order = str(alice.page.locator(".sp-waiting", has_text="Pretty Address").get_attribute("data-order"))
    before = len(shop.emulator.events())
    shop.emulator.knobs(lose=1.0)
    shop.emulator.stripe.pay(session)
    told = [event for event in shop.emulator.events(before) if event["type"] == "checkout.session.completed"]
    assert [shop.emulator.deliver(event, f"{shop.site.url}{PRETTY}stripe") for event in told] == [200]
    shop.wait_until_paid(order)


def test_nobody_but_a_post_reaches_the_sidecar(shop: Shop, guest: Person) -> None:
    ask: dict[str, Any] = {"timeout": 20, "allow_redirects": False}
    for address in ADDRESSES:
        statuses = {
            verb: requests.request(verb, f"{shop.site.url}{address}paypal", **ask).status_code for verb in ("GET", "HEAD", "PUT")
        }
        assert set(statuses.values()) == {404}, statuses


def test_a_sidecar_that_hangs_keeps_a_webhook_five_seconds_and_opens_no_breaker(shop: Shop) -> None:
    site = shop.site
    everything = "SELECT option_name, option_value FROM {wp}options WHERE option_name NOT LIKE '%%cron%%' ORDER BY 1"
    body, _ = event_of("stripe")
    before = site.rows(everything)
    with hanging(site):
        started = time.monotonic()
        answer = requests.post(f"{site.url}{PRETTY}stripe", body.encode(), timeout=20)
        assert (answer.status_code, time.monotonic() - started < 7) == (503, True)
        assert site.rows(everything) == before
