"""What a host may show at its bookings: the package that paid each, and what cancelling would do to the session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sidecar.domain import returning
from sidecar.runtime import Runtime
from wp_bridge import hosts, redemptions, settings
from wp_bridge.database import Transaction
from wp_bridge.records import Actor


@dataclass(frozen=True)
class Described:
    booking: str
    customer_package: str
    package_name: str
    state: str
    sessions: int
    remaining: int
    total: int
    valid_through: date | None
    cancel_returns: bool
    """Would the customer's cancelling at this moment give the session back?"""


def describe(rt: Runtime, actor: Actor, host: str, bookings: Sequence[str]) -> list[Described]:
    """The newest redemption of each booking; a customer learns only of bookings paid by their own packages."""
    whose = None if actor.kind in {"staff", "system"} else actor.wp_user_id or 0
    return rt.db.transact(lambda tx: described(tx, host, bookings, whose))


def described(tx: Transaction, host: str, bookings: Sequence[str], whose: int | None) -> list[Described]:
    """For one user's packages only, or for staff (None) all."""
    rows, now = redemptions.describe(tx, host, bookings, whose), tx.now()
    hours = int(settings.read(tx).get("cancel_hours", 0))
    # A booking may have been moved since it was redeemed: where its host can be read, its own start counts.
    starts = {number: row.starts_at for number, row in hosts.bookings(tx, host, bookings).items()}
    return [
        Described(
            booking=found.booking_id,
            customer_package=found.customer_package,
            package_name=found.package_name,
            state=found.state,
            sessions=found.sessions,
            remaining=found.balance,
            total=found.sessions_total,
            valid_through=found.valid_through,
            cancel_returns=returning.gives_back("customer", starts.get(found.booking_id, found.starts_at), now, hours),
        )
        for found in rows
    ]
