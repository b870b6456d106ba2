"""What a provider says of a payment, applied: by webhook, return page and sweep, in any order, any number of times, at once."""

import logging
import re
from datetime import datetime, timedelta

from sidecar.domain import money
from sidecar.errors import Refused
from sidecar.gateways.base import Evidence, OnlineGateway, PaymentState
from sidecar.gateways.errors import Declined, KeyRefused
from sidecar.runtime import Runtime
from sidecar.usecases import flagging, fulfilment, mails_of_money, mails_to_staff, sites, ways_to_pay
from wp_bridge import customer_packages, notices, orders, payments
from wp_bridge.database import Transaction
from wp_bridge.errors import DuplicateKey
from wp_bridge.payment_records import Payment
from wp_bridge.records import Actor, Order, Site

log = logging.getLogger(__name__)

SYSTEM = Actor("system")
NOT_PAID_IN_TIME = "not_paid_in_time"
OPEN_FOR = timedelta(hours=1)  # how long a provider's page may be used; the package is reserved meanwhile
# Other shops may use the same account: what does not carry an id of our kind is none of our business.
OURS = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
DIFFERS = {
    "ours": "another order’s number",
    "mode": "a test instead of real money, or the reverse",
    "currency": "another currency",
    "amount": "another amount",
    "payee": "another account",
}


def follow(rt: Runtime, payment: Payment) -> None:
    """Asks the provider and applies what it says. Raises `GatewayError`, `Refused('provider_not_set_up')`."""
    reference = payment.provider_reference
    if reference is None:
        return
    gateway = ways_to_pay.online(rt, payment.provider)
    if gateway.mode != payment.mode:
        apply(rt, gateway, _of_the_other_mode(reference, payment))
        return
    try:
        state = gateway.look(reference)
        if state.state == "approved" and _is_wanted(rt, payment):
            state = gateway.capture(reference, payment.public_id)
        elif state.state in {"open", "approved"} and not _is_wanted(rt, payment):
            state = gateway.close(reference)
    except Declined as gone:
        state = _forgotten(rt, reference, payment, gone)
    apply(rt, gateway, state)


def _of_the_other_mode(reference: str, payment: Payment) -> PaymentState:
    """No money is in a test; real money waits until the live keys are back. Raises `Refused('provider_not_set_up')`."""
    if payment.mode == "live":
        raise Refused("provider_not_set_up", "a live payment is awaited, and the keys are for tests")
    return PaymentState(reference, "expired", payment.public_id, payment.mode, failure="other_mode")


def _forgotten(rt: Runtime, reference: str, payment: Payment, gone: Declined) -> PaymentState:
    """Old checkouts are forgotten by their providers. One in its time, or whose money is on its way, is not: the keys must
    be another account's. Raises `KeyRefused`."""
    if gone.code != "not_found":
        raise gone
    ends = payment.checkout_expires_at
    if payment.waiting_since is not None or (ends is not None and rt.clock.now() < ends):
        raise KeyRefused("not_found", "does not know a payment that is under way; are these another account's keys?") from gone
    return PaymentState(reference, "expired", payment.public_id, payment.mode, failure="not_found")


def apply(rt: Runtime, gateway: OnlineGateway, state: PaymentState) -> None:
    """One transaction. Money that matches nothing of ours raises a staff notice; nothing is ever granted for it."""
    try:
        rt.db.transact(lambda tx: _apply(tx, rt, gateway, state))
    except DuplicateKey as error:
        if error.key != "provider_payment":
            raise
        rt.db.transact(lambda tx: _used_elsewhere(tx, rt, gateway, state))


def _apply(tx: Transaction, rt: Runtime, gateway: OnlineGateway, state: PaymentState) -> None:
    known = payments.of_reference(tx, gateway.id, state.reference) or payments.find(tx, state.ours)
    if known is None or known.provider != gateway.id:
        if state.state == "paid" and OURS.fullmatch(state.ours) and state.site in {"", mark(rt.config.site_url)}:
            _unknown_money(tx, rt, gateway, state)
        return
    order = orders.lock_by_id(tx, known.order_id)
    remember(tx, known, state.reference, state.url, state.expires_at)
    payment = payments.get(tx, known.id)  # again, now that nobody else changes it
    if state.state == "paid":
        _paid(tx, rt, gateway, state, order, payment)
    elif state.state == "waiting":
        payments.wait(tx, payment.id)
    elif state.state in {"failed", "expired"} or _is_over(tx, payment, state):
        _failed(tx, rt, state, order, payment)
    payments.looked(tx, payment.id)


def _failed(tx: Transaction, rt: Runtime, state: PaymentState, order: Order, payment: Payment) -> None:
    if payments.fail(tx, payment.id, state.failure or "expired"):
        mails_of_money.payment_failed(tx, sites.load(tx, rt.config), order, payment, f"payment-{payment.public_id}")


