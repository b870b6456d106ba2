"""Booking plugins ("hosts"): one adapter each over its own tables, no business rules."""

from wp_bridge.hosts.base import HostRepository
from wp_bridge.hosts.simple_bookings import SimpleBookings

HOSTS: dict[str, HostRepository] = {adapter.name: adapter for adapter in (SimpleBookings(),)}
