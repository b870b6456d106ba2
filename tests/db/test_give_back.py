"""Bookings that end, return to life and end again on the reference host; paid and free sessions in every path."""

from datetime import timedelta

import pytest

from sidecar import runtime
from sidecar.clock import ShiftedClock
from sidecar.errors import Refused
from sidecar.usecases import changes, give_back, reconcile, redeem, site_settings
from sidecar.usecases.give_back import StatusEvent
from tests.studio import ALICE, CAROL, HOST, SETTINGS, Studio, command
from wp_bridge.records import Actor, CustomerPackage

pytestmark = pytest.mark.redemption


def tell(studio: Studio, booking: str, by: str = "staff", actor: Actor = CAROL) -> str:
    return give_back.observe(studio.rt, StatusEvent(HOST, booking, "cancelled", by, "", actor, "test-request")).outcome


def cancel_hours(studio: Studio, hours: int) -> None:
    site_settings.update(studio.rt, command("settings", CAROL), SETTINGS | {"cancel_hours": hours})


def add_free(studio: Studio, package: CustomerPackage, sessions: int) -> None:
    """As the staff's adjustment will do it."""
    sql = (
        "INSERT INTO {p}ledger (customer_package_id, entry_key, kind, delta, delta_paid, delta_free, balance_after, paid_after,"
        " actor_kind, request_id, created_at) SELECT id, 'gift', 'adjust', %s, 0, %s, balance + %s, paid_balance, 'staff',"
        " 'test-request', UTC_TIMESTAMP(6) FROM {p}customer_packages WHERE id = %s"
    )
    studio.rt.db.transact(lambda tx: tx.run(sql, (sessions, sessions, sessions, package.id)))
    update = "UPDATE {p}customer_packages SET free_balance = free_balance + %s WHERE id = %s"
    studio.rt.db.transact(lambda tx: tx.run(update, (sessions, package.id)))


def parts(studio: Studio, package: CustomerPackage) -> tuple[int, int, int]:
    """(paid, free, used) as the package has them; the ledger must say the same."""
    now = studio.again(package)
    assert reconcile.check_ledger(studio.rt) == 0
    last = studio.rows("SELECT balance_after, paid_after FROM {p}ledger ORDER BY id DESC LIMIT 1")[0]
    assert (last["balance_after"], last["paid_after"]) == (now.balance, now.paid_balance)
    return now.paid_balance, now.free_balance, now.used


def test_a_late_cancellation_undone_by_staff_can_still_be_cancelled_by_staff(studio: Studio) -> None:
    cancel_hours(studio, 24 * 7)
    package, booking = studio.sell(), studio.book()
    studio.redeem(package, booking)
    studio.set_booking(booking, "cancelled")
    assert tell(studio, booking, "customer", ALICE) == "kept"
    studio.set_booking(booking, "confirmed")
    assert tell(studio, booking) == "nothing"
    studio.set_booking(booking, "cancelled")
    assert tell(studio, booking, "staff", CAROL) == "given_back"
    assert studio.again(package).balance == 10


def test_the_hours_before_the_start_are_those_of_the_booking_as_it_was_moved(studio: Studio) -> None:
    cancel_hours(studio, 24 * 7)
    package, booking = studio.sell(), studio.book()
    studio.redeem(package, booking)
    move = "UPDATE {wp}sb_bookings SET starts_at = starts_at + INTERVAL 30 DAY, status = 'cancelled' WHERE id = %s"
    studio.rt.db.transact(lambda tx: tx.run(move, (booking,)))
    assert tell(studio, booking, "customer", ALICE) == "given_back"


def test_paid_sessions_go_first_and_come_back_last(studio: Studio) -> None:
    package = studio.sell(sessions=2)
    add_free(studio, package, 2)
    three = [studio.book() for _ in range(3)]
    studio.redeem(package, *three)
    assert parts(studio, package) == (0, 1, 3)
    for booking, left in ((three[2], (0, 2, 2)), (three[0], (1, 2, 1)), (three[1], (2, 2, 0))):
        studio.set_booking(booking, "cancelled")
        assert tell(studio, booking) == "given_back"
        assert parts(studio, package) == left


def test_a_party_that_shrinks_and_grows_keeps_the_split_right(studio: Studio) -> None:
    package = studio.sell(sessions=2, per_person=True)
    add_free(studio, package, 3)
    booking = studio.book(people=4)
    studio.redeem(package, booking)
    assert parts(studio, package) == (0, 1, 4)
    for people, left in ((1, (1, 3, 1)), (5, (0, 0, 5)), (3, (0, 2, 3)), (2, (0, 3, 2)), (1, (1, 3, 1))):
        studio.rt.db.transact(lambda tx, n=people: tx.run("UPDATE {wp}sb_bookings SET people = %s WHERE id = %s", (n, booking)))
        # The host's row is believed, not the message.
        changes.change(
            studio.rt, command("change", ALICE), HOST, booking, changes.Change(99)
        )  # the host's row is believed, not the message
        assert parts(studio, package) == left
    studio.set_booking(booking, "cancelled")
    assert tell(studio, booking) == "given_back"
    assert parts(studio, package) == (2, 3, 0)


def test_the_last_instant_is_still_valid_and_the_next_is_not(studio: Studio) -> None:
    package = studio.sell(validity_days=1)
    assert package.expires_at is not None
    for moment, expected in ((package.expires_at - timedelta(microseconds=1), "committed"), (package.expires_at, "expired")):
        rt = runtime.build(studio.rt.config, ShiftedClock(moment))
        booking = studio.book(hold_expires_at=moment + timedelta(minutes=5))
        try:
            told = redeem.redeem(rt, studio.request(package, booking)).state
        except Refused as refused:
            told = refused.code
        rt.db.close()
        assert told == expected
