"""Refunds at their providers: asked with the refund's own key, looked up where no answer came, followed until they are final.

Job, webhook and sweep all end in `apply`, in any order and as often as they like. A provider is never called inside a transaction.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from sidecar.domain import refunds as rules
from sidecar.errors import Refused
from sidecar.gateways.base import OnlineGateway, RefundAsk, RefundState
from sidecar.gateways.by_hand import TAKEN
from sidecar.gateways.errors import Declined, GatewayError, KeyRefused, OutcomeUnknown, TryLater
from sidecar.runtime import Runtime
from sidecar.usecases import flagging, key_trouble, mails_of_money, mails_to_staff, refund_moves, sites, ways_to_pay, worth
from sidecar.usecases.refund_moves import Case, Who
from wp_bridge import notices, payments, refunds
from wp_bridge.database import Transaction
from wp_bridge.errors import BridgeError
from wp_bridge.payment_records import Payment, Refund
from wp_bridge.records import Actor

log = logging.getLogger(__name__)

Applied = Literal["done", "nothing", "waits"]
"""`waits`: what it is about is not in the books yet, or a refund of ours must be decided first. Tell it again later."""

SYSTEM = Actor("system", name="refunds")
KEY_LIFE = timedelta(hours=20)  # Stripe forgets a key after 24 hours, PayPal after 45 days
NEW_KEY_FROM = 6  # tries: a quarter of an hour after the first one, eight minutes after the last
STUCK = {"intent": timedelta(hours=1), "pending": timedelta(days=14)}
CLAIM_SECONDS = 60  # longer than a call may take
LONGEST_SECONDS = 6 * 3600
MENDING_SECONDS = 600  # after keys were refused: somebody may be at it
BATCH = 50


def work(rt: Runtime, number: int) -> bool:
    """One refund a step on, if it is due and nobody else has it. False while its provider cannot be reached."""
    claimed = rt.db.transact(lambda tx: _claimed(tx, number))
    if claimed is None:
        return True
    refund, payment, now = claimed
    try:
        gateway = _gateway(rt, refund)
        states = _asked(gateway, refund, payment, now)
    except (OutcomeUnknown, TryLater) as error:
        log.warning("refund %s: no answer (%s)", refund.public_id, error.code)
        rt.db.transact(lambda tx: _later(rt, tx, number, now))
        return False
    except KeyRefused as error:
        log.warning("refund %s: the keys of %s are refused (%s)", refund.public_id, refund.provider, error.code)
        refused = error
        rt.db.transact(lambda tx: _keys_refused(rt, tx, refund, now, refused))
        return False
    except Declined as error:
        return _declined(rt, gateway, refund, payment, error.code)
    rt.db.transact(lambda tx: _followed(rt, tx, refund, states, "not_found", now))
    return True


def sweep(rt: Runtime) -> int:
    """Refunds whose time has come, oldest first; of a provider that is away, only the first. How many were due."""
    due, away = rt.db.transact(lambda tx: refunds.due(tx, BATCH)), set[str]()
    for refund in due:
        if refund.provider not in away and not _worked(rt, refund):
            away.add(refund.provider)
    return len(due)


def apply(rt: Runtime, gateway_id: str, state: RefundState) -> Applied:
    """What a provider says of a refund, ours or one made in its dashboard. Nothing happens twice, nothing goes backwards."""
    return rt.db.transact(lambda tx: _apply(rt, tx, gateway_id, state))


def _worked(rt: Runtime, refund: Refund) -> bool:
    try:
        return work(rt, refund.id)
    except BridgeError:
        raise
    except Exception:  # what is wrong with one refund must not keep all others
        log.exception("the refund %s could not be worked and will be tried again", refund.public_id)
        return True


def _claimed(tx: Transaction, number: int) -> tuple[Refund, Payment, datetime] | None:
    """The pause doubles with every look, from half a minute to six hours."""
    refund = refunds.get(tx, number)
    if refund.status not in rules.UNDER_WAY or refund.provider in TAKEN:
        return None
    seconds = max(CLAIM_SECONDS, min(LONGEST_SECONDS, 30 * 2 ** min(refund.attempts, 12)))
    if not refunds.claim(tx, refund, seconds):
        return None
    return refunds.get(tx, number), payments.get(tx, refund.payment_id), tx.now()


def _gateway(rt: Runtime, refund: Refund) -> OnlineGateway:
    """Raises `KeyRefused` as well when the provider is not set up any more, or for the other mode."""
    try:
        gateway = ways_to_pay.online(rt, refund.provider)
    except Refused as refused:
        raise KeyRefused(refused.code) from refused
    if gateway.mode != refund.mode:
        raise KeyRefused("other_mode", f"the refund is {refund.mode}, the keys are {gateway.mode}")
    return gateway


def _asked(gateway: OnlineGateway, refund: Refund, payment: Payment, now: datetime) -> Sequence[RefundState]:
    """Asked for once more only while the provider remembers the key, and has no such refund; after that it is only looked for."""
    if refund.provider_refund_id:
        return [gateway.refund_state(refund.provider_refund_id)]
    if refund.attempts > 1 or now - refund.created_at > KEY_LIFE:  # one that is old and new to us is of a restored backup
        known = gateway.refunds_of(_paid_with(payment))
        if any(state.ours == refund.public_id for state in known) or _is_forgotten(refund, now):
            return known
    ask = RefundAsk(refund.public_id, refund.public_id, _paid_with(payment), refund.amount_minor, refund.currency)
    return [replace(gateway.refund(_with_its_key(ask, refund)), ours=refund.public_id)]  # it is the answer to this very question


def _with_its_key(ask: RefundAsk, refund: Refund) -> RefundAsk:
    """Always the same, until several tries have left nothing in the provider's list: Stripe keeps even its own mistake under a
    key for a day, and the sessions would be held as long."""
    return ask if refund.attempts < NEW_KEY_FROM else replace(ask, key=f"{refund.public_id}-{refund.attempts}")


def _is_forgotten(refund: Refund, now: datetime) -> bool:
    return refund.sent_at is not None and now - refund.sent_at > KEY_LIFE


def _paid_with(payment: Payment) -> str:
    return payment.provider_payment_id or ""


def _declined(rt: Runtime, gateway: OnlineGateway, refund: Refund, payment: Payment, code: str) -> bool:
    """A final no; but perhaps because an earlier try of ours went through. Only the provider's own list tells."""
    try:
        known = gateway.refunds_of(_paid_with(payment))
    except Declined:
        known = []
    except GatewayError as error:
        log.warning("refund %s was declined (%s), and its provider does not say more (%s)", refund.public_id, code, error.code)
        return False  # the claim runs out, and it is asked again
    rt.db.transact(lambda tx: _followed(rt, tx, refund, known, code, tx.now()))
    return True


