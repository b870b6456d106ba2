"""Money back for unused sessions, as staff begin it: previewed, held first, sent by the provider or by hand."""

from collections.abc import Callable
from dataclasses import dataclass

from sidecar.domain import money
from sidecar.domain import refunds as rules
from sidecar.domain.refunds import Account, Quote
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.gateways.by_hand import TAKEN
from sidecar.runtime import Runtime
from sidecar.usecases import mails_of_money, mails_of_sessions, once, refund_moves, site_settings, sites, ways_to_pay, worth
from sidecar.usecases.once import Answer, Command
from sidecar.usecases.refund_moves import Case, Who
from wp_bridge import customer_packages, disputes, payments, redemptions, refunds, settings
from wp_bridge.database import Transaction
from wp_bridge.job_names import WORK_REFUND
from wp_bridge.payment_records import Payment, Refund
from wp_bridge.records import CustomerPackage, Site
from wp_bridge.redemptions import Upcoming


@dataclass(frozen=True)
class Wish:
    """As typed: sessions None for all unused ones, an amount only where the rule leaves it to staff."""

    rule: str = "unused_value"
    sessions: int | None = None
    amount: str = ""


@dataclass(frozen=True)
class Preview:
    site: Site
    quote: Quote
    rules: tuple[Quote, ...]
    most_minor: int
    currency: str
    balance_after: int
    method: str
    by_hand: bool
    booked: tuple[Upcoming, ...]


def preview(rt: Runtime, public_id: str, wish: Wish | None = None) -> Preview:
    """What it would do now; without a wish, what each rule would. Raises `Refused` when nothing, or not this, can be refunded."""

    def work(tx: Transaction) -> Preview:
        case = _refundable(tx, public_id, refund_moves.seen)
        package, account = _package(case), worth.account(tx, case)
        quote = _quoted(account, wish or Wish(), case.order.currency)
        if wish is not None:
            _due(quote)
        return Preview(
            site=sites.load(tx, rt.config),
            quote=quote,
            rules=tuple(rules.quotes(account, site_settings.refund_rule(settings.read(tx)))),
            most_minor=account.most_minor,
            currency=case.order.currency,
            balance_after=package.balance - quote.sessions,
            method=case.payment.provider,
            by_hand=case.payment.provider in TAKEN,
            booked=tuple(redemptions.upcoming(tx, package.id)),
        )

    _check_provider(rt, public_id)
    return rt.db.transact(work)


def obstacle(rt: Runtime, public_id: str) -> str | None:
    """Why nothing can be refunded now; None: it can."""
    try:
        _check_provider(rt, public_id)
        rt.db.transact(lambda tx: _refundable(tx, public_id, refund_moves.seen))
    except Refused as refused:
        return refused.code
    return None


def start(rt: Runtime, command: Command, public_id: str, wish: Wish, expected: str, reason: str) -> Answer:
    """``{"refund"}``: written down and held; its provider is asked after the commit, a transfer waits for staff.

    `expected` is the amount of the preview: Raises `Refused('refund_changed')` when that is no longer what it would be.
    """
    _check_provider(rt, public_id)

    def work(tx: Transaction) -> Answer:
        case, who = _refundable(tx, public_id, refund_moves.locked), _who(rt, tx, command)
        quote = _quoted(worth.account(tx, case), wish, case.order.currency)
        seen, amount = _typed(expected, case.order.currency, "expected"), _due(quote)
        if amount != seen:
            raise Refused("refund_changed", "the amount is no longer what was shown")
        return _begun(tx, case, who, refund_moves.new(case, who, quote.rule, quote.sessions, amount, reason))

    return once.run(rt, command, work, subject=public_id)


def give_back_surplus(rt: Runtime, command: Command, payment_id: str, reason: str) -> Answer:
    """``{"refund"}`` for money that pays nothing: all that is left of it, and no session."""
    found = rt.db.transact(lambda tx: _payment(tx, payment_id))
    _check_online(rt, found)

    def work(tx: Transaction) -> Answer:
        case, who = refund_moves.locked(tx, _payment(tx, payment_id)), _who(rt, tx, command)
        disputed = disputes.open_of_payment(tx, case.payment.id) > 0
        code = rules.surplus_refusal(case.payment, refunds.of_payment(tx, case.payment.id), disputed=disputed)
        if code is not None:
            raise Refused(code)
        return _begun(tx, case, who, refund_moves.new(case, who, "surplus", 0, case.room_minor, reason))

    return once.run(rt, command, work, subject=payment_id)


def sent(rt: Runtime, command: Command, refund_id: str) -> Answer:
    """Staff have sent a transfer back. Raises `Refused('refund_not_by_hand')`, `Refused('refund_already_settled')`."""

    def work(tx: Transaction) -> Answer:
        case, refund = _by_hand(tx, refund_id)
        if refund_moves.settle(tx, case, refund, None):
            mails_of_money.refunded(tx, case, _who(rt, tx, command), refund)
        return {"refund": refund_id}

    return once.run(rt, command, work, subject=refund_id)


