"""Amounts: integer minor units inside, text at the edges. How many decimals a currency has comes from CLDR (babel)."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal, get_currency_precision

# What a small business can charge in and the payment providers know (how they write it: `sidecar.gateways.currencies`).
# fmt: off
CURRENCIES = (
    "AUD", "BHD", "BRL", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "INR", "ISK", "JOD", "JPY", "KRW", "KWD",
    "MXN", "MYR", "NOK", "NZD", "OMR", "PHP", "PLN", "RON", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UGX", "USD", "ZAR",
)
# fmt: on
MAX_MINOR = 10**12
SIMPLE = re.compile(r"(?P<whole>[0-9]{1,15})(?:[.,](?P<fraction>[0-9]{1,15}))?")
THOUSAND = re.compile(r"[0-9]{1,3},[0-9]{3}")
GROUPED = re.compile(
    r"(?P<whole>[0-9]{1,3}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*)(?!(?P=mark))[.,](?P<fraction>[0-9]{1,3})"
)


def decimals(currency: str) -> int:
    return int(get_currency_precision(currency))


def parse(text: str, currency: str) -> int:
    """Minor units of an amount as typed: ``350``, ``350.00``, ``350,00``, ``1,350.00``, ``1.350,00``, ``1 350,00``.

    Raises ValueError for anything else: negative, more decimals than the currency has, absurdly large, or ambiguous
    (``1.350`` is 1350 to one reader and 1.35 to another; money is not guessed). Where a currency has three decimals, ``1.350``
    is what a form shows and means that; ``1,350`` stays refused.
    """
    plain = re.sub(r"[\s\u00a0\u202f']", "", text)
    found = GROUPED.fullmatch(plain) or SIMPLE.fullmatch(plain)
    if not found or THOUSAND.fullmatch(plain):
        raise ValueError("not an amount")
    whole, fraction = re.sub(r"[.,]", "", found["whole"]), found["fraction"] or ""
    if len(fraction) > decimals(currency):
        raise ValueError("too many decimals")
    minor = int(whole + fraction.ljust(decimals(currency), "0"))
    if minor > MAX_MINOR:
        raise ValueError("too large")
    return minor


def plain(minor: int, currency: str) -> str:
    """As typed into a form: ``350.00``."""
    places = decimals(currency)
    return str(Decimal(minor).scaleb(-places).quantize(Decimal(1).scaleb(-places)))


def text(minor: int, currency: str, locale: str) -> str:
    """As shown to people in the site's language: ``€350.00``, ``350,00 €``."""
    return str(format_currency(Decimal(minor).scaleb(-decimals(currency)), currency, locale=known_locale(locale)))


def decimal(number: Decimal, locale: str) -> str:
    """A plain number as it is written in the site's language: ``7.7``, ``7,7``."""
    return str(format_decimal(number, locale=known_locale(locale)))


def known_locale(name: str) -> Locale:
    """WordPress's locale (``de_DE_formal``, ``pt_BR``) as one that babel knows; English otherwise."""
    for candidate in (name, "_".join(name.split("_")[:2]), name.split("_", maxsplit=1)[0]):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_US")


def net_of(gross_minor: int, rate_bp: int) -> int:
    """The net part of a gross price, half up; `rate_bp` is the tax rate in basis points (1900 = 19 %)."""
    exact = Fraction(gross_minor * 10_000, 10_000 + rate_bp)
    return int(Decimal(exact.numerator * 2 + exact.denominator) // Decimal(2 * exact.denominator))


def share(minor: int, parts: int) -> int:
    """One of `parts` equal parts, half up: only to show a price per session; values that must add up use `session_value`."""
    return int((Decimal(minor) / parts).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def session_value(paid_minor: int, sessions: int, k: int) -> int:
    """The value of paid session k of n, so that all n add up to what was paid: floor(paid·k/n) - floor(paid·(k-1)/n)."""
    return paid_minor * k // sessions - paid_minor * (k - 1) // sessions
