"""Records as JSON, in the shapes of docs/api.md."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sidecar.domain import money, pricing
from sidecar.usecases.attention import OpenNotice
from sidecar.usecases.booking_view import BookingView
from sidecar.usecases.catalogue import Card
from sidecar.usecases.describe import Described
from sidecar.usecases.offers import Offer
from sidecar.usecases.outcomes import Outcome
from sidecar.usecases.views import HoldingView, OrderView
from sidecar.usecases.ways_to_pay import Way
from wp_bridge.records import HostService, LedgerEntry, ServiceLink, Site

Json = dict[str, Any]


def amount(minor: int, currency: str, site: Site) -> Json:
    return {"minor": minor, "currency": currency, "text": money.text(minor, currency, site.locale)}


def instant(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def service(found: HostService, site: Site) -> Json:
    price = amount(found.price_minor, found.currency, site)
    return {"host": found.host, "id": found.id, "name": found.name, "price": price, "active": found.active}


def link(found: ServiceLink) -> Json:
    return {"host": found.host, "id": found.service_id, "name": found.service_name}


def card(found: Card, site: Site) -> Json:
    version, package = found.listed.version, found.listed.package
    saving = pricing.saving(version, found.services)
    percents = [pricing.percent_text(p) for p in (saving.min_percent, saving.max_percent)] if saving else None
    prices = {(s.host, s.id): amount(s.price_minor, s.currency, site) for s in found.services}
    return {
        "id": package.public_id,
        "name": version.name,
        "description": version.description,
        "sessions": version.sessions,
        "price": amount(version.price_minor, version.currency, site),
        "validity_days": version.validity_days,
        "validity_from": version.validity_from,
        "any_service": version.any_service,
        "services": [link(s) | {"price": prices.get((s.host, s.service_id))} for s in found.listed.services],
        "per_session": amount(money.share(version.price_minor, version.sessions), version.currency, site),
        "saving": {"min_percent": percents[0], "max_percent": percents[1]} if percents else None,
        "terms_text": version.terms_text,
        "available": found.unavailable is None,
        "unavailable_code": found.unavailable,
        "version": version.number,
    }


def managed(found: Card, site: Site) -> Json:
    version, package = found.listed.version, found.listed.package
    return card(found, site) | {
        "status": package.status,
        "hidden": package.hidden,
        "position": package.position,
        "stock": package.stock,
        "sold": package.sold,
        "customer_limit": package.customer_limit,
        "sale_from": instant(package.sale_from),
        "sale_until": instant(package.sale_until),
        "visit_before_expiry": version.visit_before_expiry,
        "per_person": version.per_person,
        "in_use": found.in_use.count,
        "in_use_old_terms": found.in_use.old_terms,
        "updated_at": instant(package.updated_at),
        "form": _form(found),
    }


def _form(found: Card) -> Json:
    version, package = found.listed.version, found.listed.package
    return {
        "name": version.name,
        "description": version.description,
        "sessions": version.sessions,
        "price": money.plain(version.price_minor, version.currency),
        "validity_days": version.validity_days,
        "any_service": version.any_service,
        "services": [{"host": s.host, "id": s.service_id} for s in found.listed.services],
        "status": package.status,
        "terms_text": version.terms_text,
        "validity_from": version.validity_from,
        "visit_before_expiry": version.visit_before_expiry,
        "per_person": version.per_person,
        "customer_limit": package.customer_limit,
        "stock": package.stock,
        "sale_from": instant(package.sale_from),
        "sale_until": instant(package.sale_until),
        "hidden": package.hidden,
        "position": package.position,
    }


def methods(found: Iterable[Way]) -> list[Json]:
    return [{"id": way.id, "label": way.label} for way in found]


def order(found: OrderView, site: Site) -> Json:
    o, version = found.order, found.version
    instructions = found.instructions
    return {
        "id": o.public_id,
        "reference": o.reference,
        "status": o.status,
        "package": {
            "id": found.package_public_id,
            "name": version.name,
            "sessions": version.sessions,
            "validity_days": version.validity_days,
        },
        "amount": amount(o.amount_minor, o.currency, site),
        "paid": amount(o.paid_minor, o.currency, site),
        "refunded": amount(o.refunded_minor, o.currency, site),
        "method": o.method,
        "mode": o.mode,
        "end_reason": o.end_reason,
        "payment": _attempt(found),
        "next": _next(found),
        "methods": methods(found.ways),
        "placed_at": instant(o.placed_at),
        "paid_at": instant(o.paid_at),
        "receipt_number": o.receipt_number,
        "customer": {"id": found.customer.public_id, "name": o.buyer_name, "email": o.buyer_email},
        "customer_package": found.customer_package.public_id if found.customer_package else None,
        "instructions": dict(instructions) | {"amount": amount(o.amount_minor, o.currency, site)} if instructions else None,
    }


def _attempt(found: OrderView) -> Json | None:
    """Where the newest attempt stands, while the order waits for money."""
    payment = found.payment
    if payment is None or found.order.status == "paid":
        return None
    state = "waiting" if payment.waiting_since else "open"
    if payment.status == "failed":
        state = "expired" if payment.failure in {"expired", "never opened"} else "failed"
    return {"method": payment.provider, "state": state, "failure": payment.failure if payment.status == "failed" else ""}


def _next(found: OrderView) -> Json | None:
    """The provider's page, while the buyer can still pay there."""
    payment = found.payment
    if found.order.status != "awaiting_payment" or payment is None or not payment.checkout_url:
        return None
    is_open = payment.status == "pending" and payment.waiting_since is None
    return {"redirect_url": payment.checkout_url} if is_open else None


