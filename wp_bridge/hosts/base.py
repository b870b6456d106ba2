"""What every host's adapter offers. Hosts without an adapter still redeem by reserve and commit, with the facts sent along."""

from collections.abc import Sequence
from typing import Protocol

from wp_bridge.database import Transaction
from wp_bridge.records import HostBooking, HostService


class HostRepository(Protocol):
    """Reads of a host's tables, and three guarded writes of how a booking is paid. A missing table: the plugin is not installed."""

    name: str

    confirms_in_transaction: bool
    """True where a redemption and the confirmation of its booking are one transaction (plain InnoDB tables of the same database)."""

    def is_present(self, tx: Transaction) -> bool: ...

    def services(self, tx: Transaction) -> list[HostService]: ...

    def bookings(self, tx: Transaction, booking_ids: Sequence[str]) -> dict[str, HostBooking]:
        """Rows by booking id; a missing id was deleted, or never was."""
        ...

    def confirm(self, tx: Transaction, booking: HostBooking, package_label: str) -> bool:
        """Confirm and mark paid by package, only from pending and while its slot is held; false when that no longer holds."""
        ...

    def attach(self, tx: Transaction, booking: HostBooking, package_label: str) -> bool:
        """Mark a living booking paid by package, whose status and payment are still those of `booking`; false otherwise."""
        ...

    def detach(self, tx: Transaction, booking: HostBooking) -> bool:
        """Mark a booking unpaid that says it is paid by package; false when it no longer says so."""
        ...

    def drifting(self, tx: Transaction, after: int, through: int) -> list[int]:
        """Redemptions (ids in ``(after, through]``), each the newest of its booking, that no longer say what the booking says.

        Money taken as well is left out once staff have been shown it."""
        ...

    def claiming(self, tx: Transaction, after: int, through: int) -> list[str]:
        """Living bookings of today or later (ids in ``(after, through]``) that say "paid by package", never had a redemption,
        and were not shown to staff yet.
        """
        ...

    def last_id(self, tx: Transaction) -> int:
        """The highest booking number, 0 when there is none."""
        ...
