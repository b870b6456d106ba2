"""Booking plugins ("hosts"): one adapter each over its own tables, no business rules."""

from collections.abc import Sequence

from wp_bridge.database import Transaction
from wp_bridge.hosts.base import HostRepository
from wp_bridge.hosts.simple_bookings import SimpleBookings
from wp_bridge.records import HostBooking, HostService

HOSTS: dict[str, HostRepository] = {adapter.name: adapter for adapter in (SimpleBookings(),)}


def readable(tx: Transaction, host: str) -> HostRepository | None:
    """The adapter of a host whose tables are there; None for hosts that only tell us what they do."""
    adapter = HOSTS.get(host)
    return adapter if adapter is not None and adapter.is_present(tx) else None


def bookings(tx: Transaction, host: str, ids: Sequence[str]) -> dict[str, HostBooking]:
    """The rows of a readable host by booking id; nothing for other hosts."""
    adapter = readable(tx, host)
    return adapter.bookings(tx, ids) if adapter is not None else {}


def booking(tx: Transaction, host: str, booking_id: str | None) -> HostBooking | None:
    return bookings(tx, host, [booking_id]).get(booking_id) if booking_id else None


def services(tx: Transaction) -> list[HostService]:
    return [service for adapter in HOSTS.values() if adapter.is_present(tx) for service in adapter.services(tx)]
