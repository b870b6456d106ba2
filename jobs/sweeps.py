"""The sweeps: each finds what is left to do in the database and does it, as often and by as many as one likes."""

from collections.abc import Callable
from dataclasses import dataclass

from sidecar.runtime import Runtime
from sidecar.usecases import (
    awaited,
    expiry,
    holds,
    inbox,
    listed,
    mail_delivery,
    mail_log,
    notify,
    reconcile,
    refund_progress,
    tasks,
    transfers,
)


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


def follow_refunds(rt: Runtime) -> int:
    """Refunds that their provider has not finished, or was not asked for yet: until they are final."""
    return refund_progress.sweep(rt)


def check_ledger(rt: Runtime) -> int:
    """Packages whose balance is not what their ledger says: blocked and shown to staff, never repaired here."""
    return reconcile.check_ledger(rt)


def work_events(rt: Runtime) -> int:
    """Webhooks whose job was lost, or whose time has come again."""
    return inbox.sweep(rt)


def ask_about_payments(rt: Runtime) -> int:
    """Payments that no webhook has told the end of."""
    return awaited.sweep(rt)


def cancel_unpaid(rt: Runtime) -> int:
    """Orders that nobody pays any more."""
    return awaited.cancel_unpaid(rt)


def follow_transfers(rt: Runtime) -> int:
    """Transfers that do not come: the buyer is reminded, in the end the order is cancelled."""
    return transfers.remind_due(rt) + transfers.cancel_due(rt)


def warn_of_expiry(rt: Runtime) -> int:
    """Packages that end soon: their customers are warned, once per end and warning."""
    return expiry.warn_due(rt)


def tell_expired(rt: Runtime) -> int:
    """Packages that ended with sessions left: their customers are told, once per end."""
    return expiry.tell_expired(rt)


def watch_mails(rt: Runtime) -> int:
    """Mails that have been waiting for too long: staff are told, until none is."""
    return mail_delivery.watch(rt)


def forget_events(rt: Runtime) -> int:
    """What providers wrote is kept for two months."""
    return inbox.forget(rt)


def forget_mails(rt: Runtime) -> int:
    """What was sent or given up is kept for 400 days."""
    return mail_log.forget(rt)


def see_ended(rt: Runtime) -> int:
    """Packages that have ended since: moved among the expired ones, so that the owner's list stays quick."""
    return listed.see_ended(rt)


def fold_tallies(rt: Runtime) -> int:
    """What was noted for the owner's counts: few rows are made of many."""
    return listed.fold_tallies(rt)


def work_tasks(rt: Runtime) -> int:
    """Imports and bulk changes whose job was lost; worked here while Redis is away."""
    return tasks.sweep(rt, offer=rt.queue.is_alive())


def forget_tasks(rt: Runtime) -> int:
    """What files said of people is kept for 90 days."""
    return tasks.forget(rt)


ALL = (
    Sweep("deliver outbox", 5, deliver_outbox),
    Sweep("work events", 10, work_events),
    Sweep("work tasks", 5, work_tasks),
    Sweep("lapse holds", 15, lapse_holds),
    Sweep("ask about payments", 30, ask_about_payments),
    Sweep("cancel unpaid", 60, cancel_unpaid),
    Sweep("follow transfers", 600, follow_transfers),
    Sweep("warn of expiry", 600, warn_of_expiry),
    Sweep("tell expired", 600, tell_expired),
    Sweep("see ended", 60, see_ended),
    Sweep("fold tallies", 60, fold_tallies),
    Sweep("watch mails", 300, watch_mails),
    Sweep("forget events", 3600, forget_events),
    Sweep("forget mails", 3600, forget_mails),
    Sweep("forget tasks", 3600, forget_tasks),
    Sweep("follow bookings", 60, follow_bookings),
    Sweep("follow refunds", 30, follow_refunds),
    Sweep("check ledger", 60, check_ledger),
)
