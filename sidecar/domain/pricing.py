"""What a package costs per session, and what it honestly saves against single bookings."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from wp_bridge.records import HostService, PackageVersion


@dataclass(frozen=True)
class Saving:
    """Percent with one decimal, rounded down, lowest and highest among the linked services."""

    min_percent: Decimal
    max_percent: Decimal


def saving(version: PackageVersion, services: Sequence[HostService]) -> Saving | None:
    """No claim for "any service", for services without a price in the package's currency, or where some service saves nothing."""
    if version.any_service or version.price_minor == 0 or not services:
        return None
    if any(service.currency != version.currency or service.price_minor <= 0 for service in services):
        return None
    percents = [_percent(version, service.price_minor) for service in services]
    return Saving(min(percents), max(percents)) if min(percents) > 0 else None


def _percent(version: PackageVersion, single_minor: int) -> Decimal:
    singles = single_minor * version.sessions
    exact = Decimal(singles - version.price_minor) * 100 / Decimal(singles)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_DOWN)


def percent_text(percent: Decimal) -> str:
    """``12.5``, ``20``: no needless zero."""
    return f"{percent:f}".rstrip("0").rstrip(".") if "." in f"{percent:f}" else f"{percent:f}"
