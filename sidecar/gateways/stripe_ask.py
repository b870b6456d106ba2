"""What Stripe is asked for: a Checkout Session on its own page, at the price of our order."""

import re
from typing import Any

from sidecar.gateways.base import CheckoutAsk
from sidecar.gateways.currencies import NotPayable, to_stripe
from sidecar.gateways.errors import Declined
from sidecar.gateways.stripe_objects import ORDER, PAYMENT, SITE

# fmt: off
LOCALES = frozenset((
    "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hi-IN", "hr", "hu", "id", "it",
    "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh",
    "zh-HK", "zh-TW",
))
LATIN_AMERICA = frozenset((
    "AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "GT", "HN", "MX", "NI", "PA", "PE", "PR", "PY", "SV", "UY", "VE",
))
# fmt: on
OTHER_NAMES = {"nn": "nb", "no": "nb", "tl": "fil", "hi": "hi-IN"}
# No dot at either end nor two in a row, no hyphen at an end: WordPress takes such addresses, Stripe does not.
EMAIL = re.compile(
    r"(?!\.|.*\.\.|.*\.@)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def session_of(ask: CheckoutAsk) -> dict[str, Any]:
    ids = {PAYMENT: ask.ours, ORDER: ask.order, "reference": ask.reference} | ({SITE: ask.site} if ask.site else {})
    return {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "line_items": [{"quantity": 1, "price_data": price_of(ask)}],
        # The buyer pays the amount that the order says, in its currency, also where the account would offer to convert it.
        "adaptive_pricing": {"enabled": False},
        "client_reference_id": ask.order,
        "metadata": ids,
        "payment_intent_data": {"metadata": ids, "description": f"{ask.title} ({ask.reference})"[:500]},
        "locale": locale_of(ask.locale),
        "expires_at": int(ask.expires_at.timestamp()),
        "success_url": ask.success_url,
        "cancel_url": ask.cancel_url,
        **prefilled(ask.buyer_email),
        "expand": ["payment_intent"],
    }


def price_of(ask: CheckoutAsk) -> dict[str, Any]:
    product = {"name": ask.title[:250]} | ({"description": ask.description[:500]} if ask.description else {})
    return {
        "currency": ask.currency.lower(),
        "unit_amount": payable(ask.amount_minor, ask.currency),
        "product_data": product,
    }


def payable(minor: int, currency: str) -> int:
    try:
        return to_stripe(minor, currency)
    except NotPayable as error:
        raise Declined("amount_not_payable", str(error)) from error


def prefilled(email: str) -> dict[str, str]:
    """Only a convenience: an address that Stripe would refuse must not keep anybody from paying."""
    return {"customer_email": email} if len(email) <= 254 and EMAIL.fullmatch(email) else {}


def locale_of(wordpress: str) -> str:
    """Stripe's name of a WordPress locale (``de_DE_formal``, ``pt_BR``); otherwise the buyer's browser decides."""
    language, region, *_ = [*wordpress.split("_"), ""]
    language = OTHER_NAMES.get(language, language)
    if language == "es" and region in LATIN_AMERICA:
        return "es-419"
    return next((name for name in (f"{language}-{region}", language) if name in LOCALES), "auto")
