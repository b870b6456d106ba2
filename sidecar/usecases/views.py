"""What the screens show, gathered in one transaction each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sidecar.domain.eligibility import Holding
from sidecar.domain.status import status
from sidecar.gateways import bank_transfer
from sidecar.usecases.ways_to_pay import Way
from wp_bridge import customer_packages, customers, orders, packages, payments, settings
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Payment
from wp_bridge.records import Customer, CustomerPackage, Order, PackageVersion


@dataclass(frozen=True)
class OrderView:
    order: Order
    version: PackageVersion
    package_public_id: str
    customer: Customer
    customer_package: CustomerPackage | None
    instructions: Mapping[str, Any] | None
    payment: Payment | None  # the newest attempt
    ways: tuple[Way, ...] = ()  # how an awaited order can still be paid; asked for where somebody chooses


@dataclass(frozen=True)
class HoldingView:
    """A customer package with its terms, its order and its status by the database's clock."""

    holding: Holding
    order: Order | None
    customer: Customer
    status: str
    currency: str = ""  # of what its sessions are worth


def order_views(tx: Transaction, found: Sequence[Order]) -> list[OrderView]:
    """A list costs as many statements as a single one."""
    terms = packages.versions(tx, [order.package_version_id for order in found])
    sold = packages.by_ids(tx, [order.package_id for order in found])
    buyers = customers.by_ids(tx, [order.customer_id for order in found])
    held = customer_packages.of_orders(tx, [order.id for order in found])
    known = settings.read(tx)
    attempts = payments.newest(tx, [order.id for order in found])
    return [
        OrderView(
            order=order,
            version=terms[order.package_version_id],
            package_public_id=sold[order.package_id].public_id,
            customer=buyers[order.customer_id],
            customer_package=held.get(order.id),
            instructions=_instructions(order, known),
            payment=attempts.get(order.id),
        )
        for order in found
    ]


def order_view(tx: Transaction, order: Order) -> OrderView:
    return order_views(tx, [order])[0]


def holdings(tx: Transaction, found: Sequence[CustomerPackage]) -> list[Holding]:
    terms = packages.versions(tx, [package.package_version_id for package in found])
    services = packages.services(tx, list(terms))
    return [Holding(p, terms[p.package_version_id], services[p.package_version_id]) for p in found]


def holding(tx: Transaction, package: CustomerPackage) -> Holding:
    return holdings(tx, [package])[0]


def holding_views(tx: Transaction, found: Sequence[CustomerPackage]) -> list[HoldingView]:
    """Statuses as of the database's present moment."""
    now = tx.now()
    bought = orders.by_ids(tx, [number for package in found for number in (package.order_id, package.value_order_id) if number])
    owners = customers.by_ids(tx, [package.customer_id for package in found])
    return [_holding_view(held, bought, owners, now) for held in holdings(tx, found)]


def _holding_view(held: Holding, bought: Mapping[int, Order], owners: Mapping[int, Customer], now: datetime) -> HoldingView:
    package = held.package
    money = bought.get(package.value_order_id or 0)
    currency = money.currency if money else held.version.currency
    return HoldingView(held, bought.get(package.order_id or 0), owners[package.customer_id], status(package, now), currency)


def holding_view(tx: Transaction, package: CustomerPackage) -> HoldingView:
    return holding_views(tx, [package])[0]


def _instructions(order: Order, known: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if order.status != "awaiting_payment" or not bank_transfer.is_asked_for(order, known):
        return None
    return bank_transfer.instructions(order, known)
