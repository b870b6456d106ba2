"""The sweep on a site with a past: many rows, rows that staff know already, numbers given out again after a restore."""

from datetime import timedelta
from typing import Any

import pytest

from sidecar.domain import turns
from sidecar.usecases import reconcile
from tests.db.test_reconcile import notices, redeemed, sql, sweep, update
from tests.studio import HOST, Studio
from wp_bridge.database import Transaction
from wp_bridge.hosts import HOSTS

pytestmark = pytest.mark.redemption


def test_a_large_site_is_walked_in_turns_that_leave_nothing_out(studio: Studio) -> None:
    last, now = 7 * turns.SHARE + 123, studio.rt.clock.now()
    seen: set[int] = set()
    for minute in range(8):
        for after, through in turns.steps(turns.this_minute(last, now + timedelta(minutes=minute))):
            assert 0 < through - after <= turns.STEP
            seen.update(range(after + 1, through + 1))
        assert last in seen
    assert seen == set(range(1, last + 1))
    assert turns.this_minute(0, now) == [(0, 0)]


@pytest.mark.parametrize("kind", ["payment_mismatch", "claims_package"])
def test_what_staff_have_been_shown_is_not_looked_at_again_each_minute(studio: Studio, kind: str) -> None:
    if kind == "payment_mismatch":
        _, booking = redeemed(studio)
        update(studio, booking, payment_method="card", payment_state="paid")
    else:
        booking = studio.book(status="confirmed", payment_method="package", payment_state="paid")
    host = HOSTS[HOST]

    def differing() -> list[object]:
        return studio.rt.db.transact(lambda tx: [*host.drifting(tx, 0, 10**9), *host.claiming(tx, 0, 10**9)])

    assert len(differing()) == 1
    assert sweep(studio) == ["flagged"]
    assert differing() == []
    studio.set_booking(booking, "cancelled")
    assert len(differing()) == (1 if kind == "payment_mismatch" else 0), "what else becomes of it is seen"
    update(studio, booking, status="confirmed", payment_method="on_site", payment_state="unpaid")
    assert len(differing()) == (1 if kind == "payment_mismatch" else 0)


BOBS = {"user_id": 12, "customer_name": "Bob Baker", "customer_email": "bob@example.test"}


def test_a_number_that_belongs_to_anothers_booking_now_is_not_paid_by_the_package_of_before(studio: Studio) -> None:
    """As after a backup was restored: numbers are given out a second time."""
    package, booking = redeemed(studio, per_person=True)
    columns = BOBS | {"people": 5, "status": "pending", "payment_method": "", "payment_state": "unpaid"}
    update(studio, booking, **columns)
    assert sweep(studio) == ["flagged"]
    row = studio.booking(booking)
    assert (row["payment_method"], row["payment_state"]) == ("", "unpaid")
    assert (studio.again(package).balance, notices(studio)) == (8, ["booking_unfit"])
    assert sweep(studio) == [], "shown once"


def test_nor_is_anothers_booking_redeemed_anew_when_it_lives_under_that_number(studio: Studio) -> None:
    package, booking = redeemed(studio)
    studio.set_booking(booking, "cancelled")
    sweep(studio)
    update(studio, booking, status="confirmed", **BOBS)
    assert sweep(studio) == ["flagged"]
    assert studio.booking(booking)["payment_state"] == "unpaid"
    assert (studio.again(package).balance, notices(studio)[-1:]) == (10, ["revived_unpaid"])


def test_however_many_bookings_are_gone_they_are_looked_for_a_step_at_a_time(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, asked, by_id = studio.sell(sessions=40), [], Transaction.by_id
    studio.redeem(package, *[studio.book() for _ in range(30)])
    sql(studio, "DELETE FROM {wp}sb_bookings")

    def counted(tx: Transaction, record: Any, table: str, ids: Any) -> Any:
        asked.append(len(list(ids)))
        return by_id(tx, record, table, ids)

    monkeypatch.setattr(Transaction, "by_id", counted)
    monkeypatch.setattr(turns, "STEP", 7)
    assert reconcile.reconcile(studio.rt, dry_run=True).vanished == 30
    assert max(asked) <= 7
