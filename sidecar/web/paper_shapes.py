"""Receipts and statements as JSON, in the shapes of docs/api.md."""

from decimal import Decimal

from sidecar.domain import money
from sidecar.usecases.papers import Paper
from sidecar.web.shapes import Json, amount, day, instant
from wp_bridge.payment_records import Refund, ValuedEntry
from wp_bridge.records import Order, Site

HUNDRED = Decimal(100)


def paper(found: Paper) -> Json:
    package = found.view.holding.package
    return {
        "seller": found.site.name,
        "package": {
            "id": package.public_id,
            "name": found.version.name,
            "status": found.view.status,
            "sessions_total": package.sessions_total,
            "remaining": package.balance,
            "expires_on": day(package.valid_through),
            "customer": {"name": found.view.customer.name, "email": found.view.customer.email},
        },
        "receipt": _receipt(found, found.order) if found.order and found.order.receipt_number else None,
        "entries": [_entry(entry, found) for entry in found.entries],
        "account": {name: amount(minor, found.currency, found.site) for name, minor in vars(found.account).items()},
    }


def _receipt(found: Paper, order: Order) -> Json:
    site, currency = found.site, order.currency
    return {
        "number": order.receipt_number,
        "reference": order.reference,
        "placed_at": instant(order.placed_at),
        "paid_at": instant(order.paid_at),
        "buyer": {"name": order.buyer_name, "email": order.buyer_email} if found.shows_buyer else None,
        "sessions": found.version.sessions,
        "method": order.method,
        "mode": order.mode,
        "net": amount(order.net_minor, currency, site),
        "tax": amount(order.tax_minor, currency, site),
        "tax_label": _tax(order, site),
        "gross": amount(order.amount_minor, currency, site),
        "paid": amount(order.paid_minor, currency, site),
        "refunds": [_refund(refund, site) for refund in found.refunds],
    }


def _tax(order: Order, site: Site) -> str:
    """``VAT 7.7 %``; empty where there is none."""
    if not order.tax_rate_bp:
        return ""
    return f"{order.tax_label} {money.decimal(Decimal(order.tax_rate_bp) / HUNDRED, site.locale)} %".strip()


def _refund(refund: Refund, site: Site) -> Json:
    return {
        "at": instant(refund.created_at),
        "amount": amount(refund.amount_minor, refund.currency, site),
        "status": refund.status,
    }


def _entry(entry: ValuedEntry, found: Paper) -> Json:
    return {
        "at": instant(entry.created_at),
        "kind": entry.kind,
        "delta": entry.delta,
        "balance_after": entry.balance_after,
        "service_name": entry.service_name,
        "booking": entry.booking_id,
        "value": amount(entry.value_minor, found.currency, found.site),
    }
