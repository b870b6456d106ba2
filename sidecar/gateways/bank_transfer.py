"""Bank transfer: the provider is the owner, who sees the money arrive and says so."""

from collections.abc import Mapping
from typing import Any

from sidecar.gateways.base import NextStep
from wp_bridge.records import Order

SETTING = "bank_transfer"
FIELDS = ("account_holder", "account", "bank_code", "bank_name", "note")


class BankTransfer:
    id = "bank_transfer"
    label = "Bank transfer"

    def is_configured(self, settings: Mapping[str, Any]) -> bool:
        details = settings.get(SETTING) or {}
        return bool(details.get("enabled") and details.get("account"))

    def next_step(self, order: Order, settings: Mapping[str, Any]) -> NextStep:
        details = settings.get(SETTING) or {}
        return NextStep(instructions={name: str(details.get(name, "")) for name in FIELDS} | {"reference": order.reference})
