"""Receipt and statement of one customer package: what the customer prints is what the owner sees."""

from dataclasses import dataclass, replace

from sidecar.domain import books, hands
from sidecar.domain.books import Account
from sidecar.errors import NotFound
from sidecar.runtime import Runtime
from sidecar.usecases import mine, sites, views
from sidecar.usecases.views import HoldingView
from wp_bridge import customer_packages, customers, ledger, orders, packages, refunds, values
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Refund, ValuedEntry
from wp_bridge.records import Actor, CustomerPackage, Order, PackageVersion, Site


@dataclass(frozen=True)
class Paper:
    """`order` is the one whose money the package has or had, with what went back of it; None for one without money of its own.
    `shows_buyer`: whom its receipt is made out to is no secret from who looks at it."""

    site: Site
    view: HoldingView
    version: PackageVersion
    order: Order | None
    refunds: tuple[Refund, ...]
    entries: tuple[ValuedEntry, ...]
    account: Account
    currency: str
    shows_buyer: bool = True


def of_mine(rt: Runtime, actor: Actor, public_id: str) -> Paper:
    """Raises `NotFound` for unknown and for foreign packages alike. Who had it before by mistake stays unnamed."""
    user_id = mine.account(actor)

    def work(tx: Transaction) -> Paper:
        package, customer = customer_packages.find(tx, public_id), customers.of_user(tx, user_id)
        if package is None or customer is None or package.customer_id != customer.id:
            raise NotFound()
        buyer_id = ledger.first_owner(tx, package)
        paper = _paper(tx, sites.load(tx, rt.config), package)
        own = tuple(hands.shown(paper.entries, customer.id))
        return replace(paper, entries=own, shows_buyer=buyer_id == customer.id)

    return rt.db.transact(work)


def of_package(rt: Runtime, public_id: str) -> Paper:
    """The same for staff."""

    def work(tx: Transaction) -> Paper:
        package = customer_packages.find(tx, public_id)
        if package is None:
            raise NotFound()
        return _paper(tx, sites.load(tx, rt.config), package)

    return rt.db.transact(work)


def _paper(tx: Transaction, site: Site, package: CustomerPackage) -> Paper:
    order = orders.get(tx, package.value_order_id) if package.value_order_id else None
    back = refunds.of_order(tx, order.id) if order else []
    now = tx.now()
    version = packages.version(tx, package.package_version_id)
    sums = values.at(tx, [package.id], now).get(package.id)
    return Paper(
        site=site,
        view=views.holding_view(tx, package),
        version=version,
        order=order,
        refunds=tuple(refund for refund in back if refund.status != "failed" and refund.rule != "surplus"),
        entries=tuple(ledger.valued(tx, package.id)),
        account=books.balanced(sums, now) if sums else Account(),
        currency=order.currency if order else version.currency,
    )
