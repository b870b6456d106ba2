"""Statements that guard themselves, called past every rule and lock that stands before them: each refuses by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sidecar.errors import Refused
from sidecar.usecases import holds, put_back, redeem
from tests.studio import ALICE, CAROL, HOST, Studio
from wp_bridge import attempts, customer_packages, orders, payments, redemptions
from wp_bridge.database import Transaction
from wp_bridge.hosts import HOSTS
from wp_bridge.records import Attempt, CustomerPackage, HostBooking, Redemption

pytestmark = pytest.mark.redemption

OTHER = "other-host"
KEY = "attempt-0001"
ONE_OF = "SELECT * FROM {p}redemptions ORDER BY id LIMIT 1"


@pytest.fixture
def package(studio: Studio) -> CustomerPackage:
    return studio.sell(any_service=True)


@pytest.fixture
def held(studio: Studio, package: CustomerPackage) -> Attempt:
    """Two bookings of another host, one session each."""
    lines = tuple(redeem.Line(booking, "77", datetime(2030, 1, 2, 9, tzinfo=UTC)) for booking in ("b-1", "b-2"))
    redeem.redeem(studio.rt, redeem.RedeemRequest(OTHER, KEY, package.public_id, lines, ALICE, "test-request"))
    return now(studio)


def now(studio: Studio) -> Attempt:
    attempt = studio.rt.db.transact(lambda tx: attempts.find(tx, OTHER, KEY))
    assert attempt is not None
    return attempt


def line(studio: Studio) -> Redemption:
    return studio.rt.db.transact(lambda tx: tx.get(Redemption, ONE_OF))


def commit(studio: Studio) -> None:
    holds.commit(studio.rt, OTHER, KEY, (), "", ALICE, "test-request")


def put(studio: Studio, column: str, value: str, table: str = "{p}customer_packages") -> None:
    studio.rt.db.transact(lambda tx: tx.run(f"UPDATE {table} SET {column} = {value}"))


def does(studio: Studio, step: Any) -> bool:
    return bool(studio.rt.db.transact(step))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("suspended_by_staff_at", "UTC_TIMESTAMP(6)"),
        ("suspended_by_dispute_at", "UTC_TIMESTAMP(6)"),
        ("blocked_at", "UTC_TIMESTAMP(6)"),
        ("closed_at", "UTC_TIMESTAMP(6)"),
        ("refund_pending", "1"),
        ("expires_at", "UTC_TIMESTAMP(6)"),
        ("starts_at", "UTC_TIMESTAMP(6) + INTERVAL 1 MINUTE"),
    ],
)
def test_the_statement_that_spends_asks_the_state_itself(
    studio: Studio, package: CustomerPackage, column: str, value: str
) -> None:
    put(studio, column, value)
    assert not does(studio, lambda tx: customer_packages.take(tx, package.id, 1, 0, held=False))
    assert studio.again(package).balance == 10


def test_no_more_goes_back_than_was_taken_or_held(studio: Studio, package: CustomerPackage, held: Attempt) -> None:
    commit(studio)
    assert not does(studio, lambda tx: customer_packages.give_back(tx, package.id, 3, 0, held=False))
    assert not does(studio, lambda tx: customer_packages.give_back(tx, package.id, 1, 0, held=True))
    assert not does(studio, lambda tx: customer_packages.settle_hold(tx, package.id, 1))
    assert studio.again(package).balance == 8


def test_an_attempt_moves_only_from_the_state_in_which_it_was_seen(studio: Studio, held: Attempt) -> None:
    commit(studio)
    assert not does(studio, lambda tx: attempts.move(tx, held.id, "held", "lapsed"))
    assert now(studio).state == "committed"


@pytest.mark.parametrize("again", ["reopen", "begin_again"])
def test_only_an_attempt_that_is_over_begins_another_round(studio: Studio, held: Attempt, again: str) -> None:
    new = attempts.NewAttempt("", OTHER, KEY, held.request_hash, held.customer_package_id, "held", "test-request")
    steps = {
        "reopen": lambda tx: attempts.reopen(tx, held, new, 15),
        "begin_again": lambda tx: attempts.begin_again(tx, held.id, "lapsed", "committed"),
    }
    assert not does(studio, steps[again])
    assert now(studio).round == 1


def test_only_a_held_line_is_committed(studio: Studio, held: Attempt) -> None:
    holds.release(studio.rt, OTHER, KEY, "", ALICE, "test-request")
    known = line(studio)
    assert not does(studio, lambda tx: redemptions.commit(tx, known.id, None))
    assert line(studio).state == "lapsed"


def test_the_same_line_goes_back_once_though_its_package_has_more_in_use(
    studio: Studio, package: CustomerPackage, held: Attempt
) -> None:
    commit(studio)
    known = line(studio)

    def give(tx: Transaction) -> None:
        put_back.put_back(tx, known, 1, "given_back", "", CAROL, "test-request")

    studio.rt.db.transact(give)
    with pytest.raises(Refused) as refused:
        studio.rt.db.transact(give)
    assert refused.value.code == "already_given_back"
    assert (studio.again(package).balance, studio.again(package).used) == (9, 1)


def test_the_clock_of_first_use_starts_once_and_stops_only_unused_and_unexpired(studio: Studio) -> None:
    package = studio.sell(validity_from="first_use")
    end = datetime(2030, 1, 1, tzinfo=UTC)
    assert does(studio, lambda tx: customer_packages.start_validity(tx, package.id, end, end.date()))
    assert not does(studio, lambda tx: customer_packages.start_validity(tx, package.id, None, None))
    put(studio, "used", "1")
    assert not does(studio, lambda tx: customer_packages.unstart_validity(tx, package.id))
    put(studio, "used", "0")
    put(studio, "expires_at", "UTC_TIMESTAMP(6)")
    assert not does(studio, lambda tx: customer_packages.unstart_validity(tx, package.id))
    assert studio.again(package).expires_at is not None


def test_a_balance_is_decided_only_while_its_package_is_blocked(studio: Studio, package: CustomerPackage) -> None:
    assert not does(studio, lambda tx: customer_packages.unblock(tx, package.id, (3, 0), (0, 0)))
    assert studio.again(package).balance == 10


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "'cancelled'"),
        ("status", "'confirmed'"),
        ("hold_expires_at", "UTC_TIMESTAMP()"),
        ("user_id", "12"),
        ("service_id", "service_id + 1"),
    ],
)
def test_a_booking_that_changed_since_it_was_read_is_not_confirmed(studio: Studio, column: str, value: str) -> None:
    seen = _booking(studio, studio.book())
    put(studio, column, value, "{wp}sb_bookings")
    before = studio.booking(seen.id)
    assert not does(studio, lambda tx: HOSTS[HOST].confirm(tx, seen, "10 Yoga Sessions"))
    assert studio.booking(seen.id) == before


@pytest.mark.parametrize(
    ("column", "value"), [("status", "'cancelled'"), ("payment_state", "'paid'"), ("payment_method", "'card'")]
)
def test_a_booking_that_changed_since_it_was_read_is_not_marked_paid(studio: Studio, column: str, value: str) -> None:
    seen = _booking(studio, studio.book(status="confirmed", payment_method="on_site"))
    put(studio, column, value, "{wp}sb_bookings")
    assert not does(studio, lambda tx: HOSTS[HOST].attach(tx, seen, "10 Yoga Sessions"))
    assert studio.booking(seen.id)["payment_method"] != "package"


def test_a_booking_paid_otherwise_meanwhile_is_not_marked_unpaid(studio: Studio) -> None:
    seen = _booking(studio, studio.book(status="confirmed", payment_method="package", payment_state="paid"))
    put(studio, "payment_method", "'card'", "{wp}sb_bookings")
    assert not does(studio, lambda tx: HOSTS[HOST].detach(tx, seen))
    assert studio.booking(seen.id)["payment_state"] == "paid"


def _booking(studio: Studio, number: str) -> HostBooking:
    return studio.rt.db.transact(lambda tx: HOSTS[HOST].bookings(tx, [number]))[number]


def test_an_order_is_settled_once_and_cancelled_only_while_it_waits(studio: Studio) -> None:
    number = studio.sell().order_id
    assert number is not None
    paid = studio.rt.db.transact(lambda tx: orders.get(tx, number))
    assert not does(studio, lambda tx: orders.settle(tx, paid, 1, "stripe", 99))
    assert not does(studio, lambda tx: orders.cancel(tx, paid, ""))
    assert not does(studio, lambda tx: payments.settle(tx, payments.of_order(tx, number)[0].id, "another", ""))
    assert studio.rows("SELECT status, paid_minor, receipt_number FROM {p}orders") == [
        {"status": "paid", "paid_minor": 35000, "receipt_number": 1}
    ]


def test_a_hold_in_time_is_not_due(studio: Studio, held: Attempt) -> None:
    assert held.hold_expires_at is not None
    assert held.hold_expires_at > studio.rt.clock.now() + timedelta(minutes=14)
    assert holds.lapse_due(studio.rt) == 0
    assert now(studio) == held