def _followed(rt: Runtime, tx: Transaction, refund: Refund, states: Sequence[RefundState], code: str, now: datetime) -> None:
    """All of it in one transaction: an intent of which its provider knows nothing comes to nothing, and makes room for
    what was refunded there without us."""
    notices.settle(tx, key_trouble.name(refund.provider))
    current = _under_locks(tx, refund)
    is_there = refund.provider_refund_id or any(state.ours == refund.public_id for state in states)
    if not is_there and current.status == "intent":
        case = refund_moves.locked(tx, payments.get(tx, refund.payment_id))
        _failed(tx, case, _who(rt, tx, current.public_id), current, None, code)
    for state in states:
        _apply(rt, tx, refund.provider, state)
    _later(rt, tx, refund.id, now)


def _under_locks(tx: Transaction, refund: Refund) -> Refund:
    refund_moves.locked(tx, payments.get(tx, refund.payment_id))
    return refunds.get(tx, refund.id)


def _later(rt: Runtime, tx: Transaction, number: int, now: datetime) -> None:
    """Its next look is set already; what takes too long is put before a person."""
    refund = refunds.get(tx, number)
    if refund.status in rules.UNDER_WAY and now - refund.created_at > STUCK[refund.status]:
        case = refund_moves.locked(tx, payments.get(tx, refund.payment_id))
        facts = refund_moves.about(tx, case, sites.load(tx, rt.config), refund)
        notices.add(tx, "refund_stuck", f"refund_stuck:{refund.public_id}", facts)


def _keys_refused(rt: Runtime, tx: Transaction, refund: Refund, now: datetime, refused: KeyRefused) -> None:
    refunds.wait(tx, refund.id, MENDING_SECONDS)
    key_trouble.add(tx, refund.provider, refused.code, str(refused))
    _later(rt, tx, refund.id, now)


def _apply(rt: Runtime, tx: Transaction, gateway_id: str, state: RefundState) -> Applied:
    payment = refunds.payment_of_provider(tx, gateway_id, state.payment_id)
    if payment is None:
        return "waits"
    if (payment.mode, payment.currency) != (state.mode, state.currency):
        log.error("refund %s of %s is not of the payment's mode and currency", state.refund_id, gateway_id)
        return "nothing"
    case = refund_moves.locked(tx, payment)
    refund = _known(tx, gateway_id, payment, state)
    return _found(rt, tx, case, state) if refund is None else _moved(rt, tx, case, refund, state)


