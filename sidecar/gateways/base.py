"""What a gateway offers to the use cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from wp_bridge.records import Order


@dataclass(frozen=True)
class Evidence:
    """Money that is really there, as its provider (or a member of staff, for a transfer) states it."""

    provider: str
    provider_payment_id: str
    amount_minor: int
    currency: str
    mode: str
    confirmed_by: str


@dataclass(frozen=True)
class NextStep:
    """What the buyer does next: read instructions, or follow a link to the provider's page."""

    instructions: Mapping[str, Any] | None = None
    redirect_url: str | None = None


class Gateway(Protocol):
    id: str
    label: str

    def is_configured(self, settings: Mapping[str, Any]) -> bool: ...

    def next_step(self, order: Order, settings: Mapping[str, Any]) -> NextStep: ...
