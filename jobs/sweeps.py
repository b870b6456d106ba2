"""The sweeps: each finds what is left to do in the database and does it, as often and by as many as one likes."""

from collections.abc import Callable
from dataclasses import dataclass

from sidecar.runtime import Runtime
from sidecar.usecases import holds, notify, reconcile


@dataclass(frozen=True)
class Sweep:
    """`work` says how many things it did; `seconds` lie between the end of one run and the start of the next."""

    name: str
    seconds: float
    work: Callable[[Runtime], int]


def deliver_outbox(rt: Runtime) -> int:
    """Rows whose job was lost, never offered, or whose time has come; worked here while Redis is away."""
    return notify.sweep(rt, offer=rt.queue.is_alive())


def lapse_holds(rt: Runtime) -> int:
    """Sessions held by a booking that was never confirmed go back."""
    return holds.lapse_due(rt)


def follow_bookings(rt: Runtime) -> int:
    """Bookings that changed behind our back: sessions follow by entries, or staff is shown what a person must decide."""
    return reconcile.follow_bookings(rt)


def check_ledger(rt: Runtime) -> int:
    """Packages whose balance is not what their ledger says: blocked and shown to staff, never repaired here."""
    return reconcile.check_ledger(rt)


ALL = (
    Sweep("deliver outbox", 5, deliver_outbox),
    Sweep("lapse holds", 15, lapse_holds),
    Sweep("follow bookings", 60, follow_bookings),
    Sweep("check ledger", 60, check_ledger),
)
