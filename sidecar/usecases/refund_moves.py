"""What a refund does to the books, under the locks of its order and package: begun, settled, come to nothing, found."""

from dataclasses import dataclass, replace
from typing import Any

from ulid import ULID

from sidecar.domain import money
from sidecar.errors import Refused
from sidecar.gateways.by_hand import TAKEN
from sidecar.usecases import rolling
from wp_bridge import (
    customer_packages,
    customers,
    disputes,
    leaving,
    ledger,
    notices,
    orders,
    packages,
    payments,
    refunds,
)
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Dispute, Payment, Refund
from wp_bridge.records import Actor, CustomerPackage, Order, Site


@dataclass(frozen=True)
class Who:
    """In whose name entries are written, and of which call."""

    site: Site
    actor: Actor
    request_id: str


@dataclass(frozen=True)
class Case:
    """A payment with its order and package, locked. Surplus money belongs to no package."""

    order: Order
    payment: Payment
    package: CustomerPackage | None

    @property
    def room_minor(self) -> int:
        return self.payment.amount_minor - self.payment.refunded_minor


def locked(tx: Transaction, payment: Payment) -> Case:
    """Order first, then its package and what that was rolled over from; everything read again under the locks."""
    order = orders.lock_by_id(tx, payment.order_id)
    payment = payments.get(tx, payment.id)
    sold = customer_packages.of_order(tx, order.id) if payment.status != "surplus" else None
    if sold is not None:
        customer_packages.lock_all(tx, [sold.id, *(origin.id for origin in customer_packages.origins(tx, sold))])
    return Case(order, payment, customer_packages.get(tx, sold.id) if sold else None)


def seen(tx: Transaction, payment: Payment) -> Case:
    """The same to look at only: nobody has to wait for a screen."""
    sold = customer_packages.of_order(tx, payment.order_id) if payment.status != "surplus" else None
    return Case(orders.get(tx, payment.order_id), payment, sold)


def again(tx: Transaction, case: Case) -> Case:
    """The case as it is after a step; the locks are still held."""
    package = customer_packages.get(tx, case.package.id) if case.package else None
    return Case(orders.get(tx, case.order.id), payments.get(tx, case.payment.id), package)


def new(case: Case, who: Who, rule: str, sessions: int, amount_minor: int, reason: str) -> refunds.NewRefund:
    """As staff begin it: at an online provider an intent, otherwise somebody's task."""
    return refunds.NewRefund(
        public_id=str(ULID()),
        order_id=case.order.id,
        payment_id=case.payment.id,
        customer_package_id=case.package.id if case.package else None,
        provider=case.payment.provider,
        provider_refund_id=None,
        status="pending" if case.payment.provider in TAKEN else "intent",
        mode=case.payment.mode,
        rule=rule,
        sessions=sessions,
        currency=case.payment.currency,
        amount_minor=amount_minor,
        reason=reason.strip(),
        created_by=who.actor.name,
        request_id=who.request_id,
    )


def recorded(tx: Transaction, case: Case, found: refunds.NewRefund) -> Refund:
    """The row and what it does to both caps. Raises `Refused('refund_too_much')`."""
    _count(tx, case, found.amount_minor)
    return refunds.add(tx, found)


def begin(tx: Transaction, case: Case, who: Who, wanted: refunds.NewRefund) -> Refund:
    """The row, both caps and the hold, or nothing of it. Raises `Refused`."""
    refund = recorded(tx, case, wanted)
    if case.package and refund.sessions:
        if not leaving.hold_for_refund(tx, case.package.id, refund.sessions):
            raise Refused("refund_changed", "these sessions are not there any more")
        _entry(tx, case.package, who, "refund_hold", refund, paid=-refund.sessions)
    return refund


def settle(tx: Transaction, case: Case, refund: Refund, provider_refund_id: str | None) -> bool:
    """The money has gone. False when it is final already."""
    if not refunds.settle(tx, refund.id, provider_refund_id):
        return False
    if case.package and refund.sessions and not leaving.settle_refund(tx, case.package.id, refund.sessions):
        raise LookupError(f"the sessions of refund {refund.public_id} are not held")
    notices.settle(tx, f"refund_stuck:{refund.public_id}")
    settle_surplus(tx, case.payment.id)
    return True


def settle_surplus(tx: Transaction, payment_id: int) -> None:
    """Money that paid nothing has gone back wholly: nobody has to look at it any more."""
    payment = payments.get(tx, payment_id)
    if payment.status != "surplus" or payment.refunded_minor < payment.amount_minor:
        return
    notices.settle(tx, f"payment:{payment.public_id}")


def fail(tx: Transaction, case: Case, who: Who, refund: Refund, provider_refund_id: str | None, why: str) -> bool:
    """It came to nothing, perhaps after it was thought settled: money and sessions are counted back. False: it moved meanwhile."""
    if not refunds.fail(tx, refund, provider_refund_id, why):
        return False
    refunds.lower(tx, case.payment, refund.amount_minor)
    if case.package:
        _release(tx, case.package, who, refund)
    for kind in ("refund_stuck", "refunded_elsewhere"):
        notices.settle(tx, f"{kind}:{refund.public_id}")
    for dispute in disputes.lost_of_payment(tx, case.payment.id):  # what came back here is gone there
        lose(tx, again(tx, case), who, dispute)
    return True


