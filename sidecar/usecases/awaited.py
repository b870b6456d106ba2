"""Payments that are still awaited: their providers are asked until there is a final word, and what nobody pays is cancelled."""

import logging
from datetime import timedelta

from sidecar.errors import Refused
from sidecar.gateways.errors import GatewayError, KeyRefused
from sidecar.runtime import Runtime
from sidecar.usecases import key_trouble, money_in, offering, purchase
from sidecar.usecases.checkouts import UNOPENED_FOR
from sidecar.usecases.money_in import NOT_PAID_IN_TIME
from sidecar.usecases.ways_to_pay import ONLINE
from wp_bridge import job_names, orders, payments
from wp_bridge.database import Transaction
from wp_bridge.errors import BridgeError
from wp_bridge.payment_records import Payment

log = logging.getLogger(__name__)

BATCH = 200
LATE_SECONDS = 60
UNPAID_MINUTES = 60
FAILED_DAYS = 3  # the mail `payment_failed` says so: after that an order whose money did not come is not kept any longer
# A checkout that ended so long ago and cannot be asked about for want of keys counts as given up: its order ends.
WITHOUT_KEYS = timedelta(days=7)


def sweep(rt: Runtime) -> int:
    """How many payments there were whose provider is to be asked."""
    return offering.offer(
        rt,
        job_names.LOOK_AT_PAYMENT,
        rt.db.transact(lambda tx: payments.to_look_at(tx, ONLINE, BATCH)),
        late=lambda: rt.db.transact(lambda tx: payments.to_look_at(tx, ONLINE, BATCH, LATE_SECONDS)),
        work=lambda number: look(rt, number),
    )


def look(rt: Runtime, number: int) -> bool:
    """Ask about one payment whose time has come. False when the provider could not be asked."""
    payment = rt.db.transact(lambda tx: payments.get(tx, number) if payments.is_due(tx, number) else None)
    if payment is None:
        return True
    if payment.provider_reference is None:
        rt.db.transact(lambda tx: _give_up_unopened(tx, payment))
        return True
    try:
        money_in.follow(rt, payment)
    except (GatewayError, Refused) as trouble:
        _note(rt, payment, trouble)
        return False
    except BridgeError:
        raise
    except Exception as trouble:  # what is wrong with one payment must not keep all others
        log.exception("payment %s could not be followed", payment.public_id)
        _note(rt, payment, trouble)
    return True


def cancel_unpaid(rt: Runtime) -> int:
    """Orders that nobody is paying any more free their place in the stock; money that comes later is honoured."""
    found = rt.db.transact(lambda tx: orders.unpaid_for(tx, UNPAID_MINUTES, FAILED_DAYS, BATCH))

    def work(tx: Transaction, order_id: int) -> int:
        order = orders.lock_by_id(tx, order_id)
        if payments.count_pending(tx, order.id):
            return 0  # the buyer has just begun again
        return int(purchase.cancel(tx, order, NOT_PAID_IN_TIME, NOT_PAID_IN_TIME))

    return sum(rt.db.transact(lambda tx, order=order: work(tx, order.id)) for order in found)  # type: ignore[misc]


def _note(rt: Runtime, payment: Payment, trouble: Exception) -> None:
    log.warning("payment %s could not be looked at: %s", payment.public_id, trouble)
    why = getattr(trouble, "code", "")
    if isinstance(trouble, KeyRefused) or why == "provider_not_set_up":
        key_trouble.note(rt, payment.provider, KeyRefused(why, str(trouble)))
        rt.db.transact(lambda tx: _give_up_without_keys(tx, payment, why))
    rt.db.transact(lambda tx: payments.looked(tx, payment.id))


def _give_up_without_keys(tx: Transaction, payment: Payment, code: str) -> None:
    """Money on its way is waited for however long the keys are away."""
    ends = payment.checkout_expires_at
    if payment.waiting_since is None and ends is not None and tx.now() >= ends + WITHOUT_KEYS:
        orders.lock_by_id(tx, payment.order_id)
        payments.fail(tx, payment.id, code)


def _give_up_unopened(tx: Transaction, payment: Payment) -> None:
    """Nobody learned the address of its page, so nobody can pay there; if it is paid all the same, its webhook tells."""
    orders.lock_by_id(tx, payment.order_id)
    if tx.now() < payment.created_at + UNOPENED_FOR:
        payments.looked(tx, payment.id)
    elif payments.get(tx, payment.id).provider_reference is None:
        payments.fail(tx, payment.id, "never opened")
