"""What is told of bookings: by the line that pays them, at a cost that does not grow with the table."""

from datetime import UTC, datetime

import pytest

from sidecar.usecases import describe, give_back, holds, redeem
from tests.studio import ALICE, CAROL, HOST, Studio
from wp_bridge import redemptions
from wp_bridge.database import Transaction

pytestmark = pytest.mark.redemption

OTHER = "other-host"


def reserve(studio: Studio, key: str, package: str, booking: str | None) -> None:
    line = redeem.Line(booking, "77", datetime(2030, 1, 2, 9, tzinfo=UTC))
    redeem.redeem(studio.rt, redeem.RedeemRequest(OTHER, key, package, (line,), ALICE, "test-request"))


def commit(studio: Studio, key: str, *bookings: str) -> None:
    holds.commit(studio.rt, OTHER, key, bookings, "", ALICE, "test-request")


def test_the_line_that_pays_counts_though_another_was_begun_later(studio: Studio) -> None:
    """A hold whose booking got its number only at commit; meanwhile staff had tried, and given up."""
    package = studio.sell(any_service=True)
    reserve(studio, "attempt-0001", package.public_id, None)
    reserve(studio, "attempt-0002", package.public_id, "b-1")
    holds.release(studio.rt, OTHER, "attempt-0002", "", ALICE, "test-request")
    commit(studio, "attempt-0001", "b-1")
    assert [each.state for each in describe.describe(studio.rt, ALICE, OTHER, ["b-1"])] == ["committed"]
    event = give_back.StatusEvent(OTHER, "b-1", "cancelled", "staff", "", CAROL, "test-request")
    assert give_back.observe(studio.rt, event).outcome == "given_back"
    assert studio.again(package).balance == 10


def test_describing_one_booking_reads_no_others(studio: Studio) -> None:
    package, bookings = studio.sell(sessions=200), [studio.book() for _ in range(100)]
    studio.redeem(package, *bookings)
    studio.rows("ANALYZE TABLE {p}redemptions")

    def total(tx: Transaction) -> int:
        return sum(int(row["Value"]) for row in tx.all("SHOW SESSION STATUS LIKE 'Handler_read%%'"))

    def reads(tx: Transaction) -> int:
        before = total(tx)
        assert len(redemptions.describe(tx, HOST, bookings[:1], None)) == 1
        return total(tx) - before

    assert studio.rt.db.transact(reads) < 100
