"""What the unused sessions of a package are worth: of the money of its order, whichever package of it used the others."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from sidecar.domain import refunds as rules
from sidecar.domain.refunds import Account
from sidecar.gateways import currencies
from sidecar.usecases import refund_moves
from sidecar.usecases.refund_moves import Case
from wp_bridge import customer_packages, hosts, packages, redemptions, refunds, values
from wp_bridge.database import Transaction
from wp_bridge.records import CustomerPackage


def account(tx: Transaction, case: Case) -> Account:
    package, used = case.package, _used(tx, case)
    version = packages.version(tx, case.order.package_version_id)
    return Account(
        case.order.paid_minor,
        case.order.refunded_minor,
        version.sessions,
        package.paid_balance if package else 0,
        _singles(tx, case, used) if package else None,
        currencies.step(case.payment.provider, case.payment.currency),
        values.added(tx, case.order.id),
    )


def of_paid_sessions(tx: Transaction, package: CustomerPackage, sessions: int, added: int = 0) -> tuple[int, str] | None:
    """(minor units, currency) that would go back if it had so many unused paid ones, so many more of them `added` by staff;
    None where nothing was paid."""
    payment = refunds.settled_payment(tx, package.order_id) if package.order_id else None
    if payment is None:
        return None
    case = refund_moves.seen(tx, payment)
    known = account(tx, case)
    quote = rules.quote(replace(known, unused=sessions, extra=known.extra + added), "unused_value", None, None)
    return quote.amount_minor or 0, case.order.currency


def _used(tx: Transaction, case: Case) -> Counter[tuple[str, str]]:
    """Paid sessions used, by service; also those of before a roll over: they were paid by the same order."""
    used: Counter[tuple[str, str]] = Counter()
    for package in [case.package, *customer_packages.origins(tx, case.package)] if case.package else []:
        used.update(redemptions.paid_by_service(tx, package.id))
    return used


def _singles(tx: Transaction, case: Case, used: Mapping[tuple[str, str], int]) -> int | None:
    """The paid sessions that were used, at what their services cost singly today; None where one has no such price."""
    prices = {(s.host, s.id): s.price_minor for s in hosts.services(tx) if s.currency == case.order.currency}
    if any(prices.get(service, 0) <= 0 for service in used):
        return None
    return sum(sessions * prices[service] for service, sessions in used.items())
