"""The accounts at the providers: keys and addresses, from the environment or from the owner's settings."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sidecar.errors import ConfigError

STRIPE_API = "https://api.stripe.com"
PAYPAL_API = {"live": "https://api-m.paypal.com", "test": "https://api-m.sandbox.paypal.com"}


def stripe_key(text: str) -> str:
    """Raises ValueError for anything but a secret or restricted key: the publishable one cannot charge."""
    if not re.fullmatch(r"(sk|rk)_(test|live)_[A-Za-z0-9_]{8,250}", text):
        raise ValueError("expected Stripe's secret or restricted key, such as rk_live_…")
    return text


@dataclass(frozen=True)
class StripeAccount:
    """`api_url` other than Stripe's own is an emulator: refused together with a live key."""

    key: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False, default=())  # the current one first, then the one before
    api_url: str = STRIPE_API

    def __post_init__(self) -> None:
        if self.api_url != STRIPE_API and self.mode == "live":
            raise ConfigError("SP_STRIPE_API_URL: another address than Stripe's own must not be used with a live key")

    @property
    def mode(self) -> str:
        """Stripe writes it into the key: sk_test_…, rk_live_…."""
        return "test" if self.key.startswith(("sk_test_", "rk_test_")) else "live"


@dataclass(frozen=True)
class PayPalAccount:
    """PayPal's keys do not say whether they are live: the account's `mode` does, and it chooses the address."""

    client_id: str
    secret: str = field(repr=False)
    webhook_id: str = ""
    merchant_id: str = ""
    mode: str = "live"
    api_url: str = ""  # empty: PayPal's own
    certificates: str = ""  # PEM file of the authority that signs the emulator's webhook certificate; empty: the usual ones

    def __post_init__(self) -> None:
        if self.is_emulator and self.mode == "live":
            raise ConfigError("SP_PAYPAL_API_URL: another address than PayPal's own must not be used in live mode")
        if self.certificates and not self.is_emulator:
            raise ConfigError("SP_PAYPAL_CERTIFICATES: only for an emulator; PayPal's own certificate is checked as usual")

    @property
    def base_url(self) -> str:
        return self.api_url or PAYPAL_API[self.mode]

    @property
    def is_emulator(self) -> bool:
        return self.base_url not in PAYPAL_API.values()

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc
