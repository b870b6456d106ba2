"""What a customer sees of their own packages and orders. Everything is found through their account, never through an id alone."""

from dataclasses import dataclass, replace

from sidecar.domain import hands
from sidecar.errors import Forbidden, NotFound
from sidecar.runtime import Runtime
from sidecar.usecases import sites, views, ways_to_pay
from sidecar.usecases.views import HoldingView, OrderView
from wp_bridge import customer_packages, customers, ledger, orders, settings
from wp_bridge.database import Transaction
from wp_bridge.records import Actor, CustomerPackage, LedgerEntry, Site

PRESENT = {"active", "not_started", "suspended", "refund_pending"}


@dataclass(frozen=True)
class MyPackages:
    site: Site
    active: tuple[HoldingView, ...]
    past: tuple[HoldingView, ...]
    orders: tuple[OrderView, ...]


@dataclass(frozen=True)
class Statement:
    site: Site
    view: HoldingView
    entries: tuple[LedgerEntry, ...]


def my_packages(rt: Runtime, actor: Actor) -> MyPackages:
    user_id = account(actor)

    def work(tx: Transaction) -> MyPackages:
        site, customer = sites.load(tx, rt.config), customers.of_user(tx, user_id)
        if customer is None:
            return MyPackages(site, (), (), ())
        found = views.holding_views(tx, customer_packages.of_customer(tx, customer.id))
        awaiting = views.order_views(tx, orders.of_customer(tx, customer.id, "awaiting_payment"))
        active = tuple(view for view in found if view.status in PRESENT)
        past = tuple(view for view in found if view.status not in PRESENT)
        return MyPackages(site, active, past, tuple(awaiting))

    return rt.db.transact(work)


def my_statement(rt: Runtime, actor: Actor, public_id: str) -> Statement:
    """Raises `NotFound` for unknown and for foreign packages alike."""
    user_id = account(actor)

    def work(tx: Transaction) -> Statement:
        package, customer = customer_packages.find(tx, public_id), customers.of_user(tx, user_id)
        if package is None or customer is None or package.customer_id != customer.id:
            raise NotFound()
        view = views.holding_view(tx, package)
        return Statement(sites.load(tx, rt.config), view, _entries(tx, package))

    return rt.db.transact(work)


def _entries(tx: Transaction, package: CustomerPackage) -> tuple[LedgerEntry, ...]:
    """Without what an earlier owner booked, and without their name."""
    entries = ledger.history(tx, package.id)
    not_theirs = hands.foreign(entries, package.customer_id)
    return tuple(
        replace(entry, actor_name="") if entry.id in not_theirs and entry.actor_kind == "customer" else entry
        for entry in hands.shown(entries, package.customer_id)
    )


def my_order(rt: Runtime, actor: Actor, public_id: str) -> tuple[Site, OrderView]:
    user_id = account(actor)

    def work(tx: Transaction) -> tuple[Site, OrderView]:
        order, customer = orders.find(tx, public_id), customers.of_user(tx, user_id)
        if order is None or customer is None or order.customer_id != customer.id:
            raise NotFound()
        # Whoever had the package before by mistake stays unnamed.
        view = views.order_view(tx, replace(order, buyer_name=customer.name, buyer_email=customer.email))
        if order.status == "awaiting_payment":
            ways = ways_to_pay.offered_for(rt, settings.read(tx), order.amount_minor, order.currency)
            view = replace(view, ways=tuple(ways))
        return sites.load(tx, rt.config), view

    return rt.db.transact(work)


def account(actor: Actor) -> int:
    if actor.kind != "customer" or not actor.wp_user_id:
        raise Forbidden("login_required", "please log in")
    return actor.wp_user_id
