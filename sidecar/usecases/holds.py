"""Holds of hosts that confirm their own bookings: commit and lapse."""

from collections.abc import Sequence

from sidecar.errors import Refused
from sidecar.runtime import Runtime
from sidecar.usecases import give_back, outcomes
from wp_bridge import attempts, customer_packages, redemptions
from wp_bridge.database import Transaction
from wp_bridge.errors import DuplicateKey
from wp_bridge.records import Actor, Attempt

SYSTEM = Actor("system", name="scheduler")
LAPSE_BATCH = 50


def commit(
    rt: Runtime,
    host: str,
    attempt_key: str,
    bookings: Sequence[str],
    marker: str,
    actor: Actor,
    request_id: str,
    deadline: float | None = None,
) -> outcomes.Outcome:
    """Turn a hold into a redemption. `bookings` are the host's ids in the order of the lines. Raises `Refused('lapsed')`."""

    def work(tx: Transaction) -> outcomes.Outcome:
        attempt = give_back.locked_attempt(tx, host, attempt_key, actor)
        if attempt.state == "committed":
            return outcomes.of_attempt(tx, attempt)
        if not attempts.move(tx, attempt.id, "held", "committed", marker):
            raise Refused("lapsed", "the hold is over; the booking is not paid")
        _commit_lines(tx, attempt, bookings)
        return outcomes.of_attempt(tx, attempts.get(tx, attempt.id))

    try:
        return rt.db.transact(work, deadline=deadline)
    except DuplicateKey:
        raise Refused("booking_already_paid", "one of these bookings is paid by a package already") from None


def lapse_due(rt: Runtime) -> int:
    """End holds that nobody committed in time; returns how many. Each in its own short transaction."""
    due = rt.db.transact(lambda tx: attempts.lapsed_holds(tx, LAPSE_BATCH))
    return sum(rt.db.transact(lambda tx, a=attempt: _lapse(tx, a)) for attempt in due)  # type: ignore[misc]


def _lapse(tx: Transaction, attempt: Attempt) -> bool:
    customer_packages.lock(tx, attempt.customer_package_id)
    if attempts.get(tx, attempt.id) != attempt:
        return False  # committed, released or taken anew since it was found
    reason = give_back.lapsed_at(attempt.hold_expires_at)
    give_back.end_hold(tx, attempt.id, "lapsed", reason, SYSTEM, f"lapse-{attempt.public_id}")
    return True


def _commit_lines(tx: Transaction, attempt: Attempt, bookings: Sequence[str]) -> None:
    lines = redemptions.of_attempt(tx, attempt.id, ("held",))
    if bookings and len(bookings) != len(lines):
        raise Refused("booking_unknown", f"{len(lines)} bookings were held, {len(bookings)} are named")
    for index, line in enumerate(lines):
        redemptions.commit(tx, line.id, bookings[index] if bookings else None)
        customer_packages.settle_hold(tx, line.customer_package_id, line.sessions_left)
