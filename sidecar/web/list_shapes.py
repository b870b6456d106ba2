"""One customer as JSON, in the shape of docs/api.md."""

from sidecar.usecases.customer_view import CustomerView
from sidecar.web.shapes import Json, amount, customer_package, instant, ledger_entry, order
from wp_bridge.of_customers import Totals
from wp_bridge.records import Customer, Site


def customer(found: CustomerView) -> Json:
    site = found.site
    used = [ledger_entry(one.entry) | {"customer_package": one.package, "package_name": one.package_name} for one in found.usage]
    return {
        "customer": _contact(found.customer),
        "totals": _totals(found.totals, site),
        "packages": [customer_package(view, site, staff=True) for view in found.packages],
        "more_packages": found.more_packages,
        "orders": [order(view, site) for view in found.orders],
        "more_orders": found.more_orders,
        "usage": used,
        "next": found.next,
    }


def _contact(known: Customer) -> Json:
    return {
        "id": known.public_id,
        "name": known.name,
        "email": known.email,
        "wp_user_id": known.wp_user_id,
        "since": instant(known.created_at),
        "email_proven_at": instant(known.email_proven_at),
        "reminders": known.reminders_off_at is None,
    }


def _totals(sums: Totals, site: Site) -> Json:
    return {
        "packages": sums.packages,
        "sessions": sums.sessions,
        "used": sums.used,
        "remaining": sums.remaining,
        "value_left": [amount(minor, currency, site) for currency, minor in sums.value_left.items()],
        "paid": [amount(minor, currency, site) for currency, minor in sums.paid.items()],
        "refunded": [amount(minor, currency, site) for currency, minor in sums.refunded.items()],
    }
