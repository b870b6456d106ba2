"""What one side of a race does: a call of the product, repeated by a patient caller until there is an answer."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sidecar.errors import InvalidFields, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import changes, corrections, give_back, holds, purchase, reconcile, redeem, reinstate, transfers
from tests.studio import ALICE, CAROL, HOST, command
from wp_bridge.errors import BridgeError

OTHER = "other-host"
FAR = datetime(2036, 1, 1, 9, tzinfo=UTC)
PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Call:
    """`what` is the name of a function below; everything in it can be sent to another process."""

    what: str
    args: tuple[Any, ...]


def answer(rt: Runtime, call: Call) -> str:
    """What it did, the code of its refusal, or "no answer"."""
    work = CALLS[call.what](rt, *call.args)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            return str(work())
        except InvalidFields as refused:
            return ",".join(refused.fields)
        except Refused as refused:
            return refused.code
        except BridgeError:
            time.sleep(0.02)
    return "no answer"


Work = Callable[[], object]


def redeems(rt: Runtime, package: str, bookings: tuple[str, ...], key: str, by_staff: bool = False) -> Work:
    lines = tuple(redeem.Line(booking) for booking in bookings)
    asked = redeem.RedeemRequest(HOST, key, package, lines, CAROL if by_staff else ALICE, "race")
    return lambda: redeem.redeem(rt, asked).state


def reserves(rt: Runtime, package: str, key: str, booking: str, people: int) -> Work:
    asked = redeem.RedeemRequest(OTHER, key, package, (redeem.Line(booking, "77", FAR, people),), ALICE, "race")
    return lambda: redeem.redeem(rt, asked).state


def commits(rt: Runtime, key: str) -> Work:
    return lambda: holds.commit(rt, OTHER, key, (), "", ALICE, "race").state


def releases(rt: Runtime, key: str) -> Work:
    return lambda: holds.release(rt, OTHER, key, "", ALICE, "race")


def lapses(rt: Runtime, key: str) -> Work:
    """The customer walked away, and the time is over."""
    over = "UPDATE {p}attempts SET hold_expires_at = UTC_TIMESTAMP(6) WHERE state = 'held' AND attempt_key = %s"

    def work() -> str:
        rt.db.transact(lambda tx: tx.run(over, (key,)))
        return f"lapsed {holds.lapse_due(rt)}"

    return work


def sets(rt: Runtime, booking: str, status: str, was: tuple[str, ...], tells: bool = True) -> Work:
    """The host changes its row, guarded, and tells of it."""
    marks = ", ".join(["%s"] * len(was))
    sql = (
        "UPDATE {wp}sb_bookings SET status = %s, cancelled_by = 'staff', cancelled_at = UTC_TIMESTAMP(), updated_at = UTC_TIMESTAMP()"
        f" WHERE id = %s AND status IN ({marks})"
    )

    def work() -> str:
        rt.db.transact(lambda tx: tx.run(sql, (status, booking, *was)))
        event = give_back.StatusEvent(HOST, booking, status, "staff", "", CAROL, "race")
        return give_back.observe(rt, event).outcome if tells else "untold"

    return work


def sweeps(rt: Runtime) -> Work:
    return lambda: f"repaired {reconcile.follow_bookings(rt)}"


def reinstates(rt: Runtime, booking: str) -> Work:
    asked = command("reinstate", CAROL)
    return lambda: f"reinstated {reinstate.reinstate(rt, asked, HOST, booking, 'race')['sessions']}"


def changes_party(rt: Runtime, booking: str, people: int) -> Work:
    asked = command("change", ALICE)
    return lambda: f"now {changes.change(rt, asked, OTHER, booking, changes.Change(people))['sessions']}"


def adjusts(rt: Runtime, package: str, sessions: int) -> Work:
    asked = command("adjust", CAROL)
    return lambda: "adjusted" if corrections.adjust(rt, asked, package, sessions, sessions % 2 == 0, "race") else ""


def extends(rt: Runtime, package: str, days: int) -> Work:
    asked, last = command("validity", CAROL), (datetime.now(UTC) + timedelta(days=days)).date()
    return lambda: "extended" if corrections.set_validity(rt, asked, package, last, "race") else ""


def pauses(rt: Runtime, package: str, resumes: bool) -> Work:
    asked = command("pause", CAROL)
    if resumes:
        return lambda: "resumed" if corrections.resume(rt, asked, package, "race", True) else ""
    return lambda: "suspended" if corrections.suspend(rt, asked, package, "race") else ""


def rolls(rt: Runtime, package: str) -> Work:
    asked, last = command("roll_over", CAROL), (datetime.now(UTC) + timedelta(days=30)).date()
    return lambda: "rolled" if corrections.roll_over(rt, asked, package, last, "race") else ""


def unrolls(rt: Runtime, package: str) -> Work:
    """The newest roll over of a package, if there is one yet."""
    sql = (
        "SELECT MAX(l.id) FROM {p}ledger l JOIN {p}customer_packages cp ON cp.id = l.customer_package_id"
        " WHERE cp.public_id = %s AND l.kind = 'transfer_out'"
    )
    asked = command("undo", CAROL)

    def work() -> str:
        entry = rt.db.transact(lambda tx: tx.scalar(sql, (package,)))
        return "unrolled" if entry and corrections.undo(rt, asked, package, int(entry), "race") else "nothing"

    return work


def confirms(rt: Runtime, order: str) -> Work:
    asked = command("confirm_transfer", CAROL)
    return lambda: "paid" if transfers.confirm(rt, asked, order, "350.00") else ""


def orders(rt: Runtime, package: str) -> Work:
    asked = command("order", ALICE)
    return lambda: "ordered" if purchase.place_order(rt, asked, package, 1, "bank_transfer") else ""


CALLS: dict[str, Callable[..., Work]] = {
    work.__name__: work
    for work in (
        *(redeems, reserves, commits, releases, lapses, sets, sweeps, reinstates, changes_party),
        *(adjusts, extends, pauses, rolls, unrolls, confirms, orders),
    )
}


def new_key() -> str:
    return f"attempt-{uuid.uuid4()}"
