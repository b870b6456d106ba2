"""Disputes: while one is open its package rests; lost, the unused sessions go with the money; won, everything is as before."""

import logging
from typing import Any

from ulid import ULID

from sidecar.domain import money
from sidecar.gateways.base import DisputeState
from sidecar.runtime import Runtime
from sidecar.usecases import flagging, mails_to_staff, refund_moves, sites
from sidecar.usecases.refund_moves import Case, Who
from sidecar.usecases.refund_progress import Applied
from wp_bridge import disputes, leaving, ledger, notices, redemptions, refunds
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Dispute, Payment
from wp_bridge.records import Actor

log = logging.getLogger(__name__)

SYSTEM = Actor("system", name="disputes")


def apply(rt: Runtime, gateway_id: str, state: DisputeState) -> Applied:
    """What a provider says of a dispute, in any order and as often as it likes. `waits`: its payment is not in the books yet."""
    return rt.db.transact(lambda tx: _apply(rt, tx, gateway_id, state))


def _apply(rt: Runtime, tx: Transaction, gateway_id: str, state: DisputeState) -> Applied:
    payment = refunds.payment_of_provider(tx, gateway_id, state.payment_id)
    if payment is None:
        return "waits"
    if payment.mode != state.mode:
        log.error("dispute %s of %s is not of the payment's mode", state.dispute_id, gateway_id)
        return "nothing"
    case = refund_moves.locked(tx, payment)
    who = Who(sites.load(tx, rt.config), SYSTEM, f"dispute-{payment.public_id}")
    known = disputes.of_provider(tx, gateway_id, state.dispute_id)
    if known is None:
        return _opened(tx, case, who, disputes.add(tx, _new(case.payment, state)), state.state)
    return _moved(tx, case, who, known, state.state)


def _new(payment: Payment, state: DisputeState) -> disputes.NewDispute:
    """In the payment's currency: an amount in another one can only mean all of it."""
    same = state.currency == payment.currency
    return disputes.NewDispute(
        public_id=str(ULID()),
        provider=payment.provider,
        provider_dispute_id=state.dispute_id,
        payment_id=payment.id,
        order_id=payment.order_id,
        status="open",
        mode=payment.mode,
        currency=payment.currency,
        amount_minor=state.amount_minor if same else payment.amount_minor,
        reason=state.reason[:190],
    )


def _opened(tx: Transaction, case: Case, who: Who, dispute: Dispute, state: str) -> Applied:
    """First heard of; perhaps when it is over already, as money that was simply taken back."""
    if state == "lost":
        return _lost(tx, case, who, dispute)
    if state == "won":
        disputes.close(tx, dispute, "won")
        return "done"
    if case.package and leaving.suspend_for_dispute(tx, case.package.id):
        _entry(tx, case, who, "suspend", dispute, "payment disputed")
    if flagging.about_money(tx, "dispute_opened", dispute.public_id, _facts(tx, case, who, dispute)):
        mails_to_staff.dispute(tx, case, who, dispute)
    return "done"


def _moved(tx: Transaction, case: Case, who: Who, dispute: Dispute, state: str) -> Applied:
    """A late "open" reopens nothing. What was lost can still be won on appeal, and the other way round."""
    if state in {"open", dispute.status}:
        return "nothing"
    return _lost(tx, case, who, dispute) if state == "lost" else _won(tx, case, who, dispute)


def _lost(tx: Transaction, case: Case, who: Who, dispute: Dispute) -> Applied:
    disputes.close(tx, dispute, "lost")
    booked = redemptions.upcoming(tx, case.package.id) if case.package else []
    refund = refund_moves.lose(tx, case, who, dispute)
    _rests_no_more(tx, case, who, dispute, "dispute lost")
    notices.settle(tx, f"dispute_opened:{dispute.public_id}")
    notices.settle(tx, f"dispute_won:{dispute.public_id}")
    facts = _facts(tx, case, who, dispute) | {"sessions": refund.sessions if refund else 0}
    named = [
        {
            "host": b.host,
            "booking": b.booking_id,
            "service_name": b.service_name,
            "starts_at": f"{b.starts_at:%Y-%m-%dT%H:%M:%SZ}",
        }
        for b in booked
    ]
    flagging.about_money(tx, "dispute_lost", dispute.public_id, facts | {"booked": named})
    return "done"


def _won(tx: Transaction, case: Case, who: Who, dispute: Dispute) -> Applied:
    """The money stays, or came back: then the sessions do, too."""
    disputes.close(tx, dispute, "won")
    back = 0
    for refund in refunds.of_dispute(tx, case.payment.id, dispute.provider_dispute_id):
        if refund_moves.fail(tx, refund_moves.again(tx, case), who, refund, None, "dispute won"):
            back += refund.sessions
    _rests_no_more(tx, case, who, dispute, "dispute won")
    notices.settle(tx, f"dispute_opened:{dispute.public_id}")
    notices.settle(tx, f"dispute_lost:{dispute.public_id}")
    flagging.about_money(tx, "dispute_won", dispute.public_id, _facts(tx, case, who, dispute) | {"sessions": back})
    return "done"


def _rests_no_more(tx: Transaction, case: Case, who: Who, dispute: Dispute, reason: str) -> None:
    """Once no dispute is open. A pause by staff is another fact, and stays."""
    if case.package is None or disputes.open_of_payment(tx, case.payment.id):
        return
    if leaving.resume_after_dispute(tx, case.package.id):
        _entry(tx, refund_moves.again(tx, case), who, "resume", dispute, reason)


def _entry(tx: Transaction, case: Case, who: Who, kind: str, dispute: Dispute, reason: str) -> None:
    if case.package is None:
        return
    said = f"{reason}: {dispute.reason}" if dispute.reason else reason
    entry = ledger.NewEntry(f"{kind}:dispute:{dispute.public_id}", kind, reason=said[:255], order_id=case.order.id)
    ledger.append(tx, case.package, entry, who.actor, who.request_id)


def _facts(tx: Transaction, case: Case, who: Who, dispute: Dispute) -> dict[str, Any]:
    amount = money.text(dispute.amount_minor, dispute.currency, who.site.locale)
    about = {"method": dispute.provider, "amount": amount, "reason": dispute.reason}
    return refund_moves.facts(tx, case) | about
