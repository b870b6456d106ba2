"""Which accounts at the providers there are: the environment's keys, or else those that the owner saved."""

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from sidecar.config import Config
from sidecar.errors import ConfigError
from sidecar.gateways.accounts import PayPalAccount, StripeAccount
from sidecar.gateways.base import OnlineGateway
from sidecar.gateways.paypal import PayPalGateway
from sidecar.gateways.stripe_checkout import StripeGateway
from sidecar.vault import Vault

log = logging.getLogger(__name__)
A = TypeVar("A", StripeAccount, PayPalAccount)
STRIPE, PAYPAL = "stripe", "paypal"


class Gateways(Protocol):
    def online(self, settings: Mapping[str, Any]) -> dict[str, OnlineGateway]:
        """By id, those with keys for the site's mode, whether offered to buyers or not: old payments need them, too."""


class ConfiguredGateways:
    """Keys for the other mode are as good as none: a test key must not take a live order, nor the other way round."""

    def __init__(self, config: Config, vault: Vault) -> None:
        self._config, self._vault = config, vault

    def online(self, settings: Mapping[str, Any]) -> dict[str, OnlineGateway]:
        found: dict[str, OnlineGateway] = {}
        card, paypal = _usable(STRIPE, self.stripe, settings), _usable(PAYPAL, self.paypal, settings)
        if card and card.mode == self._config.mode:
            found[STRIPE] = _stripe(card)
        if paypal:
            found[PAYPAL] = _paypal(paypal)
        return found

    def stripe(self, saved: Mapping[str, Any]) -> StripeAccount | None:
        """Raises `ConfigError` for a live key at an emulator's address."""
        config = self._config
        if config.stripe_key:
            given = (part.strip() for part in config.stripe_webhook_secrets.split(","))
            return StripeAccount(config.stripe_key, tuple(part for part in given if part), config.stripe_api_url)
        if not saved.get("key"):
            return None
        secrets = tuple(self._open(sealed) for sealed in saved.get("webhook_secrets", []))
        return StripeAccount(self._open(saved["key"]), secrets, config.stripe_api_url)

    def paypal(self, saved: Mapping[str, Any]) -> PayPalAccount | None:
        config = self._config
        common = {"mode": config.mode, "api_url": config.paypal_api_url or "", "certificates": config.paypal_certificates}
        if config.paypal_client_id and config.paypal_secret:
            own = (config.paypal_client_id, config.paypal_secret, config.paypal_webhook_id, config.paypal_merchant_id)
            return PayPalAccount(*own, **common)
        if not (saved.get("client_id") and saved.get("secret")):
            return None
        stored = (self._open(saved["secret"]), saved.get("webhook_id", ""), saved.get("merchant_id", ""))
        return PayPalAccount(saved["client_id"], *stored, **common)

    def _open(self, sealed: str) -> str:
        return self._vault.open(sealed).decode()


def _usable(name: str, read: Callable[[Mapping[str, Any]], A | None], settings: Mapping[str, Any]) -> A | None:
    """Trouble with the keys of one is none with the other's."""
    try:
        return read(settings.get(name) or {})
    except ConfigError as error:
        log.error("%s cannot be used: %s", name, error)
        return None


# One gateway per account: connections and PayPal's token are kept between calls.
@lru_cache(maxsize=8)
def _stripe(account: StripeAccount) -> OnlineGateway:
    return StripeGateway(account)


@lru_cache(maxsize=8)
def _paypal(account: PayPalAccount) -> OnlineGateway:
    return PayPalGateway(account)
