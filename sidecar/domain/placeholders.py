"""What mails may say: the values of the moment something happened, as text in the site's own formats."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sidecar.domain import dates, money
from wp_bridge.records import Customer, CustomerPackage, Order, PackageVersion, Redemption, ServiceLink, Site

Values = dict[str, str]
METHODS = {
    "stripe": "Card",
    "paypal": "PayPal",
    "bank_transfer": "Bank transfer",
    "cash": "Cash",
    "invoice": "Invoice",
    "gift": "Gift",
    "free": "Free of charge",
    "import": "Paid before",
}
NO_END = "no expiry date"


def studio(site: Site, customer: Customer) -> Values:
    """Who is written to, by whom. The plugin knows where its page is: it leads on from these addresses."""
    return studio_alone(site) | {"customer_name": customer.name or customer.email.partition("@")[0]}


def studio_alone(site: Site) -> Values:
    """Where nobody knows which customer it is about."""
    return {"site_name": site.name or site.url, "site_url": site.url}


def package(site: Site, customer_package: CustomerPackage, version: PackageVersion, services: Sequence[ServiceLink]) -> Values:
    """How a customer's package stands."""
    return {
        "package_name": version.name,
        "sessions_total": str(customer_package.sessions_total),
        "sessions_remaining": str(customer_package.balance),
        "sessions_used": str(customer_package.used),
        "package_expiry": expiry(site, customer_package, version),
        "package_services": "any service" if version.any_service else ", ".join(link.service_name for link in services),
        "packages_url": page_url(site, "packages"),
    }


def order(site: Site, bought: Order, version: PackageVersion) -> Values:
    """One purchase: what, how much, how."""
    return {
        "package_name": version.name,
        "order_reference": bought.reference,
        "order_date": dates.day(dates.local_day(bought.placed_at, site), site),
        "amount": amount(site, bought.amount_minor, bought.currency),
        "payment_method": method(bought.method),
        "order_url": page_url(site, "order", sp_order=bought.public_id),
    }


def method(provider: str) -> str:
    return METHODS.get(provider, provider)


def receipt(site: Site, bought: Order) -> Values:
    """What a receipt says more than its order; tax only where there was any."""
    rate = money.decimal(Decimal(bought.tax_rate_bp) / 100, site.locale)
    taxed = bought.tax_minor > 0
    return {
        "receipt_number": str(bought.receipt_number or ""),
        "net_amount": amount(site, bought.net_minor, bought.currency),
        "tax_amount": amount(site, bought.tax_minor, bought.currency) if taxed else "",
        "tax_name": f"{bought.tax_label or 'Tax'} {rate} %" if taxed else "",
    }


def transfer(instructions: Mapping[str, str]) -> Values:
    """Where a transfer is to be sent."""
    names = ("account_holder", "account", "bank_code", "bank_name")
    return {name: instructions[name] for name in names} | {"bank_note": instructions["note"]}


def visit(site: Site, lines: Sequence[Redemption]) -> Values:
    """What sessions were taken for: every service once (its name, where the host tells one), and when the first booking is,
    whichever order the host names them in."""
    first = min(line.starts_at for line in lines)
    names = dict.fromkeys(line.service_name for line in lines if line.service_name)
    return {
        "service_name": ", ".join(names),
        "booking_date": dates.day(dates.local_day(first, site), site),
        "booking_time": dates.time(first, site),
    }


def sessions_changed(sessions: int) -> str:
    """Fits into a sentence and stands alone in a row."""
    return f"{abs(sessions)} {'session' if abs(sessions) == 1 else 'sessions'} {'added' if sessions > 0 else 'taken'}"


def end_moved(site: Site, customer_package: CustomerPackage) -> str:
    last = customer_package.valid_through
    return "it no longer expires" if last is None else f"it is now valid until {dates.day(last, site)}"


def amount(site: Site, minor: int, currency: str) -> str:
    return money.text(minor, currency, site.locale)


def expiry(site: Site, customer_package: CustomerPackage, version: PackageVersion) -> str:
    """The last day of use; where validity begins with the first use, how long it will be."""
    if customer_package.valid_through is not None:
        return dates.day(customer_package.valid_through, site)
    if version.validity_from == "first_use" and version.validity_days and customer_package.starts_at is None:
        days = version.validity_days
        return f"{days} {'day' if days == 1 else 'days'} after the first use"
    return NO_END


def page_url(site: Site, page: str, **more: str) -> str:
    """An address that the plugin leads on from: `packages`, `order` or `admin`."""
    asked = "&".join(f"{name}={value}" for name, value in {"sp_page": page, **more}.items())
    return f"{site.url}/?{asked}"
