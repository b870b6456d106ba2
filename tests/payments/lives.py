"""Lives by lot: buyers, staff, providers, banks and dashboards act as they like, processes die, providers fail, events get lost.

A seed repeats what is drawn. Each batch of orders ends in quiet, and then everything must hold of each of them.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devstack.providers.client import EmulatorError
from sidecar.errors import Refused
from sidecar.usecases import refunds
from sidecar.usecases.refunds import Wish
from tests.payments import audit, doings
from tests.payments.life import Life
from tests.payments.till import Event, Till
from tests.payments.victim import Died, Victim
from tests.studio import ALICE, BOB
from wp_bridge.payment_records import Payment

ORDERS, STEPS = 4, 60  # of a batch
LONGEST = 60  # crash points that a victim may pass
FAULTS = ("500", "500_after", "timeout_before", "timeout_after", "truncated", "429", "409")
CALLS = (
    *("POST /v1/checkout/sessions", "GET /v1/checkout/sessions", "POST /v1/refunds", "GET /v1/refunds"),
    *("POST /v2/checkout/orders", "GET /v2/checkout/orders", "POST /v2/payments", "GET /v2/payments"),
)
EXPECTED = {"Refused", "DatabaseUnavailable"}  # of what a victim's steps may raise
NEVER = ("money_unknown", "payment_differs", "event_given_up")  # notices that nothing here can cause


class Unfit(Exception):
    """This cannot be done now: nobody has anything like it."""


@dataclass
class Lives:
    till: Till
    environment: Mapping[str, str]
    seed: int
    operations: int = 0
    kills: int = 0
    deaths: "Counter[str]" = field(default_factory=Counter)
    done: "Counter[str]" = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lot = random.Random(self.seed)
        self._victim: Victim | None = None
        self._sold = self.till.studio.add_package()
        self._acts = (*ACTS, *(act for act in ACTS if act in OFTEN))

    def __str__(self) -> str:
        return f"{self.operations} operations, {self.kills} kills, seed {self.seed}, violations: {len(self.violations)}"

    def batch(self) -> None:
        self.till.start, self._told = len(self.till.emulator.events()), set[str]()
        self.lives = [Life(self.till, self._sold, buyer=self._lot.choice((ALICE, BOB))) for _ in range(ORDERS)]
        for life in self.lives:
            self._place(life)
            if self._lot.random() < 0.7:  # what comes after is the longer part
                self._act(life, Lives._pay)
                self._act(life, Lives._come_back)
        for _ in range(STEPS):
            self._step()
        self._quiet()

    def end(self) -> None:
        if self._victim is not None:
            self._victim.end()

    def _step(self) -> None:
        self._act(self._lot.choice(self.lives), self._lot.choice(self._acts))

    def _act(self, life: Life, act: "Act") -> None:
        try:
            act(self, life)
        except (Unfit, EmulatorError):
            return
        self.operations += 1
        self.done[act.__name__.strip("_")] += 1

    # --- the product, by a victim

    def _do(self, name: str, *arguments: Any) -> Any:
        """Its answer; None when it refused, or died. Whoever got no answer may ask once more."""
        victim = self._victim = self._victim or Victim(self.environment, self._lot.randrange(1, LONGEST))
        try:
            kind, result = victim.ask(name, *arguments)
        except Died as death:
            self._victim = None
            self.kills += 1
            self.deaths[str(death)] += 1
            return self._do(name, *arguments) if self._lot.random() < 0.7 else None
        if kind == "raised" and result.partition(":")[0] not in EXPECTED:
            self.violations.append(f"{name}{arguments}: {result}")
        return result if kind == "done" else None

    def _place(self, life: Life) -> None:
        method = self._lot.choice(("stripe", "stripe", "paypal", "paypal", "bank_transfer"))
        key = life.key()
        life.order = self._do("place", key, life.buyer, self._sold, method) or ""
        while not life.order:  # a buyer wants to know
            self.till.emulator.mend()
            life.order = self._do("place", key, life.buyer, self._sold, method) or ""

    # --- what there is

    def _one(self, things: "list[Any]") -> Any:
        if not things:
            raise Unfit
        return self._lot.choice(things)

    def _attempt(self, life: Life, *methods: str) -> Payment:
        found: Payment = self._one([p for p in life.payments() if p.provider in methods and p.provider_reference])
        return found

    def _captured(self, life: Life, method: str) -> str:
        found = [p.provider_payment_id for p in life.payments() if p.provider == method and p.provider_payment_id]
        return str(self._one(found))

    def _events(self) -> list[Event]:
        return self.till.events()

    # --- buyers

    def _choose(self, life: Life) -> None:
        self.till.forget_looks()
        self._do("choose", life.key(), life.buyer, life.order, self._lot.choice(("stripe", "paypal", "bank_transfer")))

    def _pay(self, life: Life) -> None:
        attempt = self._attempt(life, "stripe", "paypal")
        reference = str(attempt.provider_reference)
        if attempt.provider == "stripe":
            side = self.till.emulator.stripe
            self._lot.choice((side.pay, side.pay, side.pay_later, side.decline, side.cancel, side.expire))(reference)
            return
        if self._lot.random() < 0.3:
            self._lot.choice((self.till.emulator.paypal.pend_capture, self.till.emulator.paypal.decline_capture))(reference)
        self.till.emulator.paypal.approve(reference)

    def _come_back(self, life: Life) -> None:
        self.till.forget_looks()
        self._do("come_back", life.buyer, life.order)

    def _visit(self, life: Life) -> None:
        package = self._package(life)
        try:
            self.till.studio.redeem(package, self.till.studio.book(life.buyer), who=life.buyer)
        except Refused as refused:
            raise Unfit from refused

    def _package(self, life: Life) -> Any:
        if not self.till.packages(life.order):
            raise Unfit
        return life.package

    # --- providers, banks, dashboards

    def _bank(self, life: Life) -> None:
        """The debit arrives or not, the capture is decided, the refund arrives or not."""
        emulator, ok = self.till.emulator, self._lot.random() < 0.7
        steps: list[Callable[[], object]] = [
            lambda: emulator.stripe.settle_later(str(self._attempt(life, "stripe").provider_reference), ok),
            lambda: emulator.paypal.finish_capture(self._last("captures", "PENDING"), ok),
            lambda: emulator.stripe.finish_refund(self._last("refunds", "pending")),
            lambda: emulator.paypal.finish_refund(self._last("paypal_refunds", "PENDING"), ok),
            lambda: emulator.stripe.pend_refunds(ok),
            lambda: emulator.paypal.pend_refunds(ok),
        ]
        self._lot.choice(steps)()

    def _last(self, kind: str, status: str) -> str:
        found = [thing["id"] for thing in self.till.emulator.objects(kind) if thing["status"] == status]
        return str(self._one(found[-3:]))

    def _fail_refund(self, life: Life) -> None:
        known = [r for r in life.refunds() if r.provider_refund_id and r.origin == "staff"]
        refund = self._one(known)
        if refund.provider == "stripe":
            self.till.emulator.stripe.fail_refund(refund.provider_refund_id)
        else:
            self.till.emulator.paypal.finish_refund(refund.provider_refund_id, ok=False)

    def _dashboard(self, life: Life) -> None:
        amount = self._lot.choice((None, 3500, 7000, 10000))
        if self._lot.random() < 0.5:
            self.till.emulator.stripe.dashboard_refund(self._captured(life, "stripe"), amount)
        else:
            written = None if amount is None else f"{amount // 100}.00"
            self.till.emulator.paypal.dashboard_refund(self._captured(life, "paypal"), written)

    def _dispute(self, life: Life) -> None:
        emulator, outcome = self.till.emulator, self._lot.choice(("won", "lost"))
        steps: list[Callable[[], object]] = [
            lambda: emulator.stripe.dispute(self._captured(life, "stripe")),
            lambda: emulator.paypal.dispute(self._captured(life, "paypal")),
            lambda: emulator.stripe.close_dispute(self._open_dispute("disputes", "id", "needs_response"), outcome),
            lambda: emulator.paypal.close_dispute(
                self._open_dispute("paypal_disputes", "dispute_id", "WAITING_FOR_SELLER_RESPONSE"), outcome
            ),
        ]
        self._lot.choice(steps)()

    def _open_dispute(self, kind: str, name: str, status: str) -> str:
        return str(self._one([d[name] for d in self.till.emulator.objects(kind) if d["status"] == status]))

    def _trouble(self, life: Life) -> None:
        self.till.emulator.fail(self._lot.choice(CALLS), self._lot.choice(FAULTS), times=self._lot.choice((1, 1, 2)))

    # --- webhooks

    def _hear(self, life: Life) -> None:
        """One of those not told yet, in any order."""
        self._tell(self._one([event for event in self._events() if event["id"] not in self._told]))

    def _hear_again(self, life: Life) -> None:
        self._tell(self._one(self._events()))

    def _tell(self, event: Event) -> None:
        self._told.add(event["id"])
        signed = self.till.emulator.signed(event)
        headers = {name.lower(): value for name, value in signed["headers"].items()}
        self._do("hear", event["provider"], headers, signed["body"].encode())

    # --- staff

    def _confirm(self, life: Life) -> None:
        self._attempt_by_transfer(life)
        amount = self._lot.choice(("350.00", "350.00", "360.00"))
        self._do("confirm_transfer", life.key(), life.order, amount, self._lot.random() < 0.5)

    def _attempt_by_transfer(self, life: Life) -> None:
        if self._lot.random() < 0.9 and not any(p.provider == "bank_transfer" for p in life.payments()):
            raise Unfit

    def _cancel(self, life: Life) -> None:
        if self._lot.random() < 0.7:
            raise Unfit
        self._do("cancel", life.key(), life.order)

    def _refund(self, life: Life) -> None:
        package = self._package(life)
        sessions = self._lot.choice((None, 1, 2, 3, 5))
        try:
            quote = refunds.preview(self.till.rt, package.public_id, Wish(sessions=sessions)).quote
        except Refused as refused:
            raise Unfit from refused
        amount = f"{(quote.amount_minor or 0) // 100}.{(quote.amount_minor or 0) % 100:02d}"
        self._do("refund", life.key(), package.public_id, sessions, amount)

    def _give_surplus_back(self, life: Life) -> None:
        surplus = self._one([payment for payment in life.payments() if payment.status == "surplus"])
        self._do("give_surplus_back", life.key(), surplus.public_id)

    def _by_hand(self, life: Life) -> None:
        refund = self._one([r for r in life.refunds() if r.provider == "bank_transfer" and r.status == "pending"])
        self._do(self._lot.choice(("sent", "withdraw")), life.key(), refund.public_id)

    def _take(self, life: Life) -> None:
        refund = self._one([r for r in life.refunds() if r.proposed_sessions])
        self._do("take", life.key(), refund.public_id, self._lot.choice((0, 1, refund.proposed_sessions)))

    # --- machines

    def _work(self, life: Life) -> None:
        self._do(self._lot.choice(("work_refunds", "work_events", "ask_about_payments")))

    def _time(self, life: Life) -> None:
        life.pass_time()
        for name in ("work_events", "ask_about_payments", "work_refunds"):
            self._do(name)

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
            for event in self._events():
                self._tell(event)
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
        self.till._run("UPDATE {p}payments SET checkout_expires_at = UTC_TIMESTAMP(6) WHERE status = 'pending'")
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


Act = Callable[[Lives, Life], None]
OFTEN: tuple[Act, ...] = (Lives._pay, Lives._hear, Lives._come_back, Lives._refund, Lives._work)
ACTS: tuple[Act, ...] = (
    *OFTEN,
    *(Lives._choose, Lives._visit, Lives._bank, Lives._fail_refund, Lives._dashboard, Lives._dispute, Lives._trouble),
    *(Lives._hear_again, Lives._confirm, Lives._cancel, Lives._give_surplus_back, Lives._by_hand, Lives._take, Lives._time),
)
