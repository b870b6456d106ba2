"""One customer as staff see them: what they have, what they ordered, what happened, and the sums of it all."""

from dataclasses import dataclass

from sidecar.errors import NotFound
from sidecar.runtime import Runtime
from sidecar.usecases import sites, views
from sidecar.usecases.views import HoldingView, OrderView
from wp_bridge import customers, of_customers, orders
from wp_bridge.database import Transaction
from wp_bridge.of_customers import Totals, Used
from wp_bridge.records import Customer, Site

PACKAGES = 50  # more of one customer are in the list, by their name
ORDERS = 50
USAGE = 20


@dataclass(frozen=True)
class CustomerView:
    """`more_packages`, `more_orders`: there are older ones than these. `next`: from which entry on older ones follow."""

    site: Site
    customer: Customer
    totals: Totals
    packages: tuple[HoldingView, ...]
    more_packages: bool
    orders: tuple[OrderView, ...]
    more_orders: bool
    usage: tuple[Used, ...]
    next: int | None


def show(rt: Runtime, public_id: str, after: int | None) -> CustomerView:
    """`after`: the `next` of the page before, of the usage. Raises `NotFound`."""

    def work(tx: Transaction) -> CustomerView:
        customer = customers.find(tx, public_id)
        if customer is None:
            raise NotFound()
        site = sites.load(tx, rt.config)
        held = of_customers.packages(tx, customer.id, PACKAGES + 1)
        bought = orders.latest_of_customer(tx, customer.id, ORDERS + 1)
        usage = of_customers.usage(tx, customer.id, after, USAGE + 1)
        return CustomerView(
            site,
            customer,
            of_customers.totals(tx, customer.id, site.mode),
            tuple(views.holding_views(tx, held[:PACKAGES])),
            len(held) > PACKAGES,
            tuple(views.order_views(tx, bought[:ORDERS])),
            len(bought) > ORDERS,
            tuple(usage[:USAGE]),
            usage[USAGE - 1].entry.id if len(usage) > USAGE else None,
        )

    return rt.db.transact(work)
