"""One order's life: people, banks and providers do their part here, a victim does the product's.

When it dies, this process goes on: who got no answer asks again with the same key, time passes, and what is left is swept up.
"""

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jobs import sweeps
from tests.payments import doings
from tests.payments.till import Event, Till
from tests.payments.victim import Died, Victim
from tests.studio import ALICE
from wp_bridge.payment_records import Payment, Refund
from wp_bridge.records import Actor, CustomerPackage

ROUNDS = 12  # of all sweeps, after which nothing may be left under way
SWEEPS = (sweeps.work_events, sweeps.ask_about_payments, sweeps.follow_refunds)
MACHINES = {"work_events", "ask_about_payments", "work_refunds"}  # nobody repeats these at once; their time comes again
UNDER_WAY = (
    "SELECT 'payment', id FROM {p}payments WHERE status = 'pending' AND provider <> 'bank_transfer'",
    "SELECT 'event', id FROM {p}provider_events WHERE status NOT IN ('done', 'ignored')",
    "SELECT 'refund', id FROM {p}refunds WHERE status IN ('intent', 'pending')",
)
TIME_IS_UP = "UPDATE {p}payments SET checkout_expires_at = UTC_TIMESTAMP(6) WHERE status = 'pending'"
LATER = (
    "UPDATE {p}payments SET look_at = UTC_TIMESTAMP(6) - INTERVAL 2 MINUTE WHERE status = 'pending'",
    "UPDATE {p}provider_events SET available_at = UTC_TIMESTAMP(6) - INTERVAL 2 MINUTE, claimed_until = NULL"
    " WHERE status = 'received'",
    "UPDATE {p}refunds SET look_at = UTC_TIMESTAMP(6) - INTERVAL 2 MINUTE WHERE status IN ('intent', 'pending')",
)


@dataclass
class Life:
    """`lost`: once the victim is dead, no webhook about a payment and no buyer comes any more; only the sweeps are left."""

    till: Till
    sold: str
    victim: Victim | None = None
    lost: bool = False
    buyer: Actor = ALICE
    order: str = ""
    died_at: str = ""
    heard: int = 0
    only_teller: bool = False
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    keys: "itertools.count[int]" = field(default_factory=itertools.count)

    def do(self, name: str, *arguments: Any) -> Any:
        """By the victim; by this process once that is dead, and again what it died of."""
        if self.victim is None:
            return getattr(doings, name)(self.till.rt, *arguments)
        try:
            return self.victim.do(name, *arguments)
        except Died as death:
            self.victim, self.died_at = None, str(death)
            if name in MACHINES or (name == "hear" and self.only_teller):
                self.pass_time()
            return None if name == "hear" and self._is_deaf else self.do(name, *arguments)

    def key(self) -> str:
        return f"{self.name}-{next(self.keys)}"

    # --- the buyer

    def place(self, method: str) -> None:
        self.order = self.do("place", self.key(), self.buyer, self.sold, method)

    def choose(self, method: str) -> None:
        self.till.forget_looks()
        self.do("choose", self.key(), self.buyer, self.order, method)

    def pay(self) -> None:
        self.till.pay(self.order)

    def come_back(self) -> None:
        self.till.forget_looks()
        if self.lost and self.died_at:
            self.sweep()
        else:
            self.do("come_back", self.buyer, self.order)

    # --- the providers tell

    def hear(self, *, only_teller: bool = False) -> None:
        """Everything they have not told yet. `only_teller`: nobody else will ever tell it, so they try until it arrives."""
        self.only_teller = only_teller
        while self.heard < len(found := self.till.events()):
            for event in found[self.heard :]:
                if not self._is_deaf:
                    self._hear(event)
            self.heard = len(found)
        if self._is_deaf:
            self.sweep()

    def hear_again(self) -> None:
        """All of it once more, from the beginning."""
        self.heard = 0
        self.hear()

    @property
    def _is_deaf(self) -> bool:
        return self.lost and bool(self.died_at) and not self.only_teller

    def _hear(self, event: Event) -> None:
        signed = self.till.emulator.signed(event)
        headers = {name.lower(): value for name, value in signed["headers"].items()}
        self.do("hear", event["provider"], headers, signed["body"].encode())

    # --- time

    def sweep(self) -> None:
        self.pass_time()
        self.do("ask_about_payments")
        self.do("work_refunds")

    def pass_time(self) -> None:
        """Long enough for everything that waits for its time, and for claims of the dead."""
        for sql in LATER:
            self.till.rt.db.transact(lambda tx, sql=sql: tx.run(sql))  # type: ignore[misc]

    def rest(self) -> list[dict[str, Any]]:
        """The real sweeps until nothing is under way; what is left after all. Pages that are still open have had their time."""
        self.till.rt.db.transact(lambda tx: tx.run(TIME_IS_UP))
        for _ in range(ROUNDS):
            if not (left := self.under_way()):
                break
            self.pass_time()
            for sweep in SWEEPS:
                sweep(self.till.rt)
        return left

    def under_way(self) -> list[dict[str, Any]]:
        return [row for sql in UNDER_WAY for row in self.till.studio.rows(sql)]

    # --- staff

    def confirm(self, amount: str, *, keep_surplus: bool = False) -> None:
        self.do("confirm_transfer", self.key(), self.order, amount, keep_surplus)

    def refund(self, sessions: int | None, expected: str) -> str:
        """Begun; a provider's is worked as well."""
        number = str(self.do("refund", self.key(), self.package.public_id, sessions, expected))
        self.do("work_refunds")
        return number

    def give_surplus_back(self) -> str:
        (surplus,) = [payment for payment in self.payments() if payment.status == "surplus"]
        number = str(self.do("give_surplus_back", self.key(), surplus.public_id))
        self.do("work_refunds")
        return number

    def with_key(self, name: str, *arguments: Any) -> None:
        self.do(name, self.key(), *arguments)

    # --- what there is

    @property
    def package(self) -> CustomerPackage:
        return self.till.studio.package_of_order(self.order)

    def payments(self) -> list[Payment]:
        return self.till.attempts(self.order)

    @property
    def paid_with(self) -> str:
        """The settled payment's number at its provider."""
        (settled,) = [payment for payment in self.payments() if payment.status == "settled"]
        return settled.provider_payment_id or ""

    def refunds(self) -> list[Refund]:
        number = self.payments()[0].order_id
        sql = "SELECT * FROM {p}refunds WHERE order_id = %s ORDER BY id"
        return self.till.rt.db.transact(lambda tx: tx.records(Refund, sql, (number,)))


Road = Callable[[Life], None]