def about(tx: Transaction, case: Case, site: Site, refund: Refund) -> dict[str, Any]:
    """What a notice says of a refund."""
    amount = money.text(refund.amount_minor, refund.currency, site.locale)
    named = {"refund": refund.public_id, "method": refund.provider, "amount": amount, "sessions": refund.sessions}
    return facts(tx, case) | named


def facts(tx: Transaction, case: Case) -> dict[str, Any]:
    """What a notice about money says of whose it is."""
    package = case.package
    return {
        "order": case.order.public_id,
        "order_reference": case.order.reference,
        "payment": case.payment.public_id,
        "customer_name": customers.get(tx, case.order.customer_id).name or case.order.buyer_name,
        "package_name": packages.version(tx, case.order.package_version_id).name,
        "customer_package": package.public_id if package else "",
    }


def lose(tx: Transaction, case: Case, who: Who, dispute: Dispute) -> Refund | None:
    """A lost dispute is money that went back, as far as it was still there, and every unused session goes with it."""
    known = refunds.of_dispute(tx, case.payment.id, dispute.provider_dispute_id)
    counted = [refund for refund in known if refund.status != "failed"]
    missing = dispute.amount_minor - sum(refund.amount_minor for refund in counted)
    amount, package = max(0, min(missing, case.room_minor)), case.package
    sessions = package.paid_balance if package else 0
    if not amount and not (package and package.balance):
        return counted[0] if counted else None
    number = dispute.provider_dispute_id + (f"#{len(known)}" if known else "")
    lost = replace(
        new(case, who, "dispute", sessions, amount, dispute.reason),
        provider_refund_id=number,
        status="settled",
        origin="provider",
    )
    refund = enlarged(tx, case, counted[0], amount, sessions) if counted else recorded(tx, case, lost)
    revoke(tx, case, who, refund)
    return refunds.get(tx, refund.id)


def revoke(tx: Transaction, case: Case, who: Who, refund: Refund) -> None:
    """Every unused session, free ones too: nothing pays for them any more."""
    package = case.package
    if package is None or package.balance == 0:
        return
    paid, free = package.paid_balance, package.free_balance
    if not leaving.revoke(tx, package.id, paid, free, settled=refund.status == "settled"):
        raise LookupError(f"the balance of {package.public_id} moved under its lock")
    _entry(tx, package, who, "revoke", refund, paid=-paid, free=-free)


def take(tx: Transaction, case: Case, who: Who, refund: Refund, sessions: int) -> None:
    """Sessions that staff say went with a refund made elsewhere. Raises `Refused`."""
    if not refunds.take(tx, refund.id, sessions):
        raise Refused("refund_already_settled", "this proposal was decided already")
    notices.settle(tx, f"refunded_elsewhere:{refund.public_id}")
    package = case.package
    if package is None or not sessions:
        return
    if not leaving.revoke(tx, package.id, sessions, 0, settled=refund.status == "settled"):
        raise Refused("refund_changed", "so many unused sessions are not there any more")
    _entry(tx, package, who, "revoke", refund, paid=-sessions)


def drop_proposals(tx: Transaction, case: Case) -> None:
    """The payment is refunded wholly: there is nothing left to propose."""
    refunds.drop_proposals(tx, case.payment.id)
    for refund in refunds.of_payment(tx, case.payment.id):
        notices.settle(tx, f"refunded_elsewhere:{refund.public_id}")


def enlarged(tx: Transaction, case: Case, refund: Refund, amount_minor: int, sessions: int) -> Refund:
    """More of what went back without us has turned up."""
    _count(tx, case, amount_minor)
    refunds.enlarge(tx, refund.id, amount_minor, sessions)
    return refunds.get(tx, refund.id)


def _count(tx: Transaction, case: Case, amount_minor: int) -> None:
    """Below what was paid, by the payment and by the order it pays. Raises `Refused('refund_too_much')`."""
    if not amount_minor:
        return
    pays = case.payment.status != "surplus"
    fits = refunds.raise_payment(tx, case.payment.id, amount_minor)
    if not fits or (pays and not refunds.raise_order(tx, case.order.id, amount_minor)):
        raise Refused("refund_too_much", "more would go back than was paid")


def _release(tx: Transaction, package: CustomerPackage, who: Who, refund: Refund) -> None:
    """Exactly what the ledger says left with this refund, to where it left from; from there it follows a roll over."""
    if refund.customer_package_id not in {None, package.id}:
        package = customer_packages.get(tx, refund.customer_package_id)
    paid, free = ledger.of_refund(tx, package.id, refund.id)
    if not paid and not free:
        return
    if not leaving.release_refund(tx, package.id, paid, free, settled=refund.status == "settled"):
        raise LookupError(f"the sessions of refund {refund.public_id} are not held")
    _entry(tx, package, who, "refund_release", refund, paid=paid, free=free)
    rolling.follow(tx, customer_packages.get(tx, package.id), who.actor, who.request_id, refund.reason)


def _entry(
    tx: Transaction, before: CustomerPackage, who: Who, kind: str, refund: Refund, *, paid: int = 0, free: int = 0
) -> None:
    after = replace(before, balance=before.balance + paid + free, paid_balance=before.paid_balance + paid)
    once = f"{kind}:{refund.public_id}"
    entry = ledger.NewEntry(
        f"{once}:{ULID()}" if kind == "revoke" else once,
        kind,
        delta_paid=paid,
        delta_free=free,
        reason=refund.reason,
        order_id=refund.order_id,
        refund_id=refund.id,
    )
    ledger.append(tx, after, entry, who.actor, who.request_id)
