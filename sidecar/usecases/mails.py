"""Mails and messages to hosts, written in the transaction that they tell about. The values are that moment's."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sidecar.domain import placeholders
from wp_bridge import outbox
from wp_bridge.database import Transaction
from wp_bridge.records import Customer, CustomerPackage, Order, PackageVersion, ServiceLink, Site

MAIL = "mail"
BOOKING_CONFIRMED = "booking_confirmed"


def package_activated(
    tx: Transaction,
    site: Site,
    customer_package: CustomerPackage,
    version: PackageVersion,
    services: Sequence[ServiceLink],
    customer: Customer,
    order: Order | None,
    request_id: str,
) -> int | None:
    """The outbox row to offer after the commit; None when this package was announced before."""
    values = placeholders.package(site, customer_package, version, services, customer, order)
    key = f"activated:{customer_package.public_id}"
    return _mail(tx, site, key, "package_activated", customer, values, request_id)


def transfer_reminder(
    tx: Transaction, site: Site, order: Order, version: PackageVersion, customer: Customer, instructions: Mapping[str, str]
) -> int | None:
    """Asks once about a transfer that has not come; None when it was asked before."""
    values = {
        "package_name": version.name,
        "customer_name": customer.name,
        "site_name": site.name or site.url,
        "site_url": site.url,
    }
    values |= placeholders.bought(order, site.locale) | dict(instructions)
    key = f"transfer_reminder:{order.public_id}"
    return _mail(tx, site, key, "transfer_reminder", customer, values, f"reminder-{order.public_id}")


def booking_confirmed(tx: Transaction, host: str, booking_id: str, redemption_public_id: str, request_id: str) -> int | None:
    """Tells the host that its booking is confirmed; the host sends its own mail. None when it was written before."""
    payload = {"host": host, "booking": booking_id}
    return outbox.add(tx, BOOKING_CONFIRMED, f"confirmed:{host}:{redemption_public_id}", payload, request_id)


def message_id(site_url: str, dedupe_key: str) -> str:
    """The same for every try of the same mail, so that a resend can be recognised; different on another site."""
    digest = hashlib.sha256(f"{site_url}|{dedupe_key}".encode()).hexdigest()[:32]
    host = urlsplit(site_url).hostname or "localhost"
    return f"<session-packages.{digest}@{'localhost' if ':' in host else host}>"


def _mail(
    tx: Transaction, site: Site, key: str, template: str, customer: Customer, values: dict[str, Any], request_id: str
) -> int | None:
    payload = {
        "template": template,
        "to": {"name": customer.name, "email": customer.email},
        "values": values,
        "message_id": message_id(site.url, key),
    }
    return outbox.add(tx, MAIL, key, payload, request_id)
