"""One redemption compared with its booking as the host has it now, and brought in line with it."""

from dataclasses import dataclass

from sidecar.domain import returning
from sidecar.errors import Refused
from sidecar.runtime import Runtime
from sidecar.usecases import changes, flagging, give_back, revive
from sidecar.usecases.give_back import StatusEvent
from wp_bridge import customer_packages, hosts, redemptions
from wp_bridge.database import Transaction
from wp_bridge.errors import TransientConflict
from wp_bridge.hosts import HOSTS
from wp_bridge.records import Actor, HostBooking, Redemption

SYSTEM = Actor("system", name="reconcile")
REQUEST_ID = "reconcile"


@dataclass(frozen=True)
class Repair:
    """One difference and what was done about it."""

    host: str
    booking: str
    what: str  # given_back | kept | redeemed | flagged | resized | moved | marked_paid | failed
    detail: str = ""


def follow(rt: Runtime, tx: Transaction, number: int) -> list[Repair]:
    """Status first: a booking that is over needs no more than that."""
    redemption = redemptions.get(tx, number)
    booking = redemption.booking_id or ""
    event = StatusEvent(redemption.host, booking, "deleted", "unknown", "", SYSTEM, REQUEST_ID)
    returned = give_back.follow(rt, tx, event)
    repairs = []
    if returned.outcome != "nothing":
        repairs.append(Repair(redemption.host, booking, returned.outcome, _sessions(returned.sessions)))
    live = redemptions.live(tx, redemption.host, booking)
    row = hosts.booking(tx, redemption.host, booking)
    if live is not None and row is not None:
        repairs += _compared(rt, tx, live, row)
    return repairs


def _compared(rt: Runtime, tx: Transaction, live: Redemption, row: HostBooking) -> list[Repair]:
    try:
        revive.check_still_theirs(tx, row, customer_packages.get(tx, live.customer_package_id))
    except Refused as refused:
        new = flagging.about_redemption(tx, "booking_unfit", live, per=refused.code, code=refused.code)
        return [Repair(row.host, row.id, "flagged", refused.code)] if new else []
    return _facts(rt, tx, live, row) + _payment(tx, live, row)


def _facts(rt: Runtime, tx: Transaction, redemption: Redemption, row: HostBooking) -> list[Repair]:
    """Another time, service or party. What does not fit any more is remembered all the same, and shown to staff once."""
    visit, before = changes.visit_of(row), redemption.sessions_left
    if (visit.service_id, visit.starts_at, visit.people) == (redemption.service_id, redemption.starts_at, redemption.people):
        return []
    customer_packages.lock(tx, redemption.customer_package_id)
    if redemptions.get(tx, redemption.id) != redemption:
        raise TransientConflict("another package paid this booking, and it changed since we looked")
    code = _misfit(rt, tx, redemption, row)
    changes.remember(tx, redemption, visit, row)
    if code is not None:
        flagging.about_redemption(
            tx, "booking_unfit", redemption, per=f"{code}:{row.starts_at:%y%m%d%H%M}:{row.people}", code=code
        )
        return [Repair(row.host, row.id, "flagged", code)]
    after = redemptions.get(tx, redemption.id).sessions_left
    return [Repair(row.host, row.id, "moved" if after == before else "resized", _sessions(after))]


def _misfit(rt: Runtime, tx: Transaction, redemption: Redemption, row: HostBooking) -> str | None:
    try:
        changes.check_fit(rt, tx, redemption, changes.visit_of(row))
        changes.resize(rt, tx, redemption, changes.visit_of(row), row, SYSTEM, REQUEST_ID)
    except Refused as refused:  # both refuse before they write
        return refused.code
    return None


def _payment(tx: Transaction, redemption: Redemption, row: HostBooking) -> list[Repair]:
    """The ledger knows that a session paid. A row that says "unpaid" is put right; money taken as well is for a person."""
    if row.claims_package or row.status in returning.ENDED:
        return []
    if row.payment_state != "paid":
        label = flagging.package_name(tx, redemption.customer_package_id)
        HOSTS[row.host].attach(tx, row, label)
        return [Repair(row.host, row.id, "marked_paid", label)]
    new = flagging.about_redemption(tx, "payment_mismatch", redemption, code=row.payment_method)
    return [Repair(row.host, row.id, "flagged", "payment_mismatch")] if new else []


def _sessions(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'}"
