"""Holds of hosts that confirm their own bookings: commit, change of party size, lapse."""

from collections.abc import Sequence

from ulid import ULID

from sidecar.domain import eligibility
from sidecar.errors import NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import give_back, outcomes, views
from wp_bridge import attempts, customer_packages, ledger, redemptions
from wp_bridge.database import Transaction
from wp_bridge.errors import DuplicateKey
from wp_bridge.records import Actor, Attempt, Redemption

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


def change(
    rt: Runtime, host: str, booking: str, people: int, actor: Actor, request_id: str, deadline: float | None = None
) -> Redemption:
    """The party size changed: fewer people give the difference back, more take it. Only matters per person."""

    def work(tx: Transaction) -> Redemption:
        redemption = redemptions.live(tx, host, booking)
        if redemption is None:
            raise NotFound("booking_unknown", "no package pays this booking")
        give_back.check_owner(tx, redemption.customer_package_id, actor)
        package = customer_packages.lock(tx, redemption.customer_package_id)
        redemption = redemptions.get(tx, redemption.id)  # again, now that nothing can move it any more
        if redemption.state not in {"held", "committed"}:
            raise NotFound("booking_unknown", "no package pays this booking")
        if actor.kind == "customer" and redemption.booking_status in give_back.ENDED | give_back.KEPT:
            raise Refused("booking_cancelled", "this booking is over; staff may still correct it")
        wanted = eligibility.sessions_needed(views.holding(tx, package).version, people)
        live = redemption.sessions_left
        if wanted < live:
            reason = f"{people} instead of {redemption.people} people"
            give_back.put_back(tx, redemption, live - wanted, redemption.state, reason, actor, request_id)
        if wanted > live:
            _take_more(tx, redemption, wanted - live, actor, request_id)
        redemptions.set_people(tx, redemption.id, people)
        return redemptions.get(tx, redemption.id)

    return rt.db.transact(work, deadline=deadline)


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


def _take_more(tx: Transaction, redemption: Redemption, sessions: int, actor: Actor, request_id: str) -> None:
    package = customer_packages.get(tx, redemption.customer_package_id)
    if package.balance < sessions:
        raise Refused("too_few_sessions", params={"remaining": package.balance, "needed": sessions})
    paid, free = eligibility.split(package, sessions)
    if not customer_packages.take(tx, package.id, paid, free, held=redemption.state == "held"):
        raise Refused("not_active", "the package can no longer be used")
    redemptions.add_sessions(tx, redemption, sessions, paid)
    entry = ledger.NewEntry(
        f"more:{ULID()}",
        "redeem",
        delta_paid=-paid,
        delta_free=-free,
        reason="more people",
        host=redemption.host,
        booking_id=redemption.booking_id,
        service_name=redemption.service_name,
        redemption_id=redemption.id,
    )
    ledger.append(tx, customer_packages.get(tx, package.id), entry, actor, request_id)
