"""Stripe's currencies: units, smallest amounts and oddities (docs.stripe.com/currencies)."""

import re

from devstack.providers.stripe_errors import invalid

_ZERO = set(re.findall("[a-zA-Z]+", "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"))
_THREE = set(re.findall("[a-zA-Z]+", "bhd jod kwd omr tnd"))
_HUNDREDS = {"isk", "ugx"}  # written in hundredths, of which only whole hundreds exist
_TWO = set(
    re.findall(
        "[a-zA-Z]+",
        """usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop
    crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr jmd kes kgs khr kyd
    kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr
    pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah uyu uzs wst xcd yer
    zar zmw""",
    )
)
KNOWN = _ZERO | _THREE | _HUNDREDS | _TWO
_LEAST = {
    **{"usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250},
    **{"eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300},
    **{"nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000},
}
_MOST = 99_999_999


def check_currency(currency: str, param: str) -> None:
    """Lower case or not, Stripe has to know it."""
    if currency.lower() not in KNOWN:
        known = ", ".join(sorted(KNOWN))
        raise invalid(f"Invalid currency: {currency}. Stripe currently supports these currencies: {known}", param=param)


def check_step(amount: int, currency: str, param: str) -> None:
    """Amounts that the currency cannot express."""
    step = 10 if currency in _THREE else 100 if currency in _HUNDREDS else 1
    if amount % step:
        raise invalid(f"Invalid amount: amounts in {currency} must be evenly divisible by {step}.", param=param)


def check_total(amount: int, currency: str) -> None:
    """What a checkout may come to."""
    least = _LEAST.get(currency, 100 if currency in _HUNDREDS else 1)
    if amount < least:
        message = f"The Checkout Session's total amount due must add up to at least {shown(least, currency)} {currency}"
        raise invalid(message, "amount_too_small")
    if amount > _MOST:
        message = f"The Checkout Session's total amount due must be no more than {shown(_MOST, currency)} {currency}"
        raise invalid(message, "amount_too_large")


def shown(amount: int, currency: str) -> str:
    """The amount in words a person reads."""
    places = digits(currency)
    return f"{amount / 10**places:,.{places}f} {currency.upper()}"


def digits(currency: str) -> int:
    """Decimals of a currency, as Stripe counts them."""
    return 0 if currency in _ZERO else 3 if currency in _THREE else 2
