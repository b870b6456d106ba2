"""Lives by lot: buyers, staff, providers, banks and dashboards act as they like, processes die, providers fail, events get lost.

A seed repeats what is drawn. Each batch of orders ends in quiet, and then everything must hold of each of them.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from devstack.providers.client import EmulatorError
from tests.payments import acts, audit, doings
from tests.payments.acts import ACTS, Act
from tests.payments.chance import Chance, Unfit
from tests.payments.life import Life
from tests.studio import ALICE, BOB

ORDERS, STEPS = 4, 60  # of a batch
NEVER = ("money_unknown", "payment_differs", "event_given_up")  # notices that nothing here can cause


@dataclass
class Lives(Chance):
    operations: int = 0
    done: "Counter[str]" = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._sold = self.till.studio.add_package()

    def __str__(self) -> str:
        return f"{self.operations} operations, {self.kills} kills, seed {self.seed}, violations: {len(self.violations)}"

    def batch(self) -> None:
        self.till.start += len(self.till.events())
        self.lives = [Life(self.till, self._sold, buyer=self.lot.choice((ALICE, BOB))) for _ in range(ORDERS)]
        for life in self.lives:
            self._place(life)
            if self.lot.random() < 0.7:  # what comes after is the longer part
                self._act(life, acts.pay)
                self._act(life, acts.come_back)
        for _ in range(STEPS):
            self._act(self.lot.choice(self.lives), self.lot.choice(ACTS))
        self._quiet()

    def _act(self, life: Life, act: Act) -> None:
        try:
            act(self, life)
        except (Unfit, EmulatorError):
            return
        self.operations += 1
        self.done[act.__name__] += 1

    def _place(self, life: Life) -> None:
        method, key = self.lot.choice(("stripe", "stripe", "paypal", "paypal", "bank_transfer")), life.key()
        life.order = self.do("place", key, life.buyer, self._sold, method) or ""
        while not life.order:  # a buyer wants to know
            self.till.emulator.mend()
            life.order = self.do("place", key, life.buyer, self._sold, method) or ""

    # --- quiet

    def _quiet(self) -> None:
        emulator = self.till.emulator
        emulator.mend()
        emulator.stripe.pend_refunds(False)
        emulator.paypal.pend_refunds(False)
        for _ in range(2):
            self._decide()
            for life in self.lives:
                self._send_transfers(life)
            for event in self.till.events():
                acts.tell(self, event)
            left = self.lives[0].rest()
        self.violations += [f"left under way: {row}" for row in left]
        for life in self.lives:
            self.violations += [f"{life.order}: {what}" for what in audit.wrong(life)]
        marks = ", ".join(["%s"] * len(NEVER))
        rows = self.till.studio.rows(f"SELECT kind, payload FROM {{p}}staff_notices WHERE kind IN ({marks})", *NEVER)
        self.violations += [f"a notice: {row}" for row in rows]

    def _send_transfers(self, life: Life) -> None:
        for refund in life.refunds():
            if refund.provider == "bank_transfer" and refund.status == "pending":
                doings.sent(self.till.rt, life.key(), refund.public_id)

    def _decide(self) -> None:
        """Nothing is left open at the providers that only a person or a bank could end."""
        emulator = self.till.emulator
        unopened = "UPDATE {p}payments SET created_at = created_at - INTERVAL 2 MINUTE WHERE provider_reference IS NULL"
        self.till._run(unopened)
        for attempt in (payment for life in self.lives for payment in life.payments()):
            if attempt.provider == "stripe" and attempt.provider_reference:
                self._try(emulator.stripe.settle_later, attempt.provider_reference)
                self._try(emulator.stripe.expire, attempt.provider_reference)
        for kind, finish in (
            ("captures", emulator.paypal.finish_capture),
            ("refunds", emulator.stripe.finish_refund),
            ("paypal_refunds", emulator.paypal.finish_refund),
        ):
            for thing in emulator.objects(kind):
                if thing["status"].lower() == "pending":
                    self._try(finish, thing["id"])

    def _try(self, step: Callable[[str], object], thing: str) -> None:
        try:
            step(thing)
        except EmulatorError:
            return
