"""The outbox worked: claim, render, deliver by its road, mark. A resend carries the same Message-ID.

A mail is given out a second time when nobody knows whether the first one got through, and never a third time.
"""

import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sidecar import items, tokens
from sidecar.delivery import OutcomeUnknown, Result, Unreachable
from sidecar.runtime import Runtime
from sidecar.usecases import mail_delivery, mail_rules, roads
from sidecar.usecases.mails import MAIL
from sidecar.usecases.roads import Road
from wp_bridge import notices, outbox, settings
from wp_bridge.database import Transaction
from wp_bridge.job_names import DELIVER, DRAIN
from wp_bridge.records import OutboxItem

log = logging.getLogger(__name__)

CLAIM_SECONDS = 60  # longer than it can take from beginning a mail (outbox.sending) to knowing what became of it
BATCH = 20
OFFERS = 500
HOLD_BACK_SECONDS = 15
HELD_AT_ONCE = 10_000
LATE_SECONDS = 60
DRAIN_SECONDS = 20.0  # then another job goes on; see queue.TIMEOUTS
SWEEP_SECONDS = 10.0
DRAINS = (0, 1)  # jobs that drain at the same time
PERHAPS_TWICE = "perhaps sent twice: twice it was not known whether it got through, so it is not sent again"


@dataclass(frozen=True)
class Claim:
    """Rows taken by one holder; what is marked under another holder's name changes nothing."""

    holder: str
    rows: list[OutboxItem]
    seconds: int  # for which each row is held, from the claim and again from when it is begun


def deliver(rt: Runtime, ids: list[int], claim_seconds: int = CLAIM_SECONDS) -> int:
    """Deliver those of `ids` that are due and free; how many are done now.

    A row that fails backs off and in the end dies with a staff notice; while the site or the mail server cannot be reached
    the rows wait, and no try is counted. Raises `DatabaseUnavailable`, and then the claims lapse.
    """
    holder = secrets.token_hex(16)
    rows, spent = rt.db.transact(lambda tx: _claimed(tx, ids, holder, claim_seconds))
    for row in spent:
        _log(row, Result(False, PERHAPS_TWICE), died=True)
    return _work(rt, Claim(holder, rows, claim_seconds)) if rows else 0


def drain(rt: Runtime, seconds: float = DRAIN_SECONDS) -> int:
    """Whatever is due, in batches, until nothing is or the time is over; how many were delivered.

    Each batch comes nearer to the end: what was not delivered is not due for a while.
    """
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end and (numbers := rt.db.transact(lambda tx: outbox.due(tx, BATCH))):
        done += deliver(rt, numbers)
    return done


def sweep(rt: Runtime, offer: bool = True) -> int:
    """Every row that is due offered to Redis again; delivered here when Redis is away or `offer` is false, or when
    no worker has taken a row for a minute. How many were due."""
    numbers = rt.db.transact(lambda tx: outbox.due(tx, OFFERS))
    if not numbers:
        return 0
    left = _offered(rt, numbers) if offer else numbers
    left = left or rt.db.transact(lambda tx: outbox.due(tx, BATCH, LATE_SECONDS))
    end = time.monotonic() + SWEEP_SECONDS
    for start in range(0, len(left), BATCH):
        if not deliver(rt, left[start : start + BATCH]) or time.monotonic() > end:
            break  # nothing gets through just now, or slowly, and other sweeps wait; the next one goes on
    return len(numbers)


def _offered(rt: Runtime, numbers: list[int]) -> list[int]:
    """What Redis did not take. Rows that wait in the queue are not put there twice; many are left to a job that drains."""
    if len(numbers) > BATCH:
        return [] if _drains_offered(rt) else numbers
    waiting = rt.queue.waiting(DELIVER)
    for index, number in enumerate(numbers):
        if number not in waiting and not rt.queue.offer(DELIVER, number):
            return numbers[index:]
    return []


def _drains_offered(rt: Runtime) -> bool:
    waiting = rt.queue.waiting(DRAIN)
    return all(slot in waiting or rt.queue.offer(DRAIN, slot) for slot in DRAINS)


def _claimed(tx: Transaction, ids: list[int], holder: str, seconds: int) -> tuple[list[OutboxItem], list[OutboxItem]]:
    """What is to be sent, and the mails that are given up because they perhaps went out twice already."""
    rows = outbox.claim(tx, ids, holder, seconds)
    spent = [row for row in rows if row.kind == MAIL and row.unsure > outbox.UNSURE_AT_MOST]
    for row in spent:
        outbox.bury(tx, row.id, holder, PERHAPS_TWICE)
        _tell_staff(tx, row, PERHAPS_TWICE)
    return [row for row in rows if row not in spent], spent


