"""PayPal's money: decimal strings, its list of currencies, three of them without decimals."""

import re
from typing import Any

from devstack.providers.paypal_errors import impossible, malformed
from devstack.providers.store import Json

_WHOLE = {"HUF", "JPY", "TWD"}
KNOWN = _WHOLE | set(
    re.findall("[a-zA-Z]+", "AUD BRL CAD CNY CZK DKK EUR HKD ILS MYR MXN NZD NOK PHP PLN GBP SGD SEK CHF THB USD")
)


def read(money: Any, field: str) -> Json:
    """An amount above nothing that the currency can express."""
    if not isinstance(money, dict):
        raise malformed("MISSING_REQUIRED_PARAMETER", field, "", "A required field / parameter is missing.")
    for name in ("currency_code", "value"):
        if not isinstance(money.get(name), str) or not money[name]:
            raise malformed("MISSING_REQUIRED_PARAMETER", f"{field}/{name}", "", "A required field / parameter is missing.")
    code, value = money["currency_code"], money["value"]
    if not re.fullmatch(r"[A-Z]{3}", code) or not re.fullmatch(r"-?\d{1,30}(\.\d{1,30})?", value):
        raise malformed("INVALID_PARAMETER_SYNTAX", field, value)
    if code not in KNOWN:
        raise impossible("INVALID_CURRENCY_CODE", "Currency code is invalid or not supported.", f"{field}/currency_code", code)
    _check_decimals(code, value, field)
    if value.startswith("-") or units(value, code) == 0:
        raise impossible("CANNOT_BE_ZERO_OR_NEGATIVE", "Must be greater than zero.", f"{field}/value", value)
    if len(value.partition(".")[0]) > 7:
        raise impossible("MAX_VALUE_EXCEEDED", "Should be less than or equal to 9999999.99.", f"{field}/value", value)
    return {"currency_code": code, "value": written(units(value, code), code)}


def _check_decimals(code: str, value: str, field: str) -> None:
    decimals = len(value.partition(".")[2])
    if code in _WHOLE and decimals:
        raise impossible("DECIMALS_NOT_SUPPORTED", "Currency does not support decimals.", f"{field}/value", value)
    if decimals > 2:
        text = "If the currency supports decimals, only two decimal place precision is supported."
        raise impossible("DECIMAL_PRECISION", text, f"{field}/value", value)


def units(value: str, code: str) -> int:
    """In the currency's smallest unit."""
    whole, _, part = value.partition(".")
    return int(whole) if code in _WHOLE else int(whole) * 100 + int(part.ljust(2, "0"))


def written(amount: int, code: str) -> str:
    """As PayPal writes it."""
    return str(amount) if code in _WHOLE else f"{amount // 100}.{amount % 100:02d}"


def of(money: Json) -> int:
    """Units of an amount that was read before."""
    return units(money["value"], money["currency_code"])


def money(amount: int, code: str) -> Json:
    """Back from units."""
    return {"currency_code": code, "value": written(amount, code)}
