"""Bank transfers and invoices: staff see the money arrive. Awaited transfers are asked about and in the end cancelled; an invoice
has days of its own, which staff agreed on: it is neither."""

from ulid import ULID

from sidecar.domain import money
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.gateways import bank_transfer
from sidecar.gateways.base import Evidence
from sidecar.gateways.by_hand import AWAITED, INVOICE
from sidecar.runtime import Runtime
from sidecar.usecases import flagging, fulfilment, mails, once, purchase, sites
from sidecar.usecases.once import Answer, Command
from wp_bridge import customers, notices, orders, packages, payments, settings
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Payment
from wp_bridge.records import Order, Site

REMIND_DAYS, CANCEL_DAYS = 3, 14  # unless the owner says otherwise
NOT_RECEIVED = "transfer_not_received"
NUMBERED = {bank_transfer.ID: "transfer", INVOICE: "invoice"}
BATCH = 50


def confirm(rt: Runtime, command: Command, order_id: str, amount: str, keep_surplus: bool = False) -> Answer:
    """Staff saw the money. The amount is typed and compared: a transfer that falls short is refused with the difference.

    One that is too much, too, unless `keep_surplus`: then the order is paid and the rest is noted as money to give back.
    """

    def work(tx: Transaction) -> Answer:
        site, order = sites.load(tx, rt.config), orders.lock(tx, order_id)
        if order is None:
            raise NotFound()
        if order.status == "paid" or order.amount_minor == 0:
            raise Refused("order_not_awaiting", "this order is not waiting for a transfer")
        payment = _awaited(tx, order, command.request_id)
        typed = _typed(order, amount)
        if typed != order.amount_minor and not (keep_surplus and typed > order.amount_minor):
            raise _differs(order, typed, site)
        given = (order.amount_minor, order.currency, order.mode, command.actor.name)
        number = f"{NUMBERED[payment.provider]}-{order.public_id}"
        evidence = Evidence(payment.provider, number, *given)
        fulfilment.fulfil(tx, site, order, payment, evidence, command.actor, command.request_id)
        if typed > order.amount_minor:
            _note_surplus(tx, site, order, typed - order.amount_minor, command)
        return {"order": order.public_id}

    return once.run(rt, command, work, subject=order_id)


def remind_due(rt: Runtime) -> int:
    """Buyers whose transfer has not come within the owner's days are asked about it once."""
    days = _days(rt, "remind_days", REMIND_DAYS)
    found = rt.db.transact(lambda tx: orders.transfers_to_remind_of(tx, days, BATCH)) if days else []

    def work(tx: Transaction, order: Order) -> int:
        if not orders.remind(tx, order.id):
            return 0
        site, known = sites.load(tx, rt.config), settings.read(tx)
        version = packages.version(tx, order.package_version_id)
        told = bank_transfer.instructions(order, known)
        mails.transfer_reminder(tx, site, order, version, customers.reach(tx, order.customer_id), told)
        return 1

    return sum(rt.db.transact(lambda tx, order=order: work(tx, order)) for order in found)  # type: ignore[misc]


def cancel_due(rt: Runtime) -> int:
    """Orders whose transfer never came free their place in the stock. Money that comes later is honoured all the same."""
    days = _days(rt, "cancel_days", CANCEL_DAYS)
    found = rt.db.transact(lambda tx: orders.transfers_awaited_for(tx, days, BATCH)) if days else []

    def work(tx: Transaction, public_id: str) -> int:
        order = orders.lock(tx, public_id)
        if order is None or payments.count_pending(tx, order.id, but=bank_transfer.ID):
            return 0  # the buyer has changed their mind and is paying otherwise
        return int(purchase.cancel(tx, order, NOT_RECEIVED, NOT_RECEIVED))

    return sum(rt.db.transact(lambda tx, order=order: work(tx, order.public_id)) for order in found)  # type: ignore[misc]


def _days(rt: Runtime, name: str, default: int) -> int:
    known = rt.db.transact(settings.read)
    return int((known.get(bank_transfer.SETTING) or {}).get(name, default))


def _awaited(tx: Transaction, order: Order, request_id: str) -> Payment:
    """The attempt that the money belongs to; one is made when the buyer had chosen another way and transferred after all."""
    for payment in payments.of_order(tx, order.id):
        if payment.provider in AWAITED and payment.status in {"pending", "failed"}:
            return payment
    return purchase.add_payment(tx, order, purchase.Choice(bank_transfer.ID), request_id)


def _note_surplus(tx: Transaction, site: Site, order: Order, excess: int, command: Command) -> None:
    new = payments.NewPayment(str(ULID()), order.id, bank_transfer.ID, order.mode, order.currency, excess, command.request_id)
    who = command.actor.name
    kept = payments.add_surplus(tx, new, f"transfer-surplus-{order.public_id}", "more than was due", who)
    facts = flagging.of_order(tx, order) | {
        "amount": money.text(excess, order.currency, site.locale),
        "method": bank_transfer.ID,
        "payment": kept.public_id,
    }
    notices.add(tx, "transfer_surplus", f"payment:{kept.public_id}", facts)


def _typed(order: Order, amount: str) -> int:
    try:
        return money.parse(amount, order.currency)
    except ValueError:
        example = money.plain(order.amount_minor, order.currency)
        raise InvalidFields({"amount": f"must be an amount such as {example}"}) from None


def _differs(order: Order, typed: int, site: Site) -> Refused:
    difference = money.text(abs(typed - order.amount_minor), order.currency, site.locale)
    expected = money.text(order.amount_minor, order.currency, site.locale)
    direction = "short" if typed < order.amount_minor else "over"
    return Refused(
        "amount_mismatch",
        f"{expected} was expected; this is {difference} {'too little' if direction == 'short' else 'too much'}",
        fields={"amount": f"{expected} was expected; {difference} {'is missing' if direction == 'short' else 'too much'}"},
        params={"expected": expected, "difference": difference, "direction": direction},
    )
