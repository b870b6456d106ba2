"""Ways to pay. Each gateway speaks to one provider and knows nothing of sessions."""

from collections.abc import Mapping
from typing import Any

from sidecar.gateways.bank_transfer import BankTransfer
from sidecar.gateways.base import Gateway

GATEWAYS: dict[str, Gateway] = {gateway.id: gateway for gateway in (BankTransfer(),)}


def configured(settings: Mapping[str, Any]) -> list[Gateway]:
    """Those that the owner has set up: only these are shown and taken."""
    return [gateway for gateway in GATEWAYS.values() if gateway.is_configured(settings)]
