"""Outbox rows as tests write, age and read them."""

import time
from collections.abc import Callable
from typing import Any

from sidecar.domain.mail_kinds import KINDS
from sidecar.runtime import Runtime
from wp_bridge import outbox

EVENT = {"host": "simple-bookings", "booking": "17"}
MAIL = {
    "template": "package_activated",
    "to": {"name": "Alice Archer", "email": "alice@example.test"},
    "values": dict.fromkeys(KINDS["package_activated"].placeholders, "x"),
    "message_id": "<1@lotus.example>",
}


class Rows:
    def __init__(self, rt: Runtime) -> None:
        self.rt = rt
        self._count = 0

    def add(self, kind: str = "booking_confirmed", payload: dict[str, Any] | None = None, *, offer: bool = False) -> int:
        """A row that waits; offered to Redis only with `offer`, as if Redis had been away at the commit otherwise."""
        self._count += 1

        def work(tx: Any) -> int | None:
            number = outbox.add(tx, kind, f"test:{self._count}", EVENT if payload is None else payload, "test-request")
            if not offer:
                tx.offers.clear()
            return number

        number = self.rt.db.transact(work)
        assert number is not None
        return number

    def get(self, number: int) -> dict[str, Any]:
        row = self.rt.db.transact(lambda tx: tx.one("SELECT * FROM {p}outbox WHERE id = %s", (number,)))
        assert row is not None
        return row

    def is_done(self, number: int) -> bool:
        return self.get(number)["done_at"] is not None

    def pass_time(self, seconds: int = 3600) -> None:
        """As if so much time had gone by: pauses and claims end earlier."""
        sql = (
            "UPDATE {p}outbox SET available_at = available_at - INTERVAL %s SECOND,"
            " created_at = created_at - INTERVAL %s SECOND, claimed_until = claimed_until - INTERVAL %s SECOND"
        )
        self.rt.db.transact(lambda tx: tx.run(sql, (seconds, seconds, seconds)))

    def notices(self) -> list[dict[str, Any]]:
        return self.rt.db.transact(lambda tx: tx.all("SELECT * FROM {p}staff_notices ORDER BY id"))


def until(condition: Callable[[], Any], seconds: float = 10, what: str = "") -> None:
    """Waits for something to become true; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds:g} s in vain {what}"
        time.sleep(0.02)
