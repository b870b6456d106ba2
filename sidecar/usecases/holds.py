"""Holds of hosts that confirm their own bookings: commit, release, lapse."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from sidecar.domain import returning
from sidecar.errors import NotFound, Refused
from sidecar.runtime import Runtime
from sidecar.usecases import flagging, mails_of_sessions, outcomes, put_back, revive, sites, spending, views
from wp_bridge import attempts, customer_packages, redemptions
from wp_bridge.database import Transaction
from wp_bridge.errors import BridgeError, DuplicateKey, TransientConflict
from wp_bridge.records import Actor, Attempt, Redemption

log = logging.getLogger(__name__)

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
    """Turn a hold into a redemption. `bookings` are the host's ids in the order of the lines.

    A hold that lapsed is redeemed anew if its package still allows it. Raises `Refused('lapsed')` otherwise: the host's
    booking is then unpaid, and staff is told.
    """

    def work(tx: Transaction) -> outcomes.Outcome:
        attempt = _locked(tx, host, attempt_key, actor)
        if attempt.state == "lapsed":
            _anew(rt, tx, attempt, bookings, marker, actor, request_id)
        elif attempt.state != "committed":
            _commit(rt, tx, attempt, bookings, marker, request_id)
        return outcomes.of_attempt(tx, attempts.get(tx, attempt.id))

    try:
        return rt.db.transact(work, deadline=deadline)
    except DuplicateKey:
        raise Refused("booking_already_paid", "one of these bookings is paid by a package already") from None
    except Refused as refused:
        if refused.code == "lapsed":
            why = str(refused.params.get("reason", "lapsed"))
            rt.db.transact(lambda tx: _flag(tx, host, attempt_key, bookings, why), deadline=deadline)
        raise


def release(
    rt: Runtime, host: str, attempt_key: str, reason: str, actor: Actor, request_id: str, deadline: float | None = None
) -> str:
    """Give a hold back; repeating it changes nothing. Returns the attempt's state."""
    return rt.db.transact(lambda tx: _release(tx, host, attempt_key, reason, actor, request_id), deadline=deadline)


def _release(tx: Transaction, host: str, attempt_key: str, reason: str, actor: Actor, request_id: str) -> str:
    attempt = _locked(tx, host, attempt_key, actor)
    if attempt.state == "committed":
        raise Refused("attempt_committed", "a committed redemption goes back by cancelling its booking")
    if attempt.state == "lapsed":  # its sessions are back; now no late commit takes them anew either
        attempts.move(tx, attempt.id, "lapsed", "released")
    if attempt.state != "held":
        return "released"
    return put_back.end_lines(tx, attempt.id, "released", reason or "released", actor, request_id)


def lapse_due(rt: Runtime) -> int:
    """End holds that nobody committed in time; returns how many. Each in its own short transaction."""
    ended, last = 0, attempts.FIRST
    while due := rt.db.transact(lambda tx, after=last: attempts.lapsed_holds(tx, after, LAPSE_BATCH)):  # type: ignore[misc]
        ended += sum(_lapse_one(rt, attempt) for attempt in due)
        last = due[-1].hold_expires_at, due[-1].id  # past those that could not be ended
    return ended


def _lapse_one(rt: Runtime, attempt: Attempt) -> bool:
    try:
        return rt.db.transact(lambda tx: _lapse(tx, attempt))
    except BridgeError:
        raise
    except Exception:  # what is wrong with one hold must not keep the sessions of all others
        log.exception("the hold %s could not be ended and will be tried again", attempt.public_id)
        return False


def _lapse(tx: Transaction, attempt: Attempt) -> bool:
    customer_packages.lock(tx, attempt.customer_package_id)
    if attempts.get(tx, attempt.id) != attempt:
        return False  # committed, released or taken anew since it was found
    reason = f"hold lapsed at {attempt.hold_expires_at:%Y-%m-%d %H:%M} UTC"
    put_back.end_lines(tx, attempt.id, "lapsed", reason, SYSTEM, f"lapse-{attempt.public_id}")
    return True


