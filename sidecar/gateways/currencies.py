"""Amounts as each provider writes them: how many decimals a currency has depends on who is asked.

Ours are CLDR's (`sidecar.domain.money`): ISK and UGX have none, HUF and TWD two, KWD three. Stripe takes ISK and UGX times
100, the three-decimal ones only in whole hundredths; PayPal takes HUF and TWD without decimals. What cannot be said exactly
is refused, never rounded.
"""

import re
from decimal import Decimal

from sidecar.domain.money import CURRENCIES, decimals

# docs.stripe.com/currencies: zero-decimal and three-decimal; all others, ISK and UGX among them, have two.
# fmt: off
STRIPE_ZERO_DECIMAL = frozenset((
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
))
STRIPE_THREE_DECIMAL = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))
STRIPE_CURRENCIES = frozenset(CURRENCIES)  # all that a site can be set to
# developer.paypal.com/api/rest/reference/currency-codes; BRL, CNY and MYR only within their countries, which PayPal checks.
PAYPAL_CURRENCIES = frozenset((
    "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "MYR", "NOK", "NZD", "PHP",
    "PLN", "SEK", "SGD", "THB", "TWD", "USD",
))
PAYPAL_ZERO_DECIMAL = frozenset(("HUF", "JPY", "TWD"))
# fmt: on
PAYPAL_VALUE = re.compile(r"[0-9]{1,20}(\.[0-9]{1,10})?")


class NotPayable(ValueError):
    """The provider has no way to say this amount, or what it says is no amount of ours."""


def to_stripe(minor: int, currency: str) -> int:
    """Stripe's smallest unit."""
    amount = rescaled(above_zero(minor), decimals(currency), stripe_decimals(currency))
    if currency in STRIPE_THREE_DECIMAL and amount % 10:
        raise NotPayable(f"Stripe takes {currency} only in whole hundredths")
    return amount


def from_stripe(amount: int, currency: str) -> int:
    """`currency` in capitals; Stripe writes it small."""
    return rescaled(not_negative(amount), stripe_decimals(currency), decimals(currency))


def to_paypal(minor: int, currency: str) -> str:
    places = paypal_decimals(currency)
    amount = rescaled(above_zero(minor), decimals(currency), places)
    return f"{Decimal(amount).scaleb(-places):.{places}f}"


def from_paypal(value: str, currency: str) -> int:
    if not PAYPAL_VALUE.fullmatch(value):
        raise NotPayable(f"no amount: {value[:40]!r}")
    minor = Decimal(value).scaleb(decimals(currency))
    if minor != minor.to_integral_value():
        raise NotPayable(f"{value} {currency} has more decimals than the currency")
    return int(minor)


def stripe_decimals(currency: str) -> int:
    if currency in STRIPE_ZERO_DECIMAL:
        return 0
    return 3 if currency in STRIPE_THREE_DECIMAL else 2


def paypal_decimals(currency: str) -> int:
    if currency not in PAYPAL_CURRENCIES:
        raise NotPayable(f"PayPal does not take {currency}")
    return 0 if currency in PAYPAL_ZERO_DECIMAL else 2


def step(gateway_id: str, currency: str) -> int:
    """Of our minor units: whoever pays, or sends back, this way can do so only in multiples of it."""
    if gateway_id == "paypal":
        return int(10 ** max(0, decimals(currency) - (0 if currency in PAYPAL_ZERO_DECIMAL else 2)))
    return 10 if gateway_id == "stripe" and currency in STRIPE_THREE_DECIMAL else 1


def rescaled(amount: int, places: int, wanted: int) -> int:
    """The same amount with another number of decimals, if it can be said exactly."""
    exact = Decimal(amount).scaleb(wanted - places)
    if exact != exact.to_integral_value():
        raise NotPayable(f"{amount} with {places} decimals cannot be said with {wanted}")
    return int(exact)


def above_zero(amount: int) -> int:
    if amount <= 0:
        raise NotPayable("nothing to pay")
    return amount


def not_negative(amount: int) -> int:
    if amount < 0:
        raise NotPayable("less than nothing")
    return amount
