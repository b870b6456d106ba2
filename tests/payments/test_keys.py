"""The owner's keys: sealed, shown by their last four, kept when nothing is typed, refused for the wrong mode or address."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sidecar import config
from sidecar.accounts import ConfiguredGateways
from sidecar.errors import ConfigError, InvalidFields
from sidecar.runtime import Runtime
from sidecar.usecases import site_settings, ways_to_pay
from tests.payments.till import Till
from tests.studio import CAROL, SETTINGS, command
from wp_bridge import settings

pytestmark = pytest.mark.payments
KEY, SECRET = "rk_test_" + "k" * 24, "whsec_" + "s" * 32
ENVIRONMENT = (
    "stripe_key",
    "stripe_webhook_secrets",
    "paypal_client_id",
    "paypal_secret",
    "paypal_webhook_id",
    "paypal_merchant_id",
)


@pytest.fixture
def till(till: Till) -> Till:
    """Without keys in the environment; `own` ones are typed in. The emulator knows KEY."""
    till.emulator.stripe.allow(KEY, None)
    till.rt = bare(till.rt)
    return till


def bare(rt: Runtime, **changes: Any) -> Runtime:
    changed = rt.config.model_copy(update=dict.fromkeys(ENVIRONMENT, "") | changes)
    return replace(rt, config=changed, gateways=ConfiguredGateways(changed, rt.vault))


def save(till: Till, **parts: Any) -> None:
    site_settings.update(till.rt, command("settings", CAROL), SETTINGS | parts)


def wrong(till: Till, **parts: Any) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refused:
        save(till, **parts)
    return refused.value.fields


def ways(till: Till) -> list[str]:
    known = till.rt.db.transact(settings.read)
    return [way.id for way in ways_to_pay.offered(till.rt, known)]


def card(**typed: Any) -> dict[str, Any]:
    return {"enabled": True, "key": "", "webhook_secret": ""} | typed


def paypal(till: Till, **typed: Any) -> dict[str, Any]:
    side = till.emulator.paypal
    known = {"client_id": side.client_id, "secret": side.secret, "webhook_id": side.webhook_id, "merchant_id": side.merchant_id}
    return {"enabled": True} | known | typed


def test_only_what_is_set_up_is_offered(till: Till) -> None:
    assert ways(till) == ["bank_transfer"]
    save(till, stripe=card(key=KEY))
    assert ways(till) == ["stripe", "bank_transfer"]
    save(till, paypal=paypal(till))
    assert ways(till) == ["stripe", "paypal", "bank_transfer"]
    save(till, stripe=card(enabled=False))
    assert ways(till) == ["paypal", "bank_transfer"]
    assert ways_to_pay.online(till.rt, "stripe").mode == "test", "old payments are still followed"


def test_what_is_typed_is_sealed_and_never_shown_again(till: Till) -> None:
    save(till, stripe=card(key=KEY, webhook_secret=SECRET), paypal=paypal(till))
    stored = json.dumps(till.studio.rows("SELECT name, value FROM {p}settings"))
    shown = json.dumps(site_settings.show(till.rt))
    kept = json.dumps(till.studio.rows("SELECT * FROM {p}requests"), default=str)
    for secret in (KEY, SECRET, till.emulator.paypal.secret):
        assert secret not in stored + shown + kept
    told = site_settings.show(till.rt)
    assert told["stripe"] | {"webhook_url": "", "webhook_url_direct": ""} == {
        "enabled": True,
        "key_last4": "kkkk",
        "key_mode": "test",
        "webhook_secret_last4": "ssss",
        "source": "settings",
        "webhook_url": "",
        "webhook_url_direct": "",
    }
    assert told["paypal"]["secret_last4"] == till.emulator.paypal.secret[-4:]


@pytest.mark.parametrize(("own", "told"), [("http://127.0.0.1:8061", ""), ("https://s.test", "https://s.test/webhooks/stripe")])
def test_the_sidecars_own_address_is_told_only_where_a_provider_may_call_it(till: Till, own: str, told: str) -> None:
    rt = replace(till.rt, config=till.rt.config.model_copy(update={"public_url": own}))
    assert site_settings.show(rt)["stripe"]["webhook_url_direct"] == told


def test_an_empty_secret_keeps_what_is_stored_and_a_dash_forgets_it(till: Till) -> None:
    save(till, stripe=card(key=KEY, webhook_secret=SECRET))
    save(till, stripe=card())
    assert ways_to_pay.online(till.rt, "stripe").id == "stripe"
    save(till, stripe=card(key="-", webhook_secret="-"))
    assert ways(till) == ["bank_transfer"]
    assert site_settings.show(till.rt)["stripe"]["source"] == ""


def test_a_form_without_these_parts_changes_no_key(till: Till) -> None:
    save(till, stripe=card(key=KEY))
    save(till)
    assert ways(till) == ["stripe", "bank_transfer"]


def test_a_new_signing_secret_keeps_the_one_before_and_no_older_one(till: Till) -> None:
    for letter in "abc":
        save(till, stripe=card(key=KEY, webhook_secret="whsec_" + letter * 32))
    known = till.rt.db.transact(settings.read)["stripe"]
    account = ConfiguredGateways(till.rt.config, till.rt.vault).stripe(known)
    assert account is not None
    assert account.webhook_secrets == ("whsec_" + "c" * 32, "whsec_" + "b" * 32)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("pk_test_" + "k" * 24, "secret or restricted key"),
        ("hello", "secret or restricted key"),
        ("sk_test_" + "z" * 24, "not accepted by the provider"),
        ("sk_live_" + "z" * 24, "SP_STRIPE_API_URL"),
    ],
)
def test_a_key_that_cannot_work_is_refused_at_its_field_and_nothing_is_saved(till: Till, key: str, said: str) -> None:
    save(till, stripe=card(key=KEY))
    assert said in wrong(till, stripe=card(key=key), cancel_hours=99)["stripe.key"]
    assert site_settings.show(till.rt)["cancel_hours"] == 0
    assert ways(till) == ["stripe", "bank_transfer"]


def test_a_test_key_on_a_live_site_is_refused_and_one_saved_earlier_is_not_used(till: Till) -> None:
    save(till, stripe=card(key=KEY))
    live = {"mode": "live", "stripe_api_url": "https://api.stripe.com", "paypal_api_url": None, "paypal_certificates": ""}
    till.rt = bare(till.rt, **live)
    assert "runs in live mode" in wrong(till, stripe=card(key=KEY))["stripe.key"]
    assert ways(till) == ["bank_transfer"]


def test_keys_of_the_environment_win_and_cannot_be_changed_here(till: Till) -> None:
    till.rt = bare(till.rt, stripe_key=KEY, stripe_webhook_secrets=SECRET)
    told = site_settings.show(till.rt)["stripe"]
    assert (told["source"], told["key_last4"], told["webhook_secret_last4"]) == ("environment", "kkkk", "ssss")
    assert "environment" in wrong(till, stripe=card(key=KEY))["stripe.key"]
    assert ways(till) == ["stripe", "bank_transfer"]
    save(till, stripe=card(enabled=False))
    assert ways(till) == ["bank_transfer"]


def test_a_provider_that_is_away_does_not_keep_the_owner_from_saving(till: Till) -> None:
    till.emulator.fail("GET /v1/", "500")
    save(till, stripe=card(key=KEY))
    assert ways(till) == ["stripe", "bank_transfer"]


def test_unreadable_keys_of_one_provider_do_not_hide_the_other(till: Till) -> None:
    given = till.emulator.paypal
    paypal = {"client_id": given.client_id, "secret": given.secret, "webhook_id": given.webhook_id, "merchant_id": ""}
    save(till, stripe=card(key=KEY), paypal={"enabled": True} | paypal)
    row = till.rt.db.transact(settings.read)["stripe"]
    till.rt.db.transact(lambda tx: settings.write(tx, {"stripe": row | {"key": row["key"][:-4] + "AAAA"}}, "somebody"))
    assert ways(till) == ["paypal", "bank_transfer"]


def test_keys_sealed_with_another_secret_key_hide_the_ways_to_pay_and_break_nothing(till: Till) -> None:
    save(till, stripe=card(key=KEY))
    row = till.rt.db.transact(settings.read)["stripe"]
    spoilt = row | {"key": row["key"][:-4] + "AAAA"}
    till.rt.db.transact(lambda tx: settings.write(tx, {"stripe": spoilt}, "somebody"))
    assert ways(till) == ["bank_transfer"]


@pytest.mark.parametrize("settings_of_it", [{"SP_STRIPE_KEY": "sk_live_" + "z" * 24}, {"SP_MODE": "live"}])
def test_an_emulators_address_with_live_keys_stops_the_products_start(till: Till, settings_of_it: dict[str, str]) -> None:
    needed = {
        "SP_DATABASE_URL": "mysql://a:b@localhost/c",
        "SP_SITE_URL": "http://x.test",
        "SP_SECRET_KEY": till.rt.config.secret_key,
    }
    with pytest.raises(ConfigError, match=r"SP_(STRIPE|PAYPAL)_API_URL"):
        config.load(needed | till.emulator.settings() | settings_of_it)