def withdraw(rt: Runtime, command: Command, refund_id: str, reason: str) -> Answer:
    """A transfer that will not be sent after all: its sessions go back. Raises as `sent`."""

    def work(tx: Transaction) -> Answer:
        case, refund = _by_hand(tx, refund_id)
        refund_moves.fail(tx, case, _who(rt, tx, command), refund, None, f"withdrawn: {reason.strip()}")
        return {"refund": refund_id}

    return once.run(rt, command, work, subject=refund_id)


def take(rt: Runtime, command: Command, refund_id: str, sessions: int) -> Answer:
    """Staff decide how many sessions went with a refund that was made in the provider's dashboard; 0: none. The customer was
    told of the money when it went, and now is of the sessions."""

    def work(tx: Transaction) -> Answer:
        case, refund = _locked(tx, refund_id)
        if case.package is None or sessions > case.package.paid_balance:
            raise Refused("refund_too_much", "there are not so many unused sessions")
        refund_moves.take(tx, case, _who(rt, tx, command), refund, sessions)
        if sessions:
            after = customer_packages.get(tx, case.package.id)
            house, key = sites.house(tx, rt.config), f"take:{refund_id}"
            mails_of_sessions.changed(tx, house, after, -sessions, key, command.request_id)
        return {"refund": refund_id}

    return once.run(rt, command, work, subject=refund_id)


def _begun(tx: Transaction, case: Case, who: Who, wanted: refunds.NewRefund) -> Answer:
    refund = refund_moves.begin(tx, case, who, wanted)
    if refund.status == "intent":
        tx.after_commit(WORK_REFUND, refund.id)
    return {"refund": refund.public_id}


def _refundable(tx: Transaction, public_id: str, look: Callable[[Transaction, Payment], Case]) -> Case:
    """Raises `Refused` with why nothing can be refunded."""
    payment = _paid_by(tx, public_id)
    if payment is None:
        raise Refused("nothing_to_refund", "nothing was paid for it")
    case = look(tx, payment)
    disputed = disputes.open_of_payment(tx, payment.id) > 0
    code = rules.refusal(case.order, _package(case), refunds.of_payment(tx, payment.id), disputed=disputed)
    if code is not None:
        raise Refused(code)
    return case


def _paid_by(tx: Transaction, public_id: str) -> Payment | None:
    package = customer_packages.find(tx, public_id)
    if package is None:
        raise NotFound()
    return refunds.settled_payment(tx, package.order_id) if package.order_id else None


def _package(case: Case) -> CustomerPackage:
    if case.package is None:
        raise LookupError(f"the paid order {case.order.reference} has no package")
    return case.package


def _payment(tx: Transaction, public_id: str) -> Payment:
    payment = payments.find(tx, public_id)
    if payment is None:
        raise NotFound()
    return payment


def _locked(tx: Transaction, public_id: str) -> tuple[Case, Refund]:
    """The refund read again once its order is locked: nothing can move it any more."""
    found = refunds.find(tx, public_id)
    if found is None:
        raise NotFound()
    case = refund_moves.locked(tx, payments.get(tx, found.payment_id))
    return case, refunds.get(tx, found.id)


def _by_hand(tx: Transaction, public_id: str) -> tuple[Case, Refund]:
    case, refund = _locked(tx, public_id)
    if refund.provider not in TAKEN:
        raise Refused("refund_not_by_hand", "its provider sends this money")
    if refund.status not in rules.UNDER_WAY:
        raise Refused("refund_already_settled", f"this refund is {refund.status}")
    return case, refund


def _check_provider(rt: Runtime, public_id: str) -> None:
    payment = rt.db.transact(lambda tx: _paid_by(tx, public_id))
    if payment is not None:
        _check_online(rt, payment)


def _check_online(rt: Runtime, payment: Payment) -> None:
    """Money goes back with the keys that took it, live or test. Raises `Refused('provider_not_set_up')`."""
    if payment.provider not in TAKEN and ways_to_pay.online(rt, payment.provider).mode != payment.mode:
        raise Refused("provider_not_set_up", "its keys are for the other mode")


def _quoted(account: Account, wish: Wish, currency: str) -> Quote:
    amount = _typed(wish.amount, currency, "amount") if wish.rule == "custom" and wish.amount else None
    return rules.quote(account, wish.rule, wish.sessions, amount)


def _due(quote: Quote) -> int:
    """Raises `Refused` with the reason why this very refund is not possible."""
    if quote.code is not None:
        raise Refused(quote.code)
    if quote.amount_minor is None:
        raise InvalidFields({"amount": "is needed"})
    return quote.amount_minor


def _typed(text: str, currency: str, field: str) -> int:
    try:
        return money.parse(text, currency)
    except ValueError:
        raise InvalidFields({field: f"must be an amount such as {money.plain(28000, currency)}"}) from None


def _who(rt: Runtime, tx: Transaction, command: Command) -> Who:
    return Who(sites.load(tx, rt.config), command.actor, command.request_id)
