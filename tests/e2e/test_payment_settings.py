"""The providers' keys on the Settings tab, what happens when they are wrong, and their webhooks on the way through WordPress."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from devstack.providers import Emulator
from tests.e2e.pages import Person, admin_tab, order_of
from tests.e2e.providers import FORWARDED, Shop, at_stripe, choose, environment, is_paid, subscribe
from tests.e2e.site import Counter, Site
from tests.e2e.test_robustness import stopped

pytestmark = pytest.mark.payments
ADDRESSES = {"SP_MODE", "SP_STRIPE_API_URL", "SP_PAYPAL_API_URL", "SP_PAYPAL_CERTIFICATES"}
WRONG = "rk_test_" + "x" * 24 + "WXYZ"


@pytest.fixture(scope="module")
def emulated(site: Site) -> Iterator[Emulator]:
    """Here the environment says only where the providers are; their keys are to be typed."""
    with Emulator() as emulator:
        known = emulator.settings()
        with environment(site, {name: known[name] for name in ADDRESSES}):
            subscribe(site, emulator)
            yield emulator
            emulator.unsubscribe()
            site.rt.db.transact(lambda tx: tx.run("DELETE FROM {p}settings WHERE name IN ('stripe', 'paypal')"))


@pytest.fixture
def typed(shop: Shop, carol: Person) -> Iterator[Shop]:
    """The keys of both providers were typed into the form; afterwards they are forgotten."""
    admin_tab(carol, "settings")
    fill_in(carol, keys_of(shop))
    carol.press("Save Settings")
    carol.reads("Settings saved.")
    yield shop
    admin_tab(carol, "settings")
    for box in carol.page.get_by_role("checkbox", name=re.compile("^Forget it")).all():
        box.check()
    for name in ("#sp-stripe-enabled", "#sp-paypal-enabled"):
        carol.page.locator(name).uncheck()
    carol.press("Save Settings")
    carol.reads("Settings saved.")
    expect(carol.page.get_by_role("checkbox", name=re.compile("^Forget it"))).to_have_count(0)


def keys_of(shop: Shop) -> dict[str, str]:
    stripe, paypal = shop.emulator.stripe, shop.emulator.paypal
    return {
        "stripe.key": stripe.key,
        "stripe.webhook_secret": stripe.webhook_secret,
        "paypal.client_id": paypal.client_id,
        "paypal.secret": paypal.secret,
        "paypal.webhook_id": paypal.webhook_id,
        "paypal.merchant_id": paypal.merchant_id,
    }


def fill_in(carol: Person, values: dict[str, str]) -> None:
    for name in ("#sp-stripe-enabled", "#sp-paypal-enabled"):
        carol.page.locator(name).check()
    for name, value in values.items():
        field(carol, name).fill(value)


def field(carol: Person, name: str) -> Any:
    return carol.page.locator(f'[name="f[{name}]"]')


def stored_anywhere(site: Site, text: str) -> bool:
    """In clear, in WordPress's options or in our settings."""
    like = f"%{text}%"
    return bool(site.rows("SELECT 1 FROM {wp}options WHERE option_value LIKE %s", like)) or bool(
        site.rows("SELECT 1 FROM {p}settings WHERE value LIKE %s", like)
    )


def logged(site: Site, text: str) -> list[str]:
    return [path.name for path in (site.stack.root / "log").glob("*.log") if text in path.read_text(errors="replace")]


# --- keys


def test_keys_are_saved_kept_and_never_shown_again(typed: Shop, carol: Person, alice: Person) -> None:
    secrets = [typed.emulator.stripe.key, typed.emulator.stripe.webhook_secret, typed.emulator.paypal.secret]
    carol.looks("q1-settings")
    for secret in secrets:
        carol.reads(re.compile(f"Stored: …{secret[-4:]}"))
    for title in ("Let Stripe tell", "Let PayPal tell"):
        carol.page.get_by_text(re.compile(f"^{title}")).click()
    expect(carol.page.locator("#sp-webhook-stripe")).to_have_value(f"{typed.site.url}{FORWARDED}stripe")
    carol.looks("q1-webhooks")
    carol.page.get_by_label("Account holder").fill("Lotus Studio & Co")
    carol.press("Save Settings")
    carol.reads("Settings saved.")
    html = carol.page.content()
    for secret in secrets:
        assert secret not in html
        assert not stored_anywhere(typed.site, secret)
        assert not logged(typed.site, secret)
    choose(alice, typed.counter.add_package(name="With What Was Typed"), "Card")
    at_stripe(alice)
    alice.press(re.compile("^Pay [^b]"))
    is_paid(alice)


def test_a_refused_form_keeps_what_was_typed_but_no_key(shop: Shop, carol: Person) -> None:
    admin_tab(carol, "settings")
    carol.page.get_by_label("Tax", exact=True).fill("-1")
    field(carol, "stripe.key").fill(shop.emulator.stripe.key)
    carol.press("Save Settings")
    expect(carol.page.get_by_label("Tax", exact=True)).to_have_value("-1")
    expect(field(carol, "stripe.key")).to_have_value("")
    carol.reads(re.compile("Please type it once more"))
    carol.looks("q2-refused")
    assert shop.emulator.stripe.key not in carol.page.content()
    assert not stored_anywhere(shop.site, shop.emulator.stripe.key)


def test_who_never_set_a_provider_up_says_nothing_about_it(shop: Shop, carol: Person) -> None:
    """Else keys that come into the environment later would be switched off already."""
    shop.site.rt.db.transact(lambda tx: tx.run("DELETE FROM {p}settings WHERE name IN ('stripe', 'paypal')"))
    admin_tab(carol, "settings")
    carol.press("Save Settings")
    carol.reads("Settings saved.")
    assert not shop.site.rows("SELECT 1 FROM {p}settings WHERE name IN ('stripe', 'paypal')")