def _locked(tx: Transaction, host: str, attempt_key: str, actor: Actor) -> Attempt:
    """As it is under its package's lock, which a twin of this very call may have held just before."""
    attempt = attempts.find(tx, host, attempt_key)
    if attempt is None:
        raise NotFound("booking_unknown", "there is no such booking of yours")
    put_back.check_owner(tx, attempt.customer_package_id, actor)
    customer_packages.lock(tx, attempt.customer_package_id)
    locked = attempts.get(tx, attempt.id)
    if locked.customer_package_id != attempt.customer_package_id:
        raise TransientConflict("another package was chosen at this moment")
    return locked


def _commit(rt: Runtime, tx: Transaction, attempt: Attempt, bookings: Sequence[str], marker: str, request_id: str) -> None:
    if not attempts.move(tx, attempt.id, "held", "committed", marker):
        raise Refused("lapsed", "the hold is over; the booking is not paid")
    lines = _named(redemptions.of_attempt(tx, attempt.id, ("held",)), bookings)
    for line in lines:
        redemptions.commit(tx, line.id, line.booking_id)
        customer_packages.settle_hold(tx, line.customer_package_id, line.sessions_left)
    holding = views.holding(tx, customer_packages.get(tx, attempt.customer_package_id))
    mails_of_sessions.redeemed(tx, sites.house(tx, rt.config), holding, attempt, lines, request_id)


def _anew(
    rt: Runtime, tx: Transaction, attempt: Attempt, bookings: Sequence[str], marker: str, actor: Actor, request_id: str
) -> None:
    """The lines that lapsed, as they would be redeemed today. Any reason against it means that the booking is unpaid."""
    round_ = redemptions.of_round(tx, attempt.id, attempt.round)
    lines = [line for line in round_ if line.state == "lapsed" and not _ended(tx, line)]
    if not lines or not attempts.begin_again(tx, attempt.id, "lapsed", "committed", marker):
        raise Refused("lapsed", "the hold is over; the booking is not paid")
    try:
        house, begun = sites.house(tx, rt.config), attempts.get(tx, attempt.id)
        revive.check_same_owner(tx, lines[0])
        spent = spending.again(tx, house.site, begun, _named(lines, bookings), actor, request_id)
    except Refused as refused:
        message = "the hold is over and the package cannot pay any more"
        raise Refused("lapsed", message, params=refused.params | {"reason": refused.code}) from refused
    mails_of_sessions.redeemed(tx, house, spent.holding, begun, spent.lines, request_id)


def _ended(tx: Transaction, line: Redemption) -> bool:
    """Its booking was cancelled since the hold lapsed: the news was heard by the booking's newest line, whichever that is."""
    newest = redemptions.newest_of_booking(tx, line.host, line.booking_id) if line.booking_id else None
    return newest is not None and newest.booking_status in returning.ENDED


def _named(lines: Sequence[Redemption], bookings: Sequence[str]) -> list[Redemption]:
    """Each line with the host's id of its booking, which may exist only now."""
    if bookings and len(bookings) != len(lines):
        raise Refused("booking_unknown", f"{len(lines)} bookings were held, {len(bookings)} are named")
    named = [replace(line, booking_id=bookings[n] if bookings else line.booking_id) for n, line in enumerate(lines)]
    if not all(line.booking_id for line in named):  # nobody could ever cancel it
        raise Refused("booking_unknown", "name the bookings: they had no number when they were held")
    return named


def _flag(tx: Transaction, host: str, attempt_key: str, bookings: Sequence[str], why: str) -> None:
    """The host may have confirmed a booking that no session pays: a person has to know."""
    attempt = attempts.find(tx, host, attempt_key)
    lines = redemptions.of_round(tx, attempt.id, attempt.round) if attempt else []
    for line in lines:
        flagging.about_redemption(tx, "commit_after_lapse", line, code=why, bookings=list(bookings))
