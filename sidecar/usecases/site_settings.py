"""The owner's settings: read whole, written whole, checked field by field."""

import re
from collections.abc import Mapping
from typing import Any

from stdnum import iban

from sidecar.accounts import PAYPAL, STRIPE
from sidecar.domain import money
from sidecar.domain.refunds import RULES
from sidecar.errors import InvalidFields
from sidecar.gateways.bank_transfer import SETTING
from sidecar.runtime import Runtime
from sidecar.usecases import once, provider_settings, sites
from sidecar.usecases.once import Answer, Command
from wp_bridge import settings
from wp_bridge.database import Transaction

ONLINE = (STRIPE, PAYPAL)
BANK_DEFAULT = {
    "enabled": False,
    "account_holder": "",
    "account": "",
    "bank_code": "",
    "bank_name": "",
    "note": "",
    "remind_days": 3,
    "cancel_days": 14,
}
SECRETS = ("key", "webhook_secret", "secret")
TAX_DEFAULT = {"rate_percent": "0", "label": ""}


def read(tx: Transaction, rt: Runtime) -> dict[str, Any]:
    known, site = settings.read(tx), sites.load(tx, rt.config)
    return {
        "currency": site.currency,
        SETTING: BANK_DEFAULT | known.get(SETTING, {}),
        "cancel_hours": known.get("cancel_hours", 0),
        "refund_rule": refund_rule(known),
        "tax": TAX_DEFAULT | known.get("tax", {}),
        **provider_settings.shown(rt, known),
        "mode": site.mode,
        "timezone": site.zone_name,
        "currencies": list(money.CURRENCIES),
    }


def show(rt: Runtime) -> dict[str, Any]:
    return rt.db.transact(lambda tx: read(tx, rt))


def update(rt: Runtime, command: Command, values: dict[str, Any]) -> Answer:
    """`values` has the shape of docs/api.md, types checked by the door. Raises `InvalidFields`."""
    _check(values)
    ours = {name: value for name, value in values.items() if name not in ONLINE}
    known = rt.db.transact(settings.read)
    provider_settings.check(rt, known | provider_settings.stored(rt, known, values), values)

    def work(tx: Transaction) -> Answer:
        before = read(tx, rt)
        stored = provider_settings.stored(rt, settings.read(tx), values)
        settings.write(tx, ours | stored, command.actor.name)
        return {"changed": _changed(before, read(tx, rt), values)}

    return once.run(rt, command, work)


def _changed(before: Mapping[str, Any], after: Mapping[str, Any], typed: Mapping[str, Any]) -> list[str]:
    """Dotted names of the settings that are others now. Of a secret only that one was typed."""
    found = []
    for name, value in typed.items():
        if isinstance(value, Mapping):
            found += [f"{name}.{inside}" for inside in _changed(before[name], after[name], value)]
        elif value if name in SECRETS else before.get(name) != after.get(name):
            found.append(name)
    return found


def refund_rule(known: Mapping[str, Any]) -> str:
    """How refunds are usually reckoned; `known` are all settings as they are stored."""
    return str(known.get("refund_rule", RULES[0]))


def tax_basis_points(values: dict[str, Any]) -> int:
    """``"19"`` or ``"8.1"`` percent as basis points; the form has checked it."""
    whole, _, fraction = str(values["rate_percent"]).replace(",", ".").partition(".")
    return int(whole or 0) * 100 + int(fraction.ljust(2, "0") or 0)


def _check(values: dict[str, Any]) -> None:
    wrong: dict[str, str] = {}
    if values["currency"] not in money.CURRENCIES:
        wrong["currency"] = "must be one of the listed currencies"
    wrong |= _bank_problems(values[SETTING])
    if not re.fullmatch(r"\d{1,2}([.,]\d{1,2})?", values["tax"]["rate_percent"]):
        wrong["tax.rate_percent"] = "must be a percentage such as 19 or 8.1"
    if wrong:
        raise InvalidFields(wrong)


def _bank_problems(bank: dict[str, Any]) -> dict[str, str]:
    wrong = {}
    if bank["enabled"]:
        for name, what in (("account_holder", "whom the money is for"), ("account", "the IBAN or account number")):
            if not bank[name]:
                wrong[f"{SETTING}.{name}"] = f"is needed to offer bank transfer: {what}"
    looks_like_iban = re.match(r"[A-Za-z]{2}\d{2}", bank["account"].replace(" ", ""))
    if looks_like_iban and not iban.is_valid(bank["account"]):
        wrong[f"{SETTING}.account"] = "is not a valid IBAN; please compare it digit by digit"
    return wrong
