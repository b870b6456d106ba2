"""What happens at the till, in few words: buying, paying at the provider, hearing of it in every way there is."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from devstack.providers import Emulator
from sidecar.errors import Refused
from sidecar.runtime import Runtime
from sidecar.usecases import awaited, checkouts, inbox, purchase
from sidecar.usecases.purchase import Choice
from tests.studio import ALICE, Studio, command
from wp_bridge import orders, payments
from wp_bridge.payment_records import Payment
from wp_bridge.records import Actor, Order

ONLINE = ("stripe", "paypal")
Event = dict[str, Any]


@dataclass
class Till:
    rt: Runtime
    emulator: Emulator

    def __post_init__(self) -> None:
        self.studio = Studio(self.rt)
        self.start = len(self.emulator.events())

    @property
    def page(self) -> str:
        return f"{self.rt.config.site_url}/packages/"

    def order(self, method: str, buyer: Actor = ALICE, package: str = "", **terms: Any) -> str:
        """Placed, and the provider's page open."""
        bought = package or self.studio.add_package(**terms)
        asked = command("order", buyer)
        version = self.studio.version(bought)
        placed = str(purchase.place_order(self.rt, asked, bought, version, method, self.page)["order"])
        checkouts.begin(self.rt, buyer, placed)
        return placed

    def choose(self, order: str, method: str, buyer: Actor = ALICE) -> None:
        checkouts.pay(self.rt, command("pay_order", buyer), order, Choice(method, self.page))
        checkouts.begin(self.rt, buyer, order)

    def attempts(self, order: str) -> list[Payment]:
        """Newest first."""
        return self.rt.db.transact(lambda tx: payments.of_order(tx, self._order(order).id))

    def reference(self, order: str) -> str:
        found = self.attempts(order)[0].provider_reference
        assert found is not None, "the provider's page is not open"
        return found

    def pay(self, order: str) -> None:
        """The buyer does their part at the provider of the newest attempt; nobody tells us."""
        newest = self.attempts(order)[0]
        if newest.provider == "stripe":
            self.emulator.stripe.pay(self.reference(order))
        else:
            self.emulator.paypal.approve(self.reference(order))

    # --- hearing of it

    def events(self) -> list[Event]:
        """What the providers have to tell since this till was opened, oldest first."""
        return self.emulator.events(since=self.start)

    def hear(self, event: Event) -> None:
        """Delivered once, signed now, and worked."""
        signed = self.emulator.signed(event)
        headers = {name.lower(): value for name, value in signed["headers"].items()}
        inbox.receive(self.rt, event["provider"], headers, signed["body"].encode())
        self.work()

    def hear_all(self) -> None:
        """Until nothing new is told: working one event may make the provider tell more."""
        heard = 0
        while heard < len(found := self.events()):
            for event in found[heard:]:
                self.hear(event)
            heard = len(found)

    def work(self) -> None:
        for row in self.studio.rows("SELECT id FROM {p}provider_events WHERE status = 'received' ORDER BY id"):
            inbox.work(self.rt, row["id"])

    def come_back(self, order: str, buyer: Actor = ALICE) -> None:
        """The buyer's return page."""
        self.forget_looks()
        checkouts.look_again(self.rt, buyer, order)

    def sweep(self) -> None:
        """As the scheduler does it when the time has come."""
        self.let_time_pass()
        for row in self.studio.rows("SELECT id FROM {p}payments WHERE status = 'pending' AND provider IN ('stripe', 'paypal')"):
            awaited.look(self.rt, row["id"])

    # --- time

    def let_time_pass(self) -> None:
        """Everything that waits for its time is due."""
        self._run("UPDATE {p}payments SET look_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE status = 'pending'")
        self._run("UPDATE {p}provider_events SET available_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE status = 'received'")
        self._run("UPDATE {p}refunds SET look_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE look_at IS NOT NULL")

    def forget_looks(self) -> None:
        self._run("UPDATE {p}payments SET looked_at = NULL")

    def age(self, order: str, minutes: int) -> None:
        """As if the order and all its attempts were so much older."""
        number = self._order(order).id
        for table, columns in (("orders", ("placed_at",)), ("payments", ("created_at", "checkout_expires_at"))):
            sets = ", ".join(f"{column} = {column} - INTERVAL {minutes} MINUTE" for column in columns)
            self._run(f"UPDATE {{p}}{table} SET {sets} WHERE {'id' if table == 'orders' else 'order_id'} = %s", number)

    # --- what came of it

    def status(self, order: str) -> str:
        return self._order(order).status

    def packages(self, order: str) -> int:
        return int(self.studio.one("SELECT COUNT(*) FROM {p}customer_packages WHERE order_id = %s", self._order(order).id))

    def outcome(self, order: str) -> tuple[str, int, Counter[str]]:
        """(status of the order, packages it gave, its attempts by status)."""
        return self.status(order), self.packages(order), Counter(payment.status for payment in self.attempts(order))

    def notices(self) -> dict[str, dict[str, Any]]:
        """Open ones by kind."""
        rows = self.studio.rows("SELECT kind, payload FROM {p}staff_notices WHERE resolved_at IS NULL")
        return {row["kind"]: json.loads(row["payload"]) for row in rows}

    def _order(self, order: str) -> Order:
        found = self.rt.db.transact(lambda tx: orders.find(tx, order))
        assert found is not None
        return found

    def _run(self, sql: str, *params: Any) -> None:
        self.rt.db.transact(lambda tx: tx.run(sql, params))


def told(step: Callable[[], object]) -> str:
    """The code of a refusal; empty when there was none."""
    try:
        step()
    except Refused as refused:
        return refused.code
    return ""
