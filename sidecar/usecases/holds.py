"""Holds of hosts that confirm their own bookings: commit, release, lapse."""

from collections.abc import Sequence

from sidecar.errors import NotFound, Refused
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
        attempt = _locked(tx, host, attempt_key, actor)
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


def release(
    rt: Runtime, host: str, attempt_key: str, reason: str, actor: Actor, request_id: str, deadline: float | None = None
) -> str:
    """Give a hold back; repeating it changes nothing. Returns the attempt's state."""
    return rt.db.transact(lambda tx: _release(tx, host, attempt_key, reason, actor, request_id), deadline=deadline)


def _release(tx: Transaction, host: str, attempt_key: str, reason: str, actor: Actor, request_id: str) -> str:
    attempt = _locked(tx, host, attempt_key, actor)
    if attempt.state == "committed":
        raise Refused("attempt_committed", "a committed redemption goes back by cancelling its booking")
    if attempt.state != "held":
        return attempt.state
    return _end(tx, attempt.id, "released", reason or "released", actor, request_id)


def lapse_due(rt: Runtime) -> int:
    """End holds that nobody committed in time; returns how many. Each in its own short transaction."""
    due = rt.db.transact(lambda tx: attempts.lapsed_holds(tx, LAPSE_BATCH))
    return sum(rt.db.transact(lambda tx, a=attempt: _lapse(tx, a)) for attempt in due)  # type: ignore[misc]


def _lapse(tx: Transaction, attempt: Attempt) -> bool:
    customer_packages.lock(tx, attempt.customer_package_id)
    if attempts.get(tx, attempt.id) != attempt:
        return False  # committed, released or taken anew since it was found
    reason = f"hold lapsed at {attempt.hold_expires_at:%Y-%m-%d %H:%M} UTC"
    _end(tx, attempt.id, "lapsed", reason, SYSTEM, f"lapse-{attempt.public_id}")
    return True


def _locked(tx: Transaction, host: str, attempt_key: str, actor: Actor) -> Attempt:
    """As it is under its package's lock, which a twin of this very call may have held just before."""
    attempt = attempts.find(tx, host, attempt_key)
    if attempt is None:
        raise NotFound("booking_unknown", "there is no such booking of yours")
    give_back.check_owner(tx, attempt.customer_package_id, actor)
    customer_packages.lock(tx, attempt.customer_package_id)
    return attempts.get(tx, attempt.id)


def _end(tx: Transaction, attempt_id: int, new_state: str, reason: str, actor: Actor, request_id: str) -> str:
    """The caller holds the package's lock. Somebody else may have moved the attempt just before: then its state stands."""
    if not attempts.move(tx, attempt_id, "held", new_state):
        return attempts.get(tx, attempt_id).state
    for line in redemptions.of_attempt(tx, attempt_id, ("held",)):
        give_back.check_owner(tx, line.customer_package_id, actor)
        give_back.put_back(tx, line, line.sessions_left, "lapsed", reason, actor, request_id)
    return new_state


def _commit_lines(tx: Transaction, attempt: Attempt, bookings: Sequence[str]) -> None:
    lines = redemptions.of_attempt(tx, attempt.id, ("held",))
    if bookings and len(bookings) != len(lines):
        raise Refused("booking_unknown", f"{len(lines)} bookings were held, {len(bookings)} are named")
    for index, line in enumerate(lines):
        redemptions.commit(tx, line.id, bookings[index] if bookings else None)
        customer_packages.settle_hold(tx, line.customer_package_id, line.sessions_left)
