"""What buyers are told about their money: how to pay, that it came, that it did not, that it went back."""

from sidecar.domain import placeholders
from sidecar.gateways import bank_transfer
from sidecar.usecases import mails, mails_to_staff
from sidecar.usecases.mail_safety import apart
from sidecar.usecases.refund_moves import Case, Who
from wp_bridge import customers, orders, packages, payments, settings
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Payment, Refund
from wp_bridge.records import Customer, Order, PackageVersion, Site


@apart
def receipt(tx: Transaction, site: Site, order: Order, version: PackageVersion, customer: Customer, request_id: str) -> None:
    """`order` as it is once it is settled. What cost nothing has no receipt."""
    if order.amount_minor <= 0:
        return
    values = placeholders.studio(site, customer) | placeholders.order(site, order, version) | placeholders.receipt(site, order)
    key = f"receipt:{order.public_id}"
    mails.queue(tx, mails.of_mode(site, order), "receipt", key, mails.of(customer), values, request_id)


@apart
def transfer_chosen(tx: Transaction, site: Site, order_id: int, request_id: str) -> None:
    """Where the money is to be sent, to the buyer; what to look out for, to staff, unless they have just sold it themselves.
    Once, however often it is chosen."""
    order, known = orders.get(tx, order_id), settings.read(tx)
    if not bank_transfer.is_asked_for(order, known):
        return
    if order.method == bank_transfer.ID:
        mails_to_staff.transfer(tx, site, order, request_id)
    version, customer = packages.version(tx, order.package_version_id), customers.reach(tx, order.customer_id)
    told = placeholders.transfer(bank_transfer.instructions(order, known))
    values = placeholders.studio(site, customer) | placeholders.order(site, order, version) | told
    key = f"transfer:{order.public_id}"
    mails.queue(tx, mails.of_mode(site, order), "transfer_instructions", key, mails.of(customer), values, request_id)


@apart
def payment_failed(tx: Transaction, site: Site, order: Order, payment: Payment, request_id: str) -> None:
    """Money that was on its way does not come. Whoever was refused at once stood before the page and knows; and whose
    money is on its way otherwise is not asked to pay again. `payment` is counted as failed already."""
    if payment.waiting_since is None or order.status != "awaiting_payment" or _is_coming(tx, order):
        return
    version, customer = packages.version(tx, order.package_version_id), customers.reach(tx, order.customer_id)
    values = placeholders.studio(site, customer) | placeholders.order(site, order, version)
    values["payment_method"] = placeholders.method(payment.provider)
    key = f"payment_failed:{payment.public_id}"
    mails.queue(tx, mails.of_mode(site, order), "payment_failed", key, mails.of(customer), values, request_id)


@apart
def refunded(tx: Transaction, case: Case, who: Who, refund: Refund) -> None:
    """The money has gone; not for a lost dispute, which the customer has from their own bank."""
    if refund.rule == "dispute":
        return
    site, customer = who.site, customers.reach(tx, case.order.customer_id)
    version = packages.version(tx, case.order.package_version_id)
    values = placeholders.studio(site, customer) | placeholders.order(site, case.order, version)
    values |= {
        "amount": placeholders.amount(site, case.payment.amount_minor, case.payment.currency),
        "refund_amount": placeholders.amount(site, refund.amount_minor, refund.currency),
        "refund_method": placeholders.method(refund.provider),
        "sessions_refunded": str(refund.sessions),
    }
    package = case.package.id if case.package else None
    key = f"refunded:{refund.public_id}"
    mails.queue(tx, mails.of_mode(site, case.order), "refunded", key, mails.of(customer), values, who.request_id, package)


def _is_coming(tx: Transaction, order: Order) -> bool:
    return any(payment.status == "pending" and payment.waiting_since for payment in payments.of_order(tx, order.id))
