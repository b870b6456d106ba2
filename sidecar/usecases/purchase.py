"""Buying a package: an order bound to its terms, paid in whichever way, then exactly one package."""

import secrets
from dataclasses import dataclass

from ulid import ULID

from sidecar.domain import money, selling
from sidecar.errors import Forbidden, InvalidFields, NotFound, Refused
from sidecar.gateways.base import Evidence
from sidecar.gateways.by_hand import AWAITED
from sidecar.runtime import Runtime
from sidecar.usecases import fulfilment, mails_of_money, once, return_pages, sites, ways_to_pay
from sidecar.usecases.once import Answer, Command
from sidecar.usecases.ways_to_pay import FREE, ONLINE
from wp_bridge import customers, orders, packages, payments, settings
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Payment
from wp_bridge.records import Actor, Customer, Order, Package, PackageVersion, Site

# No vowels, no look-alikes: people read these aloud and type them into their bank's form.
REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


@dataclass(frozen=True)
class Choice:
    """How the buyer wants to pay, and the page of ours that they come back to from a provider's."""

    method: str
    return_url: str | None = None


@dataclass(frozen=True)
class Deal:
    """What was agreed about the money; `by` whom and why (`note`), where staff sold it."""

    method: str
    amount_minor: int
    by: str = ""
    note: str = ""
    import_key: str | None = None  # the row of a file that it comes from


def place_order(
    rt: Runtime, command: Command, package_id: str, seen_version: int, method: str, return_url: str | None = None
) -> Answer:
    """``{"order": public_id}``. Price, count and terms come from the package, never from the caller.

    `seen_version` is what the buyer was shown: if the terms have changed since, nothing is ordered (`offer_changed`).
    `return_url` is the page that the buyer comes back to from a provider's.
    """
    choice = Choice(method, return_url)

    def work(tx: Transaction) -> Answer:
        site = sites.load(tx, rt.config)
        # Locked, so that stock and the limit per customer hold against parallel buyers.
        package = packages.lock(tx, package_id)
        if package is None:
            raise NotFound("package_unknown")
        customer = _buyer(tx, command.actor)
        _check_sellable(tx, package, customer)
        version = packages.version(tx, package.current_version_id)
        if version.number != seen_version:
            raise Refused("offer_changed", "price or terms have changed since they were shown")
        check_choice(rt, tx, choice, version.price_minor, version.currency)
        deal = Deal(choice.method, version.price_minor)
        order = add_order(tx, site, version, customer, deal, command.request_id)
        payment = add_payment(tx, order, choice, command.request_id)
        if choice.method == FREE:
            evidence = Evidence(FREE, f"free-{order.public_id}", 0, order.currency, order.mode, "")
            fulfilment.fulfil(tx, site, order, payment, evidence, command.actor, command.request_id)
        mails_of_money.transfer_chosen(tx, site, order.id, command.request_id)
        return {"order": order.public_id}

    return once.run(rt, command, work, subject=package_id)


def cancel_order(rt: Runtime, command: Command, order_id: str, reason: str) -> Answer:
    def work(tx: Transaction) -> Answer:
        order = orders.lock(tx, order_id)
        if order is None:
            raise NotFound()
        if not cancel(tx, order, reason, "order cancelled"):
            raise Refused("order_not_awaiting", "only an order that awaits payment can be cancelled")
        return {"order": order.public_id}

    return once.run(rt, command, work, subject=order_id)


def cancel(tx: Transaction, order: Order, reason: str, why: str) -> bool:
    """`order` is locked. Its checkouts at providers are closed afterwards, by the sweep."""
    done = orders.cancel(tx, order, reason)
    if done:
        payments.look_soon(tx, order.id)
        payments.fail_offline(tx, order.id, AWAITED, why)
    return done


def check_choice(rt: Runtime, tx: Transaction, choice: Choice, amount_minor: int, currency: str) -> None:
    """Raises `InvalidFields`, or `Refused('amount_not_payable')` where only this amount is the trouble."""
    known = settings.read(tx)
    allowed = [FREE] if amount_minor == 0 else [way.id for way in ways_to_pay.offered_for(rt, known, amount_minor, currency)]
    if choice.method not in allowed:
        if amount_minor and choice.method in {way.id for way in ways_to_pay.offered(rt, known)}:
            raise Refused("amount_not_payable", f"{choice.method} cannot take this amount in {currency}")
        raise InvalidFields({"method": "must be one of: " + (", ".join(allowed) or "(none is set up yet)")})
    if choice.method in ONLINE:
        return_pages.check(rt.config.site_url, choice.return_url)


def add_payment(tx: Transaction, order: Order, choice: Choice, request_id: str) -> Payment:
    return payments.add(tx, new_payment(order, choice, request_id))


def _buyer(tx: Transaction, actor: Actor) -> Customer:
    if actor.kind != "customer" or not actor.wp_user_id:
        raise Forbidden("login_required", "please log in to buy a package")
    return customers.ensure_user(tx, str(ULID()), actor.wp_user_id, actor.name, actor.email)


def _check_sellable(tx: Transaction, package: Package, customer: Customer) -> None:
    code = selling.refusal(
        package,
        tx.now(),
        awaiting=orders.count_awaiting(tx, package.id),
        held_by_customer=orders.count_of_customer(tx, customer.id, package.id),
    )
    if code:
        raise Refused(code)


def add_order(tx: Transaction, site: Site, version: PackageVersion, customer: Customer, deal: Deal, request_id: str) -> Order:
    """It awaits its payment."""
    return orders.get(tx, orders.add(tx, new_order(site, version, customer, deal, request_id)))


def new_order(site: Site, version: PackageVersion, customer: Customer, deal: Deal, request_id: str) -> orders.NewOrder:
    """Tax is part of the price."""
    net = money.net_of(deal.amount_minor, version.tax_rate_bp)
    return orders.NewOrder(
        public_id=str(ULID()),
        reference=_reference(),
        customer_id=customer.id,
        package_id=version.package_id,
        package_version_id=version.id,
        method=deal.method,
        mode=site.mode,
        currency=version.currency,
        amount_minor=deal.amount_minor,
        net_minor=net,
        tax_minor=deal.amount_minor - net,
        tax_rate_bp=version.tax_rate_bp,
        tax_label=version.tax_label,
        buyer_name=customer.name,
        buyer_email=customer.email,
        request_id=request_id,
        sold_by=deal.by,
        sale_note=deal.note,
        import_key=deal.import_key,
    )


def new_payment(order: Order, choice: Choice, request_id: str) -> payments.NewPayment:
    page = choice.return_url if choice.method in ONLINE else None
    return payments.NewPayment(
        str(ULID()), order.id, choice.method, order.mode, order.currency, order.amount_minor, request_id, page
    )


def _reference() -> str:
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
    return f"{orders.REFERENCE}{letters[:4]}-{letters[4:]}"