def test_a_key_that_the_provider_refuses_is_not_saved(shop: Shop, carol: Person) -> None:
    admin_tab(carol, "settings")
    for key, words in (
        (WRONG, "not accepted by the provider"),
        ("sk_live_" + "x" * 24, "live key"),
        ("hello", "secret or restricted key"),
    ):
        carol.page.locator("#sp-stripe-enabled").check()
        field(carol, "stripe.key").fill(key)
        carol.press("Save Settings")
        expect(field(carol, "stripe.key")).to_have_attribute("aria-invalid", "true")
        carol.reads(re.compile(words))
    carol.looks("q3-wrong-key")
    admin_tab(carol, "settings")
    carol.reads_not(re.compile("Stored: …WXYZ"))


def test_a_key_that_is_refused_later_is_told_to_staff_and_politely_to_the_buyer(
    typed: Shop, carol: Person, alice: Person
) -> None:
    key = typed.emulator.stripe.key
    typed.emulator.stripe.revoke(key)
    try:
        choose(alice, typed.counter.add_package(name="Refused Later"), "Card")
        alice.reads(re.compile("The payment page cannot be reached at the moment. Your order is kept"))
        alice.reads_not(re.compile("key", re.I))
        admin_tab(carol)
        carol.reads("A payment provider does not accept your keys")
        carol.looks("q4-keys-refused")
        expect(carol.page.get_by_role("link", name=re.compile("^Open the settings"))).to_be_visible()
    finally:
        typed.emulator.stripe.allow(key, None)
    order = order_of(alice.page)
    alice.press("Try again")
    at_stripe(alice)
    alice.press(re.compile("^Pay [^b]"))
    assert is_paid(alice) == order
    admin_tab(carol)
    carol.reads_not("A payment provider does not accept your keys")


def test_keys_of_the_environment_cannot_be_changed_here(shop: Shop, carol: Person) -> None:
    with environment(shop.site, shop.emulator.settings()):
        admin_tab(carol, "settings")
        carol.reads(re.compile("From the environment of the sidecar"), re.compile(f"…{shop.emulator.stripe.key[-4:]}"))
        expect(field(carol, "stripe.key")).to_have_count(0)
        carol.looks("q5-environment")
        carol.press("Save Settings")
        carol.reads("Settings saved.")


# --- webhooks through WordPress


def test_webhooks_that_are_not_genuine_are_refused_and_leave_nothing(site: Site, counter: Counter, guest: Person) -> None:
    everything = "SELECT option_name, option_value FROM {wp}options WHERE option_name NOT LIKE '%%cron%%' ORDER BY 1"
    inbox = "SELECT COUNT(*) FROM {p}provider_events"
    before, known = site.rows(everything), site.one(inbox)
    bodies: list[Any] = [b"", b"\xff\xfe", b"[1]", b"{}", b'{"id":"evt_1","type":"checkout.session.completed"}']
    for provider in ("stripe", "paypal"):
        for body in bodies:
            for headers in (
                {},
                {"stripe-signature": "v1=\u00e9"},
                {"content-type": "application/json", "stripe-signature": "t=1,v1=00"},
            ):
                answer = guest.context.request.post(f"{FORWARDED}{provider}", data=body, headers=headers)
                assert answer.status == 400, (provider, body, headers)
        assert guest.context.request.post(f"{FORWARDED}{provider}", data=b"x" * 600_000).status == 413
        assert guest.context.request.get(f"{FORWARDED}{provider}").status == 404
    assert (site.rows(everything), site.one(inbox)) == (before, known)


def test_no_other_route_of_ours_is_open_to_strangers(counter: Counter, guest: Person) -> None:
    known = guest.context.request.get("/?rest_route=/session-packages/v1").json()["routes"]
    space = "/session-packages/v1"
    assert set(known) == {space, f"{space}/deliver", f"{space}/webhooks/stripe", f"{space}/webhooks/paypal"}
    assert guest.context.request.post("/?rest_route=/session-packages/v1/deliver", data=b"{}").status == 401


SAFE = "return array_map( fn( $url ) => SessionPackages\\is_safe_address( (array) wp_parse_url( $url ) ), $input );"


def test_buyers_are_sent_to_addresses_only_that_nobody_on_the_way_can_read(site: Site, counter: Counter) -> None:
    good = ["https://checkout.stripe.com/c/pay/cs_1", "http://127.0.0.1:8066/c/pay/cs_1", "http://localhost/x"]
    bad = [
        "http://checkout.stripe.com/c/pay",
        "javascript:alert(1)",
        "//evil.test/",
        "",
        "http://127.0.0.1.evil.test/",
        "ftp://a.b/",
    ]
    assert site.php(SAFE, good + bad) == [True] * len(good) + [False] * len(bad)


def test_while_the_sidecar_is_down_a_webhook_is_503_and_comes_again(typed: Shop, guest: Person, alice: Person) -> None:
    site = typed.site
    with stopped(site):
        for _ in range(5):
            assert guest.context.request.post(f"{FORWARDED}stripe", data=b"{}").status == 503
        assert not site.rows("SELECT 1 FROM {wp}options WHERE option_name LIKE '%%session\\_packages\\_breaker'")
    alice.open("/packages/")
    expect(alice.page.get_by_role("link", name=re.compile("^Buy Package")).first).to_be_visible()
