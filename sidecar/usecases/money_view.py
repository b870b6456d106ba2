"""What staff see of a customer package's money: what came, what went back, what is disputed."""

from dataclasses import dataclass

from sidecar.errors import NotFound
from sidecar.runtime import Runtime
from sidecar.usecases import refunds as refunding
from sidecar.usecases import sites
from wp_bridge import customer_packages, disputes, payments, refunds
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Dispute, Payment, Refund
from wp_bridge.records import Site


@dataclass(frozen=True)
class MoneyView:
    """`obstacle`: why nothing can be refunded now."""

    site: Site
    payments: tuple[Payment, ...]
    refunds: tuple[Refund, ...]
    disputes: tuple[Dispute, ...]
    obstacle: str | None


def of_package(rt: Runtime, public_id: str) -> MoneyView:
    obstacle = refunding.obstacle(rt, public_id)

    def work(tx: Transaction) -> MoneyView:
        package = customer_packages.find(tx, public_id)
        if package is None:
            raise NotFound()
        number = package.order_id or 0
        found = tuple(payments.of_order(tx, number)), tuple(refunds.of_order(tx, number)), tuple(disputes.of_order(tx, number))
        return MoneyView(sites.load(tx, rt.config), *found, obstacle)

    return rt.db.transact(work)


def refund(rt: Runtime, public_id: str) -> tuple[Site, Refund]:
    def work(tx: Transaction) -> tuple[Site, Refund]:
        found = refunds.find(tx, public_id)
        if found is None:
            raise NotFound()
        return sites.load(tx, rt.config), found

    return rt.db.transact(work)