def mark(site_url: str) -> str:
    """Written onto each checkout: another site with the same account hears of it, too, and must not take it for its own."""
    return site_url.partition("://")[2][:200]


def remember(tx: Transaction, payment: Payment, reference: str, url: str = "", expires_at: datetime | None = None) -> None:
    """Where the checkout is, as soon as anybody has heard of it."""
    payments.opened(tx, payment.id, reference, url, expires_at or payment.created_at + OPEN_FOR)


def _is_over(tx: Transaction, payment: Payment, state: PaymentState) -> bool:
    """PayPal's pages do not expire when we want it: past our own time an attempt that nobody agreed to counts as given up."""
    ends = payment.checkout_expires_at
    return state.state in {"open", "approved"} and ends is not None and tx.now() >= ends


def _paid(tx: Transaction, rt: Runtime, gateway: OnlineGateway, state: PaymentState, order: Order, payment: Payment) -> None:
    if payment.status in {"settled", "surplus"}:
        return
    site = sites.load(tx, rt.config)
    facts = _facts(site, state, gateway) | flagging.of_order(tx, order) | {"payment": payment.public_id}
    if difference := _difference(gateway, state, payment):
        _set_aside(tx, payment, state, difference)
        new = notices.add(tx, "payment_differs", f"payment:{payment.public_id}", facts | {"difference": difference})
        _mail_staff(tx, site, order, facts, _in_words(difference), new=new)
        return
    if customer_packages.of_order(tx, order.id) is not None:
        _set_aside(tx, payment, state, "order paid already")
        new = notices.add(tx, "paid_twice", f"payment:{payment.public_id}", facts)
        _mail_staff(tx, site, order, facts, "its order was already paid", new=new)
        return
    evidence = Evidence(gateway.id, state.payment_id, state.amount_minor, state.currency, state.mode, "")
    fulfilment.fulfil(tx, site, order, payment, evidence, SYSTEM, f"payment-{payment.public_id}")


def _set_aside(tx: Transaction, payment: Payment, state: PaymentState, why: str) -> None:
    payments.set_aside(tx, payment.id, state.payment_id, state.amount_minor, state.currency, why)


def _difference(gateway: OnlineGateway, state: PaymentState, payment: Payment) -> str:
    """What the provider's own object says otherwise than our row; a genuine payment is not enough (trust.md, rule 1)."""
    pairs = (
        ("ours", state.ours, payment.public_id),
        ("mode", state.mode, payment.mode),
        ("currency", state.currency, payment.currency),
        ("amount", state.amount_minor, payment.amount_minor),
        ("payee", state.payee if gateway.payee else "", gateway.payee),
    )
    return ", ".join(name for name, theirs, ours in pairs if theirs != ours)


def _is_wanted(rt: Runtime, payment: Payment) -> bool:
    """Whether the order still wants this money. One that only ran out of time does: the buyer has just agreed to pay."""
    order = rt.db.transact(lambda tx: orders.get(tx, payment.order_id))
    return order.status == "awaiting_payment" or (order.status == "cancelled" and order.end_reason == NOT_PAID_IN_TIME)


def _used_elsewhere(tx: Transaction, rt: Runtime, gateway: OnlineGateway, state: PaymentState) -> None:
    """The provider says of two checkouts that the same payment paid them: it pays the first one only."""
    known = payments.of_reference(tx, gateway.id, state.reference)
    if known is not None:
        payments.fail(tx, known.id, "this payment pays another order")
    _unknown_money(tx, rt, gateway, state)


def _unknown_money(tx: Transaction, rt: Runtime, gateway: OnlineGateway, state: PaymentState) -> None:
    site = sites.load(tx, rt.config)
    log.error("%s payment %s matches none of our orders", gateway.id, state.payment_id)
    facts = _facts(site, state, gateway)
    new = notices.add(tx, "money_unknown", f"unknown:{gateway.id}:{state.payment_id}"[:128], facts)
    _mail_staff(tx, site, None, facts, "it matches no order", new=new)


def _mail_staff(tx: Transaction, site: Site, order: Order | None, facts: dict[str, str], reason: str, *, new: bool) -> None:
    """With the notice, and as often as that: it is heard of by webhook, sweep and return page."""
    if new:
        mails_to_staff.money(tx, site, order, facts, reason, f"payment-{facts['provider_payment_id']}"[:64])


def _in_words(difference: str) -> str:
    """What `_difference` found, for a reader."""
    return f"it does not fit its order ({', '.join(DIFFERS[name] for name in difference.split(', '))})"


def _facts(site: Site, state: PaymentState, gateway: OnlineGateway) -> dict[str, str]:
    amount = money.text(state.amount_minor, state.currency, site.locale) if state.currency else ""
    return {"method": gateway.id, "amount": amount, "provider_payment_id": state.payment_id}
