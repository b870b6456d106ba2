"""What the screens show, gathered in one transaction each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sidecar.domain.eligibility import Holding
from sidecar.gateways.bank_transfer import GATEWAYS
from wp_bridge import customer_packages, customers, orders, packages, settings
from wp_bridge.database import Transaction
from wp_bridge.records import Customer, CustomerPackage, Order, PackageVersion


@dataclass(frozen=True)
class OrderView:
    order: Order
    version: PackageVersion
    package_public_id: str
    customer: Customer
    customer_package: CustomerPackage | None
    instructions: Mapping[str, Any] | None


@dataclass(frozen=True)
class HoldingView:
    """A customer package with its terms, its order and its status by the database's clock."""

    holding: Holding
    order: Order | None
    customer: Customer
    status: str


def order_view(tx: Transaction, order: Order) -> OrderView:
    version = packages.version(tx, order.package_version_id)
    return OrderView(
        order=order,
        version=version,
        package_public_id=packages.public_id(tx, order.package_id),
        customer=customers.get(tx, order.customer_id),
        customer_package=customer_packages.of_order(tx, order.id),
        instructions=_instructions(tx, order),
    )


def holding(tx: Transaction, package: CustomerPackage) -> Holding:
    version = packages.version(tx, package.package_version_id)
    return Holding(package, version, packages.services(tx, [version.id])[version.id])


def holding_view(tx: Transaction, package: CustomerPackage, status: str) -> HoldingView:
    order = orders.get(tx, package.order_id) if package.order_id else None
    return HoldingView(holding(tx, package), order, customers.get(tx, package.customer_id), status)


def _instructions(tx: Transaction, order: Order) -> Mapping[str, Any] | None:
    if order.status != "awaiting_payment":
        return None
    known = settings.read(tx)
    steps = (gateway.next_step(order, known) for gateway in GATEWAYS if gateway.id == order.method)
    return next((step.instructions for step in steps), None)