def _work(rt: Runtime, claim: Claim) -> int:
    built, broken = items.build_all(claim.rows, desk(rt))
    if broken:
        _settle(rt, claim, {row.id: Result(False, error) for row, error in broken})
    return sum(
        _go(rt, claim, road, {n: item for n, item in built.items() if item["kind"] in road.kinds}) for road in roads.of(rt)
    )


def _go(rt: Runtime, claim: Claim, road: Road, left: dict[int, items.Item]) -> int:
    """Every item of one road, marked as soon as it is known what became of it; how many got through."""
    done = 0
    try:
        for results in road.send(dict(left), lambda numbers: _begun(rt, claim, numbers)) if left else ():
            left = {number: item for number, item in left.items() if number not in results}
            done += _settle(rt, claim, results)
        _give_back(rt, claim, list(left))
    except Unreachable as error:
        _wait(rt, claim, list(left), error, road.kinds)
    except OutcomeUnknown as error:
        _settle(rt, claim, dict.fromkeys(left, Result(False, str(error), unknown=True)))
    return done


def _begun(rt: Runtime, claim: Claim, numbers: list[int]) -> list[int]:
    def work(tx: Transaction) -> list[int]:
        return [number for number in numbers if outbox.sending(tx, number, claim.holder, claim.seconds)]

    return rt.db.transact(work)


def desk(rt: Runtime) -> items.Desk:
    known = rt.db.transact(settings.read)
    return items.Desk(mail_rules.wordings(known), lambda customer: stop_url(rt, customer))


def stop_url(rt: Runtime, customer: str) -> str:
    """Where a customer stops reminders; the plugin asks there whether they mean it."""
    return f"{rt.config.site_url}/?sp_mails={tokens.of_customer(rt.config, customer)}"


def _give_back(rt: Runtime, claim: Claim, numbers: list[int]) -> None:
    """What the road had no time for."""

    def work(tx: Transaction) -> None:
        for number in numbers:
            outbox.give_back(tx, number, claim.holder)

    if numbers:
        rt.db.transact(work)


def _wait(rt: Runtime, claim: Claim, numbers: list[int], error: Unreachable, kinds: Sequence[str]) -> None:
    def work(tx: Transaction) -> None:
        for number in numbers:
            outbox.postpone(tx, number, claim.holder, str(error))
        if error.trouble:
            mail_delivery.note(tx, error.trouble, str(error))

    rt.db.transact(work)
    while rt.db.transact(lambda tx: outbox.hold_back(tx, kinds, HOLD_BACK_SECONDS, HELD_AT_ONCE)) == HELD_AT_ONCE:
        pass  # many may wait, and no transaction is to be long
    log.warning("outbox rows %s wait: %s", ", ".join(map(str, numbers)), error)


def _settle(rt: Runtime, claim: Claim, results: dict[int, Result]) -> int:
    rows = {row.id: row for row in claim.rows if row.id in results}
    died = rt.db.transact(lambda tx: _marked(tx, rows, claim.holder, results))
    for row in rows.values():
        _log(row, results[row.id], row in died)
    return sum(result.ok for result in results.values())


def _marked(tx: Transaction, rows: dict[int, OutboxItem], holder: str, results: dict[int, Result]) -> list[OutboxItem]:
    """Those that had their last try."""
    if any(results[row.id].ok for row in rows.values() if row.kind == MAIL):
        mail_delivery.settle(tx)
    return [row for row in rows.values() if _mark(tx, row, holder, results[row.id])]


def _mark(tx: Transaction, row: OutboxItem, holder: str, result: Result) -> bool:
    """True when this was the row's last try."""
    if result.ok:
        outbox.done(tx, row.id, holder)
        return False
    if result.later:
        outbox.postpone(tx, row.id, holder, result.error)
        return False
    if result.final:
        outbox.bury(tx, row.id, holder, result.error)
    died = result.final or outbox.failed(tx, row.id, holder, result.error, result.unknown)
    if died:
        _tell_staff(tx, row, result.error)
    return died


def _tell_staff(tx: Transaction, row: OutboxItem, error: str) -> None:
    facts = {"outbox_id": row.id, "kind": row.kind, "error": error, "request_id": row.request_id}
    notices.add_again(tx, "undeliverable", f"outbox:{row.id}", facts)


def _log(row: OutboxItem, result: Result, died: bool) -> None:
    if result.ok:
        log.info("delivered %s %d request=%s", row.kind, row.id, row.request_id)
    elif died:
        log.error("gave up on %s %d request=%s: %s", row.kind, row.id, row.request_id, result.error)
    else:
        log.warning("%s %d failed, will be tried again request=%s: %s", row.kind, row.id, row.request_id, result.error)
