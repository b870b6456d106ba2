"""Mails about a package's sessions and its end: taken, given back, changed by hand. Written in the transaction they tell about."""

from collections.abc import Mapping, Sequence
from typing import Any

from sidecar.domain import placeholders, spent
from sidecar.domain.eligibility import Holding
from sidecar.usecases import mail_rules, mails, views
from sidecar.usecases.mail_safety import apart
from sidecar.usecases.sites import House
from wp_bridge import customer_packages, customers
from wp_bridge.database import Transaction
from wp_bridge.records import Attempt, Customer, CustomerPackage, Redemption


@apart
def redeemed(
    tx: Transaction,
    house: House,
    holding: Holding,
    attempt: Attempt,
    lines: Sequence[Redemption],
    request_id: str,
) -> None:
    """One mail for an attempt, however many bookings it pays. `holding` is the package after it."""
    taken = sum(line.sessions_left for line in lines)
    _taken(tx, house, holding, lines, taken, f"redeemed:{attempt.public_id}:{attempt.round}", request_id)


@apart
def took_more(tx: Transaction, house: House, line: Redemption, sessions: int, key: str, request_id: str) -> None:
    """A booking that is paid already has become larger. `key` is its ledger entry's."""
    holding = views.holding(tx, customer_packages.get(tx, line.customer_package_id))
    _taken(tx, house, holding, [line], sessions, f"redeemed:{key}", request_id)


@apart
def given_back(tx: Transaction, house: House, package: CustomerPackage, line: Redemption, sessions: int, request_id: str) -> None:
    """`line` as it was before. `package` is after it."""
    if not mail_rules.is_on(house.known, "given_back"):
        return
    holding, customer = views.holding(tx, package), customers.reach(tx, package.customer_id)
    values = _package(house, holding, customer) | placeholders.visit(house.site, [line]) | {"sessions_given_back": str(sessions)}
    key = f"given_back:{line.public_id}:{line.sessions_given_back + sessions}"
    _write(tx, house, package, "given_back", key, customer, values, request_id)


@apart
def changed(tx: Transaction, house: House, package: CustomerPackage, sessions: int, key: str, request_id: str) -> None:
    """`sessions` added or taken by hand; 0: its end was moved. `key` is the ledger entry's, `package` is after it."""
    if not mail_rules.is_on(house.known, "package_changed"):
        return
    holding, customer = views.holding(tx, package), customers.reach(tx, package.customer_id)
    change = placeholders.sessions_changed(sessions) if sessions else placeholders.end_moved(house.site, package)
    values = _package(house, holding, customer) | {"change": change}
    _write(tx, house, package, "package_changed", f"changed:{key}", customer, values, request_id)


def _taken(
    tx: Transaction,
    house: House,
    holding: Holding,
    lines: Sequence[Redemption],
    taken: int,
    key: str,
    request_id: str,
) -> None:
    who = customers.reach(tx, holding.package.customer_id)
    kind = _kind(house.known, holding.package, taken, who)
    if kind is not None:
        values = _package(house, holding, who) | placeholders.visit(house.site, lines) | {"sessions_taken": str(taken)}
        _write(tx, house, holding.package, kind, key, who, values, request_id)


def _write(
    tx: Transaction,
    house: House,
    package: CustomerPackage,
    kind: str,
    key: str,
    customer: Customer,
    values: placeholders.Values,
    request_id: str,
) -> None:
    site = mails.of_mode(house.site, package)
    mails.queue(tx, site, kind, key, mails.of(customer), values, request_id, package.id, house.known)


def _kind(known: Mapping[str, Any], package: CustomerPackage, taken: int, customer: Customer) -> str | None:
    """The best of those that the owner, and for reminders the customer, wants."""
    fitting = spent.kinds(spent.not_gone(package), taken, mail_rules.rules(known).low_balance)
    wanted = (kind for kind in fitting if kind != "low_balance" or customer.reminders_off_at is None)
    return next((kind for kind in wanted if mail_rules.is_on(known, kind)), None)


def _package(house: House, holding: Holding, customer: Customer) -> placeholders.Values:
    package = spent.told(holding.package)
    return placeholders.studio(house.site, customer) | placeholders.package(
        house.site, package, holding.version, holding.services
    )
