"""What every host's adapter offers. Hosts without an adapter still redeem by reserve and commit, with the facts sent along."""

from collections.abc import Sequence
from typing import Protocol

from wp_bridge.database import Transaction
from wp_bridge.records import HostBooking, HostService


class HostRepository(Protocol):
    """Reads of a host's tables, and at most one guarded write. A missing table means that the plugin is not installed."""

    name: str

    confirms_in_transaction: bool
    """True where a redemption and the confirmation of its booking are one transaction (plain InnoDB tables of the same database)."""

    def is_present(self, tx: Transaction) -> bool: ...

    def services(self, tx: Transaction) -> list[HostService]: ...

    def bookings(self, tx: Transaction, booking_ids: Sequence[str]) -> dict[str, HostBooking]:
        """Rows by booking id; a missing id was deleted, or never was. Also feeds the reconciling sweep."""
        ...

    def bookings_of_attempt(self, tx: Transaction, attempt_key: str) -> list[str]:
        """Ids of the bookings that the host made under this key: how a commit that got lost is found before a hold lapses."""
        ...

    def confirm(self, tx: Transaction, booking: HostBooking, package_label: str) -> bool:
        """Confirm and mark paid by package, only from pending and while its slot is held; false when that no longer holds."""
        ...
