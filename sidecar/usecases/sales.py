"""Selling by hand: staff say to whom, how it is paid and for how much. Looked at first, then the same road as any purchase."""

from dataclasses import dataclass
from datetime import date

from ulid import ULID

from sidecar.domain import addresses, money, selling, validity
from sidecar.domain.selling import Wanted
from sidecar.errors import InvalidFields, NotFound, Refused
from sidecar.gateways import bank_transfer
from sidecar.gateways.base import Evidence
from sidecar.gateways.by_hand import AWAITED, COST_NOTHING
from sidecar.runtime import Runtime
from sidecar.usecases import fulfilment, mails_of_money, once, purchase, sites
from sidecar.usecases.once import Answer, Command
from sidecar.usecases.purchase import Choice, Deal
from wp_bridge import customers, orders, packages, settings
from wp_bridge.customers import Account
from wp_bridge.database import Transaction
from wp_bridge.records import Customer, Order, Package, PackageVersion, Site


@dataclass(frozen=True)
class Sale:
    """As typed: `wp_user_id` or a new address; `price` empty for the package's own; `later` for an invoice yet to be paid."""

    package: str
    name: str
    email: str
    method: str
    wp_user_id: int | None = None
    price: str = ""
    reason: str = ""
    later: bool = False


@dataclass(frozen=True)
class Seen:
    """What the preview showed: nothing else is sold. `knowing` are the rules that staff pass over."""

    version: int
    amount: str
    knowing: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    site: Site
    package: Package
    version: PackageVersion
    amount_minor: int
    obstacles: tuple[str, ...]
    valid_through: date | None
    account: Account | None  # of somebody with the same address, where none was chosen
    writes: bool  # whether the buyer gets a mail at once


def preview(rt: Runtime, sale: Sale) -> Preview:
    """What would be sold now. Raises `InvalidFields`, `NotFound`."""

    def work(tx: Transaction) -> Preview:
        package = packages.find(tx, sale.package)
        if package is None:
            raise NotFound("package_unknown")
        site, version = sites.load(tx, rt.config), packages.version(tx, package.current_version_id)
        bank = bank_transfer.is_configured(settings.read(tx))
        return Preview(
            site=site,
            package=package,
            version=version,
            amount_minor=_checked(sale, version),
            obstacles=_obstacles(tx, package, _known(tx, sale)),
            valid_through=_last_day(tx, sale, version, site),
            account=_account(tx, sale),
            writes=bool(sale.email) and (bank if sale.later else True),
        )

    return rt.db.transact(work)


def sell(rt: Runtime, command: Command, sale: Sale, seen: Seen) -> Answer:
    """``{"order": public_id}``. Raises `Refused('offer_changed')` when it is no longer what was shown, or with the code of a
    rule that is broken and was not among those that staff passed over."""

    def work(tx: Transaction) -> Answer:
        site, package = sites.load(tx, rt.config), packages.lock(tx, sale.package)
        if package is None:
            raise NotFound("package_unknown")
        version = packages.version(tx, package.current_version_id)
        amount = _checked(sale, version)
        if (version.number, money.plain(amount, version.currency)) != (seen.version, seen.amount):
            raise Refused("offer_changed", "price or terms have changed since they were shown")
        buyer = _buyer(tx, sale)
        _check_known(tx, package, buyer, seen)
        deal = Deal(sale.method, amount, command.actor.name, sale.reason)
        order = purchase.add_order(tx, site, version, buyer, deal, command.request_id)
        _pay(tx, site, order, sale, command)
        return {"order": order.public_id}

    return once.run(rt, command, work, subject=sale.package)


def _pay(tx: Transaction, site: Site, order: Order, sale: Sale, command: Command) -> None:
    payment = purchase.add_payment(tx, order, Choice(sale.method), command.request_id)
    if sale.later:
        mails_of_money.transfer_chosen(tx, site, order.id, command.request_id)
        return
    given = (order.amount_minor, order.currency, order.mode, command.actor.name)
    evidence = Evidence(sale.method, f"{sale.method}-{order.public_id}", *given)
    fulfilment.fulfil(tx, site, order, payment, evidence, command.actor, command.request_id)


def _checked(sale: Sale, version: PackageVersion) -> int:
    """The amount that is due. Raises `InvalidFields` with all that is wrong."""
    wrong, typed = _wrong_buyer(sale), None
    try:
        typed = money.parse(sale.price, version.currency) if sale.price else None
    except ValueError:
        wrong["price"] = f"must be an amount such as {money.plain(version.price_minor, version.currency)}"
    nothing = sale.method in COST_NOTHING
    wanted = Wanted(typed, nothing, sale.method in AWAITED, sale.later, sale.reason.strip())
    wrong = selling.troubles(wanted, version.price_minor) | wrong
    if wrong:
        raise InvalidFields(wrong)
    return wanted.amount_minor(version.price_minor)


def _wrong_buyer(sale: Sale) -> dict[str, str]:
    if sale.wp_user_id is not None:
        return {}
    wrong = {} if sale.name.strip() else {"name": "is needed"}
    if not addresses.is_address(sale.email):
        wrong["email"] = "must be an e-mail address such as name@example.com"
    return wrong


def _buyer(tx: Transaction, sale: Sale) -> Customer:
    """A new address is not proven by this: whoever has it gets a mail, and the package once they have proven it."""
    if sale.wp_user_id is None:
        return customers.ensure_address(tx, str(ULID()), sale.name, sale.email)
    return customers.ensure_user(tx, str(ULID()), sale.wp_user_id, sale.name, sale.email)


def _known(tx: Transaction, sale: Sale) -> Customer | None:
    """The customer, where there is one already: looking makes none."""
    return customers.of_user(tx, sale.wp_user_id) if sale.wp_user_id else customers.of_address(tx, sale.email)


def _account(tx: Transaction, sale: Sale) -> Account | None:
    return None if sale.wp_user_id else customers.accounts(tx, [sale.email]).get(sale.email.lower())


def _obstacles(tx: Transaction, package: Package, buyer: Customer | None) -> tuple[str, ...]:
    held = orders.count_of_customer(tx, buyer.id, package.id) if buyer else 0
    awaiting = orders.count_awaiting(tx, package.id)
    return tuple(selling.obstacles(package, tx.now(), awaiting=awaiting, held_by_customer=held))


def _check_known(tx: Transaction, package: Package, buyer: Customer, seen: Seen) -> None:
    for code in _obstacles(tx, package, buyer):
        if code not in seen.knowing:
            raise Refused(code)


def _last_day(tx: Transaction, sale: Sale, version: PackageVersion, site: Site) -> date | None:
    """Of what is usable at once and runs from now."""
    if sale.later or version.validity_from != "activation":
        return None
    return validity.from_start(tx.now(), version.validity_days, site.zone).valid_through
