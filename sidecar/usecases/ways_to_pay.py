"""Which ways to pay there are, for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sidecar.accounts import PAYPAL, STRIPE
from sidecar.errors import Refused
from sidecar.gateways import bank_transfer
from sidecar.gateways.base import OnlineGateway
from sidecar.runtime import Runtime
from wp_bridge import settings

FREE = "free"
ONLINE = (STRIPE, PAYPAL)


@dataclass(frozen=True)
class Way:
    id: str
    label: str


FREE_WAY = Way(FREE, "Free")


def online(rt: Runtime, gateway_id: str) -> OnlineGateway:
    """Also one that buyers are not offered any more. Raises `Refused('provider_not_set_up')`."""
    found = rt.gateways.online(rt.db.transact(settings.read)).get(gateway_id)
    if found is None:
        raise Refused("provider_not_set_up", f"there are no keys for {gateway_id}, or they are for the other mode")
    return found


def offered(rt: Runtime, known: Mapping[str, Any]) -> list[Way]:
    """What the owner has set up, in the order in which buyers see it."""
    ready = rt.gateways.online(known)
    ways = [Way(gateway.id, gateway.label) for name, gateway in ready.items() if _is_enabled(name, known)]
    return ways + ([Way(bank_transfer.ID, bank_transfer.LABEL)] if bank_transfer.is_configured(known) else [])


def offered_for(rt: Runtime, known: Mapping[str, Any], amount_minor: int, currency: str) -> list[Way]:
    """Those that can take this very amount: PayPal knows no cents of a forint."""
    ready = rt.gateways.online(known)
    return [way for way in offered(rt, known) if way.id not in ready or ready[way.id].can_charge(amount_minor, currency)]


def _is_enabled(name: str, known: Mapping[str, Any]) -> bool:
    """Keys in the environment are meant to be used, unless the owner says otherwise."""
    return bool((known.get(name) or {}).get("enabled", True))
