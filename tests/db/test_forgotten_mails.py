"""What was sent or given up is kept for 400 days, what waits as long as it takes."""

import pytest

from sidecar.runtime import Runtime
from sidecar.usecases import mail_log
from tests import mail_rows

pytestmark = pytest.mark.mails


def test_what_is_settled_is_forgotten_after_400_days_and_what_waits_never(rt: Runtime) -> None:
    old, new = made(rt, 401), made(rt, 399)
    assert (mail_log.forget(rt), mail_log.forget(rt)) == (2, 0)
    left = {row["id"] for row in rt.db.transact(lambda tx: tx.all("SELECT id FROM {p}outbox"))}
    assert left == {old["queued"], old["retrying"], *new.values()}


def made(rt: Runtime, days: int) -> dict[str, int]:
    """A mail of every state, so old."""
    numbers = {status: mail_rows.add(rt, status) for status in mail_rows.STATES}
    age = "UPDATE {p}outbox SET available_at = UTC_TIMESTAMP(6) - INTERVAL %s DAY WHERE id = %s"
    rt.db.transact(lambda tx: [tx.run(age, (days, number)) for number in numbers.values()])
    return numbers
