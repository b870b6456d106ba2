"""Purchases by card and by PayPal: the buyer at the emulated provider's page, then back on the site."""

from uuid import uuid4

from devstack.providers import Providers
from sidecar.runtime import Runtime
from sidecar.usecases import checkouts, purchase
from sidecar.usecases.once import Command
from wp_bridge import orders, payments
from wp_bridge.database import Transaction
from wp_bridge.records import Actor


def buy(rt: Runtime, providers: Providers, who: Actor, package: str, method: str) -> None:
    """From the order to the package, as it happens in the browser. At the present hour: the providers have no other clock."""
    asked = Command("order", f"today-{uuid4()}", who, "today-order")
    order = str(purchase.place_order(rt, asked, package, 1, method, rt.config.site_url + "/packages/")["order"])
    checkouts.begin(rt, who, order)
    checkout = _checkout(rt, order)
    if method == "stripe":
        providers.stripe.pay(checkout)
    else:
        providers.paypal.approve(checkout)
    checkouts.look_again(rt, who, order)


def _checkout(rt: Runtime, order: str) -> str:
    """The provider's own number of the page that was opened for an order."""

    def work(tx: Transaction) -> str | None:
        found = orders.find(tx, order)
        return payments.newest(tx, [found.id])[found.id].provider_reference if found else None

    return str(rt.db.transact(work))
