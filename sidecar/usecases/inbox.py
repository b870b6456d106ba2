"""Webhooks: proved genuine, kept, acknowledged; then worked by looking at the provider's own object."""

import logging
import secrets
from collections.abc import Callable, Mapping

from sidecar.errors import Malformed, Refused
from sidecar.gateways.base import OnlineGateway, Subject
from sidecar.gateways.errors import Declined, GatewayError, KeyRefused, NotGenuine, OutcomeUnknown
from sidecar.runtime import Runtime
from sidecar.usecases import disputes, key_trouble, money_in, offering, refund_progress, ways_to_pay
from wp_bridge import inbox, job_names, notices, orders, payments
from wp_bridge.database import Transaction
from wp_bridge.errors import BridgeError, DatabaseUnavailable
from wp_bridge.payment_records import Payment, ProviderEvent

log = logging.getLogger(__name__)

CLAIM_SECONDS = 60
# What belongs to no payment of ours may be about one whose own event is still to come; after these tries (an hour and a
# half) it is another shop's with the same account.
STRANGERS_TRIES = 9
BATCH = 200
LATE_SECONDS = 60


class NotYet(Exception):
    """What the event is about is not in the books yet, or something of ours must be decided first."""


class Stranger(NotYet):
    """It belongs to no payment of ours so far."""


def receive(rt: Runtime, gateway_id: str, headers: Mapping[str, str], body: bytes) -> None:
    """Kept once, however often it is sent. Raises `Malformed('webhook_invalid')`; `DatabaseUnavailable` to be sent again."""
    try:
        event = ways_to_pay.online(rt, gateway_id).event(headers, body)
    except OutcomeUnknown as error:
        raise DatabaseUnavailable(f"a certificate could not be fetched: {error}") from error
    except (NotGenuine, Refused) as error:
        log.warning("a webhook for %s was refused: %s", gateway_id, error)
        raise Malformed("webhook_invalid", "this is not a genuine event for this site") from error
    rt.db.transact(lambda tx: inbox.add(tx, gateway_id, event.event_id, event.type, event.mode, body))


def work(rt: Runtime, number: int, claim_seconds: int = CLAIM_SECONDS) -> bool:
    """Work one event of the inbox, unless somebody else does. True when it is worked."""
    holder = secrets.token_hex(16)
    row = rt.db.transact(lambda tx: inbox.claim(tx, number, holder, claim_seconds))
    if row is None:
        return False
    try:
        status = _worked(rt, row)
    except BridgeError:
        raise
    except Exception as error:  # what is wrong with one event must neither keep the others nor go on for ever
        if not isinstance(error, GatewayError | Refused | NotGenuine | NotYet):
            log.exception("the event %s of %s could not be worked", row.event_id, row.provider)
        _put_off(rt, row, holder, error)
        return False
    return rt.db.transact(lambda tx: inbox.finish(tx, row.id, holder, status))


def sweep(rt: Runtime) -> int:
    """Events whose job was lost or whose time has come."""
    due = rt.db.transact(lambda tx: inbox.due(tx, BATCH))
    return offering.offer(
        rt,
        job_names.WORK_EVENT,
        due,
        late=lambda: rt.db.transact(lambda tx: inbox.due(tx, BATCH, LATE_SECONDS)),
        work=lambda number: work(rt, number),
    )


def forget(rt: Runtime) -> int:
    """Old events lose their text."""
    return rt.db.transact(lambda tx: inbox.forget_bodies(tx, 500))


def _worked(rt: Runtime, row: ProviderEvent) -> str:
    gateway = ways_to_pay.online(rt, row.provider)
    event = gateway.parse(row.body)
    handle = HANDLERS.get(event.subject.kind)
    if handle is None:
        return "ignored"
    try:
        handle(rt, gateway, event.subject)
    except Declined as gone:
        if gone.code != "not_found":
            raise
        return "ignored"
    except Stranger:
        if row.attempts < STRANGERS_TRIES:
            raise
        return "ignored"
    log.info("worked %s %s %s", row.provider, event.type, event.event_id)
    return "done"


def _payment(rt: Runtime, gateway: OnlineGateway, subject: Subject) -> None:
    payment = rt.db.transact(lambda tx: _known(tx, gateway, subject))
    if payment is not None:
        money_in.follow(rt, payment)
    elif subject.reference:
        money_in.apply(rt, gateway, gateway.look(subject.reference))


def _known(tx: Transaction, gateway: OnlineGateway, subject: Subject) -> Payment | None:
    """By its checkout, or by our own id: the answer that told us the checkout may have been lost."""
    found = payments.of_reference(tx, gateway.id, subject.reference) if subject.reference else None
    named = payments.find(tx, subject.ours) if subject.ours and found is None else None
    if named is None or named.provider != gateway.id:
        return found
    if named.provider_reference is None and subject.reference:
        orders.lock_by_id(tx, named.order_id)
        money_in.remember(tx, named, subject.reference)
    return payments.get(tx, named.id)


def _refund(rt: Runtime, gateway: OnlineGateway, subject: Subject) -> None:
    state = gateway.refund_state(subject.reference)
    _must_be_done(rt, gateway, refund_progress.apply(rt, gateway.id, state), state.payment_id)


def _refunds(rt: Runtime, gateway: OnlineGateway, subject: Subject) -> None:
    for state in gateway.refunds_of(subject.payment_id):
        _must_be_done(rt, gateway, refund_progress.apply(rt, gateway.id, state), state.payment_id)


def _dispute(rt: Runtime, gateway: OnlineGateway, subject: Subject) -> None:
    state = gateway.dispute(subject.reference)
    _must_be_done(rt, gateway, disputes.apply(rt, gateway.id, state), state.payment_id)


def _must_be_done(rt: Runtime, gateway: OnlineGateway, applied: str, payment_id: str) -> None:
    """Raises `NotYet`, or `Stranger` where the payment is none of ours so far."""
    if applied != "waits":
        return
    if rt.db.transact(lambda tx: payments.of_provider_payment(tx, gateway.id, payment_id)) is None:
        raise Stranger(f"no payment {payment_id} of ours")
    raise NotYet(f"something about {payment_id} must be decided first")


HANDLERS: dict[str, Callable[[Runtime, OnlineGateway, Subject], None]] = {
    "payment": _payment,
    "refund": _refund,
    "refunds": _refunds,
    "dispute": _dispute,
}


def _put_off(rt: Runtime, row: ProviderEvent, holder: str, error: Exception) -> None:
    log.warning("%s event %s waits: %s", row.provider, row.event_id, error)
    if isinstance(error, KeyRefused):
        key_trouble.note(rt, row.provider, error)

    def mark(tx: Transaction) -> None:
        if inbox.put_off(tx, row.id, holder, f"{type(error).__name__}: {error}"):
            facts = {"method": row.provider, "event": row.event_id, "type": row.type, "error": str(error)[:300]}
            notices.add(tx, "event_given_up", f"event:{row.id}", facts)

    rt.db.transact(mark)