def customer_package(found: HoldingView, site: Site, *, staff: bool = False) -> Json:
    package, version = found.holding.package, found.holding.version
    bought = found.order
    shape = {
        "id": package.public_id,
        "name": version.name,
        "status": found.status,
        "sessions_total": package.sessions_total,
        "used": package.used - package.held,
        "remaining": package.balance,
        "expires_on": day(package.valid_through),
        "expires_at": instant(package.expires_at),
        "purchased_at": instant(package.purchased_at),
        "activated_at": instant(package.activated_at),
        "services": [link(s) for s in found.holding.services],
        "any_service": version.any_service,
        "amount": amount(bought.amount_minor, bought.currency, site) if bought else None,
        "method": bought.method if bought else None,
        "order_reference": bought.reference if bought else None,
        "receipt_number": bought.receipt_number if bought else None,
    }
    if staff:
        customer = found.customer
        names = {"id": customer.public_id, "name": customer.name, "email": customer.email}
        shape["customer"] = names | {"wp_user_id": customer.wp_user_id}
        shape["value_left"] = amount(package.value_minor, found.currency, site)
    return shape


def ledger_entry(entry: LedgerEntry) -> Json:
    return {
        "at": instant(entry.created_at),
        "kind": entry.kind,
        "delta": entry.delta,
        "balance_after": entry.balance_after,
        "service_name": entry.service_name,
        "host": entry.host,
        "booking": entry.booking_id,
        "actor": {"kind": entry.actor_kind, "name": entry.actor_name},
        "reason": entry.reason,
        "expires_on_old": day(entry.valid_through_old),
        "expires_on_new": day(entry.valid_through_new),
    }


def offer(found: Offer) -> Json:
    package = found.holding.package
    return {
        "customer_package": package.public_id,
        "name": found.holding.version.name,
        "usable": found.verdict.code is None,
        "preselected": found.preselected,
        "remaining": package.balance,
        "total": package.sessions_total,
        "sessions": found.verdict.sessions,
        "expires_on": day(package.valid_through),
        "reason_code": found.verdict.code,
        "reason_params": found.verdict.params,
    }


def described(found: Described) -> Json:
    return {
        "customer_package": found.customer_package,
        "package_name": found.package_name,
        "state": found.state,
        "sessions": found.sessions,
        "remaining": found.remaining,
        "total": found.total,
        "expires_on": day(found.valid_through),
        "cancel_returns": found.cancel_returns,
    }


def booking(found: BookingView) -> Json:
    row = found.booking
    names = {owner.id: owner.name or owner.email for owner in found.owners}
    return {
        "booking": {
            "host": row.host,
            "id": row.id,
            "service": {"id": row.service_id, "name": row.service_name},
            "customer": {"name": row.customer_name, "email": row.customer_email, "wp_user_id": row.wp_user_id},
            "people": row.people,
            "starts_at": instant(row.starts_at),
            "status": row.status,
            "payment_state": row.payment_state,
            "payment_method": row.payment_method,
        },
        "package": described(found.package) if found.package else None,
        "offers": [offer(each) | {"owner": names[each.holding.package.customer_id]} for each in found.offers],
        "payable_code": found.payable_code,
        "can_reinstate": found.can_reinstate,
    }


def notice(found: OpenNotice) -> Json:
    return {"id": found.id, "kind": found.kind, "at": instant(found.at), "facts": found.facts}


def outcome(found: Outcome) -> Json:
    return {
        "state": found.state,
        "package": {
            "id": found.package_id,
            "name": found.package_name,
            "remaining": found.remaining,
            "total": found.total,
        },
        "lines": [{"booking": booking, "sessions": sessions} for booking, sessions in found.lines],
        "hold_expires_at": instant(found.hold_expires_at),
    }