def _known(tx: Transaction, gateway_id: str, payment: Payment, state: RefundState) -> Refund | None:
    """By the provider's number, else by ours while the provider's is not known. One given up here, yet made there, is a find."""
    known = refunds.of_provider(tx, gateway_id, state.refund_id)
    if known is not None or not state.ours:
        return known
    ours = refunds.find(tx, state.ours)
    if ours is None or ours.payment_id != payment.id or ours.status != "intent" or ours.amount_minor != state.amount_minor:
        return None
    return ours


def _moved(rt: Runtime, tx: Transaction, case: Case, refund: Refund, state: RefundState) -> Applied:
    """Forward only: a late "pending" changes nothing that is settled, nor a late "settled" what has failed."""
    number, who = state.refund_id, _who(rt, tx, refund.public_id)
    if refund.origin == "provider" and refund.status != "failed" and state.state != "failed":
        refund, case = _made_whole(rt, tx, case, refund, state), refund_moves.again(tx, case)
    if state.state == "failed":
        done = _failed(tx, case, who, refund, number, state.failure or "failed")
    elif state.state == "settled":
        done = refund_moves.settle(tx, case, refund, number)
        if done:
            mails_of_money.refunded(tx, case, who, refund)
    else:
        done = refunds.progress(tx, refund.id, number)
    return "done" if done else "nothing"


def _made_whole(rt: Runtime, tx: Transaction, case: Case, refund: Refund, state: RefundState) -> Refund:
    """Written down in part while a lost dispute counted the rest; that was won since, so the rest is this refund's."""
    missing = min(state.amount_minor - refund.amount_minor, case.room_minor)
    if missing <= 0:
        return refund
    whole = case.package is not None and missing == case.room_minor
    more = refund_moves.enlarged(tx, case, refund, missing, case.package.paid_balance if case.package and whole else 0)
    if whole:
        refund_moves.drop_proposals(tx, case)
        refund_moves.revoke(tx, case, _who(rt, tx, refund.public_id), more)
    return more


def _failed(tx: Transaction, case: Case, who: Who, refund: Refund, number: str | None, why: str) -> bool:
    if not refund_moves.fail(tx, case, who, refund, number, why):
        return False
    facts = refund_moves.about(tx, case, who.site, refund) | {"code": why}
    if flagging.about_money(tx, "refund_failed", refund.public_id, facts):
        mails_to_staff.refund_failed(tx, case, who, refund, why)
    return True


def _found(rt: Runtime, tx: Transaction, case: Case, state: RefundState) -> Applied:
    """Made in the provider's dashboard. It is written down as far as the money is not counted as gone already."""
    ours = [refund for refund in refunds.of_payment(tx, case.payment.id) if refund.status in rules.UNDER_WAY]
    if state.amount_minor > case.room_minor and ours:
        return "waits"  # only one of the two can have happened; ours will be declined
    amount = min(state.amount_minor, case.room_minor)
    if state.state == "failed" or amount <= 0:
        return "nothing"
    who = _who(rt, tx, case.payment.public_id)
    whole = amount == case.room_minor
    refund = _written_down(tx, case, who, state, amount, whole=whole)
    if refund.status == "settled":
        mails_of_money.refunded(tx, case, who, refund)
    if case.package is None:
        refund_moves.settle_surplus(tx, case.payment.id)
    elif whole:
        refund_moves.drop_proposals(tx, case)
        refund_moves.revoke(tx, case, who, refund)
    else:
        facts = refund_moves.about(tx, case, who.site, refund) | {"sessions": refund.proposed_sessions}
        flagging.about_money(tx, "refunded_elsewhere", refund.public_id, facts)
    return "done"


def _who(rt: Runtime, tx: Transaction, thing: str) -> Who:
    return Who(sites.load(tx, rt.config), SYSTEM, f"refund-{thing}")


def _written_down(tx: Transaction, case: Case, who: Who, state: RefundState, amount: int, *, whole: bool) -> Refund:
    package, account = case.package, worth.account(tx, case)
    sessions = package.paid_balance if package and whole else 0
    rule = "elsewhere" if package else "surplus"
    found = replace(
        refund_moves.new(case, who, rule, sessions, amount, "made at the provider"),
        provider_refund_id=state.refund_id,
        status=state.state,
        origin="provider",
        proposed_sessions=rules.covered(account, amount) if package and not whole else 0,
    )
    return refund_moves.recorded(tx, case, found)
