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


def instructions(order: Order, settings: Mapping[str, Any]) -> Mapping[str, str]:
    """What the buyer writes on the transfer."""
    details = settings.get(SETTING) or {}
    return {name: str(details.get(name, "")) for name in FIELDS} | {"reference": order.reference}
