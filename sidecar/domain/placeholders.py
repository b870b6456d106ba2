"""What mails may say about a package: the values of the moment something happened, in words for the site's locale."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date

from sidecar.domain import money
from wp_bridge.records import Customer, CustomerPackage, Order, PackageVersion, ServiceLink, Site


def package(
    site: Site,
    customer_package: CustomerPackage,
    version: PackageVersion,
    services: Sequence[ServiceLink],
    customer: Customer,
    order: Order | None,
) -> dict[str, Any]:
    """The snapshot a mail is rendered from, as it will be kept: text and whole numbers only."""
    return {
        "package_name": version.name,
        "sessions_total": customer_package.sessions_total,
        "sessions_remaining": customer_package.balance,
        "has_expiry_date": customer_package.valid_through is not None,
        "package_expiry": expiry(customer_package.valid_through, version, site.locale),
        "any_service": version.any_service,
        "service_names": [link.service_name for link in services],
        "customer_name": customer.name,
        "site_name": site.name or site.url,
        "site_url": site.url,
        **bought(order, site.locale),
    }


def bought(order: Order | None, locale: str) -> dict[str, str]:
    """Empty texts for a package that nobody ordered (given or imported by staff)."""
    if order is None:
        return {"order_reference": "", "amount": ""}
    return {"order_reference": order.reference, "amount": money.text(order.amount_minor, order.currency, locale)}


def expiry(valid_through: date | None, version: PackageVersion, locale: str) -> str:
    """The last day of use; where validity begins with the first use, how long it will be."""
    if valid_through is not None:
        return day(valid_through, locale)
    if version.validity_from == "first_use" and version.validity_days:
        days = version.validity_days
        return f"{days} {'day' if days == 1 else 'days'} after the first use"
    return "no expiry date"


def day(moment: date, locale: str) -> str:
    """`February 21, 2027` in the site's language; an unknown locale is English."""
    return format_date(moment, format="long", locale=money.known_locale(locale))
