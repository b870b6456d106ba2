"""Notices to staff about bookings and packages: what a person has to look at, with what is known of it."""

from typing import Any

from wp_bridge import customer_packages, customers, notices, packages
from wp_bridge.database import Transaction
from wp_bridge.records import HostBooking, Order, Redemption


def about_redemption(tx: Transaction, kind: str, redemption: Redemption, *, per: str = "", **known: Any) -> bool:
    """One notice per kind and redemption (and `per`, where several may come); true when it is new."""
    facts = {
        "host": redemption.host,
        "booking": redemption.booking_id or "",
        "service_name": redemption.service_name,
        "starts_at": f"{redemption.starts_at:%Y-%m-%dT%H:%M:%SZ}",
    }
    return notices.add(tx, kind, key(kind, redemption, per), facts | _package(tx, redemption.customer_package_id) | known)


def about_booking(tx: Transaction, kind: str, booking: HostBooking, **known: Any) -> bool:
    facts = {
        "host": booking.host,
        "booking": booking.id,
        "service_name": booking.service_name,
        "customer_name": booking.customer_name,
        "starts_at": f"{booking.starts_at:%Y-%m-%dT%H:%M:%SZ}",
    }
    return notices.add(tx, kind, f"{kind}:{booking.host}:{booking.id}", facts | known)


def about_money(tx: Transaction, kind: str, thing: str, facts: dict[str, Any]) -> bool:
    """One notice per kind and refund or dispute; open again when it happened again. True when it was not open before."""
    return notices.add_again(tx, kind, f"{kind}:{thing}", facts)


def of_order(tx: Transaction, order: Order) -> dict[str, str]:
    """Whose order it is, as notices say it; with the way to its package, where it has one."""
    package = customer_packages.of_order(tx, order.id)
    known = {"order": order.public_id, "order_reference": order.reference, "customer_name": order.buyer_name}
    return known | ({"customer_package": package.public_id} if package else {})


def key(kind: str, redemption: Redemption, per: str = "") -> str:
    return ":".join(filter(None, (kind, redemption.public_id, per)))


def package_name(tx: Transaction, customer_package_id: int) -> str:
    return packages.version(tx, customer_packages.get(tx, customer_package_id).package_version_id).name


def _package(tx: Transaction, customer_package_id: int) -> dict[str, Any]:
    package = customer_packages.get(tx, customer_package_id)
    return {
        "customer_package": package.public_id,
        "package_name": package_name(tx, customer_package_id),
        "customer_name": customers.get(tx, package.customer_id).name,
    }
