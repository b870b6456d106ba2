"""Bank transfer: the provider is the owner, who sees the money arrive and says so."""

from collections.abc import Mapping
from typing import Any

from wp_bridge.records import Order

ID = SETTING = "bank_transfer"
LABEL = "Bank transfer"
FIELDS = ("account_holder", "account", "bank_code", "bank_name", "note")


def is_configured(settings: Mapping[str, Any]) -> bool:
    details = settings.get(SETTING) or {}
    return bool(details.get("enabled") and details.get("account"))


def is_asked_for(order: Order, settings: Mapping[str, Any]) -> bool:
    """Whether the buyer is told where to send the money; of an invoice, where the owner has said which account it is."""
    return order.method == ID or (order.method == "invoice" and is_configured(settings))


def instructions(order: Order, settings: Mapping[str, Any]) -> Mapping[str, str]:
    """What the buyer writes on the transfer."""
    details = settings.get(SETTING) or {}
    return {name: str(details.get(name, "")) for name in FIELDS} | {"reference": order.reference}
