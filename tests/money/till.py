"""A studio whose packages are paid by card, for what comes after: refunds and disputes."""

from dataclasses import dataclass, replace
from typing import Any

from ulid import ULID

from sidecar.gateways.base import DisputeState, PaymentState, RefundState
from sidecar.usecases import disputes, money_in, refund_progress, refunds
from sidecar.usecases.refunds import Wish
from tests import books
from tests.money.provider import OneProvider, Provider
from tests.studio import ALICE, CAROL, Studio, command
from wp_bridge import orders, payments, settings
from wp_bridge import refunds as refund_rows
from wp_bridge.database import Transaction
from wp_bridge.payment_records import Payment, Refund
from wp_bridge.records import Actor, CustomerPackage, Order

PAID = 35000


@dataclass
class Till:
    studio: Studio
    provider: Provider

    def buy(self, buyer: Actor = ALICE, **changes: Any) -> CustomerPackage:
        """A package of ten for 350.00, paid by card."""
        order = self.studio.order(self.studio.add_package(**changes), buyer)
        self.pay(order)
        return self.studio.package_of_order(order)

    def pay(self, order: str) -> Payment:
        """Another attempt to pay it, by card, that brings its money."""
        known = self.studio.rt.db.transact(lambda tx: orders.find(tx, order))
        assert known is not None
        attempt = self.studio.rt.db.transact(lambda tx: self._attempt(tx, known))
        number = f"pi_{attempt.public_id}"
        self.provider.paid[number] = known.amount_minor
        state = PaymentState(f"cs_{attempt.public_id}", "paid", attempt.public_id, "live", number, known.amount_minor, "EUR")
        money_in.apply(self.studio.rt, self.provider, state)
        return self.studio.rt.db.transact(lambda tx: payments.get(tx, attempt.id))

    def _attempt(self, tx: Transaction, order: Order) -> Payment:
        new = payments.NewPayment(str(ULID()), order.id, "stripe", "live", "EUR", order.amount_minor, "test-request")
        return payments.add(tx, new)

    def payment(self, package: CustomerPackage) -> Payment:
        found = self.studio.rt.db.transact(lambda tx: refund_rows.settled_payment(tx, package.order_id or 0))
        assert found is not None
        return found

    def refund(self, package: CustomerPackage, expected: str = "350.00", wish: Wish | None = None) -> Refund:
        """Begun, not yet worked."""
        answer = refunds.start(
            self.studio.rt, command("refund", CAROL), package.public_id, wish or Wish(), expected, "moved away"
        )
        return self.row(answer["refund"])

    def row(self, refund: Refund | str) -> Refund:
        """As it is now."""
        public_id = refund if isinstance(refund, str) else refund.public_id
        found = self.studio.rt.db.transact(lambda tx: refund_rows.find(tx, public_id))
        assert found is not None
        return found

    def rows(self) -> list[Refund]:
        sql = "SELECT * FROM {p}refunds ORDER BY id"
        return self.studio.rt.db.transact(lambda tx: tx.records(Refund, sql))

    def work(self, refund: Refund) -> bool:
        return refund_progress.work(self.studio.rt, refund.id)

    def later(self, **span: int) -> None:
        """The time for another look has come; with a span, everything about refunds lies so much further back."""
        (unit, number), *_ = [*span.items(), ("hour", 0)]
        ago = f" - INTERVAL {number} {unit.rstrip('s').upper()}"
        sql = f"UPDATE {{p}}refunds SET look_at = UTC_TIMESTAMP(6), created_at = created_at{ago}, sent_at = sent_at{ago}"
        self.studio.rt.db.transact(lambda tx: tx.run(sql))

    def told(self, state: RefundState) -> str:
        return refund_progress.apply(self.studio.rt, "stripe", state)

    def dispute(self, payment: Payment, state: Any, number: str = "dp_1", amount: int = PAID) -> str:
        told = DisputeState(number, state, payment.provider_payment_id or "", amount, "EUR", "live", "fraudulent")
        return disputes.apply(self.studio.rt, "stripe", told)

    def notices(self) -> list[str]:
        rows = self.studio.rows("SELECT kind FROM {p}staff_notices WHERE resolved_at IS NULL ORDER BY id")
        return [row["kind"] for row in rows]

    def kinds(self, package: CustomerPackage) -> list[tuple[str, int]]:
        sql = "SELECT kind, delta FROM {p}ledger WHERE customer_package_id = %s ORDER BY id"
        return [(row["kind"], row["delta"]) for row in self.studio.rows(sql, package.id)]

    def order(self, package: CustomerPackage) -> Order:
        return self.studio.rt.db.transact(lambda tx: orders.get(tx, package.order_id or 0))

    def agree(self) -> None:
        """The doctor's identities, and no more went back at the provider than it was paid."""
        books.agree(self.studio)
        assert self.provider.given_back <= sum(self.provider.paid.values())


def till(studio: Studio) -> Till:
    provider = Provider()
    studio.rt = replace(studio.rt, gateways=OneProvider(provider))
    studio.rt.db.transact(lambda tx: settings.write(tx, {"stripe": {"enabled": True}}, "test"))
    return Till(studio, provider)
