"""Checks that the books agree: ledger with balance, bookings with what was redeemed for them.

Drift between bookings and redemptions is put right by entries, or shown to staff; drift between ledger and balance blocks
that package and alarms, and a person decides.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from sidecar.domain import returning, turns
from sidecar.domain.turns import Range
from sidecar.runtime import Runtime
from sidecar.usecases import compare, flagging, give_back
from sidecar.usecases.compare import Repair
from wp_bridge import customer_packages, hosts, ledger, notices, redemptions
from wp_bridge.database import Transaction
from wp_bridge.errors import BridgeError
from wp_bridge.hosts import HOSTS
from wp_bridge.hosts.base import HostRepository
from wp_bridge.records import Redemption

log = logging.getLogger(__name__)

T = TypeVar("T")
MANY = 20  # bookings vanished at once: rather a restored backup than so many decisions


@dataclass
class Report:
    compared: int = 0
    repairs: list[Repair] = field(default_factory=list)
    vanished: int = 0
    """Bookings that are gone, when they were too many to be believed; nothing was done about them."""


class _DryRun(Exception):
    def __init__(self, repairs: list[Repair]) -> None:
        self.repairs = repairs


Progress = Callable[[int], None]


def check_ledger(rt: Runtime) -> int:
    """Number of packages newly blocked because their balance is not the sum of their ledger."""
    suspects = _walk(rt, customer_packages.last_id, ledger.drifted, True, lambda _ids: None)
    return sum(rt.db.transact(lambda tx, n=number: _block(tx, n)) for number in suspects)  # type: ignore[misc]


def _block(tx: Transaction, number: int) -> int:
    """Asked again under the lock: a movement under way at the first look is no drift."""
    package = customer_packages.lock(tx, number)
    if not ledger.has_drifted(tx, number) or not customer_packages.block(tx, number):
        return 0
    log.error("ledger and balance of customer package %s disagree; it is blocked", package.public_id)
    notices.add_again(tx, "ledger_drift", f"ledger_drift:{package.public_id}", {"customer_package": package.public_id})
    return 1


def follow_bookings(rt: Runtime) -> int:
    """The minute's sweep; returns how many differences it dealt with."""
    found = reconcile(rt, turn_only=True)
    for repair in found.repairs:
        log.warning("booking %s of %s: %s %s", repair.booking, repair.host, repair.what, repair.detail)
    return len(found.repairs)


def size(rt: Runtime) -> int:
    """Ids that a whole `reconcile` walks: for a progress bar."""
    return rt.db.transact(lambda tx: sum(redemptions.last_id(tx) + host.last_id(tx) for host in _readable(tx)))


def reconcile(
    rt: Runtime,
    *,
    turn_only: bool = False,
    dry_run: bool = False,
    believe_vanished: bool = False,
    progress: Progress = lambda _ids: None,
) -> Report:
    """Compares and repairs; with `dry_run` says what it would do. `progress` is told of every id walked."""
    report = Report()
    for host in rt.db.transact(_readable):
        differing = list(_walk(rt, redemptions.last_id, host.drifting, turn_only, progress))
        report.compared += len(differing)
        vanished = _all_vanished(rt, host, differing)
        if len(vanished) > MANY and not believe_vanished:
            _tell_of_vanished(rt, host.name, len(vanished), dry_run)
            report.vanished += len(vanished)
            differing = [number for number in differing if number not in vanished]
        for number in differing:
            report.repairs += _repaired(rt, number, dry_run)
        for booking in _walk(rt, host.last_id, host.claiming, turn_only, progress):
            report.repairs += _claimed(rt, host.name, booking, dry_run)
    return report


def _readable(tx: Transaction) -> list[HostRepository]:
    return [host for host in HOSTS.values() if host.is_present(tx)]


def _walk(
    rt: Runtime,
    last_id: Callable[[Transaction], int],
    differing: Callable[[Transaction, int, int], list[T]],
    turn_only: bool,
    progress: Progress,
) -> Iterator[T]:
    """In short steps, each a transaction of its own."""

    def ranges(tx: Transaction) -> list[Range]:
        last = last_id(tx)
        return turns.this_minute(last, tx.now()) if turn_only else turns.everything(last)

    for after, through in turns.steps(rt.db.transact(ranges)):
        yield from rt.db.transact(lambda tx, a=after, t=through: differing(tx, a, t))  # type: ignore[misc]
        progress(through - after)


def _repaired(rt: Runtime, number: int, dry_run: bool) -> list[Repair]:
    def work(tx: Transaction) -> list[Repair]:
        repairs = compare.follow(rt, tx, number)
        if dry_run:
            raise _DryRun(repairs)  # rolls everything back
        return repairs

    try:
        return give_back.seen_again(lambda: rt.db.transact(work))
    except _DryRun as would:
        return would.repairs
    except BridgeError:
        raise
    except Exception as error:  # what is wrong with one booking must not keep all others from being compared
        log.exception("redemption %s could not be compared with its booking", number)
        found = rt.db.transact(lambda tx: redemptions.get(tx, number))
        return [Repair(found.host, found.booking_id or "", "failed", type(error).__name__)]


def _claimed(rt: Runtime, host: str, booking: str, dry_run: bool) -> list[Repair]:
    """Says "paid by package", and never was: an import, or a hand in the table. A person says what it is."""

    def work(tx: Transaction) -> list[Repair]:
        row = hosts.booking(tx, host, booking)
        if row is None or not row.claims_package or not flagging.about_booking(tx, "claims_package", row):
            return []
        if dry_run:
            raise _DryRun([Repair(host, booking, "flagged", "claims_package")])
        return [Repair(host, booking, "flagged", "claims_package")]

    try:
        return rt.db.transact(work)
    except _DryRun as would:
        return would.repairs


def _all_vanished(rt: Runtime, host: HostRepository, numbers: list[int]) -> set[int]:
    """In short steps: of a large site's table that lost its rows, a million may be gone."""
    pieces = [numbers[after:through] for after, through in turns.steps([(0, len(numbers))])]
    return {number for piece in pieces for number in rt.db.transact(lambda tx, p=piece: _vanished(tx, host, p))}  # type: ignore[misc]


def _vanished(tx: Transaction, host: HostRepository, numbers: list[int]) -> set[int]:
    """Those whose booking is not there any more while a session is still taken for it, and it was not over."""
    found = tx.by_id(Redemption, "redemptions", numbers)
    live = [
        line
        for line in found.values()
        if line.state in {"held", "committed"} and line.booking_id and not returning.cleared_away(line.booking_status, "deleted")
    ]
    there = host.bookings(tx, [str(line.booking_id) for line in live])
    return {line.id for line in live if line.booking_id not in there}


def _tell_of_vanished(rt: Runtime, host: str, count: int, dry_run: bool) -> None:
    log.error("%d redeemed bookings of %s are gone; their sessions stay used until a person has looked", count, host)
    if not dry_run:
        rt.db.transact(lambda tx: notices.add(tx, "bookings_vanished", f"vanished:{host}:{tx.now():%Y-%m-%d}", {"count": count}))
