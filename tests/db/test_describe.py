"""What is told of bookings, at a cost that does not grow with the table."""

import pytest

from tests.studio import HOST, Studio
from wp_bridge import redemptions
from wp_bridge.database import Transaction

pytestmark = pytest.mark.redemption


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
