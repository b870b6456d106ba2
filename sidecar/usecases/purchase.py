"""Buying a package: an order bound to its terms, then exactly one package once the money is there."""

import secrets

from ulid import ULID

from sidecar import gateways
from sidecar.domain import money, selling
from sidecar.errors import Forbidden, InvalidFields, NotFound, Refused
from sidecar.gateways.base import Evidence
from sidecar.runtime import Runtime
from sidecar.usecases import fulfilment, once, sites
from sidecar.usecases.once import Answer, Command
from wp_bridge import customers, orders, packages, settings
from wp_bridge.database import Transaction
from wp_bridge.records import Actor, Customer, Order, Package, PackageVersion, Site

# No vowels, no look-alikes: people read these aloud and type them into their bank's form.
REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
FREE = "free"


def place_order(rt: Runtime, command: Command, package_id: str, seen_version: int, method: str) -> Answer:
    """``{"order": public_id}``. Price, count and terms come from the package, never from the caller.

    `seen_version` is what the buyer was shown: if the terms have changed since, nothing is ordered (`offer_changed`).
    """

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
        _check_method(tx, version, method)
        order = _add_order(tx, site, package, version, customer, method, command.request_id)
        if method == FREE:
            evidence = Evidence(FREE, f"free-{order.public_id}", 0, order.currency, order.mode, "")
            fulfilment.fulfil(tx, site, orders.get(tx, order.id), evidence, command.actor, command.request_id)
        return {"order": order.public_id}

    return once.run(rt, command, work, subject=package_id)


def confirm_transfer(rt: Runtime, command: Command, order_id: str, amount: str) -> Answer:
    """Staff saw the money. The amount is typed and compared: a transfer that falls short is refused with the difference."""

    def work(tx: Transaction) -> Answer:
        site = sites.load(tx, rt.config)
        order = orders.lock(tx, order_id)
        if order is None:
            raise NotFound()
        if order.method != "bank_transfer" or order.status == "paid":
            raise Refused("order_not_awaiting", "this order is not waiting for a transfer")
        _check_amount(order, amount, site)
        evidence = Evidence(
            "bank_transfer",
            f"transfer-{order.public_id}",
            order.amount_minor,
            order.currency,
            order.mode,
            command.actor.name,
        )
        fulfilment.fulfil(tx, site, order, evidence, command.actor, command.request_id)
        return {"order": order.public_id}

    return once.run(rt, command, work, subject=order_id)


def cancel_order(rt: Runtime, command: Command, order_id: str, reason: str) -> Answer:
    def work(tx: Transaction) -> Answer:
        order = orders.lock(tx, order_id)
        if order is None:
            raise NotFound()
        if not orders.cancel(tx, order, reason):
            raise Refused("order_not_awaiting", "only an order that awaits payment can be cancelled")
        orders.close_payments(tx, order.id, "order cancelled")
        return {"order": order.public_id}

    return once.run(rt, command, work, subject=order_id)


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


def _check_method(tx: Transaction, version: PackageVersion, method: str) -> None:
    allowed = [FREE] if version.price_minor == 0 else [gateway.id for gateway in gateways.configured(settings.read(tx))]
    if method not in allowed:
        raise InvalidFields({"method": "must be one of: " + (", ".join(allowed) or "(none is set up yet)")})


def _add_order(
    tx: Transaction, site: Site, package: Package, version: PackageVersion, customer: Customer, method: str, request_id: str
) -> Order:
    net = money.net_of(version.price_minor, version.tax_rate_bp)
    number = orders.add(
        tx,
        orders.NewOrder(
            public_id=str(ULID()),
            reference=_reference(),
            customer_id=customer.id,
            package_id=package.id,
            package_version_id=version.id,
            method=method,
            mode=site.mode,
            currency=version.currency,
            amount_minor=version.price_minor,
            net_minor=net,
            tax_minor=version.price_minor - net,
            tax_rate_bp=version.tax_rate_bp,
            tax_label=version.tax_label,
            buyer_name=customer.name,
            buyer_email=customer.email,
            request_id=request_id,
        ),
    )
    orders.add_payment(
        tx,
        orders.NewPayment(str(ULID()), number, method, site.mode, version.currency, version.price_minor, request_id),
    )
    return orders.get(tx, number)


def _reference() -> str:
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
    return f"SP-{letters[:4]}-{letters[4:]}"


def _check_amount(order: Order, amount: str, site: Site) -> None:
    try:
        typed = money.parse(amount, order.currency)
    except ValueError:
        example = money.plain(order.amount_minor, order.currency)
        raise InvalidFields({"amount": f"must be an amount such as {example}"}) from None
    if typed == order.amount_minor:
        return
    difference = money.text(abs(typed - order.amount_minor), order.currency, site.locale)
    expected = money.text(order.amount_minor, order.currency, site.locale)
    direction = "short" if typed < order.amount_minor else "over"
    raise Refused(
        "amount_mismatch",
        f"{expected} was expected; this is {difference} {'too little' if direction == 'short' else 'too much'}",
        fields={"amount": f"{expected} was expected; {difference} {'is missing' if direction == 'short' else 'too much'}"},
        params={"expected": expected, "difference": difference, "direction": direction},
    )
