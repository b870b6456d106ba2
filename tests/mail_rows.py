"""Mails in the outbox as tests need them, written by the product's own use case and brought into any state."""

import itertools
from typing import Any

from sidecar.domain import samples
from sidecar.runtime import Runtime
from sidecar.usecases import mails, sites
from sidecar.usecases.mails import Addressee

STATES = {
    "queued": "attempts = 0",
    "retrying": "attempts = 1, last_error = 'mailbox busy', available_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR",
    "sent": "attempts = 1, done_at = UTC_TIMESTAMP(6)",
    "failed": "attempts = 12, unsure = 1, last_error = 'no such mailbox', dead_at = UTC_TIMESTAMP(6)",
}
_numbers = itertools.count()


def add(
    rt: Runtime,
    status: str = "queued",
    kind: str = "receipt",
    *,
    name: str = "Alice Archer",
    email: str = "alice@example.test",
    customer: str = "",
    package: int | None = None,
) -> int:
    """The new row's id; no job is offered for it."""

    def work(tx: Any) -> int:
        site, key = sites.load(tx, rt.config), f"made:{next(_numbers)}"
        to = Addressee(name, email, customer)
        number = mails.queue(tx, site, kind, key, to, samples.values(kind, site), "test-request", package)
        assert number is not None
        tx.run(f"UPDATE {{p}}outbox SET {STATES[status]} WHERE id = %s", (number,))
        tx.offers.clear()
        return number

    return rt.db.transact(work)


def get(rt: Runtime, number: int) -> dict[str, Any]:
    row = rt.db.transact(lambda tx: tx.one("SELECT * FROM {p}outbox WHERE id = %s", (number,)))
    assert row is not None
    return row
