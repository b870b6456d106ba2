"""Mails to those who look after packages: what a person has to do, or to know of at once."""

import hashlib

from ulid import ULID

from sidecar.domain import addresses, placeholders
from sidecar.domain.placeholders import Values
from sidecar.usecases import mail_rules, mails
from sidecar.usecases.mail_safety import apart
from sidecar.usecases.mails import Addressee
from sidecar.usecases.refund_moves import Case, Who
from wp_bridge import customers, packages, settings
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Dispute, Refund
from wp_bridge.records import Order, Site

NO_ORDER = {"customer_name": "", "customer_email": "", "order_reference": "", "package_name": ""}


@apart
def transfer(tx: Transaction, site: Site, order: Order, request_id: str) -> None:
    """Money to look out for on the bank account, and to confirm."""
    values = _of_order(tx, site, order) | _amount(site, order.amount_minor, order.currency, order.method)
    _tell(tx, mails.of_mode(site, order), "staff_transfer", order.public_id, values, request_id)


@apart
def dispute(tx: Transaction, case: Case, who: Who, opened: Dispute) -> None:
    values = _of_order(tx, who.site, case.order) | {"reason": _in_words(opened.reason)}
    values |= _amount(who.site, opened.amount_minor, opened.currency, opened.provider)
    _tell(tx, mails.of_mode(who.site, case.order), "staff_dispute", str(ULID()), values, who.request_id)


@apart
def refund_failed(tx: Transaction, case: Case, who: Who, refund: Refund, why: str) -> None:
    values = _of_order(tx, who.site, case.order) | {"reason": _in_words(why)}
    values |= _amount(who.site, refund.amount_minor, refund.currency, refund.provider)
    _tell(tx, mails.of_mode(who.site, case.order), "staff_refund_failed", str(ULID()), values, who.request_id)


@apart
def money(tx: Transaction, site: Site, order: Order | None, facts: dict[str, str], reason: str, request_id: str) -> None:
    """Money that pays nothing; perhaps nobody knows whose. `facts` are those of its notice."""
    values = _of_order(tx, site, order) if order else placeholders.studio_alone(site) | NO_ORDER
    values |= {"amount": facts["amount"] or "an unknown amount", "payment_method": placeholders.method(facts["method"])}
    values |= {"payment_number": facts["provider_payment_id"], "reason": reason}
    site = mails.of_mode(site, order) if order else site
    _tell(tx, site, "staff_money", str(ULID()), values, request_id)


def _of_order(tx: Transaction, site: Site, order: Order) -> Values:
    customer = customers.reach(tx, order.customer_id)
    version = packages.version(tx, order.package_version_id)
    known = {"customer_email": customer.email, "order_reference": order.reference, "package_name": version.name}
    return placeholders.studio(site, customer) | known


def _amount(site: Site, minor: int, currency: str, method: str) -> Values:
    return {"amount": placeholders.amount(site, minor, currency), "payment_method": placeholders.method(method)}


def _in_words(code: str) -> str:
    """Providers give codes: `product_not_received`."""
    return code.replace("_", " ").lower()


def _tell(tx: Transaction, site: Site, kind: str, thing: str, values: Values, request_id: str) -> None:
    """One mail for each address. `thing` names what happened: where a notice decides whether it is new, a number of its own."""
    values = values | {"admin_url": placeholders.page_url(site, "admin")}
    for address in _addresses(tx, site):
        key = f"{kind}:{thing}:{hashlib.sha256(address.encode()).hexdigest()[:16]}"
        mails.queue(tx, site, kind, key, Addressee("", address), values, request_id)


def _addresses(tx: Transaction, site: Site) -> list[str]:
    """The owner's choice, or the site's own; nobody where there is neither."""
    chosen = mail_rules.rules(settings.read(tx)).staff_to or site.admin_email
    return addresses.listed(chosen)
