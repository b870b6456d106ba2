"""One road from money to package, whoever reports the money and however often."""

from ulid import ULID

from sidecar.domain import validity
from sidecar.errors import Refused
from sidecar.gateways.base import Evidence
from sidecar.gateways.by_hand import AWAITED
from sidecar.usecases import mails, mails_of_money
from wp_bridge import customer_packages, customers, ledger, orders, packages, payments
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Payment
from wp_bridge.records import Actor, CustomerPackage, Order, PackageVersion, Site


def fulfil(
    tx: Transaction, site: Site, order: Order, payment: Payment, evidence: Evidence, actor: Actor, request_id: str
) -> CustomerPackage:
    """`order` is locked by the caller. Settles it with this payment, creates its one package with the grant, queues the mails.

    Called again for a paid order it returns the package that is there. Raises `Refused('amount_mismatch')` when the
    evidence is not for this amount, currency and mode, and `DuplicateKey` when that payment already pays another order.
    """
    existing = customer_packages.of_order(tx, order.id)
    if existing is not None:
        return existing
    _check(order, evidence)
    packages.count_sold(tx, order.package_id)  # before the counter: buying locks the package first, too
    number = orders.next_number(tx, f"receipt:{order.mode}")
    orders.settle(tx, order, evidence.amount_minor, evidence.provider, number)
    payments.settle(tx, payment.id, evidence.provider_payment_id, evidence.confirmed_by)
    payments.look_soon(tx, order.id)  # a checkout that is still open elsewhere must not be paid as well
    payments.fail_offline(tx, order.id, AWAITED, "paid otherwise")
    version = packages.version(tx, order.package_version_id)
    package = _grant(tx, site, order, version)
    enter_grant(tx, order, package, actor, request_id)
    services = packages.services(tx, [version.id])[version.id]
    customer = customers.reach(tx, order.customer_id)
    mails.package_activated(tx, site, package, version, services, customer, order, request_id)
    mails_of_money.receipt(tx, site, orders.get(tx, order.id), version, customer, request_id)
    return package


def enter_grant(tx: Transaction, order: Order, package: CustomerPackage, actor: Actor, request_id: str) -> None:
    """The first entry of an order's package: all that it holds then."""
    entry = ledger.NewEntry(
        f"grant:{order.public_id}",
        "grant",
        delta_paid=package.paid_balance,
        delta_free=package.free_balance,
        order_id=order.id,
        reason=order.sale_note,
        valid_through_new=package.valid_through,
        expires_at_new=package.expires_at,
    )
    ledger.append(tx, package, entry, actor, request_id)


def _check(order: Order, evidence: Evidence) -> None:
    """A genuine payment is not enough: it must be this much, in this currency, in this mode (trust.md, rule 1)."""
    stated = (evidence.amount_minor, evidence.currency, evidence.mode)
    if stated != (order.amount_minor, order.currency, order.mode):
        raise Refused("amount_mismatch", "the payment is not for this order's amount, currency and mode")


def _grant(tx: Transaction, site: Site, order: Order, version: PackageVersion) -> CustomerPackage:
    now = tx.now()
    from_now = version.validity_from == "activation"
    span = validity.from_start(now, version.validity_days, site.zone) if from_now else validity.Validity(None, None)
    is_paid = order.amount_minor > 0
    return customer_packages.add(
        tx,
        customer_packages.Grant(
            public_id=str(ULID()),
            customer_id=order.customer_id,
            order_id=order.id,
            package_id=order.package_id,
            package_version_id=version.id,
            mode=order.mode,
            paid_sessions=version.sessions if is_paid else 0,
            free_sessions=0 if is_paid else version.sessions,
            purchased_at=order.placed_at,
            starts_at=now if from_now else None,
            expires_at=span.expires_at,
            valid_through=span.valid_through,
        ),
    )
