"""A buyer on the way to a provider's page: opened once, found again, changed to another way to pay."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from sidecar.errors import NotFound, Refused
from sidecar.gateways.base import CheckoutAsk, OnlineGateway, PaymentState
from sidecar.gateways.errors import Declined, GatewayError, KeyRefused
from sidecar.gateways.patience import patiently
from sidecar.runtime import Runtime
from sidecar.usecases import key_trouble, mails_of_money, mine, money_in, once, purchase, return_pages, sites, ways_to_pay
from sidecar.usecases.once import Answer, Command
from sidecar.usecases.purchase import Choice
from sidecar.usecases.ways_to_pay import ONLINE
from wp_bridge import customers, orders, packages, payments
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Payment
from wp_bridge.records import Actor, Order, PackageVersion, Site

log = logging.getLogger(__name__)

# An attempt whose page nobody could open is asked for again under its own key only for a moment: Stripe keeps even its
# own mistakes under a key for a day. Its page cannot be paid, for nobody knows the address; so a new attempt is safe.
UNOPENED_FOR = timedelta(minutes=1)
SHORTEST_PAUSE = timedelta(seconds=2)  # between two looks at the provider on a buyer's behalf


@dataclass(frozen=True)
class Due:
    """An attempt whose page at the provider is to be opened, with all that goes onto it."""

    site: Site
    order: Order
    payment: Payment
    version: PackageVersion


def begin(rt: Runtime, actor: Actor, order_id: str) -> None:
    """Opens the page of the order's newest attempt, if it is to be paid online and has none yet. May be called again.

    Raises `Refused('payment_unavailable')`, `Refused('amount_not_payable')`; the order stays as it is.
    """
    due = rt.db.transact(lambda tx: _due(tx, rt, actor, order_id))
    if due is not None:
        gateway = ways_to_pay.online(rt, due.payment.provider)
        state = _opened(rt, gateway, due)
        rt.db.transact(lambda tx: money_in.remember(tx, due.payment, state.reference, state.url, state.expires_at))


def pay(rt: Runtime, command: Command, order_id: str, choice: Choice) -> Answer:
    """Go on with the attempt there is, or begin one of another kind; then `begin`. Raises `Refused('order_not_awaiting')`."""
    look_again(rt, command.actor, order_id)

    def work(tx: Transaction) -> Answer:
        order = own_order(tx, command.actor, order_id)
        if order.status != "awaiting_payment":
            raise Refused("order_not_awaiting", "this order does not wait for money")
        purchase.check_choice(rt, tx, choice, order.amount_minor, order.currency)
        if not _goes_on(tx, order, choice):
            purchase.add_payment(tx, order, choice, command.request_id)
            payments.look_soon(tx, order.id)
        orders.choose_method(tx, order, choice.method)
        mails_of_money.transfer_chosen(tx, sites.load(tx, rt.config), order.id, command.request_id)
        return {"order": order.public_id}

    return once.run(rt, command, work, subject=order_id)


def look_again(rt: Runtime, actor: Actor, order_id: str) -> None:
    """The buyer is back: what does the provider say now? Silent when it says nothing."""

    def work(tx: Transaction) -> list[Payment]:
        order = own_order(tx, actor, order_id, lock=False)
        awaited = payments.of_order(tx, order.id) if order.status != "paid" else []
        recent = tx.now() - SHORTEST_PAUSE
        return [p for p in awaited if p.provider_reference and (p.looked_at is None or p.looked_at < recent)]

    away = set[str]()  # the buyer waits: a provider that does not answer is asked once
    for payment in rt.db.transact(work)[:3]:
        try:
            if payment.provider not in away:
                money_in.follow(rt, payment)
        except (GatewayError, Refused) as trouble:
            log.warning("payment %s could not be looked at: %s", payment.public_id, trouble)
            away.add(payment.provider)
            rt.db.transact(lambda tx, number=payment.id: payments.looked(tx, number))  # type: ignore[misc]


def own_order(tx: Transaction, actor: Actor, order_id: str, *, lock: bool = True) -> Order:
    """Raises `NotFound` for unknown and for foreign orders alike."""
    user_id = mine.account(actor)
    customer, found = customers.of_user(tx, user_id), orders.find(tx, order_id)
    if found is None or customer is None or found.customer_id != customer.id:
        raise NotFound()
    return orders.lock_by_id(tx, found.id) if lock else found


def _due(tx: Transaction, rt: Runtime, actor: Actor, order_id: str) -> Due | None:
    order = own_order(tx, actor, order_id, lock=False)
    payment = payments.newest(tx, [order.id]).get(order.id)
    if order.status != "awaiting_payment" or payment is None or payment.provider not in ONLINE:
        return None
    if payment.status != "pending" or payment.provider_reference:
        return None
    return Due(sites.load(tx, rt.config), order, payment, packages.version(tx, order.package_version_id))


def _goes_on(tx: Transaction, order: Order, choice: Choice) -> bool:
    """Whether the newest attempt can still be used."""
    newest = payments.newest(tx, [order.id]).get(order.id)
    if newest is None or newest.provider != choice.method or newest.status != "pending":
        return False
    if newest.provider not in ONLINE or newest.waiting_since:
        return True
    if newest.provider_reference is None:
        return tx.now() < newest.created_at + UNOPENED_FOR
    return newest.checkout_expires_at is None or tx.now() < newest.checkout_expires_at


def _opened(rt: Runtime, gateway: OnlineGateway, due: Due) -> PaymentState:
    try:
        state = patiently(lambda: gateway.open(_ask(due)))
    except KeyRefused as error:
        key_trouble.note(rt, gateway.id, error)
        raise Refused("payment_unavailable", "the provider does not accept the keys") from error
    except Declined as error:
        log.error("%s does not take order %s: %s %s", gateway.id, due.order.reference, error.code, error)
        raise Refused("payment_unavailable", f"the provider refuses it: {error.code}", params={"code": error.code}) from error
    except GatewayError as error:
        log.warning("%s could not be reached for order %s: %s", gateway.id, due.order.reference, error)
        raise Refused("payment_unavailable", "the provider cannot be reached") from error
    key_trouble.settle(rt, gateway.id)
    return state


def _ask(due: Due) -> CheckoutAsk:
    """The same for every try of this attempt: providers refuse a repeated key with other words. Hence nothing of now."""
    order, payment = due.order, due.payment
    page = payment.return_url or due.site.url
    return CheckoutAsk(
        ours=payment.public_id,
        order=order.public_id,
        reference=order.reference,
        amount_minor=order.amount_minor,
        currency=order.currency,
        title=due.version.name,
        description=f"{order.reference} · {due.version.sessions} × {due.version.name}"[:120],
        buyer_email=order.buyer_email,
        locale=due.site.locale,
        success_url=return_pages.after(page, order.public_id, "sp_return"),
        cancel_url=return_pages.after(page, order.public_id, "sp_cancelled"),
        expires_at=(payment.created_at + money_in.OPEN_FOR).replace(microsecond=0),
        site=money_in.mark(due.site.url),
    )
