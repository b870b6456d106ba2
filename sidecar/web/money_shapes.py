"""Money's records as JSON, in the shapes of docs/api.md."""

from sidecar.domain import money
from sidecar.domain.refunds import Quote
from sidecar.gateways.by_hand import TAKEN
from sidecar.usecases.money_view import MoneyView
from sidecar.usecases.refunds import Preview
from sidecar.web.shapes import Json, amount, instant
from wp_bridge.payment_records import Dispute, Payment, Refund
from wp_bridge.records import Site
from wp_bridge.redemptions import Upcoming


def money_of_package(found: MoneyView) -> Json:
    return {
        "payments": [payment(each, found.site) for each in found.payments],
        "refunds": [refund(each, found.site) for each in found.refunds],
        "disputes": [dispute(each, found.site) for each in found.disputes],
        "refundable": found.obstacle is None,
        "refund_code": found.obstacle,
    }


def payment(found: Payment, site: Site) -> Json:
    return {
        "id": found.public_id,
        "method": found.provider,
        "status": found.status,
        "amount": amount(found.amount_minor, found.currency, site),
        "refunded": amount(found.refunded_minor, found.currency, site),
        "provider_payment_id": found.provider_payment_id,
        "settled_at": instant(found.settled_at),
        "failure": found.failure,
    }


def refund(found: Refund, site: Site) -> Json:
    return {
        "id": found.public_id,
        "method": found.provider,
        "status": found.status,
        "rule": found.rule,
        "sessions": found.sessions,
        "amount": amount(found.amount_minor, found.currency, site),
        "reason": found.reason,
        "by": found.created_by,
        "created_at": instant(found.created_at),
        "settled_at": instant(found.settled_at),
        "failure": found.failure,
        "by_hand": found.provider in TAKEN,
        "proposed_sessions": found.proposed_sessions,
    }


def dispute(found: Dispute, site: Site) -> Json:
    return {
        "id": found.public_id,
        "method": found.provider,
        "status": found.status,
        "amount": amount(found.amount_minor, found.currency, site),
        "reason": found.reason,
        "opened_at": instant(found.opened_at),
        "closed_at": instant(found.closed_at),
    }


def preview(found: Preview) -> Json:
    quote = found.quote
    return {
        "rule": quote.rule,
        "sessions": quote.sessions,
        "amount": _amount(quote, found),
        "code": quote.code,
        "most": amount(found.most_minor, found.currency, found.site),
        "balance_after": found.balance_after,
        "method": found.method,
        "by_hand": found.by_hand,
        "booked": [_booked(each) for each in found.booked],
        "rules": [_rule(each, found) for each in found.rules],
    }


def _rule(quote: Quote, found: Preview) -> Json:
    available = quote.code is None
    known = {"id": quote.rule, "sessions": quote.sessions, "amount": _amount(quote, found)}
    return known | {"available": available, "code": quote.code}


def _amount(quote: Quote, found: Preview) -> Json | None:
    """`plain`: as it is sent back to say that this was seen."""
    if quote.amount_minor is None:
        return None
    plain = {"plain": money.plain(quote.amount_minor, found.currency)}
    return amount(quote.amount_minor, found.currency, found.site) | plain


def _booked(booking: Upcoming) -> Json:
    return {
        "host": booking.host,
        "booking": booking.booking_id,
        "service": booking.service_name,
        "starts_at": instant(booking.starts_at),
    }
