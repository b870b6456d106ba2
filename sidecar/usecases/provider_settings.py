"""The owner's keys at the providers: sealed when they are saved, shown only by their last four characters."""

from collections.abc import Mapping
from typing import Any

from sidecar.accounts import PAYPAL, STRIPE
from sidecar.errors import ConfigError, InvalidFields
from sidecar.gateways.accounts import StripeAccount, stripe_key
from sidecar.gateways.errors import GatewayError, KeyRefused
from sidecar.runtime import Runtime

FORGET = "-"
SHOWN = 4
FORWARDED = "/?rest_route=/session-packages/v1/webhooks/"
Saved = Mapping[str, Any]


def shown(rt: Runtime, known: Saved) -> dict[str, Any]:
    """As the Settings tab has them; no secret among them."""
    return {STRIPE: _stripe_shown(rt, known.get(STRIPE) or {}), PAYPAL: _paypal_shown(rt, known.get(PAYPAL) or {})}


def stored(rt: Runtime, known: Saved, typed: Saved) -> dict[str, Any]:
    """What is to be saved of what was typed; a part that was not sent stays as it is. Raises `InvalidFields`."""
    wrong: dict[str, str] = {}
    values = {}
    if typed.get(STRIPE) is not None:
        values[STRIPE] = _stripe_stored(rt, known.get(STRIPE) or {}, typed[STRIPE], wrong)
    if typed.get(PAYPAL) is not None:
        values[PAYPAL] = _paypal_stored(rt, known.get(PAYPAL) or {}, typed[PAYPAL], wrong)
    if wrong:
        raise InvalidFields(wrong)
    return values


def check(rt: Runtime, values: Saved, typed: Saved) -> None:
    """Asks the providers whether they accept what was just typed; one that is away says nothing. Raises `InvalidFields`."""
    ready, wrong = rt.gateways.online(values), {}
    for name, field in ((STRIPE, "key"), (PAYPAL, "secret")):
        if name in ready and (typed.get(name) or {}).get(field, "") not in {"", FORGET}:
            try:
                ready[name].check_keys()
            except KeyRefused as error:
                wrong[f"{name}.{field}"] = f"is not accepted by the provider: {error}"
            except GatewayError:
                continue
    if wrong:
        raise InvalidFields(wrong)


def _stripe_shown(rt: Runtime, saved: Saved) -> dict[str, Any]:
    config, from_environment = rt.config, bool(rt.config.stripe_key)
    secrets = config.stripe_webhook_secrets.split(",")[0].strip()
    return {
        "enabled": bool(saved.get("enabled", from_environment)),
        "key_last4": config.stripe_key[-SHOWN:] if from_environment else saved.get("key_last4", ""),
        "key_mode": _mode(config.stripe_key) if from_environment else saved.get("key_mode", ""),
        "webhook_secret_last4": secrets[-SHOWN:] if from_environment else saved.get("webhook_secret_last4", ""),
        "source": "environment" if from_environment else "settings" if saved.get("key") else "",
    } | _addresses(rt, STRIPE)


def _paypal_shown(rt: Runtime, saved: Saved) -> dict[str, Any]:
    config = rt.config
    from_environment = bool(config.paypal_client_id and config.paypal_secret)
    return {
        "enabled": bool(saved.get("enabled", from_environment)),
        "client_id": config.paypal_client_id if from_environment else saved.get("client_id", ""),
        "secret_last4": config.paypal_secret[-SHOWN:] if from_environment else saved.get("secret_last4", ""),
        "webhook_id": config.paypal_webhook_id if from_environment else saved.get("webhook_id", ""),
        "merchant_id": config.paypal_merchant_id if from_environment else saved.get("merchant_id", ""),
        "source": "environment" if from_environment else "settings" if saved.get("secret") else "",
        "mode": config.mode,
    } | _addresses(rt, PAYPAL)


def _addresses(rt: Runtime, name: str) -> dict[str, str]:
    """Where the provider may send its events: through the site, or straight to us where we can be reached."""
    own = rt.config.public_url
    return {
        "webhook_url": f"{rt.config.site_url}{FORWARDED}{name}",
        "webhook_url_direct": f"{own}/webhooks/{name}" if own.startswith("https://") else "",  # providers call nothing else
    }


def _stripe_stored(rt: Runtime, saved: Saved, typed: Saved, wrong: dict[str, str]) -> dict[str, Any]:
    key, secret = typed.get("key", ""), typed.get("webhook_secret", "")
    values = dict(saved) | {"enabled": typed["enabled"]}
    if rt.config.stripe_key and (key or secret):
        wrong["stripe.key" if key else "stripe.webhook_secret"] = "is set in the sidecar's environment and cannot be changed here"
    elif key == FORGET:
        values = {name: value for name, value in values.items() if not name.startswith("key")}
    elif key and (problem := _key_problem(rt, key)):
        wrong["stripe.key"] = problem
    elif key:
        values |= {"key": rt.vault.seal(key.encode()), "key_last4": key[-SHOWN:], "key_mode": _mode(key)}
    return values | _secrets_stored(rt, values, secret, wrong)


def _secrets_stored(rt: Runtime, saved: Saved, secret: str, wrong: dict[str, str]) -> dict[str, Any]:
    """The one before stays valid beside a new one, so that events signed with either arrive while Stripe changes over."""
    if secret == FORGET:
        return {"webhook_secrets": [], "webhook_secret_last4": ""}
    if secret and not secret.startswith("whsec_"):
        wrong["stripe.webhook_secret"] = "must be the signing secret of the webhook, such as whsec_…"  # noqa: S105
    elif secret:
        before = list(saved.get("webhook_secrets", []))[:1]
        return {"webhook_secrets": [rt.vault.seal(secret.encode()), *before], "webhook_secret_last4": secret[-SHOWN:]}
    return {}


def _key_problem(rt: Runtime, key: str) -> str:
    try:
        stripe_key(key)
        StripeAccount(key, (), rt.config.stripe_api_url)
    except ValueError:
        return "must be Stripe's secret or restricted key, such as rk_live_…"
    except ConfigError as error:
        return str(error)
    if _mode(key) != rt.config.mode:
        return f"is a {_mode(key)} key, but this site runs in {rt.config.mode} mode (SP_MODE)"
    return ""


def _paypal_stored(rt: Runtime, saved: Saved, typed: Saved, wrong: dict[str, str]) -> dict[str, Any]:
    plain = {name: typed.get(name, "") for name in ("client_id", "webhook_id", "merchant_id")}
    secret = typed.get("secret", "")
    if rt.config.paypal_client_id and rt.config.paypal_secret:
        if secret:
            wrong["paypal.secret"] = "is set in the sidecar's environment and cannot be changed here"
        return dict(saved) | {"enabled": typed["enabled"]}
    values = dict(saved) | plain | {"enabled": typed["enabled"]}
    if secret == FORGET:
        values = {name: value for name, value in values.items() if not name.startswith("secret")}
    elif secret:
        values |= {"secret": rt.vault.seal(secret.encode()), "secret_last4": secret[-SHOWN:]}
    if values["enabled"] and not values["client_id"] and values.get("secret"):
        wrong["paypal.client_id"] = "is needed to offer PayPal"
    return values


def _mode(key: str) -> str:
    return "test" if "_test_" in key[:9] else "live"
