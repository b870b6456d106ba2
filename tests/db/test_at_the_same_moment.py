"""Twins and rivals that meet between two of our steps, put there on purpose: one is first, both are answered, the books agree."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import pytest

from devstack.stack import Stack
from sidecar.errors import NotFound, Refused
from sidecar.usecases import (
    changes,
    corrections,
    give_back,
    holds,
    reconcile,
    redeem,
    spending,
)
from tests import lock_order
from tests.interleaving import in_the_middle, just_before
from tests.studio import ALICE, CAROL, HOST, Studio, command
from wp_bridge import attempts, customer_packages, orders, redemptions
from wp_bridge.database import Transaction
from wp_bridge.hosts import HOSTS
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.redemption

OTHER = "other-host"
KEY = "attempt-0001"
CHAIN = (
    "SELECT id FROM (SELECT id, balance_after, SUM(delta) OVER (PARTITION BY customer_package_id ORDER BY id) AS total"
    " FROM {p}ledger) l WHERE balance_after <> total"
)


def ask(package: CustomerPackage, booking: str | None = "b-1") -> redeem.RedeemRequest:
    line = redeem.Line(booking, "77", datetime(2030, 1, 2, 9, tzinfo=UTC))
    return redeem.RedeemRequest(OTHER, KEY, package.public_id, (line,), ALICE, "test-request")


def told(step: Callable[[], Any]) -> str:
    try:
        done = step()
        return str(getattr(done, "state", done))
    except (Refused, NotFound) as refused:
        return refused.code


def test_a_twin_that_took_the_last_session_first_gives_us_its_answer(studio: Studio) -> None:
    package, booking = studio.sell(sessions=1), studio.book()
    request = studio.request(package, booking)
    with just_before(customer_packages, "lock_all", lambda: redeem.redeem(studio.rt, request)):
        assert redeem.redeem(studio.rt, request).state == "committed"
    assert studio.again(package).balance == 0


def test_two_redemptions_of_one_package_leave_entries_that_each_add_up(stack: Stack, studio: Studio) -> None:
    package, ours, theirs = studio.sell(), studio.book(), studio.book()
    with in_the_middle(stack.mariadb, customer_packages, "take", lambda: studio.redeem(package, theirs)) as other:
        assert studio.redeem(package, ours).remaining == 9
    assert other.result().remaining == 8  # type: ignore[attr-defined]
    assert studio.rows(CHAIN) == []


def test_a_form_sent_twice_at_once_adds_once(studio: Studio) -> None:
    package, twice = studio.sell(), command("adjust", CAROL, {}, "form-0001")

    def add() -> object:
        return corrections.adjust(studio.rt, twice, package.public_id, 5, False, "a gift")

    with just_before(orders, "lock_by_id", add):
        add()
    assert studio.again(package).balance == 15


def test_one_attempt_with_two_packages_at_once_is_one_attempt(studio: Studio) -> None:
    first, second = studio.sell(any_service=True), studio.sell(any_service=True)
    with just_before(attempts, "add", lambda: redeem.redeem(studio.rt, ask(second, None))):
        assert redeem.redeem(studio.rt, ask(first, None)).package_id == first.public_id
    assert studio.one("SELECT COUNT(*) FROM {p}attempts") == 1
    assert [studio.again(package).held for package in (first, second)] == [1, 0]


def test_a_booking_cancelled_just_before_it_is_confirmed_takes_nothing(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book()
    with just_before(HOSTS[HOST], "confirm", lambda: studio.set_booking(booking, "cancelled")), pytest.raises(Refused) as refused:
        studio.redeem(package, booking)
    assert refused.value.code == "booking_not_pending"
    assert (studio.again(package).balance, studio.booking(booking)["status"]) == (10, "cancelled")


def test_a_booking_that_is_being_marked_paid_is_not_paid_by_card_in_between(stack: Stack, studio: Studio) -> None:
    booking = studio.book(status="confirmed", payment_method="on_site")
    card = "UPDATE {wp}sb_bookings SET payment_method = 'card', payment_state = 'paid' WHERE id = %s AND payment_state = 'unpaid'"

    def mark(tx: Transaction) -> bool:
        row = HOSTS[HOST].bookings(tx, [booking])[booking]
        return HOSTS[HOST]._still(tx, row) and HOSTS[HOST].attach(tx, row, "10 Yoga Sessions")  # type: ignore[attr-defined]

    pays = in_the_middle(
        stack.mariadb, type(HOSTS[HOST]), "attach", lambda: studio.rt.db.transact(lambda tx: tx.run(card, (booking,)))
    )
    with pays as other:
        assert studio.rt.db.transact(mark)
    assert (other.result(), studio.booking(booking)["payment_method"]) == (0, "package")


def test_a_visit_that_is_being_paid_while_its_package_is_suspended_is_refused(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book()

    def suspend() -> object:
        return corrections.suspend(studio.rt, command("suspend", CAROL), package.public_id, "ill")

    with just_before(customer_packages, "lock_all", suspend):
        assert told(lambda: studio.redeem(package, booking)) == "suspended"


def test_where_the_rules_err_the_statement_that_spends_refuses_for_them(studio: Studio) -> None:
    package, booking = studio.sell(), studio.book()
    corrections.suspend(studio.rt, command("suspend", CAROL), package.public_id, "ill")
    with mock.patch.object(spending, "judge", lambda *_: 1):
        assert told(lambda: studio.redeem(package, booking)) == "not_active"
    assert studio.again(package).balance == 10


def test_a_party_that_grows_twice_at_once_takes_the_difference_once(studio: Studio) -> None:
    package = studio.sell(any_service=True, per_person=True)
    redeem.redeem(studio.rt, ask(package))

    def grow() -> object:
        return changes.change(studio.rt, command("change", ALICE), OTHER, "b-1", changes.Change(people=3))

    with just_before(customer_packages, "lock", grow):
        grow()
    assert studio.again(package).balance == 7


def test_drift_found_by_two_sweeps_at_once_is_told_once(studio: Studio) -> None:
    studio.sell()
    studio.rt.db.transact(lambda tx: tx.run("UPDATE {p}customer_packages SET paid_balance = 9"))
    found: list[int] = []
    with just_before(reconcile, "_block", lambda: found.append(reconcile.check_ledger(studio.rt))):
        found.append(reconcile.check_ledger(studio.rt))
    assert found == [1, 0]


@pytest.mark.parametrize("teller", ["message", "sweep"])
def test_a_booking_that_another_package_pays_while_it_is_brought_back_is_paid_once(studio: Studio, teller: str) -> None:
    first, second, booking = studio.sell(), studio.sell(), studio.book()
    studio.redeem(first, booking)
    event = give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request")
    studio.set_booking(booking, "cancelled")
    assert give_back.observe(studio.rt, event).outcome == "given_back"
    alive = "UPDATE {wp}sb_bookings SET status = 'pending', payment_state = 'unpaid', hold_expires_at = UTC_TIMESTAMP() + INTERVAL 1 HOUR"
    studio.rt.db.transact(lambda tx: tx.run(alive))
    with just_before(give_back, "_truth", lambda: studio.redeem(second, booking)):
        if teller == "message":
            assert give_back.observe(studio.rt, replace(event, new="confirmed")).outcome == "nothing"
        else:
            assert reconcile.reconcile(studio.rt).repairs == []
    assert [studio.again(package).balance for package in (first, second)] == [10, 9]


def test_a_booking_paid_anew_and_changed_while_it_is_compared_is_resized_once(studio: Studio) -> None:
    """The sweep locked the package that paid it before, and then meets a redemption of another one."""
    first, second, booking = studio.sell(per_person=True), studio.sell(per_person=True), studio.book()
    studio.redeem(first, booking)
    studio.set_booking(booking, "cancelled")
    assert len(reconcile.reconcile(studio.rt).repairs) == 1
    alive = "UPDATE {wp}sb_bookings SET status = 'pending', payment_state = 'unpaid', hold_expires_at = UTC_TIMESTAMP() + INTERVAL 1 HOUR"
    studio.rt.db.transact(lambda tx: tx.run(alive))

    def paid_anew() -> None:
        studio.redeem(second, booking)
        studio.rt.db.transact(lambda tx: tx.run("UPDATE {wp}sb_bookings SET people = 3"))

    def told() -> object:
        return changes.change(studio.rt, command("change", ALICE), HOST, booking, changes.Change())

    with just_before(redemptions, "live", paid_anew), just_before(changes, "visit_of", told):
        reconcile.reconcile(studio.rt)
    assert [studio.again(package).balance for package in (first, second)] == [10, 7]


def test_a_movement_under_way_at_the_first_look_is_no_drift(studio: Studio) -> None:
    package = studio.sell()
    paid = "UPDATE {p}customer_packages SET paid_balance = paid_balance + %s"
    studio.rt.db.transact(lambda tx: tx.run(paid, (1,)))
    with just_before(reconcile, "_block", lambda: studio.rt.db.transact(lambda tx: tx.run(paid, (-1,)))):
        assert reconcile.check_ledger(studio.rt) == 0
    assert studio.again(package).blocked_at is None


# --- the order of locks


def test_a_hold_that_moves_to_a_third_package_meanwhile_makes_nobody_lock_backwards(studio: Studio) -> None:
    third, second, first = (studio.sell(any_service=True) for _ in range(3))
    redeem.redeem(studio.rt, ask(second))
    with lock_order.watched() as watch, just_before(customer_packages, "lock_all", lambda: redeem.redeem(studio.rt, ask(third))):
        assert redeem.redeem(studio.rt, ask(first)).package_id == first.public_id
    assert watch.wrong == []
    assert [studio.again(package).held for package in (first, second, third)] == [1, 0, 0]


def test_a_message_about_a_booking_that_another_package_pays_meanwhile_locks_that_package(studio: Studio) -> None:
    """The second package has the lower number: locked after the first one, somebody would wait in a circle."""
    second, first, booking = studio.sell(), studio.sell(), studio.book()
    studio.redeem(first, booking)
    event = give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request")
    studio.set_booking(booking, "cancelled")
    give_back.observe(studio.rt, event)

    def paid_anew_and_cancelled() -> None:
        columns = "status = 'pending', payment_state = 'unpaid', hold_expires_at = UTC_TIMESTAMP() + INTERVAL 1 HOUR"
        studio.rt.db.transact(lambda tx: tx.run(f"UPDATE {{wp}}sb_bookings SET {columns}"))
        studio.redeem(second, booking)
        studio.set_booking(booking, "cancelled")

    with lock_order.watched() as watch, just_before(customer_packages, "lock", paid_anew_and_cancelled):
        assert give_back.observe(studio.rt, event) == give_back.Returned("given_back", 1)
    assert watch.wrong == []
    assert [studio.again(package).balance for package in (first, second)] == [10, 10]


@pytest.mark.parametrize("end", ["commit", "release"])
def test_a_hold_that_moved_to_another_package_is_ended_under_that_packages_lock(studio: Studio, end: str) -> None:
    first, second = studio.sell(any_service=True), studio.sell(any_service=True)
    redeem.redeem(studio.rt, ask(first))
    with lock_order.watched() as watch, just_before(customer_packages, "lock", lambda: redeem.redeem(studio.rt, ask(second))):
        if end == "commit":
            assert holds.commit(studio.rt, OTHER, KEY, (), "", ALICE, "test-request").package_id == second.public_id
        else:
            assert holds.release(studio.rt, OTHER, KEY, "", ALICE, "test-request") == "released"
    assert watch.wrong == []
    assert [studio.again(package).held for package in (first, second)] == [0, 0]


def test_giving_back_and_changing_begin_with_the_packages_lock(studio: Studio) -> None:
    """Their booking's redemption is read before, unlocked, only to learn which package that is."""
    package, booking = studio.sell(per_person=True), studio.book(people=3)
    with lock_order.watched() as watch:
        studio.redeem(package, booking)
        studio.rt.db.transact(lambda tx: tx.run("UPDATE {wp}sb_bookings SET people = 2"))
        changes.change(studio.rt, command("change", ALICE), HOST, booking, changes.Change())
        studio.set_booking(booking, "cancelled")
        give_back.observe(studio.rt, give_back.StatusEvent(HOST, booking, "cancelled", "staff", "", CAROL, "test-request"))
        corrections.adjust(studio.rt, command("adjust", CAROL), package.public_id, 1, False, "a gift")
    assert (watch.packages, watch.wrong) == ([[package.id]] * 4, [])
    assert studio.again(package).balance == 11
